//! How much one counter, one address and one body may take.

use std::io::{Read, Write};

use chrono::TimeDelta;
use protocol::modi;
use protocol::wire::{MEDIA_TYPE, MESSAGE_BYTES_MAX};

use crate::counter::{Counter, cbor};
use crate::server::{Server, exchange, get};

#[test]
fn a_body_said_to_be_too_long_is_refused_before_it_comes() {
    let server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let head = head(
        &counter,
        &format!("Content-Length: {}", MESSAGE_BYTES_MAX + 1),
    );
    let answer = exchange(&mut server.connect(), head.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("urn:sintar:problem:too-large"), "{answer}");
}

#[test]
fn a_body_that_grows_too_long_is_cut() {
    let server = Server::start(&[]);
    let request = "POST /v1/enrolments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cbor\r\n\
         Transfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("400\r\n{}\r\n", "x".repeat(0x400));
    let bytes = format!("{request}{}", chunk.repeat(5));
    let answer = exchange(&mut server.connect(), bytes.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn a_stranger_cannot_make_the_centre_read_a_long_body() {
    let server = Server::start(&[]);
    let request = format!(
        "POST /v1/journal HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/cbor\r\n\
         Content-Length: {MESSAGE_BYTES_MAX}\r\n\r\n"
    );
    let answer = exchange(&mut server.connect(), request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Server::start(&["--body-seconds", "1"]);
    let counter = Counter::enrol(&server, "L049", 1);
    let request = head(&counter, "Content-Length: 1000") + "the beginning";
    let mut stream = server.connect();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = [0; 4096];
    let read = stream.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..read]);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn a_header_that_is_too_long_is_refused() {
    let server = Server::start(&[]);
    let long = format!(
        "GET /status HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
        "x".repeat(20_000)
    );
    let many = format!(
        "GET /status HTTP/1.1\r\nHost: localhost\r\n{}\r\n",
        "X: x\r\n".repeat(100)
    );
    for request in [long, many] {
        let answer = exchange(&mut server.connect(), request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
}

#[test]
fn a_counter_that_asks_too_often_waits_and_its_neighbour_does_not() {
    let server = Server::start(&["--counter-per-minute", "3"]);
    let counter = Counter::enrol(&server, "L049", 1);
    let neighbour = Counter::enrol(&server, "L049", 1);
    let feed = |counter: &Counter| counter.feed_at(0, TimeDelta::zero(), &[]);
    let first = feed(&counter);
    assert_eq!(first.header("x-ratelimit-limit"), Some("3"));
    // A minute may end on the way, and gives three more.
    let refused = (0..6)
        .map(|_| feed(&counter))
        .find(|answer| answer.status != 200)
        .expect("more than three in a minute");
    refused.is_problem(429, "too-many");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(feed(&neighbour).status, 200);
}

#[test]
fn an_address_that_asks_too_often_waits() {
    let server = Server::start(&["--address-per-minute", "5"]);
    let client = server.client();
    let url = format!("{}/status", server.url);
    let refused = (0..11)
        .map(|_| get(&client, &url, &[]))
        .find(|answer| answer.status != 200)
        .expect("more than five in a minute");
    refused.is_problem(429, "too-many");
}

#[test]
fn whoever_opens_many_connections_does_not_shut_out_those_who_have_one() {
    let server = Server::start(&[]);
    let client = server.client();
    let url = format!("{}/status", server.url);
    assert_eq!(get(&client, &url, &[]).status, 200);
    let address = server.url.strip_prefix("https://").unwrap();
    let silent: Vec<_> = (0..400)
        .map_while(|_| std::net::TcpStream::connect(address).ok())
        .collect();
    assert!(silent.len() > 300, "{}", silent.len());
    assert_eq!(get(&client, &url, &[]).status, 200);
}

/// The head of a delivery whose body is to be something else than was signed.
fn head(counter: &Counter, length: &str) -> String {
    let headers = counter.sign(&cbor(b"x"));
    format!(
        "POST /v1/journal HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n{}: {}\r\n{}: {}\r\n\
         Content-Type: {MEDIA_TYPE}\r\n{length}\r\n\r\n",
        headers.authorization,
        modi::SIGNATURE_HEADER,
        headers.signature,
        modi::DIGEST_HEADER,
        headers.digest,
    )
}
