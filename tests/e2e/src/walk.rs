//! One walk through every screen, for whoever looks at something on each of them.

use thirtyfour::Key;

use crate::centre::Centre;
use crate::counter::{Counter, Resident};
use crate::key_file::KeyFile;
use crate::window::Window;

/// The pages of the settings after the first, with a thing that is there when they are.
const SETTINGS: [(&str, &str); 7] = [
    ("settings-signature", "signature-style"),
    ("settings-seals", "seal-key-0"),
    ("settings-amounts", "amount-what"),
    ("settings-texts", "use-what"),
    ("settings-policies", "policy-AN08"),
    ("settings-protected", "protect-code"),
    ("settings-centre", "enrol-code"),
];

/// How many people are on the list of the walk.
const PEOPLE: usize = 8;

impl Window {
    /// Goes from the log-in to the last page of the settings, with the first person that `query` finds, and calls
    /// `look` with the name of each screen that it comes to.
    ///
    /// # Panics
    /// A screen does not come.
    pub async fn walk(
        &mut self,
        counter: &Counter,
        query: &str,
        mut look: impl AsyncFnMut(&Self, &str),
    ) {
        let key = KeyFile::make(counter);
        let people = counter.residents(PEOPLE);
        self.find("login-password").await;
        look(self, "open").await;
        self.log_in(counter).await;
        self.wait_text("status-strip", "dati al").await;
        look(self, "desk").await;
        self.walk_to_citizen(query).await;
        look(self, "citizen").await;
        self.walk_catalogue(query, &mut look).await;
        let number = self.walk_issue(&key, &mut look).await;
        self.walk_register(&number, &mut look).await;
        self.walk_verify(counter, &number, &mut look).await;
        self.press(Key::F4).await;
        self.find("import-path").await;
        look(self, "import").await;
        self.walk_list(&people, &mut look).await;
        self.press(Key::F8).await;
        self.wait_focus("go-enrol").await;
        look(self, "centre-alone").await;
        self.walk_settings(&mut look).await;
        self.walk_centre(query, &mut look).await;
        self.press(Key::F1).await;
        let open = "return !!document.querySelector('dialog[open]')";
        self.wait_script(open, "").await;
        look(self, "keys").await;
    }

    /// Every page of the settings; the last stays open.
    async fn walk_settings(&mut self, look: &mut impl AsyncFnMut(&Self, &str)) {
        self.press(Key::F6).await;
        self.wait_text("printer-select", printing::test_server::PRINTER)
            .await;
        look(self, "settings").await;
        for (place, (screen, sign)) in (2..).zip(SETTINGS) {
            self.press_alt(char::from_digit(place, 10).expect("a page has one digit"))
                .await;
            self.find(sign).await;
            if screen == "settings-texts" {
                for (add, field) in [
                    ("clause-add-abroad", "clause-text-0"),
                    ("use-add", "use-label-0"),
                ] {
                    self.tab_to(add).await;
                    self.press(Key::Enter).await;
                    self.wait_focus(field).await;
                }
            }
            look(self, screen).await;
        }
    }

    /// The centre: enrolled, aligned, and what waits while it does not answer.
    async fn walk_centre(&mut self, query: &str, look: &mut impl AsyncFnMut(&Self, &str)) {
        let mut centre = Centre::start();
        self.enrol(&centre).await;
        look(self, "settings-enrolled").await;
        self.press(Key::F8).await;
        self.wait_text("centre-state", "Allineato").await;
        look(self, "centre").await;
        centre.stop();
        self.walk_to_citizen(query).await;
        self.choose_kind("AN08").await;
        self.wait_preview().await;
        self.press_control(Key::Enter).await;
        self.find("issued-number").await;
        self.wait_text("alignment", "Senza linea").await;
        self.press(Key::F8).await;
        self.wait_text("waiting-0", "Certificato emesso").await;
        look(self, "centre-offline").await;
    }

    async fn walk_to_citizen(&mut self, query: &str) {
        self.press(Key::F2).await;
        self.wait_focus("search-box").await;
        self.type_text(query).await;
        self.find("hit-0").await;
        self.press(Key::Enter).await;
        self.find("kind-AN08").await;
    }

    /// The catalogue, what a kind of the past needs, what is offered to a public body.
    async fn walk_catalogue(&mut self, query: &str, look: &mut impl AsyncFnMut(&Self, &str)) {
        self.press('0').await;
        self.wait_focus("kind-filter").await;
        self.find("option-AN08").await;
        look(self, "catalogue").await;
        self.type_text("storico di residenza alla data").await;
        self.press(Key::Enter).await;
        self.find("reason").await;
        look(self, "needs").await;
        self.walk_to_citizen(query).await;
        self.choose_kind("AN08").await;
        self.wait_preview().await;
        self.tab_to("destination").await;
        self.type_text("Pubblica").await;
        self.find("instead").await;
        look(self, "public-body").await;
        self.press_control('d').await;
        self.find("chosen-DS01").await;
        self.wait_preview().await;
        look(self, "declaration").await;
        self.walk_to_citizen(query).await;
        self.choose_kind("AN08").await;
        self.wait_preview().await;
    }

    /// Issues and signs; returns the number.
    async fn walk_issue(
        &mut self,
        key: &KeyFile,
        look: &mut impl AsyncFnMut(&Self, &str),
    ) -> String {
        look(self, "issue").await;
        self.press_control(Key::Enter).await;
        let number = self.text("issued-number").await;
        look(self, "issued").await;
        self.press_control('f').await;
        self.find("sign-path").await;
        self.fill("sign-path", &key.path.display().to_string())
            .await;
        self.fill("sign-pin", "sbagliata").await;
        self.press(Key::Enter).await;
        self.wait_text("sign-error", "password").await;
        look(self, "sign").await;
        self.fill("sign-pin", key.password).await;
        self.press(Key::Enter).await;
        self.wait_text("signed-by", key.name).await;
        look(self, "signed").await;
        number
    }

    async fn walk_register(&mut self, number: &str, look: &mut impl AsyncFnMut(&Self, &str)) {
        self.press(Key::F3).await;
        self.wait_text("register-row-0", number).await;
        look(self, "register").await;
        self.tab_to("register-row-0").await;
        self.press(Key::Enter).await;
        self.wait_preview().await;
        look(self, "certificate").await;
        self.tab_to("void-button").await;
        self.press(Key::Enter).await;
        self.find("void-reason").await;
        look(self, "void").await;
        self.press(Key::Escape).await;
    }

    async fn walk_verify(
        &mut self,
        counter: &Counter,
        number: &str,
        look: &mut impl AsyncFnMut(&Self, &str),
    ) {
        let file = counter.scratch("saved").join("certificato.pdf");
        self.save_certificate(number, &file).await;
        self.press(Key::F5).await;
        self.wait_focus("verify-scan").await;
        look(self, "verify").await;
        self.verify(&file).await;
        self.wait_text("verdict", "AUTENTICO").await;
        look(self, "verified").await;
    }

    /// A list of people: empty, with some who stay out, and what it became.
    async fn walk_list(&mut self, people: &[Resident], look: &mut impl AsyncFnMut(&Self, &str)) {
        self.press(Key::F7).await;
        self.wait_focus("list-text").await;
        look(self, "list-empty").await;
        let codes = people.iter().map(|one| one.codice_fiscale.as_str());
        let more = ["RSSMRA80A01L049", "", "nessuno"];
        let text = codes.chain(more).collect::<Vec<_>>().join("\n");
        self.paste_list(&text).await;
        self.wait_text("list-summary", "10 righe").await;
        self.choose_for_list("AN08", "ES09").await;
        self.wait_text("list-issue", "Emetti 8").await;
        look(self, "list").await;
        self.press_control(Key::Enter).await;
        self.wait_text("list-outcome", "8").await;
        look(self, "list-done").await;
    }
}
