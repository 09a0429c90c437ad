//! What a clerk does in several steps, with the keyboard, for the tests that start from there.

use std::path::Path;

use thirtyfour::Key;

use crate::centre::Centre;
use crate::counter::{Counter, Resident};
use crate::window::Window;

/// Further than this, nobody presses Tab to reach a button.
const TABS_MAX: u32 = 60;

impl Window {
    /// Logs in and waits for the search box.
    pub async fn log_in(&mut self, counter: &Counter) {
        self.find("login-password").await;
        self.fill("login-operator", counter.operator()).await;
        self.fill("login-password", &counter.password()).await;
        self.press(Key::Enter).await;
        self.wait_focus("search-box").await;
    }

    /// Types the name of a resident and opens the first person found.
    pub async fn open_citizen(&mut self, resident: &Resident) {
        self.type_text(&resident.codice_fiscale).await;
        self.wait_text("hit-0", &resident.surname).await;
        self.press(Key::Enter).await;
    }

    /// Presses the digit that the citizen's screen shows on the button of a certificate.
    ///
    /// # Panics
    /// The button shows no digit, or may not be pressed.
    pub async fn choose_kind(&mut self, kind: &str) {
        let testid = format!("kind-{kind}");
        let button = self.find(&testid).await;
        let enabled = button.is_enabled().await.unwrap_or_default();
        assert!(enabled, "{kind} is refused: {}", self.page_text().await);
        let text = self.text(&testid).await;
        let digit = text.chars().find(char::is_ascii_digit);
        self.press(digit.unwrap_or_else(|| panic!("no key is shown: {text}")))
            .await;
    }

    /// Pastes the list of people: a driver types no line breaks.
    pub async fn paste_list(&self, text: &str) {
        let paste = "const box = document.querySelector(`[data-testid='list-text']`); \
                     box.value = arguments[0]; \
                     box.dispatchEvent(new Event('input', { bubbles: true }))";
        self.script(paste, text).await;
    }

    /// Chooses the kind and the exempt use of a list of people.
    pub async fn choose_for_list(&mut self, kind: &str, exempt_use: &str) {
        self.fill("kind-filter", kind).await;
        self.find(&format!("option-{kind}")).await;
        self.press(Key::Enter).await;
        self.find(&format!("chosen-{kind}")).await;
        let choose = "const box = document.querySelector(`[data-testid='use-select']`); \
                      box.value = arguments[0]; \
                      box.dispatchEvent(new Event('change', { bubbles: true }))";
        self.script(choose, exempt_use).await;
    }

    /// Enrols the counter at a centre, on the page of the settings that is open. The code is typed as people do.
    pub async fn enrol(&mut self, centre: &Centre) {
        let code = centre.code().to_lowercase().replace('-', " ");
        self.fill("enrol-address", &centre.url()).await;
        self.fill("enrol-code", &code).await;
        self.press(Key::Enter).await;
        self.wait_text("enrolled", "E205-").await;
    }

    /// Waits until the preview shows a drawn page.
    pub async fn wait_preview(&self) {
        self.wait_script(
            "const page = document.querySelector(`[data-testid='${arguments[0]}']`); \
             return !!page && page.complete && page.naturalWidth > 0 && page.naturalHeight > 0",
            "preview-page",
        )
        .await;
    }

    /// Issues the certificate `kind` for a resident, from the desk, and returns its number.
    pub async fn issue(&mut self, resident: &Resident, kind: &str) -> String {
        self.open_citizen(resident).await;
        self.choose_kind(kind).await;
        self.wait_preview().await;
        self.press_control(Key::Enter).await;
        self.text("issued-number").await
    }

    /// Writes the PDF of a certificate to a file, as the register does once a place is chosen: the system's own
    /// window for that is out of a driver's reach.
    ///
    /// # Panics
    /// It is not written.
    pub async fn save_certificate(&self, number: &str, file: &Path) {
        let arguments = serde_json::json!({ "number": number, "path": file });
        let answer = self
            .script_async(&format!(
                "const done = arguments[arguments.length - 1]; \
                 window.__TAURI_INTERNALS__.invoke('certificate_save', {arguments}) \
                   .then(() => done('written'), error => done(error))"
            ))
            .await;
        assert_eq!(answer, "written");
    }

    /// Has a file verified on the screen for it; the answer comes later.
    pub async fn verify(&self, file: &Path) {
        self.fill("verify-path", &file.display().to_string()).await;
        self.click("verify-button").await;
    }

    /// Presses Tab until the element has the focus, or holds it.
    ///
    /// # Panics
    /// It cannot be reached by keyboard.
    pub async fn tab_to(&mut self, testid: &str) {
        let script = "const wanted = document.querySelector(`[data-testid='${arguments[0]}']`); \
                      return !!wanted && wanted.contains(document.activeElement)";
        self.find(testid).await;
        for _ in 0..TABS_MAX {
            if self.script(script, testid).await == true {
                return;
            }
            self.press(Key::Tab).await;
        }
        panic!("{testid} is not reached by keyboard in {TABS_MAX} steps");
    }
}
