//! Every screen: no violation that axe knows, and a picture kept in `output/`.

use e2e::{Counter, TestServer, Window};

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

    let mut number = 0;
    window
        .walk(
            &counter,
            &resident.codice_fiscale,
            async |window, screen| {
                number += 1;
                look.at(window, &format!("{number:02}-{screen}")).await;
                if screen == "issue" {
                    // The picture of the README: as high as the whole page is.
                    window.resize(1280, 990).await;
                    window.screenshot("readme-issue").await;
                    window.resize(1280, 800).await;
                }
            },
        )
        .await;
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
    look.at(&window, "00-first-day").await;
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
