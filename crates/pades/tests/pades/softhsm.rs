//! Cards of SoftHSM2 in a folder of the test.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::pki::{Kind, Pki, run};

pub(crate) const PIN: &str = "246810";

/// Where Debian puts the module; `SOFTHSM2_MODULE` says otherwise.
pub(crate) fn module() -> PathBuf {
    std::env::var_os("SOFTHSM2_MODULE").map_or_else(
        || PathBuf::from("/usr/lib/softhsm/libsofthsm2.so"),
        PathBuf::from,
    )
}

/// Runs a test that needs cards in a process of its own: the module reads the place of its cards from
/// the environment, which is of the whole process. `prepare` makes the cards, `test` is the test; `name`
/// is that of the calling test.
pub(crate) fn with_cards(name: &str, prepare: impl FnOnce(&Pki), test: impl FnOnce(&Path)) {
    const FOLDER: &str = "PADES_TEST_FOLDER";
    if let Some(folder) = std::env::var_os(FOLDER) {
        return test(Path::new(&folder));
    }
    let pki = Pki::new();
    let cards = pki.path("cards");
    fs::create_dir(&cards).unwrap();
    let settings = format!(
        "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
        cards.display()
    );
    fs::write(pki.path("softhsm2.conf"), settings).unwrap();
    prepare(&pki);
    let output = run(Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, pki.folder())
        .env("SOFTHSM2_CONF", pki.path("softhsm2.conf")));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("1 passed"),
        "no test is called {name}: {said}"
    );
}

/// Makes a card with no key.
pub(crate) fn empty_card(pki: &Pki, label: &str) {
    let arguments = [
        "--init-token",
        "--free",
        "--label",
        label,
        "--so-pin",
        "13579",
        "--pin",
        PIN,
    ];
    tool(pki, "softhsm2-util", &arguments);
}

/// Makes a card with a key and a certificate for signing, also left as `label.pem`.
pub(crate) fn card(pki: &Pki, label: &str, kind: Kind) {
    empty_card(pki, label);
    add_key(pki, label, label, "01", kind, "signer", &[]);
}

/// Puts another key with a certificate on a card.
pub(crate) fn add_key(
    pki: &Pki,
    card: &str,
    name: &str,
    id: &str,
    kind: Kind,
    section: &str,
    options: &[&str],
) {
    pki.issue(name, kind, section, "ca");
    pki.openssl(&format!("x509 -in {name}.pem -outform DER -out {name}.cer"));
    pki.openssl(&format!(
        "pkey -in {name}.key -outform DER -out {name}.key.der"
    ));
    let key = format!("{name}.key.der");
    let certificate = format!("{name}.cer");
    let mut arguments = vec!["--write-object", &key, "--type", "privkey", "--usage-sign"];
    arguments.extend(options);
    for arguments in [
        arguments,
        vec!["--write-object", &certificate, "--type", "cert"],
    ] {
        let module = module();
        let mut all = vec!["--module", module.to_str().unwrap(), "--token-label", card];
        all.extend(["--login", "--pin", PIN, "--id", id, "--label", name]);
        all.extend(arguments);
        tool(pki, "pkcs11-tool", &all);
    }
}

fn tool(pki: &Pki, program: &str, arguments: &[&str]) {
    run(Command::new(program)
        .args(arguments)
        .current_dir(pki.folder())
        .env("SOFTHSM2_CONF", pki.path("softhsm2.conf")));
}
