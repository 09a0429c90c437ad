//! The exchange with the centre, in the window: enrolled, cut off, aligned again with nobody's help, revoked.

use std::time::Duration;

use e2e::{Centre, Counter, Key, Resident, Window};

/// Where no print service listens.
const NO_SERVER: &str = "127.0.0.1:1";

/// The pauses between attempts grow while the line is down.
const ALIGNED_MAX: Duration = Duration::from_mins(2);

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_enrols_works_on_without_the_line_and_aligns_by_itself() {
    let mut centre = Centre::start();
    let counter = Counter::demo();
    let residents = counter.residents(2);
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    window.wait_text("alignment", "da solo").await;

    // The way from "alone" to the code; a slip of the pen costs nothing.
    window.press(Key::F8).await;
    window.wait_focus("go-enrol").await;
    window.press(Key::Enter).await;
    window.fill("enrol-address", &centre.url()).await;
    window.fill("enrol-code", "abcde fghij").await;
    window.press(Key::Enter).await;
    let invalid = "return document.querySelector('.field.invalid')?.innerText.includes(arguments[0]) ?? false";
    window.wait_script(invalid, "non è valido").await;
    window.enrol(&centre).await;
    window
        .wait_text("settings-saved", "Il suo numero non cambia")
        .await;
    window.wait_text("alignment", "Allineato alle").await;

    let first = issue(&mut window, &residents[0]).await;
    window.wait_text("alignment", "Allineato alle").await;
    open_in_register(&mut window, &first).await;
    let delivered = window.wait_text("delivery", "Consegnato il").await;
    assert!(delivered.contains("ricevuta n. "), "{delivered}");
    window.screenshot("19-delivered").await;

    // The line goes: work goes on, and the strip says what does not.
    centre.stop();
    let second = issue(&mut window, &residents[1]).await;
    let strip = window.wait_text("alignment", "Senza linea dalle").await;
    assert!(strip.contains("si lavora lo stesso"), "{strip}");
    window
        .wait_text("status-strip", "1 atto in attesa dalle")
        .await;
    window.press(Key::F8).await;
    window.wait_text("waiting-0", &second).await;
    window.press_control(Key::Enter).await;
    let why = window.wait_text("align-error", "non risponde").await;
    assert!(why.contains("Nulla è andato perso"), "{why}");
    window.screenshot("19-offline").await;
    open_in_register(&mut window, &second).await;
    window.wait_text("delivery", "In attesa di consegna").await;

    // It comes back: nobody touches a key.
    centre.start_again();
    window
        .wait_text_for("delivery", "Consegnato il", ALIGNED_MAX)
        .await;
    window.wait_text("alignment", "Allineato alle").await;
    let status = centre.command(&["status"]);
    let told = &status["comuni"][0]["counters"][0];
    assert_eq!(told["contested"], 0, "{status}");
    assert!(told["entries"].as_u64() > Some(4), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_counter_locks_itself_and_says_why() {
    let centre = Centre::start();
    let counter = Counter::demo();
    let enrolled = enrol(&counter, &centre);
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    window.wait_text("alignment", "Allineato alle").await;

    // With nothing to deliver it learns it all the same.
    let _ = centre.command(&["revoke", &enrolled]);
    window.press(Key::F8).await;
    window.wait_text("centre-waiting", "nessun atto").await;
    window.press_control(Key::Enter).await;
    let why = window.wait_text("revoked", "revocato").await;
    assert!(why.contains("Nulla è stato cancellato"), "{why}");
    assert!(window.seen("search-box").await.is_none(), "it is locked");
    assert_eq!(window.violations().await, Vec::<String>::new());
    assert_eq!(window.does_not_fit().await, Vec::<String>::new());
    window.screenshot("19-revoked").await;

    // The right password opens it no more, and nothing is gone.
    window.fill("login-password", &counter.password()).await;
    window.press(Key::Enter).await;
    window.wait_text("login-error", "revocato").await;
    assert!(counter.data().join("store.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_two_counters_claim_is_shown_side_by_side() {
    let centre = Centre::start();
    let counter = Counter::demo();
    let other = Counter::demo();
    assert_eq!(enrol(&counter, &centre), "E205-01");
    assert_ne!(enrol(&other, &centre), "E205-01", "the number is taken");

    // The same stamp on two papers: the other counter's comes first.
    let theirs = issue_with_stamp(&other);
    let _ = other.command(&["sync"]);
    let ours = issue_with_stamp(&counter);
    assert_eq!(counter.command(&["sync"])["contested"], 1);

    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    window.wait_text("exceptions", "1 atto da guardare").await;
    window.press(Key::F8).await;
    window.wait_text("contested-0", &ours).await;
    let shown = window.wait_text("contested-0", &theirs).await;
    assert!(shown.contains(STAMP), "what both claim: {shown}");
    window.wait_text("centre-state", "Allineato").await;
    for (width, height) in [(1280, 720), (900, 600)] {
        window.resize(width, height).await;
        assert_eq!(window.does_not_fit().await, Vec::<String>::new());
        assert_eq!(window.violations().await, Vec::<String>::new());
        window.screenshot(&format!("19-contested-{width}")).await;
    }
    open_in_register(&mut window, &ours).await;
    window.wait_text("delivery", "Conteso").await;
}

const STAMP: &str = "01234567890123";

fn issue_with_stamp(counter: &Counter) -> String {
    let resident = counter.resident();
    let out = counter.scratch("stamped").join("certificato.pdf");
    let issued = counter.command(&[
        "issue",
        "--subject",
        &resident.codice_fiscale,
        "--certificate",
        "AN08",
        "--stamp",
        STAMP,
        "--stamp-date",
        "2026-01-15",
        "--out",
        out.to_str().expect("a path is text"),
    ]);
    issued["number"].as_str().expect("it is issued").to_owned()
}

/// Enrols on the command line; returns what the counter is called then.
fn enrol(counter: &Counter, centre: &Centre) -> String {
    let (code, url) = (centre.code(), centre.url());
    let enrolled = counter.command(&["enrol", &code, "--cst", &url]);
    enrolled["counter"]
        .as_str()
        .expect("it has a number")
        .to_owned()
}

async fn issue(window: &mut Window, resident: &Resident) -> String {
    window.press(Key::F2).await;
    window.wait_focus("search-box").await;
    window.issue(resident, "AN08").await
}

async fn open_in_register(window: &mut Window, number: &str) {
    window.press(Key::F3).await;
    window.wait_text("register-row-0", number).await;
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.find("delivery").await;
}
