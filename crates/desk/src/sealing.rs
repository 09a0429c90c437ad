//! The seal of a certificate: what it states, the room for it, and the bits in their place.

use document::{Arms, Rendered, SealSlot};
use domain::Settings;
use domain::certificate::Certificate;
use domain::certificate::catalogue::Family;
use protocol::SealRecord;
use seal::{Payload, SealKey, qr};
use store::Identity;

use crate::Error;
use crate::session::OpenDesk;

/// The page of the service centre where seals are verified, where the settings name no other. An
/// invented one: the centre's own goes into the settings.
const ADDRESS: &str = "HTTPS://CST.SINTAR.EXAMPLE/V";

/// A document as it is issued.
pub(crate) struct Sealed {
    pub(crate) rendered: Rendered,
    /// What the journal keeps of the seal.
    pub(crate) record: Option<SealRecord>,
    /// The text of the symbol.
    pub(crate) text: Option<String>,
}

impl OpenDesk {
    /// Draws a certificate with its seal. What a citizen declares has none: nobody vouches for it.
    pub(crate) fn seal(
        &mut self,
        certificate: &Certificate,
        settings: &Settings,
    ) -> Result<Sealed, Error> {
        let is_declaration = certificate.decision.family == Family::Declaration;
        if !is_declaration {
            self.sealing_key()?;
        }
        let arms = self.arms.as_ref().map(|(_, arms)| arms);
        match &self.seal_key {
            Some(key) if !is_declaration => {
                seal(certificate, arms, key, self.store.identity(), settings)
            }
            _ => Ok(Sealed {
                rendered: document::render(certificate, arms, None)?.unsealed(),
                record: None,
                text: None,
            }),
        }
    }
}

/// Draws a certificate and seals it. The same certificate and key give the same bytes.
fn seal(
    certificate: &Certificate,
    arms: Option<&Arms>,
    key: &SealKey,
    identity: &Identity,
    settings: &Settings,
) -> Result<Sealed, Error> {
    let address = address(settings);
    let facts = document::facts_to_seal(certificate);
    let code = key.typed_code(&certificate.number, &facts);
    let mut payload = Payload {
        comune: identity.belfiore.0.clone(),
        counter: identity.counter.clone(),
        kinds: certificate
            .kinds
            .iter()
            .map(|kind| kind.0.clone())
            .collect(),
        number: certificate.number.clone(),
        issued_on: certificate.issued_on,
        valid_until: certificate.decision.valid_until,
        as_of: certificate.as_of,
        facts,
        // Its size is known before it is: the room for the seal does not depend on it.
        document: [0; 32],
        code,
    };
    let side = qr::side_for(&payload, &address)?;
    let slot = SealSlot {
        side: u16::try_from(side).map_err(|_| seal::Error::TooLong)?,
        caption: caption(&address, &code.to_string()),
    };
    let drawn = document::render(certificate, arms, Some(&slot))?;
    payload.document = drawn.digest;
    let text = key.seal(&payload, &address)?;
    let symbol = qr::encode(&text)?;
    Ok(Sealed {
        rendered: drawn.seal(&symbol.bits),
        record: Some(SealRecord {
            kid: key.kid().to_string(),
            code: code.to_string(),
        }),
        text: Some(text),
    })
}

/// Tells whether a payload states what a certificate does.
pub(crate) fn seals(payload: &Payload, certificate: &Certificate) -> bool {
    let kinds = certificate.kinds.iter().map(|kind| kind.0.as_str());
    kinds.eq(payload.kinds.iter().map(String::as_str))
        && payload.number == certificate.number
        && payload.issued_on == certificate.issued_on
        && payload.valid_until == certificate.decision.valid_until
        && payload.as_of == certificate.as_of
        && payload.facts == document::facts_to_seal(certificate)
}

/// Returns the address of the page, in the capitals that keep the symbol small.
fn address(settings: &Settings) -> String {
    settings
        .verification_address
        .as_deref()
        .filter(|address| !address.trim().is_empty())
        .unwrap_or(ADDRESS)
        .trim()
        .to_ascii_uppercase()
}

/// What is printed beside the symbol. It says no more than the seal proves: it stands for the
/// handwritten signature only where CAD art. 23 c. 2-bis says so.
fn caption(address: &str, code: &str) -> Vec<String> {
    let page = address.trim_start_matches("HTTPS://").to_ascii_lowercase();
    vec![
        format!("Codice {code}"),
        format!("Verifica: inquadra il simbolo, o scrivi numero e codice su {page}"),
        "Prova da quale sportello viene il documento e che non è stato alterato; tiene luogo della \
         firma autografa solo nei casi dell'art. 23, c. 2-bis, D.Lgs. 82/2005."
            .to_owned(),
    ]
}

/// Checks an address that somebody typed into the settings.
pub(crate) fn check_address(address: &str) -> Result<(), Error> {
    let upper = address.trim().to_ascii_uppercase();
    let fine = upper.starts_with("HTTPS://")
        && upper.len() <= 60
        && upper
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"$*+-./:".contains(&byte));
    if upper.is_empty() || fine {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "verification_address",
        reason: "L'indirizzo della pagina di verifica comincia con https:// e ha solo lettere, \
                 cifre, punti, barre e trattini (al massimo 60)."
            .to_owned(),
    })
}
