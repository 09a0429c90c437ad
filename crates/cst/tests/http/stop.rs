//! A centre that is told to stop lets open requests end, and loses nothing it has acknowledged.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::modi;
use protocol::wire::{Answer, Batch, MEDIA_TYPE};
use serde_json::Value;

use crate::counter::{Counter, cbor};
use crate::server::{Server, run};

#[test]
fn what_was_acknowledged_under_load_is_there_after_the_stop() {
    let mut server = Server::start(&[]);
    let counters: Vec<Counter> = ["L049", "A662", "F784"]
        .into_iter()
        .map(|comune| Counter::enrol(&server, comune, 2_000))
        .collect();
    let acknowledged = AtomicU64::new(0);
    std::thread::scope(|scope| {
        let busy: Vec<_> = counters
            .iter()
            .map(|counter| scope.spawn(|| deliver_until_the_end(counter, &acknowledged)))
            .collect();
        let all_ended = || busy.iter().all(|thread| thread.is_finished());
        while acknowledged.load(Ordering::Relaxed) < 30 && !all_ended() {
            std::thread::yield_now();
        }
        server.terminate();
    });
    assert!(server.wait().success(), "{}", server.log());
    assert!(server.log().contains("stopping"));
    let status = run(&server.data, &["status"]);
    let status: Value = serde_json::from_slice(&status.stdout).unwrap();
    let entries: u64 = status["comuni"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comune| comune["counters"][0]["entries"].as_u64().unwrap())
        .sum();
    let acknowledged = acknowledged.into_inner();
    println!("{acknowledged} acknowledged, {entries} stored");
    // An answer may be lost on its way; an entry never is.
    assert!(entries >= acknowledged && entries <= acknowledged + 3);
}

#[test]
fn a_request_that_was_begun_is_answered() {
    let mut server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 1);
    let batch = counter.batch();
    let headers = counter.sign(&cbor(&batch));
    let head = format!(
        "POST /v1/journal HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n{}: {}\r\n{}: {}\r\n\
         Content-Type: {MEDIA_TYPE}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        headers.authorization,
        modi::SIGNATURE_HEADER,
        headers.signature,
        modi::DIGEST_HEADER,
        headers.digest,
        batch.len(),
    );
    let mut stream = server.connect();
    stream.write_all(head.as_bytes()).unwrap();
    // The centre asks for the body: it has begun.
    let mut proceed = [0; 25];
    stream.read_exact(&mut proceed).unwrap();
    assert!(proceed.starts_with(b"HTTP/1.1 100 Continue"));
    server.terminate();
    while !server.log().contains("stopping") {
        std::thread::yield_now();
    }
    let refused = std::net::TcpStream::connect(server.url.strip_prefix("https://").unwrap());
    assert!(refused.is_err(), "nobody new is taken");
    stream.write_all(&batch).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(
        answer.starts_with(b"HTTP/1.1 200 OK"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    assert!(server.wait().success());
}

/// Delivers one act after the other until nobody answers.
fn deliver_until_the_end(counter: &Counter, acknowledged: &AtomicU64) {
    for entry in &counter.journal {
        let batch = Batch::new(
            &counter.id,
            1,
            std::slice::from_ref(entry),
            "prova 1",
            &counter.key,
        );
        let bytes = batch.encode();
        let headers = counter.sign(&cbor(&bytes));
        let request = counter
            .client
            .post(format!("{}/v1/journal", counter.url))
            .header("authorization", &headers.authorization)
            .header(modi::SIGNATURE_HEADER, &headers.signature)
            .header(modi::DIGEST_HEADER, &headers.digest)
            .header("content-type", MEDIA_TYPE);
        let Ok(mut answer) = request.send(bytes.as_slice()) else {
            return;
        };
        if answer.status() == 429 {
            return;
        }
        assert_eq!(answer.status(), 200);
        let Ok(body) = answer.body_mut().read_to_vec() else {
            return;
        };
        let signed = protocol::sign::Signed::<Answer>::decode(&body).expect("an answer");
        let answer = signed.open(&counter.centre).expect("the centre signed it");
        assert!(matches!(answer, Answer::Receipt(_)), "{answer:?}");
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
}
