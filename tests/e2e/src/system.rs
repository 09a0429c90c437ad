//! What comes from the system's own windows, which no WebDriver reaches: a file chosen in the dialog, a
//! file dropped on the window.
//!
//! Only the person's part is played. The page asks for the dialog, and listens to drops, as ever; the
//! answer takes the way by which Tauri hands it over.

use std::path::Path;

use crate::window::Window;

/// Stands between the page and `fetch`, by which it speaks to Rust: answers the dialog, and notes who
/// listens to what. All else goes through untouched.
const STAND_BETWEEN: &str = r"
if (!window.systemStandIn) {
  const system = (window.systemStandIn = { answers: [], listeners: [] });
  const send = window.fetch;
  window.fetch = (address, options) => {
    const command = decodeURIComponent(String(address));
    if (command.includes('plugin:dialog|') && system.answers.length > 0) {
      const headers = { 'Tauri-Response': 'ok', 'content-type': 'application/json' };
      return Promise.resolve(new Response(JSON.stringify(system.answers.shift()), { headers }));
    }
    if (command.includes('plugin:event|listen')) system.listeners.push(JSON.parse(options.body));
    return send(address, options);
  };
}";

impl Window {
    /// Has the next dialog of the system answer with this path; `press` on what opens it comes after.
    pub async fn will_choose(&self, path: &Path) {
        self.stand_between().await;
        let push = "window.systemStandIn.answers.push(arguments[0])";
        self.script(push, &path.display().to_string()).await;
    }

    /// Begins to note who listens, for [`Window::drop_file`]; before the screen that listens comes.
    pub async fn stand_between(&self) {
        self.script(STAND_BETWEEN, "").await;
    }

    /// Drops a file on the window: the page's listener is called with what Tauri says of a drop.
    ///
    /// # Panics
    /// Nobody listens to drops.
    pub async fn drop_file(&self, path: &Path) {
        let listens =
            "return window.systemStandIn.listeners.some(one => one.event === 'tauri://drag-drop')";
        self.wait_script(listens, "").await;
        let call = "
            const listener = window.systemStandIn.listeners.findLast(one => one.event === 'tauri://drag-drop');
            const payload = { paths: [arguments[0]], position: { x: 400, y: 300 } };
            window.__TAURI_INTERNALS__.runCallback(listener.handler, { event: listener.event, id: 0, payload });";
        self.script(call, &path.display().to_string()).await;
    }
}
