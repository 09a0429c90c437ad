//! What is refused, and how it is said.

use chrono::{DateTime, TimeDelta, Utc};
use protocol::modi::{self, Content, Headers};
use protocol::sign::SecretKey;
use protocol::wire::{Answer, MEDIA_TYPE};

use crate::counter::{Counter, cbor, enrolment, now};
use crate::server::{Server, exchange, get, post};

#[test]
fn a_request_that_is_not_signed_or_signed_wrongly() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let url = format!("{}/v1/feed?after=0&epoch=0&seq=0", server.url);
    let feed = |headers: &[(&str, &str)]| get(&counter.client, &url, headers);
    feed(&[]).is_problem(401, "unsigned");
    assert!(feed(&[]).header("www-authenticate").is_some());
    for value in ["Basic YTpi", "Bearer x", "Bearer a.b.c"] {
        feed(&[("authorization", value)]).is_problem(401, "unsigned");
    }
    let audience = counter.audience();
    let stranger = SecretKey::from_bytes(&[7; 32]).unwrap();
    let authorization = counter.request(&audience).authorization(&stranger);
    feed(&[("authorization", &authorization)]).is_problem(401, "signature");
    let elsewhere = counter
        .request("urn:sintar:cst:0000")
        .authorization(&counter.key);
    feed(&[("authorization", &elsewhere)]).is_problem(401, "signature");
    let good = counter.request(&audience).authorization(&counter.key);
    let twice = feed(&[("authorization", &good), ("authorization", &good)]);
    twice.is_problem(401, "unsigned");
    let url = format!("{}/v1/feed?after=x", server.url);
    get(&counter.client, &url, &[("authorization", &good)]).is_problem(400, "malformed");
}

#[test]
fn a_request_that_was_seen() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let batch = counter.batch();
    let headers = counter.sign(&cbor(&batch));
    assert_eq!(counter.deliver_with(&headers, &batch, &[]).status, 200);
    counter
        .deliver_with(&headers, &batch, &[])
        .is_problem(401, "replay");
}

#[test]
fn a_clock_that_is_off_by_an_hour_is_told_the_time() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    for hours in [-1, 1] {
        let answer = counter.feed_at(0, TimeDelta::hours(hours), &[]);
        // The process is younger than an hour: what is that old could have been seen by another one, but
        // a wrong clock is the more useful thing to say.
        answer.is_problem(401, "clock");
        let time: DateTime<Utc> = answer.json()["centre_time"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((now() - time).abs() < TimeDelta::seconds(60), "{time}");
        assert!(answer.header("date").is_some());
    }
}

#[test]
fn a_request_signed_before_the_centre_started() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let answer = counter.feed_at(0, TimeDelta::seconds(-50), &[]);
    answer.is_problem(503, "restarted");
    let wait: i64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=50).contains(&wait), "{wait}");
}

#[test]
fn a_body_that_is_not_the_one_that_was_signed() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 2);
    let batch = counter.batch();
    let mut altered = batch.clone();
    *altered.last_mut().unwrap() ^= 1;
    let headers = counter.sign(&cbor(&batch));
    counter
        .deliver_with(&headers, &altered, &[])
        .is_problem(400, "content");
    let headers = counter.sign(&cbor(&batch));
    let digest = Headers {
        digest: modi::digest(b"other"),
        ..headers
    };
    counter
        .deliver_with(&digest, &batch, &[])
        .is_problem(400, "content");
    let headers = counter.sign(&Content {
        media_type: "application/json",
        ..cbor(&batch)
    });
    counter
        .deliver_with(&headers, &batch, &[])
        .is_problem(400, "content");
    let unsigned = Headers {
        signature: String::new(),
        ..counter.sign(&cbor(&batch))
    };
    counter
        .deliver_with(&unsigned, &batch, &[])
        .is_problem(401, "unsigned");
    assert_eq!(
        server.verb(&["status"])["comuni"][0]["counters"][0]["entries"],
        0
    );
}

#[test]
fn bytes_that_are_no_message() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let cut = counter.batch();
    let cut = &cut[..cut.len() - 1];
    for garbage in [
        b"".as_slice(),
        b"garbage",
        &[0xff; 100],
        &[0x9f; 50_000],
        cut,
    ] {
        counter.deliver(garbage).is_problem(400, "malformed");
    }
    let packed = b"no frame of zstd";
    let headers = counter.sign(&Content {
        encoding: Some("zstd"),
        ..cbor(packed)
    });
    let answer = counter.deliver_with(&headers, packed, &[("content-encoding", "zstd")]);
    answer.is_problem(400, "malformed");
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 3).unwrap();
    let headers = counter.sign(&Content {
        encoding: Some("zstd"),
        ..cbor(&bomb)
    });
    let answer = counter.deliver_with(&headers, &bomb, &[("content-encoding", "zstd")]);
    answer.is_problem(413, "too-large");
}

#[test]
fn other_media_types() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let batch = counter.batch();
    for (name, value) in [
        ("content-type", "application/json"),
        ("content-type", "application/cbor; charset=utf-8"),
        ("content-encoding", "gzip"),
        ("content-encoding", "zstd, zstd"),
    ] {
        let headers = counter.sign(&cbor(&batch));
        let answer = counter.deliver_with(&headers, &batch, &[(name, value)]);
        answer.is_problem(415, "media-type");
    }
}

#[test]
fn places_and_methods_that_there_are_not() {
    let server = Server::start(&[]);
    let client = server.client();
    let get = |path: &str| get(&client, &format!("{}{path}", server.url), &[]);
    for path in [
        "/",
        "/v1",
        "/v2/feed",
        "/v1/feed/",
        "/%2e%2e/etc/passwd",
        "/status?x=%ff/y",
    ] {
        let answer = get(path);
        if path.starts_with("/status") {
            assert_eq!(
                answer.status, 200,
                "a query that nobody asked for is ignored"
            );
        } else {
            answer.is_problem(404, "not-found");
        }
    }
    let answer = get("/v1/journal");
    answer.is_problem(405, "method");
    assert_eq!(answer.header("allow"), Some("POST"));
    let answer = post(&client, &format!("{}/status", server.url), &[], b"x");
    answer.is_problem(405, "method");
}

#[test]
fn a_code_that_is_not_good() {
    let server = Server::start(&[]);
    let code = server.verb(&["enrol", "--comune", "L049"]);
    let code = code["code"].as_str().unwrap();
    let enrol = |comune: &str, seed: u8| {
        let key = SecretKey::from_bytes(&[seed; 32]).unwrap();
        let headers = [("content-type", MEDIA_TYPE)];
        let url = format!("{}/v1/enrolments", server.url);
        post(
            &server.client(),
            &url,
            &headers,
            &enrolment(code, comune, &key),
        )
    };
    enrol("A662", 1).is_problem(403, "code");
    assert_eq!(enrol("L049", 1).status, 200);
    assert_eq!(enrol("L049", 1).status, 200, "the answer was lost");
    let url = format!("{}/v1/enrolments", server.url);
    let headers = [("content-type", MEDIA_TYPE)];
    post(&server.client(), &url, &headers, b"garbage").is_problem(400, "malformed");
}

#[test]
fn a_counter_that_was_revoked() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    assert_eq!(counter.feed_at(0, TimeDelta::zero(), &[]).status, 200);
    server.verb(&["revoke", "L049-01"]);
    counter
        .feed_at(0, TimeDelta::zero(), &[])
        .is_problem(403, "revoked");
    let answer = counter.deliver(&counter.batch());
    assert_eq!(counter.opened(&answer), Answer::Revoked(counter.id.clone()));
}

/// A connection closed with bytes unread loses the answer on its way back.
#[test]
fn a_refusal_reaches_who_is_still_sending() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let body = vec![0; 1 << 20];
    for _ in 0..10 {
        let audience = counter.audience();
        let mut request = counter.request(&audience);
        request.at += TimeDelta::hours(1);
        let headers = request.headers(&counter.key, &cbor(&body));
        let answer = counter.deliver_with(&headers, &body, &[]);
        answer.is_problem(401, "clock");
    }
}

#[test]
fn bytes_that_are_no_http() {
    let server = Server::start(&[]);
    for bytes in [
        b"garbage\r\n\r\n".as_slice(),
        b"\x16\x03\x01\x00\x00",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let answer = exchange(&mut server.connect(), bytes);
        assert!(
            answer.is_empty()
                || answer.starts_with("HTTP/1.1 4")
                || answer.starts_with("HTTP/1.1 5"),
            "{answer}"
        );
    }
    assert_eq!(
        get(&server.client(), &format!("{}/status", server.url), &[]).status,
        200
    );
}
