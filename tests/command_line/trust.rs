//! Verification, keys, signatures and lists, as a script asks for them.

use std::process::Command;

use super::counter::Counter;

/// Issues a certificate of residence to a file; returns its number.
fn issue(counter: &Counter, subject: &str, more: &[&str]) -> serde_json::Value {
    let out = counter.path("certificato.pdf");
    let mut arguments = vec![
        "issue",
        "--subject",
        subject,
        "--certificate",
        "AN08",
        "--use",
        "ES09",
    ];
    arguments.extend(["--out", out.to_str().unwrap()]);
    arguments.extend_from_slice(more);
    counter.json(&arguments)
}

#[test]
fn three_words_three_exit_codes() {
    let counter = Counter::with_registry(500);
    let subject = counter.resident("rossi");
    let issued = issue(&counter, &subject, &[]);
    let file = counter.path("certificato.pdf");
    let name = file.to_str().unwrap();
    let report = counter.json(&["verify", name]);
    assert_eq!(report["verdict"], "genuine", "{report}");
    assert_eq!(report["number"], issued["number"]);
    assert!(
        report["reasons"]
            .as_array()
            .is_some_and(|reasons| !reasons.is_empty())
    );
    assert!(issued["code"].as_str().is_some_and(|code| code.len() == 9));

    let keys = counter.path("chiavi.json");
    counter.done(&["keys", "export", keys.to_str().unwrap()]);
    let elsewhere = Counter::folder();
    let told = elsewhere.done(&["verify", name, "--keys", keys.to_str().unwrap()]);
    assert!(told.starts_with("AUTENTICO"), "{told}");

    let mut bytes = std::fs::read(&file).unwrap();
    let place = bytes.len() / 2;
    bytes[place] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let changed = "Il file è stato modificato dopo il rilascio";
    let told = counter.run(&["verify", name]);
    assert_eq!(told.status.code(), Some(1));
    let told = String::from_utf8(told.stdout).unwrap();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], "NON AUTENTICO", "{told}");
    assert!(lines[1].starts_with(&format!("- {changed}")), "{told}");
    assert!(!told.contains("non risulta nel registro"), "{told}");
    let told = counter.run(&["verify", name, "--json"]);
    assert_eq!(told.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(report["verdict"], "not_genuine", "{report}");
    let first = report["reasons"][0].as_str().unwrap();
    assert!(first.starts_with(changed), "{report}");
    std::fs::write(&file, "niente").unwrap();
    assert_eq!(counter.run(&["verify", name]).status.code(), Some(2));
    counter.refused(3, &["verify", counter.path("manca.pdf").to_str().unwrap()]);
}

/// A key with its certificate in a PKCS#12 file, made by openssl; its password is `segreta`.
fn key_file(counter: &Counter) -> String {
    let path = |name: &str| counter.path(name).to_str().unwrap().to_owned();
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {said}");
    };
    let (key, certificate, file) = (path("k.pem"), path("c.pem"), path("firma.p12"));
    run(&[
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "30",
        "-subj",
        "/CN=FIRMATARIA INVENTATA/C=IT",
        "-addext",
        "keyUsage=critical,nonRepudiation",
        "-keyout",
        &key,
        "-out",
        &certificate,
    ]);
    run(&[
        "pkcs12",
        "-export",
        "-inkey",
        &key,
        "-in",
        &certificate,
        "-out",
        &file,
        "-passout",
        "pass:segreta",
    ]);
    file
}

#[test]
fn a_certificate_is_signed_as_it_is_issued_and_a_wrong_password_is_told() {
    let counter = Counter::with_registry(500);
    let subject = counter.resident("rossi");
    let path = |name: &str| counter.path(name).to_str().unwrap().to_owned();
    let file = key_file(&counter);
    let sign = |pin: &str| {
        std::fs::write(counter.path("pin"), pin).unwrap();
        let mut command = counter.command(super::PROGRAM);
        command
            .env("SPORTELLO_PIN_FILE", counter.path("pin"))
            .args([
                "issue",
                "--subject",
                &subject,
                "--certificate",
                "AN08",
                "--use",
                "ES09",
                "--sign",
                &file,
                "--out",
                &path("firmato.pdf"),
                "--json",
            ]);
        command.output().unwrap()
    };
    let wrong = sign("sbagliata");
    assert_eq!(wrong.status.code(), Some(3));
    let told = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        told.contains("password del file della firma è sbagliata"),
        "{told}"
    );
    let issued: serde_json::Value = serde_json::from_slice(&wrong.stdout).unwrap();
    assert!(
        issued["number"].is_string(),
        "the act is done and told: {issued}"
    );

    let signed = sign("segreta");
    let told = String::from_utf8_lossy(&signed.stderr);
    assert!(signed.status.success(), "{told}");
    let issued: serde_json::Value = serde_json::from_slice(&signed.stdout).unwrap();
    assert_eq!(issued["signer"], "FIRMATARIA INVENTATA");
    let report = counter.json(&["verify", &path("firmato.pdf")]);
    assert_eq!(report["verdict"], "genuine", "{report}");
    assert_eq!(report["signers"][0], "FIRMATARIA INVENTATA");
    assert_eq!(counter.json(&["check"])["ok"], true);
}

#[test]
fn a_list_is_issued_whole_or_put_right_first() {
    let counter = Counter::with_registry(500);
    let hits = counter.json(&["search", "maria"]);
    let people: Vec<&str> = hits
        .as_array()
        .unwrap()
        .iter()
        .filter(|hit| hit["status"] == "resident")
        .filter_map(|hit| hit["codice_fiscale"].as_str())
        .take(5)
        .collect();
    let list = counter.path("elenco.txt");
    let name = list.to_str().unwrap();
    let arguments = [
        "issue",
        "--list",
        name,
        "--certificate",
        "AN08",
        "--use",
        "ES01",
    ];
    std::fs::write(&list, format!("{}\nROSSI MARIO\n", people.join("\n"))).unwrap();
    let told = counter.refused(1, &arguments);
    assert!(
        told.contains(&format!("riga {}", people.len() + 1)),
        "{told}"
    );
    assert_eq!(
        counter.json(&["registers", "certificates"]),
        serde_json::json!([])
    );
    // As an office program writes it: titles, names, the code in any column.
    let rows: Vec<String> = people.iter().map(|code| format!("X;{code}\r\n")).collect();
    std::fs::write(&list, format!("Nome;Codice fiscale\r\n{}", rows.concat())).unwrap();
    let folder = counter.path("fogli");
    let mut arguments = arguments.to_vec();
    arguments.extend(["--out", folder.to_str().unwrap()]);
    let output = counter.run(&[&arguments[..], &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let issued = report["issued"].as_array().unwrap().len();
    let refused = report["refused"].as_array().unwrap().len();
    assert_eq!(issued + refused, people.len(), "{report}");
    assert!(issued > 0, "{report}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), issued);
}

#[test]
fn the_form_of_the_union_goes_abroad_and_in_a_language_that_it_has() {
    let counter = Counter::with_registry(500);
    let subject = counter.resident("rossi");
    let issued = issue(&counter, &subject, &["--foreign", "--eu-form", "de"]);
    assert!(issued["number"].is_string(), "{issued}");
    let text = Command::new("pdftotext")
        .args([counter.path("certificato.pdf").as_os_str(), "-".as_ref()])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("2016/1191"), "{text}");

    let arguments = ["issue", "--subject", &subject, "--certificate", "AN08"];
    let with = |more: &[&'static str]| [&arguments[..], more].concat();
    let told = counter.refused(1, &with(&["--use", "ES09", "--eu-form", "de"]));
    assert!(told.contains("Estero"), "{told}");
    let told = counter.refused(2, &with(&["--foreign", "--eu-form", "xx"]));
    assert!(told.contains("de, en, es"), "{told}");
}
