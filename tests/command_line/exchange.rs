//! Two counters and a centre: real programs on loopback, killed, and a line that breaks.

use std::io::Read;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::Duration;

use crate::centre::{Centre, Line};
use crate::counter::{Counter, PROGRAM};

const ISSUE: [&str; 6] = [
    "issue",
    "--certificate",
    "AN08",
    "--use",
    "ES09",
    "--subject",
];

fn enrolled(centre: &Centre, url: &str, residents: u32) -> (Counter, String) {
    let counter = Counter::with_registry(residents);
    let enrolled = counter.json(&["enrol", &centre.code(), "--cst", url]);
    let id = enrolled["counter"].as_str().unwrap().to_owned();
    (counter, id)
}

#[test]
fn acts_go_up_once_and_come_down_to_the_other_counter() {
    let mut centre = Centre::start();
    let (first, first_id) = enrolled(&centre, &centre.url(), 60);
    let (second, second_id) = enrolled(&centre, &centre.url(), 60);
    assert_eq!(first_id, "E205-01");
    assert_eq!(
        second_id, "E205-02",
        "both came from the box with the number 01"
    );
    let subject = first.resident("a");
    let issued = first.json(&[&ISSUE[..], &[&subject]].concat());
    assert_eq!(
        issued["number"],
        format!("E205-01-{}-0000001", year(&issued))
    );
    let issued = second.json(&[&ISSUE[..], &[&subject]].concat());
    assert_eq!(
        issued["number"],
        format!("E205-02-{}-0000001", year(&issued))
    );

    let sent = first.json(&["sync"]);
    assert_eq!(
        (&sent["waiting"], &sent["contested"]),
        (&0.into(), &0.into())
    );
    let entries = first
        .json(&["registers", "journal"])
        .as_array()
        .unwrap()
        .len();
    // Each verb logs in: the acts of after the exchange wait for the next.
    let known = centre.counter(&first_id);
    assert!(
        known["last_seq"].as_u64().unwrap() + 2 >= entries as u64,
        "{known}"
    );
    let got = second.json(&["sync"]);
    assert!(
        got["received"].as_u64().unwrap() >= known["entries"].as_u64().unwrap(),
        "{got}"
    );

    // Without the centre one goes on, and nothing is lost.
    centre.kill();
    let told = first.refused(3, &["sync"]);
    assert!(told.contains("Nulla è andato perso"), "{told}");
    first.json(&[&ISSUE[..], &[&subject]].concat());
    centre.restart();
    let sent = first.json(&["sync"]);
    assert_eq!(sent["waiting"], 0);
    assert!(sent["sent"].as_u64().unwrap() >= 3, "{sent}");

    let used = first.json(&["registers", "journal"]);
    assert!(
        used.as_array()
            .unwrap()
            .iter()
            .any(|row| row["kind"] == "counter.enrolled")
    );
    assert_eq!(first.json(&["check"])["ok"], true);
    assert_eq!(second.json(&["check"])["ok"], true);
}

#[test]
fn a_code_is_good_once_and_a_revoked_counter_is_locked_out() {
    let centre = Centre::start();
    let code = centre.code();
    let first = Counter::new();
    let told = first.refused(1, &["enrol", "ABCDE-FGHJK", "--cst", &centre.url()]);
    assert!(told.contains("codice non è valido"), "{told}");
    let told = first.refused(2, &["enrol", &code, "--cst", "http://127.0.0.1:1"]);
    assert!(told.contains("https://"), "{told}");
    let told = first.refused(1, &["sync"]);
    assert!(told.contains("lavora da solo"), "{told}");
    let typed = code.to_lowercase().replace('-', " ");
    first.json(&["enrol", &typed, "--cst", &centre.url()]);
    let second = Counter::new();
    let told = second.refused(1, &["enrol", &code, "--cst", &centre.url()]);
    assert!(told.contains("codice non è valido"), "{told}");

    centre.verb(&["revoke", "E205-01"]);
    let told = first.refused(1, &["sync"]);
    assert!(
        told.contains("revocato") && told.contains("Nulla è stato cancellato"),
        "{told}"
    );
}

/// Programs killed in the middle of issuing and of exchanging.
const KILLS: u32 = 200;

#[test]
fn nothing_is_lost_however_often_programs_are_killed() {
    let seed = 20_261_125;
    eprintln!("seed {seed}");
    let centre = Centre::start();
    let line = Line::to(centre.address(), seed);
    let counters = [
        enrolled(&centre, &line.url(), 60),
        enrolled(&centre, &line.url(), 60),
    ];
    line.set_bad(true);
    std::thread::scope(|scope| {
        for (place, (counter, _)) in counters.iter().enumerate() {
            scope.spawn(move || kill_often(counter, seed + place as u64));
        }
    });
    line.set_bad(false);
    for (counter, id) in &counters {
        let done = counter.json(&["sync"]);
        assert_eq!(done["waiting"], 0, "{done}");
        assert_eq!(
            (&done["contested"], &done["quarantined"]),
            (&0.into(), &0.into())
        );
        let check = counter.json(&["check"]);
        assert_eq!(check["ok"], true, "{check}");
        let known = centre.counter(id);
        assert_eq!(
            known["epoch"], 1,
            "a killed program is no store put back: {known}"
        );
        assert_eq!(known["entries"], known["last_seq"], "each once: {known}");
    }
}

fn kill_often(counter: &Counter, seed: u64) {
    let subject = counter.resident("a");
    let issue = [&ISSUE[..], &[subject.as_str(), "--json"]].concat();
    let mut numbers = Vec::new();
    let mut state = seed;
    for turn in 0..KILLS / 2 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let arguments: &[&str] = if turn % 2 == 0 {
            &issue
        } else {
            &["sync", "--json"]
        };
        let mut child = counter
            .command(PROGRAM)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The password alone takes a good part of this.
        let patience = Duration::from_millis(200 + (state >> 33) % 700);
        let (ended, end) = mpsc::channel();
        let mut output = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut told = Vec::new();
            // A program that is killed tells half or nothing.
            let _ = output.read_to_end(&mut told);
            let _ = ended.send(());
            told
        });
        // Either it ends by itself, or its time is over.
        let _ = end.recv_timeout(patience);
        let _ = child.kill();
        child.wait().unwrap();
        let told = reader.join().unwrap();
        let Ok(done) = serde_json::from_slice::<serde_json::Value>(&told) else {
            continue;
        };
        numbers.extend(done["number"].as_str().map(str::to_owned));
    }
    let register = counter.json(&["registers", "certificates"]);
    let known: Vec<&str> = register
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["number"].as_str().unwrap())
        .collect();
    for number in &numbers {
        assert!(
            known.contains(&number.as_str()),
            "{number} was told and is not in the register"
        );
    }
    eprintln!("{} certificates, {} told of", known.len(), numbers.len());
}

fn year(issued: &serde_json::Value) -> String {
    issued["number"]
        .as_str()
        .unwrap()
        .split('-')
        .nth(2)
        .unwrap()
        .to_owned()
}
