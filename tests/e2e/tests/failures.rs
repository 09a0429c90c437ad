//! What a clerk reads when something fails, and that nothing is lost by it.

use std::fs;

use domain::Clock as _;
use e2e::{Counter, Key, PRINTER, TestServer, Window, text_of};

/// Where no print service listens.
const NO_SERVER: &str = "127.0.0.1:1";

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_the_right_one_still_opens() {
    let counter = Counter::demo();
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.fill("login-operator", counter.operator()).await;
    window.fill("login-password", "non è questa").await;
    window.click("login-button").await;
    window.wait_text("login-error", "password sbagliati").await;
    assert!(window.seen("search-box").await.is_none(), "nobody is in");
    assert_eq!(
        window.text("login-password").await,
        "",
        "a wrong password does not stay"
    );
    window.log_in(&counter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_program_is_told_and_left_alone() {
    let counter = Counter::demo();
    let keys = counter.data().join("keys.json");
    let newer = fs::read_to_string(&keys)
        .expect("a demo has its keys")
        .replacen("\"version\": 1", "\"version\": 2", 1);
    fs::write(&keys, &newer).expect("the test's folder is writable");
    let window = Window::open(&counter, NO_SERVER).await;
    let said = "return document.body.innerText.includes(arguments[0])";
    window.wait_script(said, "più nuova").await;
    window.wait_script(said, "nulla è andato perso").await;
    window.screenshot("14-newer-version").await;
    let now = fs::read_to_string(&keys).expect("the keys are there");
    assert_eq!(now, newer, "it was touched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_window_on_the_same_store_is_refused() {
    let counter = Counter::demo();
    let mut first = Window::open_named(&counter, NO_SERVER, "first").await;
    first.log_in(&counter).await;
    let mut second = Window::open_named(&counter, NO_SERVER, "second").await;
    second.fill("login-operator", counter.operator()).await;
    second.fill("login-password", &counter.password()).await;
    second.click("login-button").await;
    second.wait_text("login-error", "altra finestra").await;

    // The first goes on as if nothing had happened; when it is gone, the second gets in.
    first.type_text("a").await;
    first.find("hit-0").await;
    drop(first);
    second.log_in(&counter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_printer_leaves_the_act_and_a_reprint_works() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, &server.address()).await;
    window.log_in(&counter).await;
    server.disable(PRINTER);
    let number = window.issue(&resident, "AN08").await;
    let outcome = window.wait_text("print-outcome", "è ferma").await;
    assert!(outcome.contains(PRINTER), "which printer: {outcome}");
    assert!(
        outcome.contains(&number) && outcome.contains("salvato"),
        "what is safe: {outcome}"
    );
    window.screenshot("14-printer-down").await;

    server.enable(PRINTER);
    window.press_control('r').await;
    window.wait_text("print-outcome", "In stampa").await;
    window.wait_text("reprint-count", "Ristampe: 1").await;
    let paper = server.printed(1);
    assert!(text_of(&paper[0]).contains(&number), "the same certificate");
    assert_eq!(
        server.paper_now().len(),
        1,
        "the first attempt does not come out later"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_print_service_leaves_the_act() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    let number = window.issue(&resident, "AN08").await;
    window.wait_text("print-outcome", "non risponde").await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_file_changes_nothing() {
    let counter = Counter::demo();
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    let before = window.wait_text("status-strip", "residenti").await;

    let whole = demo_file();
    let bad = [
        ("vuoto.xml", &whole[..0]),
        ("tronco.xml", &whole[..whole.len() / 2]),
    ];
    for (name, bytes) in bad {
        let path = counter.data().join(name);
        fs::write(&path, bytes).unwrap();
        window.press(Key::F4).await;
        window
            .fill("import-path", &path.display().to_string())
            .await;
        window.click("import-button").await;
        window
            .wait_script(
                "return !!document.querySelector('main .notice.error, main .field-error')",
                "",
            )
            .await;
        assert!(
            window.seen("import-report").await.is_none(),
            "{name} is not imported"
        );
        assert_eq!(
            window.text("status-strip").await,
            before,
            "{name} changes nothing"
        );
        window.press(Key::F2).await;
    }

    // The same file again is imported and changes nothing.
    window.press(Key::F4).await;
    let path = counter.data().join("intero.xml");
    fs::write(&path, &whole).unwrap();
    window
        .fill("import-path", &path.display().to_string())
        .await;
    window.click("import-button").await;
    window.find("import-report").await;
    assert_eq!(window.text("status-strip").await, before, "the same people");
    window.screenshot("15-import-report").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_printer_of_the_settings_is_used() {
    let server = TestServer::start();
    server.add_printer("Anagrafe2");
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, &server.address()).await;
    window.log_in(&counter).await;
    window.press(Key::F6).await;
    window.wait_text("printer-select", "Anagrafe2").await;
    for field in ["office", "official", "role"] {
        window.fill_id(field, "Anagrafe").await;
    }
    window.tab_to("printer-select").await;
    window.type_text("Anagrafe2").await;
    window.click("save-settings").await;
    window.find("settings-saved").await;
    window.press(Key::F2).await;
    window.wait_focus("search-box").await;
    window.issue(&resident, "AN08").await;
    window.wait_text("print-outcome", "Anagrafe2").await;
    assert_eq!(server.printed(1).len(), 1);
}

/// The file that `demo` imported: the same seed gives the same comune.
fn demo_file() -> Vec<u8> {
    let comune = synthetic::generate(&synthetic::Options {
        residents: 500,
        seed: 7,
        belfiore: domain::BelfioreCode("E205".to_owned()),
        as_of: domain::clock::SystemClock.now().date_naive(),
    });
    let mut file = Vec::new();
    synthetic::write_subentro(&comune, &mut file).expect("a vector takes every byte");
    file
}
