//! Seal keys from the window: a new one, one revoked, those of this counter saved, those of another trusted.

use e2e::{Counter, Key, Window};

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_made_revoked_saved_and_trusted() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let other = counter.keys_of_another();
    let mut window = Window::open(&counter, "127.0.0.1:1").await;
    window.log_in(&counter).await;
    let number = window.issue(&resident, "AN08").await;
    let paper = counter.scratch("saved").join("prima.pdf");
    window.save_certificate(&number, &paper).await;
    window.press(Key::F6).await;
    window.press_alt('3').await;
    window.wait_text("seal-key-0", "in uso").await;

    // Who thinks better of it loses nothing: the safe button has the focus.
    window.click("seal-rotate").await;
    window.find("seal-confirm").await;
    window.press(Key::Enter).await;
    assert!(
        window.seen("seal-key-1").await.is_none(),
        "nothing was made"
    );
    window.click("seal-rotate").await;
    window.click("seal-confirm").await;
    let keys = "return [...document.querySelectorAll('[data-testid^=seal-key-]')]\
        .filter(one => one.innerText.includes(arguments[0])).length";
    wait_count(&window, keys, "in uso", 1).await;
    wait_count(&window, keys, "sostituita", 1).await;

    // What was sealed before stays genuine.
    verify(&mut window, &paper).await;
    window.press(Key::F6).await;
    window.press_alt('3').await;
    window.find("seal-key-1").await;

    // The keys of this counter go to a file that another program can read.
    let file = counter.scratch("saved").join("chiavi.json");
    window.will_choose(&file).await;
    window.click("seal-export").await;
    window.find("settings-saved").await;
    let written = std::fs::read_to_string(&file).expect("the keys were saved");
    let written: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
    let count = written["keys"].as_array().map_or(0, Vec::len);
    assert_eq!(count, 2, "{written}");
    assert!(
        !written.to_string().contains("\"d\""),
        "no private half: {written}"
    );

    window.will_choose(&other).await;
    window.click("seal-trust").await;
    window.wait_text("settings-saved", "1 chiave").await;
    wait_count(&window, keys, "E205-09", 1).await;

    // A key that somebody may have copied.
    let revoke = "[...document.querySelectorAll('[data-testid^=seal-key-]')]\
        .find(one => one.innerText.includes(arguments[0])).querySelector('button').click()";
    window.script(revoke, "sostituita").await;
    window.find("seal-confirm").await;
    window.screenshot("18-revoke").await;
    window.click("seal-confirm").await;
    wait_count(&window, keys, "revocata", 1).await;
    wait_count(&window, keys, "sostituita", 0).await;
    // The register knows this certificate: it is still believed here.
    verify(&mut window, &paper).await;
}

async fn verify(window: &mut Window, paper: &std::path::Path) {
    window.press(Key::F5).await;
    window.wait_focus("verify-scan").await;
    window.verify(paper).await;
    let verdict = window.wait_text("verdict", "AUTENTICO").await;
    assert!(!verdict.contains("NON"), "{}", window.page_text().await);
}

async fn wait_count(window: &Window, script: &str, word: &str, count: usize) {
    let wanted = format!("{script} === {count}");
    window.wait_script(&wanted, word).await;
}
