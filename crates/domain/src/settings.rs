//! What a comune sets for itself: who issues, its coat of arms, its printers.

use serde::{Deserialize, Serialize};

use crate::certificate::Issuer;
use crate::certificate::catalogue::ComuneRules;
use crate::certificate::catalogue::Family;
use crate::ids::PersonId;

/// The settings of one counter. They change only by a journal entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct Settings {
    /// Who issues certificates.
    pub issuer: Issuer,
    /// SHA-256, in hexadecimal, of the coat of arms (a PNG among the documents).
    pub arms: Option<String>,
    /// How certificates are printed.
    pub certificate_printing: PrintSettings,
    /// How self-declarations are printed: plain paper, often on the counter's own printer.
    pub declaration_printing: PrintSettings,
    /// Amounts, policies and texts of the comune's own.
    pub rules: ComuneRules,
    /// People whose address is never stated, where the registry's file does not say it.
    pub protected: Vec<PersonId>,
    /// Address of the page where seals are verified, `https://…`; `None` for the program's own.
    pub verification_address: Option<String>,
    /// How officials sign.
    pub signing: SigningSettings,
}

/// With what officials sign, and whose signatures are believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct SigningSettings {
    /// Path of the card maker's PKCS#11 module; `None` where no card is used.
    pub pkcs11_module: Option<String>,
    /// Address of the time-stamping authority (RFC 3161); `None` for signatures without one.
    pub tsa_url: Option<String>,
    /// For how many minutes a PIN is kept in memory after it was typed; 0 asks each time.
    pub pin_minutes: u8,
    /// Certificates of the authorities whose signatures are believed, in PEM.
    pub authorities: Vec<String>,
}

impl Default for SigningSettings {
    fn default() -> Self {
        Self {
            pkcs11_module: None,
            tsa_url: None,
            pin_minutes: 15,
            authorities: Vec::new(),
        }
    }
}

impl Settings {
    /// Returns how documents of a family are printed.
    #[must_use]
    pub fn printing(&self, family: Family) -> &PrintSettings {
        match family {
            Family::Declaration => &self.declaration_printing,
            _ => &self.certificate_printing,
        }
    }
}

/// Printer, tray and copies for one kind of document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct PrintSettings {
    /// Name of the printer; `None` for the system's default.
    pub printer: Option<String>,
    /// Name of the tray (`media-source`); `None` for the printer's own choice.
    pub tray: Option<String>,
    /// Number of copies, from 1.
    pub copies: u8,
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self {
            printer: None,
            tray: None,
            copies: 1,
        }
    }
}
