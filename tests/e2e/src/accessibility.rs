//! axe-core in the window: what a person with a screen reader or weak eyes would stumble over.

use std::path::Path;

use serde_json::Value;

use crate::window::Window;

const AXE: &str = "ui/node_modules/axe-core/axe.min.js";

impl Window {
    /// Returns what axe finds, one line for each element.
    ///
    /// # Panics
    /// axe is not installed.
    pub async fn violations(&self) -> Vec<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(AXE);
        let axe = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{AXE}: {error} (run `npm ci` in ui)"));
        self.script(&axe, "").await;
        let found = self
            .script_async(
                "const done = arguments[arguments.length - 1]; \
                 axe.run(document).then(done, error => done(String(error)))",
            )
            .await;
        let violations = found["violations"].as_array();
        let violations = violations.unwrap_or_else(|| panic!("axe does not run: {found}"));
        // A page on which nothing was looked at has no violation either.
        let passes = found["passes"].as_array().map_or(0, Vec::len);
        assert!(passes > 0, "axe looked at nothing");
        violations.iter().flat_map(lines).collect()
    }
}

fn lines(violation: &Value) -> Vec<String> {
    let rule = violation["id"].as_str().unwrap_or_default();
    let help = violation["help"].as_str().unwrap_or_default();
    violation["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|node| {
            let summary = node["failureSummary"].as_str().unwrap_or_default();
            format!(
                "{rule} ({help}): {} — {summary}",
                node["html"].as_str().unwrap_or_default()
            )
        })
        .collect()
}
