//! The paper that can be trusted, from the window: offered, signed, verified, and found out when it is changed.

use std::fs;

use e2e::{Counter, Key, KeyFile, TestServer, Window};

#[tokio::test(flavor = "multi_thread")]
async fn a_declaration_is_offered_signed_and_verified_and_a_changed_byte_is_found() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let resident = counter.resident();
    let key = KeyFile::make(&counter);
    let mut window = Window::open(&counter, &server.address()).await;
    window.log_in(&counter).await;

    // A public body asks: what the law wants is offered first, by one key.
    window.open_citizen(&resident).await;
    window.choose_kind("AN08").await;
    window.wait_preview().await;
    window.tab_to("destination").await;
    window.type_text("Pubblica").await;
    window.find("instead").await;
    window.press_control('d').await;
    window.find("chosen-DS01").await;
    window.wait_preview().await;
    window.press_control(Key::Enter).await;
    let declaration = window.text("issued-number").await;

    // For a private party it is a certificate, sealed and signed. Whose signatures are believed is in the settings.
    window.press(Key::F6).await;
    window.find("printer-select").await;
    window.press_alt('2').await;
    window
        .fill("authority-path", &key.certificate.display().to_string())
        .await;
    window.click("authority-add").await;
    window.wait_text("authority", key.name).await;
    window.click("save-settings").await;
    window.find("settings-saved").await;
    window.press(Key::F2).await;
    window.wait_focus("search-box").await;
    let number = window.issue(&resident, "AN08").await;
    assert_ne!(number, declaration);

    // A wrong password costs nothing; the right one signs.
    window.press_control('f').await;
    window
        .fill("sign-path", &key.path.display().to_string())
        .await;
    window.fill("sign-pin", "sbagliata").await;
    window.press(Key::Enter).await;
    let said = window.wait_text("sign-error", "password").await;
    assert!(said.contains("salvo"), "what is safe: {said}");
    assert_eq!(
        window.text("sign-pin").await,
        "",
        "no PIN stays in the page"
    );
    window.fill("sign-pin", key.password).await;
    window.press(Key::Enter).await;
    window.wait_text("signed-by", key.name).await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    window.wait_text("signers-0", key.name).await;

    // The second signature finds the PIN in memory.
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.wait_preview().await;
    window.press_control('f').await;
    window
        .wait_text("pin-kept", "PIN in memoria fino alle")
        .await;
    window.wait_focus("sign-button").await;
    window.press(Key::Enter).await;
    window.wait_text("detail-signers", "poi da").await;

    verified_and_found_out(&mut window, &counter, &number, key.name).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seal_read_in_the_search_box_is_verified() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let out = counter.scratch("saved").join("certificato.pdf");
    let out = out.display().to_string();
    let subject = resident.codice_fiscale.as_str();
    let issued = counter.command(&[
        "issue",
        "--subject",
        subject,
        "--certificate",
        "AN08",
        "--out",
        &out,
    ]);
    let seal = issued["seal"].as_str().expect("it is sealed").to_owned();
    let mut window = Window::open(&counter, "127.0.0.1:1").await;
    window.log_in(&counter).await;
    window.type_text(&seal).await;
    window.press(Key::Enter).await;
    let verdict = window.wait_text("verdict", "AUTENTICO").await;
    assert!(!verdict.contains("NON"), "{}", window.page_text().await);
    window.wait_text("sealed-facts", &resident.surname).await;

    // Other letters in the middle: somebody else's seal, or nobody's.
    let forged = format!(
        "{}AAAA{}",
        &seal[..seal.len() / 2],
        &seal[seal.len() / 2 + 4..]
    );
    window.wait_focus("verify-scan").await;
    window.type_text(&forged).await;
    window.press(Key::Enter).await;
    window
        .wait_script("return !/^AUTENTICO|^$/.test(document.querySelector('.verdict')?.innerText.trim() ?? '')", "")
        .await;
}

/// Has the certificate verified as it was saved, and then with one bit changed.
async fn verified_and_found_out(
    window: &mut Window,
    counter: &Counter,
    number: &str,
    signer: &str,
) {
    let file = counter.scratch("saved").join("certificato.pdf");
    window.save_certificate(number, &file).await;
    window.press(Key::F5).await;
    window.verify(&file).await;
    let verdict = window.wait_text("verdict", "AUTENTICO").await;
    assert!(!verdict.contains("NON"), "{}", window.page_text().await);
    window.wait_text("answer", signer).await;
    window.wait_text("answer", number).await;

    let mut bytes = fs::read(&file).expect("it was written");
    let middle = bytes.len() / 3;
    bytes[middle] ^= 0x01;
    let changed = file.with_file_name("cambiato.pdf");
    fs::write(&changed, bytes).expect("the test's folder is writable");
    window.verify(&changed).await;
    window.wait_text("verdict", "NON AUTENTICO").await;
    window.screenshot("changed-byte").await;
}
