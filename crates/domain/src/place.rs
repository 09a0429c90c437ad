//! Where something happened: a comune of Italy, or a locality abroad.
//!
//! The tables of comuni and states, looked up by the date of the event, are in [`comuni`].

use serde::{Deserialize, Serialize};

use crate::ids::IstatCode;

pub mod comuni;

/// A place as the registry wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Place {
    /// A comune of Italy.
    Comune {
        /// Its name, as written.
        name: String,
        /// Its ISTAT code, where the registry has it.
        istat: Option<IstatCode>,
        /// The two letters of its province.
        province: Option<String>,
    },
    /// A locality abroad.
    Abroad {
        /// The locality, where known.
        locality: Option<String>,
        /// The state's name in Italian.
        state: String,
        /// The state's ISTAT code: three digits (Albania 201).
        state_code: Option<String>,
    },
    /// A place out of the ordinary (ANPR `luogoEccezionale`): born at sea, in flight.
    Exceptional {
        /// What the registry says.
        description: String,
    },
}
