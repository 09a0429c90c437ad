//! The longest names, on small and large screens, with large type and for fingers: all of it is seen.

use e2e::{Counter, TestServer, Window};

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

    window
        .walk(&counter, "sanseverino", async |window, screen| {
            look(window, screen, &mut faults).await;
        })
        .await;
    assert!(faults.is_empty(), "{faults:#?}");
}
