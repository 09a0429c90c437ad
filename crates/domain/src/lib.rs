//! Types and rules of the counter: persons, households, certificates, fees.
//!
//! What is deliberately **not** here: input and output, the time of day, text for the screen.
//! A rule that needs today's date takes it as an argument.

pub mod address;
pub mod certificate;
pub mod clock;
pub mod codice_fiscale;
pub mod date;
pub mod household;
pub mod ids;
pub mod marital;
pub mod money;
pub mod person;
pub mod place;
pub mod settings;

pub use address::{Address, AddressKind, ForeignAddress, Residence};
pub use clock::Clock;
pub use codice_fiscale::CodiceFiscale;
pub use date::PartialDate;
pub use household::{Household, HouseholdKind, Membership, Relation};
pub use ids::{BelfioreCode, HouseholdId, IstatCode, PersonId};
pub use marital::{CivilAct, MaritalState, MaritalStatus, Union};
pub use money::Cents;
pub use person::{
    Aire, Certifiability, Citizenship, Cohabitation, Person, RegistryStatus, Sex, StatusCause,
};
pub use place::Place;
pub use settings::{PrintSettings, Settings, SigningSettings};
