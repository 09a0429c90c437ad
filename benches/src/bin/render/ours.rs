//! Our own documents: drawn, sealed, and signed with a key from a PKCS#12 file, step by step.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use benches::PASSWORD;
use document::{Arms, Rendered, SealSlot};
use domain::certificate::Certificate;
use pades::{KeyFile, Pin, SignOptions};
use seal::{Payload, SealKey, qr};

use crate::orders::Order;
use crate::{ROUNDS, Taken, pdfa, timed};

const ADDRESS: &str = "HTTPS://CST.SINTAR.EXAMPLE/V";

/// What a counter has at hand when it issues.
pub(crate) struct Counter {
    pub(crate) arms_png: Vec<u8>,
    arms: Arms,
    key: SealKey,
}

/// A document with a seal of its own.
pub(crate) struct Sealed {
    pub(crate) rendered: Rendered,
    pub(crate) slot: SealSlot,
    pub(crate) side: u32,
    pub(crate) bits: Vec<u8>,
}

impl Counter {
    pub(crate) fn new() -> Result<Self, Box<dyn Error>> {
        let arms_png = synthetic::coat_of_arms_png();
        Ok(Self {
            arms: Arms::from_png(&arms_png)?,
            arms_png,
            key: SealKey::from_bytes(&[7; 32])?,
        })
    }

    /// Draws, and puts a symbol that is there already into its place.
    pub(crate) fn drawn(&self, order: &Order) -> Result<Rendered, Box<dyn Error>> {
        let drawn = document::render(&order.certificate, Some(&self.arms), order.slot.as_ref())?;
        Ok(match order.slot {
            Some(_) => drawn.seal(&order.bits),
            None => drawn.unsealed(),
        })
    }

    /// Draws and seals as the desk does: facts, typed code, COSE, symbol.
    pub(crate) fn sealed(&self, certificate: &Certificate) -> Result<Sealed, Box<dyn Error>> {
        let facts = document::facts_to_seal(certificate);
        let code = self.key.typed_code(&certificate.number, &facts);
        let kinds = certificate.kinds.iter();
        let mut payload = Payload {
            comune: "E205".to_owned(),
            counter: "02".to_owned(),
            kinds: kinds.map(|kind| kind.0.clone()).collect(),
            number: certificate.number.clone(),
            issued_on: certificate.issued_on,
            valid_until: certificate.decision.valid_until,
            as_of: certificate.as_of,
            facts,
            document: [0; 32],
            code,
        };
        let side = qr::side_for(&payload, ADDRESS)?;
        let slot = SealSlot {
            side: u16::try_from(side)?,
            caption: vec![
                format!("Codice {code}"),
                "Verifica: inquadra il simbolo, o scrivi numero e codice su cst.sintar.example/v"
                    .to_owned(),
            ],
        };
        let drawn = document::render(certificate, Some(&self.arms), Some(&slot))?;
        payload.document = drawn.digest;
        let bits = qr::encode(&self.key.seal(&payload, ADDRESS)?)?.bits;
        Ok(Sealed {
            rendered: drawn.seal(&bits),
            slot,
            side,
            bits,
        })
    }

    /// Makes a document as it is issued, with a seal where it gets one.
    pub(crate) fn issue(&self, order: &Order) -> Result<Rendered, Box<dyn Error>> {
        match order.slot {
            Some(_) => Ok(self.sealed(&order.certificate)?.rendered),
            None => self.drawn(order),
        }
    }
}

/// Measures every step. The first line is what peers do too.
pub(crate) fn run(counter: &Counter, orders: &[Order]) -> Result<Vec<Taken>, Box<dyn Error>> {
    let mut all = vec![
        drawn(counter, orders)?,
        unsealed(counter, orders)?,
        sealed(counter, orders)?,
    ];
    let work = tempfile::tempdir()?;
    for (name, kind) in [
        ("P-256", "EC -pkeyopt ec_paramgen_curve:P-256"),
        ("RSA-2048", "RSA -pkeyopt rsa_keygen_bits:2048"),
    ] {
        let file = pkcs12(work.path(), kind)?;
        let password = Pin::new(PASSWORD.to_owned());
        let signer = KeyFile::open(&file, &password)?;
        let how = SignOptions {
            reason: Some("Certificato".to_owned()),
            location: Some("Grottaglie".to_owned()),
            name: None,
            // Inside the validity of a key that was made a moment ago.
            signing_time: pades::CertificateInfo::of(pades::Signer::certificate(&signer))
                .not_before,
        };
        let (times, last) = timed(orders, ROUNDS, |order| {
            let issued = counter.issue(order)?;
            Ok(pades::sign_pdf(&issued.pdf, &signer, &how, None)?.pdf)
        })?;
        all.push(Taken {
            name: format!("sportello: drawn, sealed, signed ({name}, key open)"),
            times,
            bytes: last.len(),
            pdfa: pdfa::of_ours(&last, 1, work.path()),
        });
        let (times, last) = timed(orders, ROUNDS / 10, |order| {
            let issued = counter.issue(order)?;
            let signer = KeyFile::open(&file, &password)?;
            Ok(pades::sign_pdf(&issued.pdf, &signer, &how, None)?.pdf)
        })?;
        all.push(Taken {
            name: format!(
                "sportello: drawn, sealed, signed ({name}, its PKCS#12 opened each time)"
            ),
            times,
            bytes: last.len(),
            pdfa: pdfa::of_ours(&last, 1, work.path()),
        });
    }
    Ok(all)
}

/// Measures drawing, the symbol being there already.
pub(crate) fn drawn(counter: &Counter, orders: &[Order]) -> Result<Taken, Box<dyn Error>> {
    step("sportello: drawn", orders, |order| {
        Ok(counter.drawn(order)?.pdf)
    })
}

fn unsealed(counter: &Counter, orders: &[Order]) -> Result<Taken, Box<dyn Error>> {
    step("sportello: drawn with no seal", orders, |order| {
        let drawn = document::render(&order.certificate, Some(&counter.arms), None)?;
        Ok(drawn.unsealed().pdf)
    })
}

/// Measures drawing and sealing.
pub(crate) fn sealed(counter: &Counter, orders: &[Order]) -> Result<Taken, Box<dyn Error>> {
    step("sportello: drawn, sealed", orders, |order| {
        Ok(counter.issue(order)?.pdf)
    })
}

fn step(
    name: &str,
    orders: &[Order],
    step: impl FnMut(&Order) -> Result<Vec<u8>, Box<dyn Error>>,
) -> Result<Taken, Box<dyn Error>> {
    let (times, last) = timed(orders, ROUNDS, step)?;
    let work = tempfile::tempdir()?;
    Ok(Taken {
        name: name.to_owned(),
        times,
        bytes: last.len(),
        pdfa: pdfa::of_ours(&last, 0, work.path()),
    })
}

/// Makes a key with a certificate for signing, in a file as a comune gets it.
fn pkcs12(folder: &Path, kind: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let openssl = |arguments: &str| -> Result<(), Box<dyn Error>> {
        let output = Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(folder)
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    };
    openssl(&format!("genpkey -algorithm {kind} -out key"))?;
    openssl(
        "req -x509 -key key -subj /C=IT/O=Comune/CN=prova -days 365 -out pem \
         -addext keyUsage=critical,nonRepudiation",
    )?;
    openssl(&format!(
        "pkcs12 -export -inkey key -in pem -out p12 -passout pass:{PASSWORD}"
    ))?;
    Ok(fs::read(folder.join("p12"))?)
}
