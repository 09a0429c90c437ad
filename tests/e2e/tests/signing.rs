//! An official signs with a card, the time stamp comes later, a block is passed over with a reason.

use e2e::{Cards, Counter, Key, TimeAuthority, Window};

/// Where no print service listens.
const NO_SERVER: &str = "127.0.0.1:1";

#[tokio::test(flavor = "multi_thread")]
async fn a_card_signs_after_a_wrong_pin_and_the_time_stamp_is_added_later() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let cards = Cards::make(&counter);
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    set_up(&mut window, &cards).await;

    let number = window.issue(&resident, "AN08").await;
    window.press_control('f').await;
    for name in cards.names {
        let listed = "return document.querySelector('dialog').innerText.includes(arguments[0])";
        window.wait_script(listed, name).await;
    }
    // The second card by its name, the PIN wrong and then right.
    let choose = "[...document.querySelectorAll('dialog label')]\
        .find(one => one.innerText.includes(arguments[0])).querySelector('input').click()";
    window.script(choose, cards.names[1]).await;
    window.fill("sign-pin", "000000").await;
    window.press(Key::Enter).await;
    let said = window.wait_text("sign-error", "PIN sbagliato").await;
    assert!(said.contains("salvo"), "what is safe: {said}");
    assert_eq!(window.text("sign-pin").await, "", "no PIN stays");
    window.screenshot("16-card-wrong-pin").await;
    window.fill("sign-pin", cards.pin).await;
    window.press(Key::Enter).await;
    window.wait_text("signed-by", cards.names[1]).await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    window.wait_text("signers-0", cards.names[1]).await;

    // Later the authority is there.
    let authority = TimeAuthority::start(&cards);
    window.press(Key::F6).await;
    window.press_alt('2').await;
    window.find("signature-style").await;
    window.fill_id("tsa", &authority.url()).await;
    save(&window).await;
    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window
        .wait_text("detail-signers", "senza marca temporale")
        .await;
    window.click("timestamp-button").await;
    let said = window
        .wait_text("detail-signers", "con marca temporale")
        .await;
    assert!(said.contains(cards.names[1]), "{said}");
    assert!(
        window.seen("timestamp-button").await.is_none(),
        "one is enough"
    );
    window.screenshot("16-time-stamped").await;

    // The file says the same to who verifies it, dropped on the window.
    let file = counter.scratch("saved").join("firmato.pdf");
    window.save_certificate(&number, &file).await;
    window.stand_between().await;
    window.press(Key::F5).await;
    window.wait_focus("verify-scan").await;
    window.drop_file(&file).await;
    let verdict = window.wait_text("verdict", "AUTENTICO").await;
    assert!(!verdict.contains("NON"), "{}", window.page_text().await);
    window.wait_text("answer", cards.names[1]).await;

    // And chosen in the system's dialog.
    let other = file.with_file_name("niente.pdf");
    std::fs::write(&other, "niente").expect("the test's folder is writable");
    window.will_choose(&other).await;
    window.click("verify-path-choose").await;
    window.wait_text("answer", "niente.pdf").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_that_can_be_passed_over_asks_for_a_reason_and_leaves_a_trace() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, NO_SERVER).await;
    window.log_in(&counter).await;
    window.open_citizen(&resident).await;
    window.find("kind-AN08").await;
    window.press('0').await;
    window.wait_focus("kind-filter").await;
    window.type_text("AN13").await;
    window.press(Key::Enter).await;
    window.find("chosen-AN13").await;
    window.click("third-party").await;
    window.fill_id("applicant", "ESTRANEA INVENTATA").await;
    window.fill_id("document", "CI AA00000").await;
    window.find("block-applicant_stranger").await;
    window
        .wait_script(
            "return document.querySelector(`[data-testid='issue-button']`).disabled",
            "",
        )
        .await;
    window.press_control(Key::Enter).await;
    assert!(
        window.seen("issued-number").await.is_none(),
        "nothing is issued"
    );

    window.tab_to("force-applicant_stranger").await;
    window.press(Key::Enter).await;
    window.wait_focus("force-reason").await;
    window.type_text("breve").await;
    let confirm = window.find("force-confirm").await;
    assert!(
        !confirm.is_enabled().await.unwrap_or(true),
        "a word is no reason"
    );
    window.type_text(" ma con delega scritta agli atti").await;
    window.screenshot("17-force").await;
    window.press(Key::Enter).await;
    window.wait_text("forced", "delega scritta").await;
    window.wait_preview().await;
    window.press_control(Key::Enter).await;
    let number = window.text("issued-number").await;

    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.wait_preview().await;
    let said = "return document.querySelector('aside').innerText.includes(arguments[0])";
    window
        .wait_script(
            said,
            "Emesso lo stesso: breve ma con delega scritta agli atti",
        )
        .await;
}

/// Names the cards' module and the authority in the settings.
async fn set_up(window: &mut Window, cards: &Cards) {
    window.press(Key::F6).await;
    window.find("printer-select").await;
    window.press_alt('2').await;
    window
        .fill("pkcs11", &cards.module.display().to_string())
        .await;
    window
        .fill("authority-path", &cards.authority.display().to_string())
        .await;
    window.click("authority-add").await;
    window.find("authority").await;
    save(window).await;
    window.press(Key::F2).await;
    window.wait_focus("search-box").await;
}

async fn save(window: &Window) {
    window.click("save-settings").await;
    window.find("settings-saved").await;
}
