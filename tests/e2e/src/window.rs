//! The window as a person meets it: what is seen, by `data-testid`, and what is typed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::counter::{Counter, program};
use crate::display::Display;
use crate::group::Group;

/// How long anything in the window may take on a busy machine of two cores.
const WAIT_MAX: Duration = Duration::from_secs(20);
const OPEN_MAX: Duration = Duration::from_secs(40);
const POLL_EVERY: Duration = Duration::from_millis(25);

/// Something seen in the window.
pub type Element = WebElement;

/// A running window over a counter. It ends with the value, as hard as by a power cut.
#[derive(Debug)]
pub struct Window {
    // Ended first, by the order of the fields: leaving a session in good order can wait for ever.
    server: Group,
    driver: WebDriver,
    presses: u32,
    // Held so that it outlives the window.
    _display: Display,
}

impl Window {
    /// Opens the window of `counter`; it prints at the CUPS server `cups`.
    ///
    /// # Panics
    /// WebKitWebDriver is not installed, or the window does not open.
    pub async fn open(counter: &Counter, cups: &str) -> Self {
        Self::open_named(counter, cups, "window").await
    }

    /// Opens one more window, whose files lie in the folder `name` beside the others.
    ///
    /// # Panics
    /// As [`Window::open`].
    pub async fn open_named(counter: &Counter, cups: &str, name: &str) -> Self {
        let folder = counter.scratch(name);
        let display = Display::start(&folder, 1920, 1080);
        let (server, port) = start_driver(counter, cups, &folder, &display).await;
        let mut wanted = Capabilities::new();
        let options = serde_json::json!({ "binary": program(), "args": [] });
        wanted.set("browserName", "wry").expect("a name is JSON");
        wanted
            .set("webkitgtk:browserOptions", options)
            .expect("options are JSON");
        let address = format!("http://127.0.0.1:{port}");
        // A program that dies at its start leaves the driver waiting for ever.
        let driver = match tokio::time::timeout(OPEN_MAX, WebDriver::new(address, wanted)).await {
            Ok(Ok(driver)) => driver,
            Ok(Err(error)) => panic!("the window does not open: {error}\n{}", server.log()),
            Err(_) => panic!("the window does not open in {OPEN_MAX:?}\n{}", server.log()),
        };
        Self {
            driver,
            server,
            presses: 0,
            _display: display,
        }
    }

    /// Waits for the element with this `data-testid` to be seen.
    ///
    /// # Panics
    /// It does not come.
    pub async fn find(&self, testid: &str) -> Element {
        let deadline = Instant::now() + WAIT_MAX;
        loop {
            if let Some(element) = self.seen(testid).await {
                return element;
            }
            assert!(
                Instant::now() < deadline,
                "{testid} does not come\n{}\n{}",
                self.page_text().await,
                self.server.log()
            );
            tokio::time::sleep(POLL_EVERY).await;
        }
    }

    /// Returns the element with this `data-testid` if it is seen now.
    pub async fn seen(&self, testid: &str) -> Option<Element> {
        let element = self.driver.find(By::Css(selector(testid))).await.ok()?;
        element.is_displayed().await.ok()?.then_some(element)
    }

    /// Returns the text of an element, or the value of a field.
    ///
    /// # Panics
    /// It does not come.
    pub async fn text(&self, testid: &str) -> String {
        let element = self.find(testid).await;
        let text = element.text().await.unwrap_or_default();
        if text.is_empty() {
            element.value().await.ok().flatten().unwrap_or_default()
        } else {
            text
        }
    }

    /// Waits until the element says `expected`, and returns all that it says.
    ///
    /// # Panics
    /// It never does.
    pub async fn wait_text(&self, testid: &str, expected: &str) -> String {
        self.wait_text_for(testid, expected, WAIT_MAX).await
    }

    /// Waits as [`Window::wait_text`], for something that takes its time.
    ///
    /// # Panics
    /// It never does.
    pub async fn wait_text_for(&self, testid: &str, expected: &str, longest: Duration) -> String {
        let deadline = Instant::now() + longest;
        loop {
            let text = self.text(testid).await;
            if text.contains(expected) {
                return text;
            }
            assert!(
                Instant::now() < deadline,
                "{testid} says {text:?}, not {expected:?}\n{}",
                self.server.log()
            );
            tokio::time::sleep(POLL_EVERY).await;
        }
    }

    /// Waits until a script returns true. It sees one argument.
    ///
    /// # Panics
    /// It never does.
    pub async fn wait_script(&self, script: &str, argument: &str) {
        let deadline = Instant::now() + WAIT_MAX;
        loop {
            if self.script(script, argument).await == Value::Bool(true) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "never true: {script}\n{}\n{}",
                self.page_text().await,
                self.server.log()
            );
            tokio::time::sleep(POLL_EVERY).await;
        }
    }

    /// Runs a script with one argument and returns what it returns.
    ///
    /// # Panics
    /// The script fails.
    pub async fn script(&self, script: &str, argument: &str) -> Value {
        let answer = self
            .driver
            .execute(script, vec![Value::from(argument)])
            .await;
        match answer {
            Ok(answer) => answer.json().clone(),
            Err(error) => panic!("{script}: {error}\n{}", self.server.log()),
        }
    }

    /// Runs a script that ends by calling its last argument, and returns what that was called with.
    ///
    /// # Panics
    /// The script fails.
    pub(crate) async fn script_async(&self, script: &str) -> Value {
        match self.driver.execute_async(script, Vec::new()).await {
            Ok(answer) => answer.json().clone(),
            Err(error) => panic!("{script}: {error}\n{}", self.server.log()),
        }
    }

    /// Types a text where the focus is. Not counted as presses of a key.
    ///
    /// # Panics
    /// The driver is gone.
    pub async fn type_text(&self, text: &str) {
        let done = self.driver.action_chain().send_keys(text).perform().await;
        done.unwrap_or_else(|error| panic!("typing: {error}\n{}", self.server.log()));
    }

    /// Presses one key where the focus is.
    pub async fn press(&mut self, key: impl Into<char>) {
        self.press_with(None, key.into()).await;
    }

    /// Presses a key with Control held; it counts as one.
    pub async fn press_control(&mut self, key: impl Into<char>) {
        self.press_with(Some(Key::Control.value()), key.into())
            .await;
    }

    /// Presses a key with Alt held; it counts as one.
    pub async fn press_alt(&mut self, key: impl Into<char>) {
        self.press_with(Some(Key::Alt.value()), key.into()).await;
    }

    async fn press_with(&mut self, held: Option<char>, key: char) {
        self.presses += 1;
        let mut keys = self.driver.action_chain();
        if let Some(held) = held {
            keys = keys.key_down(held);
        }
        keys = keys.key_down(key).key_up(key);
        if let Some(held) = held {
            keys = keys.key_up(held);
        }
        let done = keys.perform().await;
        done.unwrap_or_else(|error| panic!("pressing: {error}\n{}", self.server.log()));
    }

    /// Returns how many keys were pressed since the last call.
    pub fn take_presses(&mut self) -> u32 {
        std::mem::take(&mut self.presses)
    }

    /// Gives the window another size, in pixels.
    ///
    /// # Panics
    /// It does not take it.
    pub async fn resize(&self, width: u32, height: u32) {
        let done = self.driver.set_window_rect(0, 0, width, height).await;
        done.unwrap_or_else(|error| panic!("resizing: {error}\n{}", self.server.log()));
        let size = format!("{width} {height}");
        let reached = "return `${innerWidth} ${innerHeight}` === arguments[0]";
        self.wait_script(reached, &size).await;
    }

    /// Clicks an element.
    ///
    /// # Panics
    /// It does not come, or something covers it.
    pub async fn click(&self, testid: &str) {
        let done = self.find(testid).await.click().await;
        done.unwrap_or_else(|error| panic!("{testid}: {error}\n{}", self.server.log()));
    }

    /// Empties a field and types into it.
    ///
    /// # Panics
    /// It does not come, or is no field.
    pub async fn fill(&self, testid: &str, text: &str) {
        let field = self.find(testid).await;
        self.refill(&field, testid, text).await;
    }

    /// Empties the field with this `id` and types into it.
    ///
    /// # Panics
    /// There is none.
    pub async fn fill_id(&self, id: &str, text: &str) {
        match self.driver.find(By::Id(id)).await {
            Ok(field) => self.refill(&field, id, text).await,
            Err(error) => panic!("{id}: {error}\n{}", self.server.log()),
        }
    }

    async fn refill(&self, field: &Element, name: &str, text: &str) {
        let done = async {
            field.clear().await?;
            field.send_keys(text).await
        };
        done.await
            .unwrap_or_else(|error| panic!("{name}: {error}\n{}", self.server.log()));
    }

    /// Returns the `data-testid` of what has the focus.
    pub async fn focus(&self) -> String {
        let script = "return document.activeElement?.dataset?.testid ?? ''";
        self.script(script, "")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until an element has the focus.
    ///
    /// # Panics
    /// It never gets it.
    pub async fn wait_focus(&self, testid: &str) {
        self.wait_script(
            "return document.activeElement?.dataset?.testid === arguments[0]",
            testid,
        )
        .await;
    }

    /// Keeps a picture of the window as `output/<name>.png` beside this crate's sources.
    ///
    /// # Panics
    /// The picture cannot be taken.
    pub async fn screenshot(&self, name: &str) {
        // The driver hands out the frame before the last change unless two have been painted.
        self.script_async(
            "const done = arguments[arguments.length - 1]; \
             requestAnimationFrame(() => requestAnimationFrame(() => done(true)))",
        )
        .await;
        let folder = output_folder();
        std::fs::create_dir_all(&folder).expect("the project's folder is writable");
        let done = self
            .driver
            .screenshot(&folder.join(format!("{name}.png")))
            .await;
        done.unwrap_or_else(|error| panic!("{name}: {error}\n{}", self.server.log()));
    }

    /// Returns all the text of the page, for the message of a failed test.
    pub async fn page_text(&self) -> String {
        self.script("return document.body.innerText", "")
            .await
            .to_string()
    }
}

fn selector(testid: &str) -> String {
    format!("[data-testid='{testid}']")
}

fn output_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("output")
}

/// Starts WebKitWebDriver. The window inherits its environment, so all is said here.
async fn start_driver(
    counter: &Counter,
    cups: &str,
    folder: &Path,
    display: &Display,
) -> (Group, u16) {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let port = listener
        .local_addr()
        .expect("a bound socket has an address")
        .port();
    drop(listener);
    let mut command = Command::new("WebKitWebDriver");
    command
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("DISPLAY", display.name())
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY")
        .env("SPORTELLO_DATA", counter.data())
        .env("CUPS_SERVER", cups)
        // There where a test puts its cards.
        .env("SOFTHSM2_CONF", crate::cards::settings(counter))
        // What the web view keeps for itself goes with the test.
        .env("XDG_DATA_HOME", folder.join("share"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_CONFIG_HOME", folder.join("config"));
    let log = folder.join("driver.log");
    let mut server = Group::start(&mut command, &log, "webkit2gtk-driver");
    let deadline = Instant::now() + WAIT_MAX;
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            !server.has_ended(),
            "WebKitWebDriver ended: {}",
            server.log()
        );
        assert!(
            Instant::now() < deadline,
            "WebKitWebDriver is not ready: {}",
            server.log()
        );
        tokio::time::sleep(POLL_EVERY).await;
    }
    (server, port)
}
