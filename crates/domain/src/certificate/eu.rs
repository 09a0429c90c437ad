//! The multilingual standard form of the Union, which goes with a certificate to another state
//! (Reg. (UE) 2016/1191, art. 7). It translates, and has no legal value of its own (art. 8).

use serde::{Deserialize, Serialize};

/// An official language of a state of the Union in which the form can be printed beside Italian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EuLanguage {
    /// German.
    De,
    /// English.
    En,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Croatian.
    Hr,
    /// Dutch.
    Nl,
    /// Polish.
    Pl,
    /// Portuguese.
    Pt,
    /// Romanian.
    Ro,
    /// Slovene.
    Sl,
}

impl EuLanguage {
    /// All of them, in the order of their tags.
    pub const ALL: [Self; 10] = [
        Self::De,
        Self::En,
        Self::Es,
        Self::Fr,
        Self::Hr,
        Self::Nl,
        Self::Pl,
        Self::Pt,
        Self::Ro,
        Self::Sl,
    ];

    /// Returns the BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Hr => "hr",
            Self::Nl => "nl",
            Self::Pl => "pl",
            Self::Pt => "pt",
            Self::Ro => "ro",
            Self::Sl => "sl",
        }
    }

    /// Returns the name of the language in Italian.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::De => "Tedesco",
            Self::En => "Inglese",
            Self::Es => "Spagnolo",
            Self::Fr => "Francese",
            Self::Hr => "Croato",
            Self::Nl => "Neerlandese",
            Self::Pl => "Polacco",
            Self::Pt => "Portoghese",
            Self::Ro => "Romeno",
            Self::Sl => "Sloveno",
        }
    }
}
