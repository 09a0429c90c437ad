//! The longest names, on small and large screens, with large type and for fingers: all of it is seen.

use e2e::{Counter, Key, TestServer, Window};

/// Name of the look, width and height in pixels, size of type, touch.
const LOOKS: [(&str, u32, u32, &str, &str); 5] = [
    ("1280", 1280, 720, "normal", "off"),
    ("1920", 1920, 1080, "normal", "off"),
    ("900", 900, 600, "normal", "off"),
    ("large", 1280, 720, "large", "off"),
    ("touch", 1280, 720, "normal", "on"),
];

/// Looks at what is on screen now in every size; goes on after a fault.
async fn look(window: &Window, screen: &str, faults: &mut Vec<String>) {
    for (name, width, height, text, touch) in LOOKS {
        window.resize(width, height).await;
        let set = "Object.assign(document.documentElement.dataset, JSON.parse(arguments[0]))";
        let dress = format!(r#"{{"text":"{text}","touch":"{touch}"}}"#);
        window.script(set, &dress).await;
        window.screenshot(&format!("fits-{screen}-{name}")).await;
        let found = window.does_not_fit().await;
        faults.extend(found.iter().map(|line| format!("{screen} {name}: {line}")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_names_fit_on_every_screen() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let mut faults = Vec::new();
    let mut window = Window::open(&counter, &server.address()).await;

    window.find("login-password").await;
    look(&window, "open", &mut faults).await;
    window.log_in(&counter).await;
    window.wait_text("status-strip", "dati al").await;
    look(&window, "desk", &mut faults).await;
    window.type_text("sanseverino").await;
    window.wait_text("hit-0", "SANSEVERINO").await;
    look(&window, "search", &mut faults).await;
    window.press(Key::Enter).await;
    window.find("kind-AN08").await;
    look(&window, "citizen", &mut faults).await;
    window.choose_kind("AN08").await;
    window.wait_preview().await;
    look(&window, "issue", &mut faults).await;
    window.press_control(Key::Enter).await;
    let number = window.text("issued-number").await;
    look(&window, "issued", &mut faults).await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    look(&window, "register", &mut faults).await;
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.wait_preview().await;
    look(&window, "certificate", &mut faults).await;
    window.tab_to("void-button").await;
    window.press(Key::Enter).await;
    window.find("void-reason").await;
    look(&window, "void", &mut faults).await;
    window.press(Key::Escape).await;
    window.press(Key::F4).await;
    window.find("import-path").await;
    look(&window, "import", &mut faults).await;
    window.press(Key::F6).await;
    window.wait_text("printer-select", e2e::PRINTER).await;
    look(&window, "settings", &mut faults).await;
    window.press(Key::F1).await;
    let open = "return !!document.querySelector('dialog[open]')";
    window.wait_script(open, "").await;
    look(&window, "keys", &mut faults).await;
    assert!(faults.is_empty(), "{faults:#?}");
}
