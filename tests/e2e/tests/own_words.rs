//! What a comune words for itself, and the form of the Union: from the settings to the certificate.

use e2e::{Counter, Key, Window};

#[tokio::test(flavor = "multi_thread")]
async fn own_words_and_uses_are_printed_from_then_on() {
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut window = Window::open(&counter, "127.0.0.1:1").await;
    window.log_in(&counter).await;
    window.press(Key::F6).await;
    window.press_alt('5').await;
    window.click("clause-add-private_party").await;
    window.wait_focus("clause-text-0").await;
    write(&mut window, "clause-text-0", "Vale per tutti gli usi.").await;
    window.click("save-settings").await;
    // Words without which the certificate is void are not taken away.
    window.wait_text("clauses-error", "nullo").await;
    window.click("clause-0-remove").await;
    window.click("clause-add-abroad").await;
    window.wait_focus("clause-text-0").await;
    write(
        &mut window,
        "clause-text-0",
        "Rilasciato per l'estero, a richiesta.",
    )
    .await;
    write(&mut window, "clause-source-0", "delibera inventata 7/2026").await;
    window.tab_to("use-add").await;
    window.press(Key::Enter).await;
    window.wait_focus("use-label-0").await;
    write(&mut window, "use-label-0", "Borsa inventata").await;
    write(&mut window, "use-norm-0", "art. 9 legge inventata").await;
    window.click("save-settings").await;
    window.find("settings-saved").await;
    window.screenshot("20-own-words").await;

    window.press(Key::F2).await;
    window.wait_focus("search-box").await;
    window.open_citizen(&resident).await;
    window.choose_kind("AN08").await;
    window.wait_preview().await;
    choose(&window, "use-select", "EC01").await;
    says(&window, "art. 9 legge inventata").await;
    // The form goes abroad, and the destination with it.
    choose(&window, "eu-form", "de").await;
    says(&window, "Rilasciato per l'estero, a richiesta.").await;
    let warned = "return document.querySelector('.issue').innerText.includes('e-Justice')";
    window.wait_script(warned, "").await;
    window.screenshot("21-eu-form").await;
    window.press_control(Key::Enter).await;
    window.find("issued-number").await;
}

/// Writes over a field, reached and filled by key: what is low on the page comes into sight.
async fn write(window: &mut Window, testid: &str, text: &str) {
    window.tab_to(testid).await;
    window.press_control('a').await;
    window.type_text(text).await;
}

async fn choose(window: &Window, testid: &str, value: &str) {
    let script = format!(
        "const box = document.querySelector(`[data-testid='{testid}']`); box.value = arguments[0]; \
         box.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    window.find(testid).await;
    window.script(&script, value).await;
}

/// Waits until the preview's text, which a screen reader reads, has these words.
async fn says(window: &Window, words: &str) {
    let script = "return document.querySelector(`[data-testid='preview-page']`)?.alt\
                  .replace(/\\s+/g, ' ').includes(arguments[0]) ?? false";
    window.wait_script(script, words).await;
}
