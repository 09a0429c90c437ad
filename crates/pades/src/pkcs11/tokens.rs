//! Which cards are in the readers, and which certificates are on them.

use std::path::Path;

use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::Session;
use der::Decode;
use x509_cert::Certificate;

use super::module::{failed, module};
use crate::error::SignError;
use crate::signer::CertificateInfo;

/// A card in a reader.
#[derive(Debug, Clone)]
pub struct TokenInfo {
    /// The reader's number, for [`super::Card::open`].
    pub slot: u64,
    /// The card's name.
    pub label: String,
    /// The card's serial number.
    pub serial: String,
    /// Certificates that can be read before the PIN.
    pub certificates: Vec<TokenCertificate>,
    /// One more wrong PIN locks the card: warn before asking.
    pub last_try: bool,
    /// The card is locked.
    pub locked: bool,
    /// The reader has keys of its own for the PIN: an empty [`crate::Pin`] makes it ask.
    pub pin_pad: bool,
}

/// A certificate on a card.
#[derive(Debug, Clone)]
pub struct TokenCertificate {
    /// The number (`CKA_ID`) that the certificate shares with its key.
    pub id: Vec<u8>,
    /// What it says.
    pub info: CertificateInfo,
}

/// Lists the cards that a module sees now.
///
/// # Errors
/// [`SignError::Module`] when the library is not there; [`SignError::Card`]. No card is an empty list,
/// and a card that cannot be read is left out: another one may be the right one.
pub fn tokens(module_path: &Path) -> Result<Vec<TokenInfo>, SignError> {
    let module = module(module_path)?;
    let mut tokens = Vec::new();
    for slot in module.get_slots_with_token().map_err(failed)? {
        let Ok(info) = module.get_token_info(slot) else {
            continue;
        };
        if !info.token_initialized() {
            continue;
        }
        let certificates = module
            .open_ro_session(slot)
            .map_err(failed)
            .and_then(|session| certificates(&session));
        let certificates = match certificates {
            Ok(certificates) => certificates,
            Err(error) => {
                tracing::warn!(%error, slot = slot.id(), "a card cannot be read");
                continue;
            }
        };
        tokens.push(TokenInfo {
            slot: slot.id(),
            label: info.label().to_owned(),
            serial: info.serial_number().to_owned(),
            certificates: certificates
                .iter()
                .map(|(id, certificate)| TokenCertificate {
                    id: id.clone(),
                    info: CertificateInfo::of(certificate),
                })
                .collect(),
            last_try: info.user_pin_final_try(),
            locked: info.user_pin_locked(),
            pin_pad: info.protected_authentication_path(),
        });
    }
    Ok(tokens)
}

/// The certificates that a session sees, each with its number. What is not X.509 is left out.
pub(super) fn certificates(session: &Session) -> Result<Vec<(Vec<u8>, Certificate)>, SignError> {
    let wanted = [Attribute::Class(ObjectClass::CERTIFICATE)];
    let mut certificates = Vec::new();
    for handle in session.find_objects(&wanted).map_err(failed)? {
        let attributes = [AttributeType::Id, AttributeType::Value];
        let (mut id, mut value) = (None, None);
        for attribute in session
            .get_attributes(handle, &attributes)
            .map_err(failed)?
        {
            match attribute {
                Attribute::Id(bytes) => id = Some(bytes),
                Attribute::Value(bytes) => value = Some(bytes),
                _ => {}
            }
        }
        let certificate = value.and_then(|bytes| Certificate::from_der(&bytes).ok());
        if let (Some(id), Some(certificate)) = (id, certificate) {
            certificates.push((id, certificate));
        }
    }
    Ok(certificates)
}
