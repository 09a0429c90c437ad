//! The official's signature on a certificate's PDF: with a card or a key file, then or later.
//!
//! A certificate is issued first and signed then: a card that fails never loses the act, and the
//! register says which are signed. Nothing of the desk is locked while a card is at work.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::time::Duration;

use chrono::TimeDelta;
use domain::{Settings, SigningSettings};
use pades::{Anchors, Card, KeyFile, Pin, SignOptions, Signer, StampError, Tsa, TsaProblem};
use protocol::Body;
use store::CertificateState;

use crate::Error;
use crate::session::Desk;
use crate::views::{AuthorityView, CardView, SignOutcome, SigningKey, rfc3339};

/// The largest key file that is read, in bytes.
const KEY_FILE_BYTES_MAX: u64 = 256 * 1024;
/// A clerk does not wait longer for a time stamp; it can be added later.
const TSA_TIMEOUT: Duration = Duration::from_secs(8);

impl Desk {
    /// Lists the cards in the readers.
    ///
    /// # Errors
    /// No module is set, or it cannot be used; the desk is locked, or the store fails.
    pub fn cards(&self) -> Result<Vec<CardView>, Error> {
        let module = module(None, &self.read(|reader| Ok(reader.settings()?))?)?;
        let tokens = pades::tokens(&module)?;
        Ok(tokens
            .into_iter()
            .flat_map(|token| {
                let card = CardView {
                    // A slot's number is small; as text it passes any border.
                    slot: token.slot.to_string(),
                    label: token.label.trim().to_owned(),
                    last_try: token.last_try,
                    locked: token.locked,
                    pin_pad: token.pin_pad,
                    certificate: String::new(),
                    name: String::new(),
                    not_after: String::new(),
                };
                token
                    .certificates
                    .into_iter()
                    .map(move |certificate| CardView {
                        certificate: hex::encode(&certificate.id),
                        name: certificate.info.common_name,
                        not_after: certificate.info.not_after.date_naive().to_string(),
                        ..card.clone()
                    })
            })
            .collect())
    }

    /// Signs a certificate's PDF. One more signature leaves those before valid.
    ///
    /// `pin` is the card's PIN or the file's password; `None` takes the one kept from before.
    ///
    /// # Errors
    /// There is no such certificate or it is void; the card, the file or the PIN is wrong
    /// ([`Error::Signing`]); the desk is locked, or the store fails. The certificate stays as it was.
    pub fn certificate_sign(
        &self,
        number: &str,
        key: &SigningKey,
        pin: Option<String>,
    ) -> Result<SignOutcome, Error> {
        let now = self.clock.now();
        let (pdf, settings) = self.with(|desk| {
            desk.check_clock(now)?;
            let record = desk.certificate(number)?;
            if record.state == CertificateState::Voided {
                return Err(Error::AlreadyVoided);
            }
            let pdf = desk.store.document(&record.sha256)?;
            Ok((pdf.ok_or(Error::NoCertificate)?, desk.store.settings()?))
        })?;
        let pin = self.pin(key, pin, settings.signing.pin_minutes)?;
        let signer = self.opened(key, &settings, &pin)?;
        let how = SignOptions {
            reason: Some(format!("Certificato n. {number}")),
            location: Some(settings.issuer.comune.clone()),
            name: None,
            signing_time: now,
        };
        let signed = pades::sign_pdf(&pdf, signer.as_ref(), &how, tsa(&settings).as_ref())?;
        let name = pades::CertificateInfo::of(signer.certificate()).common_name;
        self.with(|desk| {
            let sha256 = desk.store.put_document(&signed.pdf)?;
            let body = Body::CertificateSigned {
                number: number.to_owned(),
                pdf_sha256: sha256.clone(),
                signer: name.clone(),
                timestamped: signed.timestamped,
            };
            desk.store.commit(now, &desk.operator, body)?;
            Ok(SignOutcome {
                sha256,
                signer: name.clone(),
                timestamped: signed.timestamped,
                no_time_stamp: signed
                    .tsa_problem
                    .as_ref()
                    .map(|problem| explain_authority(problem).to_owned()),
            })
        })
    }

    /// Adds a time stamp to the last signature of a certificate's PDF.
    ///
    /// # Errors
    /// There is no such certificate, it is not signed, or it has a time stamp; the authority does
    /// not answer ([`Error::Stamping`]); the desk is locked, or the store fails.
    pub fn certificate_timestamp(&self, number: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let (pdf, settings) = self.with(|desk| {
            let record = desk.certificate(number)?;
            let pdf = desk.store.document(&record.sha256)?;
            Ok((pdf.ok_or(Error::NoCertificate)?, desk.store.settings()?))
        })?;
        let tsa = tsa(&settings).ok_or_else(|| Error::Invalid {
            field: "signing.tsa_url",
            reason: "Nelle impostazioni manca l'autorità di marcatura temporale.".to_owned(),
        })?;
        let stamped = pades::add_timestamp(&pdf, &tsa, now)?;
        self.with(|desk| {
            let body = Body::CertificateTimestamped {
                number: number.to_owned(),
                pdf_sha256: desk.store.put_document(&stamped)?,
            };
            desk.store.commit(now, &desk.operator, body)?;
            Ok(())
        })
    }

    /// Returns until when a PIN is kept (RFC 3339), if one is.
    pub fn pin_kept_until(&self) -> Option<String> {
        let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        pins.1.pin(now)?;
        let until = pins.1.until()?;
        Some(rfc3339(until))
    }

    /// Wipes the PIN that is kept.
    pub fn pin_forget(&self) {
        let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        pins.1.wipe();
    }

    /// Returns the PIN that was typed, or the one kept for this very key.
    fn pin(&self, key: &SigningKey, typed: Option<String>, minutes: u8) -> Result<Pin, Error> {
        let now = self.clock.now();
        let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(typed) = typed {
            let pin = Pin::new(typed);
            if minutes > 0 {
                pins.0 = Some(key.clone());
                pins.1
                    .hold(pin.clone(), now, TimeDelta::minutes(minutes.into()));
            }
            return Ok(pin);
        }
        if pins.0.as_ref() != Some(key) {
            pins.1.wipe();
        }
        pins.1.pin(now).cloned().ok_or(Error::PinNeeded)
    }

    /// Opens the key. A wrong PIN is not kept.
    fn opened(
        &self,
        key: &SigningKey,
        settings: &Settings,
        pin: &Pin,
    ) -> Result<Box<dyn Signer>, Error> {
        let opened = open(key, settings, pin);
        if opened.is_err() {
            self.pin_forget();
        }
        opened
    }
}

fn open(key: &SigningKey, settings: &Settings, pin: &Pin) -> Result<Box<dyn Signer>, Error> {
    match key {
        SigningKey::Card {
            module,
            slot,
            certificate,
        } => {
            let module = self::module(module.as_deref(), settings)?;
            let slot = match slot {
                Some(slot) => slot.parse().map_err(|_| pades::SignError::CardRemoved)?,
                None => only_card(&module)?,
            };
            let id = certificate.as_deref().and_then(|id| hex::decode(id).ok());
            Ok(Box::new(Card::open(&module, slot, id.as_deref(), pin)?))
        }
        SigningKey::File { path } => {
            let failed = |source| Error::File {
                path: path.clone(),
                source,
            };
            let path = Path::new(path);
            if std::fs::metadata(path).map_err(failed)?.len() > KEY_FILE_BYTES_MAX {
                return Err(pades::SignError::Pkcs12Malformed.into());
            }
            let file = std::fs::read(path).map_err(failed)?;
            Ok(Box::new(KeyFile::open(&file, pin)?))
        }
    }
}

/// Returns the slot of the one card that can sign; with two, somebody must choose.
fn only_card(module: &Path) -> Result<u64, Error> {
    let mut cards = pades::tokens(module)?;
    cards.retain(|card| !card.certificates.is_empty());
    match cards.as_slice() {
        [card] => Ok(card.slot),
        [] => Err(pades::SignError::CardRemoved.into()),
        _ => Err(Error::Invalid {
            field: "card",
            reason: "Nei lettori c'è più di una carta: scegli con quale firmare.".to_owned(),
        }),
    }
}

fn module(named: Option<&str>, settings: &Settings) -> Result<PathBuf, Error> {
    named
        .or(settings.signing.pkcs11_module.as_deref())
        .map(PathBuf::from)
        .ok_or_else(|| Error::Invalid {
            field: "signing.pkcs11_module",
            reason: "Nelle impostazioni manca la libreria della carta (PKCS#11).".to_owned(),
        })
}

fn tsa(settings: &Settings) -> Option<Tsa> {
    let anchors = anchors(settings);
    settings.signing.tsa_url.as_ref().map(|url| Tsa {
        url: url.clone(),
        timeout: TSA_TIMEOUT,
        // Whoever names no authority leaves the judgement to who verifies.
        anchors: (!anchors.is_empty()).then_some(anchors),
    })
}

/// Returns the authorities that the settings name; one that cannot be read is passed over, because
/// the settings were checked when they were made.
pub(crate) fn anchors(settings: &Settings) -> Anchors {
    let mut anchors = Anchors::default();
    for authority in &settings.signing.authorities {
        if let Err(error) = anchors.add(authority.as_bytes()) {
            tracing::warn!(%error, "an authority of the settings cannot be read");
        }
    }
    anchors
}

/// Reads the certificate of an authority; of several, the first is named and all are kept.
pub(crate) fn authority_of(bytes: &[u8]) -> Result<AuthorityView, Error> {
    let mut anchors = Anchors::default();
    anchors.add(bytes).map_err(|_| not_an_authority())?;
    let first = anchors.infos().into_iter().next();
    let first = first.ok_or_else(not_an_authority)?;
    Ok(AuthorityView {
        pem: anchors.to_pem().map_err(|_| not_an_authority())?,
        name: first.common_name,
        not_after: first.not_after.date_naive().to_string(),
    })
}

/// Returns an authority of the settings as it is shown.
pub(crate) fn authority(pem: &str) -> AuthorityView {
    authority_of(pem.as_bytes()).unwrap_or_else(|_| AuthorityView {
        pem: pem.to_owned(),
        name: "certificato che non si legge".to_owned(),
        not_after: String::new(),
    })
}

pub(crate) fn not_an_authority() -> Error {
    Error::Invalid {
        field: "signing.authorities",
        reason: "Il file non contiene il certificato di un'autorità.".to_owned(),
    }
}

/// Checks what somebody typed into the settings.
pub(crate) fn check(signing: &SigningSettings) -> Result<(), Error> {
    let wrong = |field, reason: &str| {
        Err(Error::Invalid {
            field,
            reason: reason.to_owned(),
        })
    };
    if let Some(url) = &signing.tsa_url
        && !(url.starts_with("http://") || url.starts_with("https://"))
    {
        return wrong(
            "signing.tsa_url",
            "L'indirizzo dell'autorità comincia con http:// o https://.",
        );
    }
    if signing.pin_minutes > 60 {
        return wrong(
            "signing.pin_minutes",
            "Il PIN si tiene in memoria al massimo per 60 minuti.",
        );
    }
    for authority in &signing.authorities {
        if Anchors::default().add(authority.as_bytes()).is_err() {
            return Err(not_an_authority());
        }
    }
    Ok(())
}

/// Says in Italian what happened and what to do.
#[must_use]
pub fn explain_signing(error: &pades::SignError) -> String {
    use pades::SignError as E;
    let what = match error {
        E::Module { path, .. } => format!(
            "La libreria della carta {} non si può usare: controlla il percorso nelle impostazioni.",
            path.display()
        ),
        E::CardRemoved => "La carta non è nel lettore: inseriscila e riprova.".to_owned(),
        E::PinWrong { last_try: true } => {
            "PIN sbagliato. Resta un solo tentativo prima che la carta si blocchi.".to_owned()
        }
        E::PinWrong { last_try: false } => "PIN sbagliato: riprova.".to_owned(),
        E::PinLocked => "La carta è bloccata: serve il PUK, o chi l'ha rilasciata.".to_owned(),
        E::PinForm => "Il PIN non ha la forma che la carta vuole.".to_owned(),
        E::NoKey => "Sulla carta non c'è una chiave per firmare.".to_owned(),
        E::Card(_) => {
            "La carta ha risposto con un errore: toglila, rimettila e riprova.".to_owned()
        }
        E::Pkcs12Password => "La password del file della firma è sbagliata.".to_owned(),
        E::Pkcs12Malformed => "Il file della firma non è un PKCS#12, o è danneggiato.".to_owned(),
        E::Pkcs12NoKey => "Nel file della firma non c'è la chiave privata.".to_owned(),
        E::Pkcs12NoCertificate => {
            "Nel file della firma manca il certificato della chiave.".to_owned()
        }
        E::Expired { not_after } => format!(
            "Il certificato di firma è scaduto il {}: va rinnovato.",
            not_after.format("%d/%m/%Y")
        ),
        E::NotYetValid { not_before } => format!(
            "Il certificato di firma vale dal {}.",
            not_before.format("%d/%m/%Y")
        ),
        E::NotForSigning => "Il certificato scelto non serve per firmare.".to_owned(),
        E::Algorithm(_) => "La chiave è di un tipo che non si usa qui.".to_owned(),
        E::Certificate(_) | E::Encoding(_) | E::Mismatch | E::Document(_) => {
            "La firma non è riuscita: la chiave o il suo certificato non vanno bene.".to_owned()
        }
    };
    format!("{what} Il certificato è salvo: si può firmare quando vuoi, anche a mano.")
}

/// Says in Italian why the authority gave no time stamp.
fn explain_authority(problem: &TsaProblem) -> &'static str {
    match problem {
        TsaProblem::ServerNotTrusted { .. } => {
            "L'indirizzo https dell'autorità di marcatura temporale risponde con un certificato di \
             cui qui non ci si fida: la marca non è stata chiesta. La firma è valida. Controlla \
             l'indirizzo, o aggiungi in Impostazioni, Firma, l'autorità che ha rilasciato quel \
             certificato; poi la marca si aggiunge dal registro."
        }
        _ => {
            "L'autorità di marcatura temporale non ha risposto come doveva: la firma è valida, la \
             marca si può aggiungere più tardi."
        }
    }
}

/// Says in Italian why no time stamp was added.
#[must_use]
pub fn explain_stamping(error: &StampError) -> &'static str {
    match error {
        StampError::NotSigned => "Il documento non è firmato: non c'è che cosa marcare.",
        StampError::AlreadyStamped => "La firma ha già la sua marca temporale.",
        StampError::NotLast => {
            "Dopo la firma è stato aggiunto altro: la marca non si può più inserire."
        }
        StampError::Tsa(problem) => explain_authority(problem),
        StampError::Document(_) | StampError::Signature => {
            "La firma del documento non si legge: la marca non è stata aggiunta."
        }
    }
}
