//! What a well-mannered counter meets.

use chrono::TimeDelta;
use protocol::modi::Content;
use protocol::wire::{Answer, EnrolmentCode, MEDIA_TYPE};
use serde_json::json;

use crate::counter::{Counter, cbor};
use crate::server::{Server, get};

#[test]
fn a_counter_enrols_delivers_and_is_told_what_others_did() {
    let server = Server::start(&[]);
    let first = Counter::enrol(&server, "L049", 3);
    let second = Counter::enrol(&server, "L049", 1);
    assert_eq!(
        (first.id.to_string(), second.id.to_string()),
        ("L049-01".into(), "L049-02".into())
    );
    let answer = first.deliver(&first.batch());
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some(MEDIA_TYPE));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let Answer::Receipt(receipt) = first.opened(&answer) else {
        panic!("no receipt: {answer:?}");
    };
    assert_eq!((receipt.from, receipt.to), (1, 3));
    assert_eq!(receipt.head, first.journal[2].hash());
    assert_eq!(second.feed(0).rows.len(), 3, "its sibling's acts");
    assert_eq!(first.feed_having(3).rows.len(), 0, "its own it has");
    assert_eq!(first.feed_having(1).rows.len(), 2, "what it lost");
    let status = server.verb(&["status"]);
    let counter = &status["comuni"][0]["counters"][0];
    assert_eq!(counter["id"], "L049-01");
    assert_eq!(
        (&counter["entries"], &counter["last_seq"]),
        (&json!(3), &json!(3))
    );
}

#[test]
fn a_lost_answer_is_given_again() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 2);
    let first = counter.opened(&counter.deliver(&counter.batch()));
    let again = counter.opened(&counter.deliver(&counter.batch()));
    assert_eq!(first, again);
}

#[test]
fn bodies_may_be_packed_both_ways() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 500);
    let sibling = Counter::enrol(&server, "L049", 1);
    let batch = counter.batch();
    let packed = zstd::bulk::compress(&batch, 3).unwrap();
    let headers = counter.sign(&Content {
        encoding: Some("zstd"),
        ..cbor(&packed)
    });
    let answer = counter.deliver_with(&headers, &packed, &[("content-encoding", "zstd")]);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(matches!(counter.opened(&answer), Answer::Receipt(_)));
    let plain = sibling.feed_at(0, TimeDelta::zero(), &[]);
    assert_eq!(plain.header("content-encoding"), None);
    let packed = sibling.feed_at(0, TimeDelta::zero(), &[("accept-encoding", "zstd")]);
    assert_eq!(packed.header("content-encoding"), Some("zstd"));
    let unpacked = zstd::bulk::decompress(&packed.body, 8 << 20).unwrap();
    assert_eq!(sibling.page(&unpacked).rows, sibling.page(&plain.body).rows);
    assert!(packed.body.len() < plain.body.len());
}

#[test]
fn the_code_vouches_for_the_certificate() {
    let server = Server::start(&[]);
    let code = server.verb(&["enrol", "--comune", "L049"]);
    let code: EnrolmentCode = code["code"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        code.fingerprint,
        EnrolmentCode::fingerprint(&server.authority())
    );
    assert_eq!(hex::encode(code.fingerprint), server.fingerprint);
    // A client that trusts it reaches the centre; `client` checks the chain and the name.
    assert_eq!(
        get(&server.client(), &format!("{}/status", server.url), &[]).status,
        200
    );
}

#[test]
fn anybody_may_ask_whether_the_centre_is_up_and_what_it_offers() {
    let server = Server::start(&[]);
    let client = server.client();
    let up = get(&client, &format!("{}/status", server.url), &[]);
    assert_eq!(up.status, 200);
    assert_eq!(up.header("content-type"), Some("application/json"));
    assert_eq!(up.json()["status"], "up");
    let openapi = get(&client, &format!("{}/openapi", server.url), &[]);
    assert_eq!(openapi.json()["openapi"], "3.1.0");
    let tag = openapi.header("etag").unwrap();
    let url = format!("{}/openapi", server.url);
    assert_eq!(get(&client, &url, &[("if-none-match", tag)]).status, 304);
    let part = get(&client, &url, &[("range", "bytes=0-9"), ("if-range", tag)]);
    assert_eq!(
        (part.status, part.body.as_slice()),
        (206, &openapi.body[..10])
    );
    get(&client, &url, &[("range", "bytes=99999999-")]).is_problem(416, "range");
}

#[test]
fn counts_are_told_apart_and_logs_name_no_person() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 3);
    counter.deliver(&counter.batch());
    let plain = ureq::Agent::new_with_defaults();
    let counts = String::from_utf8(get(&plain, &server.metrics, &[]).body).unwrap();
    for line in [
        r#"cst_requests_total{route="/v1/journal",status="200"} 1"#,
        "cst_entries_total 3",
        r#"cst_request_seconds_count{route="/v1/journal"} 1"#,
    ] {
        assert!(counts.contains(line), "{line} is not in\n{counts}");
    }
    assert!(!counts.contains("L049"), "no counter is a label");
    get(&server.client(), &format!("{}/metrics", server.url), &[]).is_problem(404, "not-found");
    let log = server.log();
    let line = log
        .lines()
        .find(|line| line.contains("/v1/journal"))
        .unwrap_or_else(|| panic!("no line of it in\n{log}"));
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["counter"], "L049-01");
    assert_eq!(
        (&line["status"], &line["entries"]),
        (&json!(200), &json!(3))
    );
    assert!(line["bytes_in"].as_u64() > Some(0) && line["ms"].is_u64());
    assert!(
        !log.contains("m.rossi"),
        "who did it is nobody's business: {log}"
    );
}

/// It takes as long as the store waits for another writer.
#[test]
fn a_store_that_cannot_write_refuses_and_the_same_batch_goes_in_later() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 2);
    let other = rusqlite::Connection::open(server.data.join("cst.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    counter.deliver(&counter.batch()).is_problem(503, "storage");
    let up = get(&counter.client, &format!("{}/status", server.url), &[]);
    assert_eq!(up.status, 200, "it still reads");
    other.execute_batch("ROLLBACK").unwrap();
    let answer = counter.opened(&counter.deliver(&counter.batch()));
    assert!(matches!(answer, Answer::Receipt(_)), "{answer:?}");
    assert!(server.log().contains("the storage failed"));
}
