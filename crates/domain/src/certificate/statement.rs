//! What a certificate states: a snapshot, made once and kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::address::{Address, ForeignAddress};
use crate::codice_fiscale::CodiceFiscale;
use crate::date::PartialDate;
use crate::household::Relation;
use crate::marital::{CivilAct, MaritalState};
use crate::person::{Citizenship, Sex};
use crate::place::Place;

/// Generalities as stated in every certificate. Never parents, profession or education.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Generalities {
    /// Surname, if there is one.
    pub surname: Option<String>,
    /// Name, if there is one.
    pub name: Option<String>,
    /// Sex; the words agree with it.
    pub sex: Sex,
    /// Birth date.
    pub birth_date: PartialDate,
    /// Birth place.
    pub birth_place: Place,
    /// Codice fiscale.
    pub codice_fiscale: Option<CodiceFiscale>,
}

/// A member of a household, as stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct MemberFacts {
    /// Who.
    pub generalities: Generalities,
    /// Marital status, where the kind states it (AN13).
    pub marital: Option<MaritalState>,
    /// Tells the reference person from the others.
    pub reference_person: bool,
    /// Relation to the reference person, where the kind states it (AN16).
    #[serde(default)]
    pub relation: Option<Relation>,
}

/// The other of a marriage or civil union, with day, place and act.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(default)]
pub struct UnionFacts {
    /// Surname and name of the other; `None` when the registry does not know them.
    pub other: Option<String>,
    /// Sex of the other.
    pub other_sex: Option<Sex>,
    /// Birth date of the other.
    pub other_birth_date: Option<PartialDate>,
    /// Day.
    pub date: Option<PartialDate>,
    /// Place.
    pub place: Option<Place>,
    /// Act.
    pub act: Option<CivilAct>,
}

/// The other of a cohabitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct CohabitantFacts {
    /// Surname and name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth date.
    pub birth_date: Option<PartialDate>,
}

/// An address and the days on which it held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ResidencePeriod {
    /// The address.
    pub address: Address,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` for the present one.
    pub until: Option<NaiveDate>,
}

/// One thing stated. What the registry does not hold is `None`, and may follow as
/// [`Statement::Entered`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(tag = "states", rename_all = "snake_case")]
pub enum Statement {
    /// Birth, with its act where known (AN01, SC01).
    Birth {
        /// The act.
        act: Option<CivilAct>,
    },
    /// Death (AN02, SC03).
    Death {
        /// Day.
        date: Option<NaiveDate>,
    },
    /// Marriage (AN03, SC02).
    Marriage {
        /// With whom, when and where.
        union: UnionFacts,
    },
    /// Civil union (AN18, SC04).
    CivilUnion {
        /// With whom, when and where.
        union: UnionFacts,
    },
    /// Cancellation from the registry (AN04).
    Cancellation {
        /// Day.
        date: Option<NaiveDate>,
        /// ANPR's code of the reason.
        reason_code: Option<u8>,
        /// Where to.
        destination: Option<String>,
    },
    /// Italian citizenship (AN05).
    Citizenship {
        /// The citizenships held.
        citizenships: Vec<Citizenship>,
    },
    /// Citizenships with their dates (AN06).
    CitizenshipHistory {
        /// Those of which the registry knows the day; empty when it was entered.
        citizenships: Vec<Citizenship>,
    },
    /// Being alive (AN07).
    Alive,
    /// Residence (AN08).
    Residence {
        /// Where; `None` for people with no fixed abode.
        address: Option<Address>,
        /// Since when.
        since: Option<NaiveDate>,
    },
    /// Residences with their dates (AN09).
    ResidenceHistory {
        /// Oldest first; empty when it was entered.
        periods: Vec<ResidencePeriod>,
    },
    /// Residence on a day of the past (AN20).
    ResidenceOnDay {
        /// The day.
        day: NaiveDate,
        /// Where; `None` when it was entered.
        address: Option<Address>,
    },
    /// The last residence of who left or died (AN26).
    LastResidence {
        /// Where; `None` when it was entered.
        address: Option<Address>,
        /// The day of the cancellation.
        until: Option<NaiveDate>,
        /// By death, not by emigration.
        dead: bool,
    },
    /// Residence abroad of an Italian (AN10).
    AireResidence {
        /// Where.
        address: Option<ForeignAddress>,
        /// Since when registered.
        since: Option<NaiveDate>,
        /// Consulate.
        consulate: Option<String>,
    },
    /// Marital status (AN11).
    Marital {
        /// The status and the union.
        state: MaritalState,
    },
    /// Freedom to marry (AN17).
    FreeState {
        /// The status.
        state: MaritalState,
    },
    /// Being a widow or widower (AN25).
    Widowhood {
        /// Surname and name of the dead.
        spouse: Option<String>,
        /// Day of the death.
        date: Option<PartialDate>,
    },
    /// Household without relations (AN12), with marital status (AN13), with relations (AN16).
    Household {
        /// Its address; never of protected people.
        address: Option<Address>,
        /// Its members, reference person first.
        members: Vec<MemberFacts>,
    },
    /// Household abroad (AN15).
    AireHousehold {
        /// Its address.
        address: Option<ForeignAddress>,
        /// Its members, reference person first.
        members: Vec<MemberFacts>,
    },
    /// Household on a day of the past (AN22): the members are entered.
    HouseholdOnDay {
        /// The day.
        day: NaiveDate,
    },
    /// Household from its beginning (AN23): entered.
    HouseholdOrigin,
    /// Residence in an institution (AN14).
    Convivenza {
        /// Its name.
        institution: Option<String>,
        /// ANPR's code of its species.
        species: Option<u8>,
        /// Its address.
        address: Option<Address>,
    },
    /// Cohabitation (AN21), with its contract (AN19).
    Cohabitation {
        /// The other.
        other: Option<CohabitantFacts>,
        /// Day of the declaration.
        since: Option<NaiveDate>,
        /// Where they live.
        address: Option<Address>,
        /// Day of the contract.
        contract_date: Option<NaiveDate>,
        /// Number under which the comune recorded it.
        contract_record: Option<String>,
        /// The certificate is of the contract.
        of_contract: bool,
    },
    /// Registration of a citizen of the Union (AN27).
    EuRegistration {
        /// The state.
        state: String,
        /// Day of the application.
        requested: Option<NaiveDate>,
    },
    /// Being on the electoral roll (EL01).
    ElectoralRoll,
    /// Political rights (EL02).
    PoliticalRights,
    /// Conscription (LE01): entered.
    Conscription,
    /// A formula filled with entered data (AU, SC12, CI02, DS02).
    Formula {
        /// The text, whole.
        text: String,
        /// The data in it that the seal carries.
        data: Vec<String>,
    },
    /// A datum that the clerk entered.
    Entered {
        /// Code of the field.
        field: String,
        /// Its name in Italian.
        label: String,
        /// What was entered.
        value: String,
    },
}

/// A datum that the clerk entered, and who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Entered {
    /// Code of the field.
    pub field: String,
    /// Its name in Italian.
    pub label: String,
    /// What was entered.
    pub value: String,
    /// Log-in of who entered it.
    pub operator: String,
}

/// The snapshot of what one certificate states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Facts {
    /// The person.
    pub subject: Generalities,
    /// What is stated, in the order of the kinds asked.
    pub statements: Vec<Statement>,
    /// Whatever of it was entered by hand.
    #[serde(default)]
    pub entered: Vec<Entered>,
}
