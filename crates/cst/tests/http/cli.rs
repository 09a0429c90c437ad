//! The verbs, their documents and their exit codes.

use std::process::Output;

use protocol::wire::EnrolmentCode;

use crate::counter::Counter;
use crate::server::{Server, run};

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

#[test]
fn a_verb_says_by_its_exit_what_became_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| run(dir.path(), args);
    assert_eq!(code(&run(&["status"])), Some(0));
    assert_eq!(code(&run(&["enrol", "--comune", "l049"])), Some(0));
    assert_eq!(code(&run(&["revoke", "L049-01"])), Some(1), "there is none");
    for wrong in [
        ["revoke", "L049"].as_slice(),
        &["enrol", "--comune", "Taranto"],
        &["enrol"],
        &["status", "--store", "oracle://x"],
        &["serve", "--tls-cert", "only.pem"],
        &[
            "serve",
            "--tls-cert",
            "Cargo.toml",
            "--tls-key",
            "Cargo.toml",
        ],
        &["restore", "."],
    ] {
        let output = run(wrong);
        assert_eq!(code(&output), Some(2), "{wrong:?}: {output:?}");
        assert!(
            output.stdout.is_empty() && !output.stderr.is_empty(),
            "{wrong:?}"
        );
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["serve", "--listen", &address]);
    assert_eq!(code(&output), Some(3), "{output:?}");
}

#[test]
fn a_copy_made_while_the_centre_serves_gives_the_same_centre() {
    let mut server = Server::start(&[]);
    let counter = Counter::enrol(&server, "L049", 10);
    counter.deliver(&counter.batch());
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    let copy_text = copy.to_str().unwrap();
    server.verb(&["backup", copy_text]);
    let again = run(&server.data, &["backup", copy_text]);
    assert_eq!(code(&again), Some(1), "a copy is never written over");
    let status = server.verb(&["status"]);
    server.terminate();
    assert!(server.wait().success());
    let there = run(&server.data, &["restore", copy_text]);
    assert_eq!(code(&there), Some(1), "nor is a centre");
    let data = elsewhere.path().join("data");
    assert_eq!(code(&run(&data, &["restore", copy_text])), Some(0));
    let restored: serde_json::Value =
        serde_json::from_slice(&run(&data, &["status"]).stdout).unwrap();
    assert_eq!(restored["comuni"][0]["counters"][0]["entries"], 10);
    assert_eq!(restored["comuni"][0]["code"], status["comuni"][0]["code"]);
    for file in ["centre.key", "authority.pem"] {
        let read = |dir: &std::path::Path| std::fs::read(dir.join(file)).unwrap();
        assert_eq!(read(&data), read(&server.data), "{file}");
    }
}

#[test]
fn given_certificates_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let path = |file: &str| dir.path().join(file).to_str().unwrap().to_owned();
    let openssl = |args: &str| {
        let done = std::process::Command::new("openssl")
            .args(args.split_whitespace())
            .current_dir(dir.path())
            .output()
            .expect("openssl is installed: make setup");
        assert!(done.status.success(), "{args}: {done:?}");
    };
    openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=Ente -days 10");
    openssl("req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=cst");
    std::fs::write(
        dir.path().join("names"),
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
    )
    .unwrap();
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 9 -extfile names",
    );
    let chain = [path("server.pem"), path("ca.pem")].map(|file| std::fs::read(file).unwrap());
    std::fs::write(dir.path().join("chain.pem"), chain.concat()).unwrap();
    let (chain, key) = (path("chain.pem"), path("server.key"));
    let server = Server::start(&["--tls-cert", &chain, "--tls-key", &key]);
    // The client trusts what `/v1/ca` gave it, and checks the chain and the name.
    let up = crate::server::get(&server.client(), &format!("{}/status", server.url), &[]);
    assert_eq!(up.status, 200);
    let expected = std::process::Command::new("openssl")
        .args(["x509", "-in", &path("ca.pem"), "-outform", "DER"])
        .output()
        .unwrap();
    assert_eq!(server.authority(), expected.stdout);
    assert!(
        !server.data.join("authority.pem").exists(),
        "none of its own is made"
    );
    // Codes carry its fingerprint, though the verb was not told of the files.
    let code = server.verb(&["enrol", "--comune", "L049"]);
    let code: EnrolmentCode = code["code"].as_str().unwrap().parse().unwrap();
    let fingerprint = EnrolmentCode::fingerprint(&expected.stdout);
    assert_eq!(code.fingerprint, fingerprint);
}
