//! The description of the service: true, and as the Italian guidelines want it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::server::{Server, get, run};

/// The ruleset is under the AGPL and no part of this project: it is used where it is found.
fn ruleset() -> Option<PathBuf> {
    let named = std::env::var_os("SPECTRAL_RULESET").map(PathBuf::from);
    let beside = root().join("../shared/domain/data/spectral/spectral.yml");
    named.or_else(|| beside.exists().then_some(beside))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> Value {
    let output = run(Path::new("unused"), &["openapi"]);
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).expect("one JSON document")
}

#[test]
fn the_description_passes_the_ruleset_of_the_italian_guidelines() {
    let Some(ruleset) = ruleset() else {
        println!("no ruleset: name its file in SPECTRAL_RULESET to have the description linted");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("openapi.json");
    std::fs::write(&file, document().to_string()).unwrap();
    let lint = || {
        Command::new(root().join("tools/node_modules/.bin/spectral"))
            .args(["lint", "--format", "json", "--quiet", "--ruleset"])
            .arg(&ruleset)
            .arg(&file)
            .output()
            .expect("spectral is installed: make setup")
    };
    let output = lint();
    let found = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{found}\n{errors}");
    // And the linter sees what it should.
    let mut wrong = document();
    wrong["paths"].as_object_mut().unwrap().remove("/status");
    std::fs::write(&file, wrong.to_string()).unwrap();
    let output = lint();
    let found = String::from_utf8_lossy(&output.stdout);
    assert!(
        !output.status.success() && found.contains("paths-status"),
        "{found}"
    );
}

#[test]
fn every_place_of_the_description_is_there() {
    let server = Server::start(&[]);
    let client = server.client();
    for (path, operations) in document()["paths"].as_object().unwrap() {
        let path = path
            .replace("{comune}", "L049")
            .replace("{sha256}", &"0".repeat(64));
        let answer = get(&client, &format!("{}{path}", server.url), &[]);
        assert_ne!(answer.status, 404, "{path}");
        let offers_get = operations.get("get").is_some();
        assert_eq!(
            answer.status == 405,
            !offers_get,
            "{path}: {}",
            answer.status
        );
    }
    let served = get(&client, &format!("{}/openapi", server.url), &[]);
    assert_eq!(served.json(), document());
}
