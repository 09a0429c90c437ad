//! An official signs what was issued; what goes wrong with the key loses nothing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use chrono::TimeDelta;
use desk::Error;
use desk::views::{SigningKey, Verdict};
use domain::Clock as _;
use domain::clock::SystemClock;

use super::fixture::Counter;
use super::trust::issue;

/// A self-signed certificate with its key in a PKCS#12 file, made by openssl.
fn key_file(counter: &Counter, name: &str, password: &str) -> PathBuf {
    let path = |ending: &str| counter.folder.path().join(format!("{name}.{ending}"));
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "openssl {arguments:?}: {said}");
    };
    let (key, certificate, file) = (path("key"), path("pem"), path("p12"));
    let [key, certificate, out] = [&key, &certificate, &file].map(|path| path.to_str().unwrap());
    let subject = format!("/CN={name}/C=IT");
    let usage = "keyUsage=critical,nonRepudiation";
    run(&[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "3650",
        "-subj",
        &subject,
        "-addext",
        usage,
        "-keyout",
        key,
        "-out",
        certificate,
    ]);
    let pass = format!("pass:{password}");
    run(&[
        "pkcs12",
        "-export",
        "-inkey",
        key,
        "-in",
        certificate,
        "-out",
        out,
        "-passout",
        &pass,
    ]);
    file
}

#[test]
fn an_official_signs_then_another_and_a_wrong_password_loses_nothing() {
    let counter = Counter::ready();
    // openssl makes certificates that are valid from now on, whenever that is.
    let now = SystemClock.now() + TimeDelta::minutes(5);
    counter.clock.set(&now.to_rfc3339());
    let (number, pdf) = issue(&counter);
    let key = |name: &str| SigningKey::File {
        path: key_file(&counter, name, "parola")
            .to_string_lossy()
            .into_owned(),
    };
    let (first, second) = (key("FIRMATARIA INVENTATA"), key("DELEGATO INVENTATO"));
    let sign = |key: &SigningKey, pin: Option<&str>| {
        counter
            .desk
            .certificate_sign(&number, key, pin.map(str::to_owned))
    };
    assert!(matches!(sign(&first, None), Err(Error::PinNeeded)));
    let wrong = sign(&first, Some("sbagliata"));
    assert!(
        matches!(wrong, Err(Error::Signing(pades::SignError::Pkcs12Password))),
        "{wrong:?}"
    );
    assert_eq!(
        counter.desk.certificate_pdf(&number).unwrap(),
        pdf,
        "as it was"
    );
    assert_eq!(
        counter.desk.pin_kept_until(),
        None,
        "a wrong one is not kept"
    );
    let signed = sign(&first, Some("parola")).unwrap();
    assert_eq!(signed.signer, "FIRMATARIA INVENTATA");
    assert!(counter.desk.pin_kept_until().is_some());
    sign(&first, None).expect("the password is kept");
    counter
        .clock
        .set(&(now + TimeDelta::minutes(16)).to_rfc3339());
    assert!(
        matches!(sign(&first, None), Err(Error::PinNeeded)),
        "not for ever"
    );
    sign(&second, Some("parola")).unwrap();
    let file = counter.desk.certificate_pdf(&number).unwrap();
    assert_eq!(
        file[..pdf.len()],
        pdf,
        "signatures are added, nothing is changed"
    );
    let report = counter.desk.verify_bytes(&file).unwrap();
    assert_eq!(report.verdict, Verdict::Genuine, "{report:#?}");
    assert_eq!(
        report.signers,
        [
            "FIRMATARIA INVENTATA",
            "FIRMATARIA INVENTATA",
            "DELEGATO INVENTATO"
        ]
    );
    let mut reasons = report.reasons.clone();
    reasons.sort();
    reasons.dedup();
    assert_eq!(
        reasons.len(),
        report.reasons.len(),
        "each reason once: {report:#?}"
    );
    let detail = counter.desk.certificate_show(&number).unwrap();
    assert_eq!(detail.row.signers.len(), 3);
    assert!(counter.desk.check().unwrap().ok);
}

#[test]
fn an_authority_is_read_from_its_file_and_named_in_the_settings() {
    let counter = Counter::ready();
    let pem = key_file(&counter, "AUTORITA INVENTATA", "parola").with_extension("pem");
    let authority = counter.desk.authority_read(&pem).unwrap();
    assert_eq!(authority.name, "AUTORITA INVENTATA");
    let mut settings = counter.desk.settings_read().unwrap().settings;
    settings.signing.authorities = vec![authority.pem.clone()];
    let view = counter.desk.settings_change(settings).unwrap();
    assert_eq!(view.authorities[0].name, authority.name);
    assert_eq!(view.authorities[0].pem, authority.pem);

    let refused = counter.desk.authority_read(&pem.with_extension("key"));
    assert!(
        matches!(
            refused,
            Err(Error::Invalid {
                field: "signing.authorities",
                ..
            })
        ),
        "{refused:?}"
    );
}

/// `openssl s_server` on a free port of this machine, with a certificate that nobody has issued.
struct WebServer {
    process: Child,
    address: String,
}

impl WebServer {
    fn start(certificate: &Path) -> Self {
        let mut process = Command::new("openssl")
            .args([
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-naccept",
                "9",
                "-cert",
            ])
            .arg(certificate)
            .arg("-key")
            .arg(certificate.with_extension("key"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
        let address =
            lines.find_map(|line| Some(line.unwrap().strip_prefix("ACCEPT ")?.to_owned()));
        Self {
            process,
            address: address.expect("openssl says on which port it listens"),
        }
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

#[test]
fn an_https_authority_that_is_not_believed_is_told_and_the_signature_stays() {
    let counter = Counter::ready();
    let now = SystemClock.now() + TimeDelta::minutes(5);
    counter.clock.set(&now.to_rfc3339());
    let (number, _) = issue(&counter);
    let file = key_file(&counter, "FIRMATARIA INVENTATA", "parola");
    let server = WebServer::start(&file.with_extension("pem"));
    let mut settings = counter.desk.settings_read().unwrap().settings;
    settings.signing.tsa_url = Some(format!("https://{}/tsa", server.address));
    counter.desk.settings_change(settings).unwrap();
    let key = SigningKey::File {
        path: file.to_string_lossy().into_owned(),
    };
    let signed = counter
        .desk
        .certificate_sign(&number, &key, Some("parola".to_owned()))
        .unwrap();
    assert!(!signed.timestamped);
    let told = signed.no_time_stamp.unwrap();
    assert!(
        told.contains("https") && told.contains("non ci si fida"),
        "{told}"
    );
    let refused = counter.desk.certificate_timestamp(&number);
    let Err(Error::Stamping(error)) = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(desk::explain_stamping(error), told);
}
