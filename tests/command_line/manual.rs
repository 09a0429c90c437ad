//! The manual's page of the command line says what `--help` says.
//!
//! `UPDATE_MANUAL=1` writes it anew.

use std::path::Path;
use std::process::Command;

use super::PROGRAM;

/// The verbs that the page explains, in its order.
const VERBS: [&str; 11] = [
    "init",
    "import",
    "search",
    "issue",
    "registers",
    "verify",
    "keys",
    "enrol",
    "sync",
    "check",
    "demo",
];

#[test]
fn the_manual_has_the_help_of_every_verb() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/manuale/riga-di-comando.md");
    let page = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\r\n", "\n");
    let all = help("");
    let mut wanted = page.clone();
    for verb in VERBS {
        assert!(all.contains(&format!("\n  {verb}")), "no verb {verb}");
        let begin = format!("<!-- aiuto {verb}: dal programma, non si scrive a mano -->\n");
        let (before, rest) = wanted
            .split_once(&begin)
            .unwrap_or_else(|| panic!("the page has no place for {verb}: {begin}"));
        let (_, after) = rest.split_once("<!-- fine -->").unwrap();
        wanted = format!(
            "{before}{begin}\n```text\n{}\n```\n\n<!-- fine -->{after}",
            help(verb)
        );
    }
    let listed = all.split("Commands:\n").nth(1).unwrap();
    let listed = listed.split("\n\n").next().unwrap().lines().count();
    assert_eq!(
        listed,
        VERBS.len() + 1,
        "a verb that the page has not: {all}"
    );
    if wanted == page {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_MANUAL").is_some(),
        "the page is not what --help says: UPDATE_MANUAL=1 writes it anew"
    );
    std::fs::write(&path, wanted).unwrap();
}

fn help(verb: &str) -> String {
    // What this machine's settings say must not come into the page.
    let output = Command::new(PROGRAM)
        .args(verb.split_whitespace())
        .arg("--help")
        .env_remove("SPORTELLO_DATA")
        .env_remove("SPORTELLO_OPERATOR")
        .env_remove("SPORTELLO_PASSWORD_FILE")
        .output()
        .unwrap();
    assert!(output.status.success(), "{verb:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}
