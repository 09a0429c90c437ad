//! Every screen: no violation that axe knows, and a picture kept in `output/`.

use e2e::{Counter, Key, TestServer, Window};

/// Looks at what is on screen now; goes on after a violation, so that one run shows them all.
struct Look {
    violations: Vec<String>,
}

impl Look {
    /// Looks at a screen as it is, dark, and dark with large type.
    async fn at(&mut self, window: &Window, screen: &str) {
        for (look, theme, text) in [
            ("", "light", "normal"),
            ("-dark", "dark", "normal"),
            ("-large", "dark", "large"),
        ] {
            dress(window, theme, text).await;
            let name = format!("{screen}{look}");
            window.screenshot(&name).await;
            let found = window.violations().await;
            self.violations
                .extend(found.iter().map(|violation| format!("{name}: {violation}")));
        }
        dress(window, "light", "normal").await;
    }

    fn end(self) {
        assert!(self.violations.is_empty(), "{:#?}", self.violations);
    }
}

/// Gives the window the colours and the size of type that a clerk may choose in the settings.
async fn dress(window: &Window, theme: &str, text: &str) {
    let set = "Object.assign(document.documentElement.dataset, JSON.parse(arguments[0]));
        for (const one of document.getAnimations()) one.finish();";
    let look = format!(r#"{{"theme":"{theme}","text":"{text}"}}"#);
    window.script(set, &look).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_the_desk_is_accessible() {
    let server = TestServer::start();
    let counter = Counter::demo();
    let resident = counter.resident();
    let mut look = Look {
        violations: Vec::new(),
    };
    let mut window = Window::open(&counter, &server.address()).await;

    window.find("login-password").await;
    look.at(&window, "01-open").await;
    window.log_in(&counter).await;
    window.wait_text("status-strip", "dati al").await;
    look.at(&window, "02-desk").await;
    window.type_text(&resident.surname).await;
    window.find("hit-0").await;
    look.at(&window, "03-search").await;
    window.press(Key::F2).await;
    window.wait_focus("search-box").await;

    window.open_citizen(&resident).await;
    window.find("kind-AN08").await;
    look.at(&window, "04-citizen").await;
    window.choose_kind("AN08").await;
    window.wait_preview().await;
    look.at(&window, "05-issue").await;
    window.press_control(Key::Enter).await;
    let number = window.text("issued-number").await;
    look.at(&window, "06-issued").await;

    window.press(Key::F3).await;
    window.wait_text("register-row-0", &number).await;
    look.at(&window, "07-register").await;
    window.tab_to("register-row-0").await;
    window.press(Key::Enter).await;
    window.wait_preview().await;
    look.at(&window, "08-certificate").await;
    window.tab_to("void-button").await;
    window.press(Key::Enter).await;
    window.find("void-reason").await;
    look.at(&window, "09-void").await;
    window.press(Key::Escape).await;

    window.press(Key::F4).await;
    window.find("import-path").await;
    look.at(&window, "10-import").await;
    window.press(Key::F6).await;
    window.wait_text("printer-select", e2e::PRINTER).await;
    look.at(&window, "11-settings").await;
    window.press(Key::F1).await;
    window
        .wait_script("return !!document.querySelector('dialog[open]')", "")
        .await;
    look.at(&window, "12-keys").await;
    look.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_day_is_accessible() {
    let mut look = Look {
        violations: Vec::new(),
    };
    let window = Window::open(&Counter::empty(), "127.0.0.1:1").await;
    window
        .wait_script(
            "return !!document.querySelector('#belfiore option:nth-child(2)')",
            "",
        )
        .await;
    look.at(&window, "13-first-day").await;
    look.end();

    // An eye that sees nothing would pass everything.
    window
        .script("document.body.append(document.createElement('button'))", "")
        .await;
    let planted = window.violations().await;
    assert!(
        planted
            .iter()
            .any(|violation| violation.starts_with("button-name")),
        "a button without a name is not seen: {planted:#?}"
    );
}
