//! A key on a card, through the PKCS#11 module of the card's maker (PKCS#11 v2.40).

mod module;
mod tokens;

pub use tokens::{TokenCertificate, TokenInfo, tokens};

use std::path::Path;

use cryptoki::context::Pkcs11;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use sha2::{Digest, Sha256};
use x509_cert::Certificate;

use crate::error::SignError;
use crate::pin::Pin;
use crate::signer::{self, Algorithm, KeyPurpose, Signer};
use module::{failed, module};

/// `DigestInfo` of a SHA-256 up to the digest (RFC 8017, 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// A card, logged in; logged out when dropped.
pub struct Card {
    session: Session,
    key: ObjectHandle,
    algorithm: Algorithm,
    certificate: Certificate,
    chain: Vec<Certificate>,
    /// For a key that asks for the PIN at every signature.
    pin_each_time: Option<Pin>,
}

impl Card {
    /// Logs in to the card in a slot and takes the key of a certificate: the one with that
    /// [`TokenCertificate::id`], or with `None` the first one for binding signatures.
    ///
    /// # Errors
    /// [`SignError::Module`], [`SignError::CardRemoved`], [`SignError::PinWrong`],
    /// [`SignError::PinLocked`], [`SignError::PinForm`], [`SignError::NoKey`], [`SignError::Card`].
    pub fn open(
        module_path: &Path,
        slot: u64,
        certificate: Option<&[u8]>,
        pin: &Pin,
    ) -> Result<Self, SignError> {
        let module = module(module_path)?;
        let slot = Slot::try_from(slot).map_err(|_| SignError::CardRemoved)?;
        let session = module.open_ro_session(slot).map_err(failed)?;
        log_in(&module, slot, &session, UserType::User, pin)?;
        let (id, certificate) = choose(&session, certificate)?;
        let key = private_key(&session, &id)?.ok_or(SignError::NoKey)?;
        let chain = tokens::certificates(&session)?
            .into_iter()
            .filter(|(other, _)| *other != id)
            .map(|(_, certificate)| certificate)
            .filter(is_authority)
            .collect();
        Ok(Self {
            pin_each_time: asks_each_time(&session, key)?.then(|| pin.clone()),
            algorithm: signer::algorithm(&certificate)?,
            session,
            key,
            certificate,
            chain,
        })
    }

    fn raw(&self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, SignError> {
        let Some(pin) = &self.pin_each_time else {
            return self.session.sign(mechanism, self.key, data).map_err(failed);
        };
        // The log-in stands between the start and the data (PKCS#11 v2.40, 2.1.13), where the one
        // call for both has no place. A module that takes no data in parts says so.
        let session = &self.session;
        session.sign_init(mechanism, self.key).map_err(failed)?;
        let pin = AuthPin::from(pin.expose().to_owned());
        session
            .login(UserType::ContextSpecific, Some(&pin))
            .map_err(failed)?;
        session.sign_update(data).map_err(failed)?;
        session.sign_final().map_err(failed)
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        // A card that is gone is logged out by that.
        if let Err(error) = self.session.logout() {
            tracing::debug!(%error, "the card was not logged out");
        }
    }
}

impl Signer for Card {
    fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    fn chain(&self) -> &[Certificate] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let digest = Sha256::digest(message);
        match self.algorithm {
            // The card gets the whole mechanism where it must take data in parts; elsewhere padding only,
            // which every card has.
            Algorithm::Rsa if self.pin_each_time.is_some() => {
                self.raw(&Mechanism::Sha256RsaPkcs, message)
            }
            Algorithm::Rsa => {
                let info = [SHA256_DIGEST_INFO.as_slice(), &digest].concat();
                self.raw(&Mechanism::RsaPkcs, &info)
            }
            Algorithm::Ecdsa => ecdsa_der(&self.raw(&Mechanism::Ecdsa, &digest)?),
        }
    }
}

/// Logs in, and says what is wrong with the PIN and how many tries are left.
fn log_in(
    module: &Pkcs11,
    slot: Slot,
    session: &Session,
    user: UserType,
    pin: &Pin,
) -> Result<(), SignError> {
    let before = module.get_token_info(slot).map_err(failed)?;
    if before.user_pin_locked() {
        return Err(SignError::PinLocked);
    }
    // A reader with keys of its own takes the PIN itself.
    let typed = AuthPin::from(pin.expose().to_owned());
    let pin =
        (!before.protected_authentication_path() || !pin.expose().is_empty()).then_some(&typed);
    match session.login(user, pin) {
        Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
        Err(Error::Pkcs11(RvError::PinIncorrect, _)) => {
            let after = module.get_token_info(slot).map_err(failed)?;
            if after.user_pin_locked() {
                return Err(SignError::PinLocked);
            }
            Err(SignError::PinWrong {
                last_try: after.user_pin_final_try(),
            })
        }
        Err(error) => Err(failed(error)),
    }
}

fn choose(session: &Session, id: Option<&[u8]>) -> Result<(Vec<u8>, Certificate), SignError> {
    let mut all = tokens::certificates(session)?;
    if let Some(id) = id {
        all.retain(|(other, _)| other == id);
    } else {
        // A health card has a key to log in with beside the one to sign with.
        all.retain(|(_, certificate)| signer::purpose(certificate) != KeyPurpose::Other);
        all.sort_by_key(|(_, certificate)| signer::purpose(certificate) != KeyPurpose::Binding);
    }
    for (id, certificate) in all {
        if private_key(session, &id)?.is_some() {
            return Ok((id, certificate));
        }
    }
    Err(SignError::NoKey)
}

fn private_key(session: &Session, id: &[u8]) -> Result<Option<ObjectHandle>, SignError> {
    let wanted = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Id(id.to_vec()),
    ];
    let found = session.find_objects(&wanted).map_err(failed)?;
    Ok(found.first().copied())
}

fn asks_each_time(session: &Session, key: ObjectHandle) -> Result<bool, SignError> {
    let attributes = session.get_attributes(key, &[AttributeType::AlwaysAuthenticate]);
    match attributes {
        Ok(found) => Ok(found.contains(&Attribute::AlwaysAuthenticate(true))),
        // Old modules do not know the attribute.
        Err(Error::Pkcs11(RvError::AttributeTypeInvalid, _)) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn is_authority(certificate: &Certificate) -> bool {
    use x509_cert::ext::pkix::BasicConstraints;
    matches!(signer::extension::<BasicConstraints>(certificate), Ok(Some((_, constraints))) if constraints.ca)
}

/// Two numbers of equal length into DER (RFC 3279, 2.2.3).
fn ecdsa_der(raw: &[u8]) -> Result<Vec<u8>, SignError> {
    #[derive(der::Sequence)]
    struct Pair<'a> {
        r: der::asn1::UintRef<'a>,
        s: der::asn1::UintRef<'a>,
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    let pair = Pair {
        r: der::asn1::UintRef::new(r)?,
        s: der::asn1::UintRef::new(s)?,
    };
    Ok(der::Encode::to_der(&pair)?)
}
