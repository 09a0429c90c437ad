//! The catalogue of kinds, clauses, exemptions and amounts, read from data.
//!
//! The data stand in `data/`, each row with its norm and with how sure we are of it. They are read
//! once and checked by tests; a certificate remembers the version it used.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{CertificateCode, Destination, UseCode};
use crate::household::Relation;
use crate::marital::MaritalStatus;
use crate::money::Cents;
use crate::person::Sex;

/// A kind of certificate.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Code.
    pub code: CertificateCode,
    /// ANPR's code, where it has one.
    pub anpr: Option<u8>,
    /// Title as printed.
    pub title: String,
    /// What it certifies, for the title of a cumulative certificate.
    pub short: String,
    /// Norm it rests on.
    pub basis: String,
    /// Months of validity; 0 for facts that do not change.
    pub validity_months: u32,
    /// May be issued of who is certifiable only in part.
    #[serde(default)]
    pub partially_certifiable: bool,
    /// Only a name for several kinds together.
    #[serde(default)]
    pub cumulative: bool,
    /// Kinds it cannot stand with in one certificate.
    #[serde(default)]
    pub not_with: Vec<CertificateCode>,
    /// How sure we are of the row: A, B or C.
    pub grade: char,
}

/// A clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Code, C01–C05.
    pub code: String,
    /// The destination that it is for.
    pub destination: Destination,
    /// Text as printed.
    pub text: String,
    /// Norm or circular.
    pub source: String,
    /// How sure we are of the row.
    pub grade: char,
}

/// A use that exempts from stamp duty.
#[derive(Debug, Clone)]
pub struct Exemption {
    /// Code.
    pub code: UseCode,
    /// ANPR's code of exemption, 1–10 or 99.
    pub anpr: Option<u8>,
    /// The use as printed.
    pub label: String,
    /// The norm as printed; empty for ES99, where the clerk writes it.
    pub norm: String,
    /// Whether the secretarial fee is due all the same.
    pub fee_due: bool,
    /// How sure we are of the row.
    pub grade: char,
}

/// The wording of what stands at the foot of a certificate, with `{places}` to fill.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Exempt from stamp duty: `{norm}`, `{use}`.
    pub stamp_exempt: String,
    /// Stamp duty paid: `{amount}`, `{number}`, `{date}`.
    pub stamp_paid: String,
    /// Stamp to be affixed: `{amount}`.
    pub stamp_due: String,
    /// Secretarial fee: `{amount}`.
    pub fee: String,
    /// Six months of validity.
    pub validity_months: String,
    /// Validity without limit.
    pub validity_unlimited: String,
}

/// The amounts in force during a period.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tariffs {
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` for the present ones.
    pub until: Option<NaiveDate>,
    /// Stamp duty for each certificate.
    pub stamp_duty: Cents,
    /// Secretarial fee of a certificate that pays stamp duty.
    pub fee_stamped: Cents,
    /// Secretarial fee of an exempt one.
    pub fee_exempt: Cents,
    /// How sure we are of the row.
    pub grade: char,
}

/// The catalogue.
#[derive(Debug)]
pub struct Catalogue {
    file: File,
    exemptions: Vec<Exemption>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    kind: Vec<Kind>,
    clause: Vec<Clause>,
    texts: Texts,
    tariff: Vec<Tariffs>,
}

static CURRENT: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
    file: toml::from_str(include_str!("../../data/catalogue.toml"))
        .expect("a test reads the catalogue that is compiled in"),
    exemptions: exemptions(include_str!("../../data/exemptions.csv")),
});

impl Catalogue {
    /// Returns the catalogue that came with the program.
    #[must_use]
    pub fn current() -> &'static Self {
        &CURRENT
    }

    /// Returns its version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.file.version
    }

    /// Returns the kinds.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.file.kind
    }

    /// Returns a kind by its code.
    #[must_use]
    pub fn kind(&self, code: &CertificateCode) -> Option<&Kind> {
        self.file.kind.iter().find(|kind| kind.code == *code)
    }

    /// Returns the uses that exempt certificates of the registry.
    #[must_use]
    pub fn exemptions(&self) -> &[Exemption] {
        &self.exemptions
    }

    /// Returns a use by its code.
    #[must_use]
    pub fn exemption(&self, code: &UseCode) -> Option<&Exemption> {
        self.exemptions
            .iter()
            .find(|exemption| exemption.code == *code)
    }

    /// Returns the clause for a destination.
    ///
    /// # Panics
    /// Never: a test finds one for each destination.
    #[must_use]
    pub fn clause(&self, destination: Destination) -> &Clause {
        self.file
            .clause
            .iter()
            .find(|clause| clause.destination == destination)
            .expect("each destination has its clause")
    }

    /// Returns the wording.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.file.texts
    }
}

impl Tariffs {
    /// Returns the amounts in force on a day.
    ///
    /// # Panics
    /// Never for a day after 26.6.2013, the first row.
    #[must_use]
    pub fn on(day: NaiveDate) -> Self {
        let rows = &CURRENT.file.tariff;
        rows.iter()
            .find(|row| row.from <= day && row.until.is_none_or(|until| day <= until))
            .or(rows.last())
            .expect("the catalogue has a tariff")
            .clone()
    }
}

fn exemptions(table: &'static str) -> Vec<Exemption> {
    table
        .lines()
        .skip(1)
        .map(|line| line.split(';').collect::<Vec<_>>())
        // Requests, acts of civil status and self-declarations are not made here.
        .filter(|row| matches!(row[5], "registry" | "residence" | "offices"))
        .map(|row| Exemption {
            code: UseCode(row[0].to_owned()),
            anpr: row[1].parse().ok(),
            label: row[2].to_owned(),
            norm: row[3].to_owned(),
            fee_due: row[4] == "yes",
            grade: row[6].chars().next().unwrap_or('C'),
        })
        .collect()
}

/// Returns a marital status in Italian, agreeing with the sex.
#[must_use]
pub fn marital_label(status: MaritalStatus, sex: Sex) -> &'static str {
    let by_sex = |male, female, unknown| match sex {
        Sex::Male => male,
        Sex::Female => female,
        Sex::Unknown => unknown,
    };
    match status {
        MaritalStatus::Single => by_sex("celibe", "nubile", "celibe/nubile"),
        MaritalStatus::Married => by_sex("coniugato", "coniugata", "coniugato/a"),
        MaritalStatus::Widowed => by_sex("vedovo", "vedova", "vedovo/a"),
        MaritalStatus::Divorced => by_sex("divorziato", "divorziata", "divorziato/a"),
        MaritalStatus::CivilUnion => {
            by_sex("unito civilmente", "unita civilmente", "unito/a civilmente")
        }
        MaritalStatus::FreeAfterPartnerDeath => {
            "di stato libero a seguito di decesso della parte unita civilmente"
        }
        MaritalStatus::FreeAfterDissolution => {
            "di stato libero a seguito di scioglimento dell'unione civile"
        }
        MaritalStatus::Unknown => "non classificabile",
    }
}

/// Returns a relation to the reference person in Italian; for the screen, never for AN12 or AN13.
#[must_use]
pub fn relation_label(relation: Relation, sex: Sex) -> &'static str {
    let (male, female) = match relation.0 {
        1 => ("Intestatario scheda", "Intestataria scheda"),
        2 => ("Marito", "Moglie"),
        3 => ("Figlio", "Figlia"),
        4 => ("Nipote (discendente)", "Nipote (discendente)"),
        5 => ("Pronipote (discendente)", "Pronipote (discendente)"),
        6 => ("Padre", "Madre"),
        7 => ("Nonno", "Nonna"),
        8 => ("Bisnonno", "Bisnonna"),
        9 => ("Fratello", "Sorella"),
        10 => ("Nipote (collaterale)", "Nipote (collaterale)"),
        11 => ("Zio", "Zia"),
        12 => ("Cugino", "Cugina"),
        13 => ("Altro parente", "Altra parente"),
        14 => ("Figliastro", "Figliastra"),
        15 => ("Patrigno", "Matrigna"),
        16 => ("Genero", "Nuora"),
        17 => ("Suocero", "Suocera"),
        18 => ("Cognato", "Cognata"),
        19 => ("Fratellastro", "Sorellastra"),
        20 => ("Nipote (affine)", "Nipote (affine)"),
        21 => ("Zio (affine)", "Zia (affine)"),
        22 => ("Altro affine", "Altra affine"),
        23 => ("Convivente", "Convivente"),
        24 => (
            "Responsabile della convivenza",
            "Responsabile della convivenza",
        ),
        25 => ("Convivente in convivenza", "Convivente in convivenza"),
        26 => ("Tutore", "Tutrice"),
        28 => ("Unito civilmente", "Unita civilmente"),
        80 => ("Adottato", "Adottata"),
        81 => ("Nipote", "Nipote"),
        _ => ("Non definito", "Non definito"),
    };
    if sex == Sex::Female { female } else { male }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_reads_and_every_reference_in_it_holds() {
        let catalogue = Catalogue::current();
        for code in [
            "AN01", "AN05", "AN07", "AN08", "AN11", "AN12", "AN13", "AN24",
        ] {
            let kind = catalogue.kind(&CertificateCode(code.to_owned())).unwrap();
            for other in &kind.not_with {
                let other = catalogue.kind(other).expect("a kind of the catalogue");
                assert!(
                    other.not_with.contains(&kind.code),
                    "{code} and {:?} both say so",
                    other.code
                );
            }
        }
        for destination in [
            Destination::PrivateParty,
            Destination::Abroad,
            Destination::Immigration,
            Destination::CourtFile,
            Destination::PublicBody,
        ] {
            assert!(!catalogue.clause(destination).text.is_empty());
        }
    }

    #[test]
    fn every_exemption_prints_its_norm() {
        let exemptions = Catalogue::current().exemptions();
        assert!(exemptions.len() > 30, "{}", exemptions.len());
        for exemption in exemptions {
            assert!(
                !exemption.norm.is_empty() || exemption.code.0 == "ES99",
                "{exemption:?}"
            );
            assert!("ABC".contains(exemption.grade), "{exemption:?}");
        }
        assert!(
            Catalogue::current()
                .exemption(&UseCode("ES40".to_owned()))
                .is_none()
        );
        assert!(
            !Catalogue::current()
                .exemption(&UseCode("ES17".to_owned()))
                .unwrap()
                .fee_due
        );
    }

    #[test]
    fn amounts_are_those_in_force_on_the_day() {
        let tariffs = Tariffs::on("2026-11-24".parse().unwrap());
        assert_eq!(
            (tariffs.stamp_duty, tariffs.fee_stamped, tariffs.fee_exempt),
            (Cents(1600), Cents(52), Cents(26))
        );
    }
}
