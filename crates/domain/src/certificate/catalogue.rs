//! The catalogue of kinds, clauses, exemptions and amounts, read from data.
//!
//! The data stand in `data/`, each row with its norm, the days on which it holds and how sure we
//! are of it. A day picks the rows in force, and a comune's own rows come before those of the
//! program ([`own`]). They are checked by tests; a certificate remembers the version it used.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{CertificateCode, Destination, UseCode};

pub mod kind;
mod labels;
pub mod own;
pub mod tariff;
#[cfg(test)]
mod tests;

pub use kind::{
    Entry, Fact, Family, FamilyRow, FeeRule, Issuing, Kind, Need, StampRule, WhoMayAsk,
};
pub use labels::{marital_label, relation_label};
pub use own::{ComuneRules, OwnAmount, OwnClause, OwnExemption, OwnPolicy, OwnSwitch, Period};
pub use tariff::{Amount, Switch, Tariffs};

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
    /// First day of the row; `None` for that of its file.
    pub from: Option<NaiveDate>,
    /// Last day of the row.
    pub until: Option<NaiveDate>,
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
    period: Period,
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
    /// A kind that is always exempt: `{norm}`.
    pub stamp_free: String,
    /// Secretarial fee: `{amount}`.
    pub fee: String,
    /// What an identity card costs: `{amount}`.
    pub fee_cie: String,
    /// Six months of validity.
    pub validity_months: String,
    /// Days of validity: `{days}`.
    pub validity_days: String,
    /// Validity without limit.
    pub validity_unlimited: String,
    /// What becomes of the data of a self-declaration.
    pub privacy: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    version: String,
    from: NaiveDate,
    kind: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    version: String,
    #[expect(
        dead_code,
        reason = "families have always been; the day is for the reader"
    )]
    from: NaiveDate,
    family: Vec<FamilyRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseFile {
    version: String,
    from: NaiveDate,
    clause: Vec<Clause>,
    texts: Texts,
}

/// All rows that came with the program.
struct Rows {
    kinds: Vec<KindFile>,
    families: FamilyFile,
    clauses: ClauseFile,
    exemptions: Vec<Exemption>,
    version: String,
}

const KINDS: [&str; 8] = [
    include_str!("../../data/kinds/registry.toml"),
    include_str!("../../data/kinds/aire.toml"),
    include_str!("../../data/kinds/electoral.toml"),
    include_str!("../../data/kinds/conscription.toml"),
    include_str!("../../data/kinds/civil_status.toml"),
    include_str!("../../data/kinds/authentications.toml"),
    include_str!("../../data/kinds/declarations.toml"),
    include_str!("../../data/kinds/documents.toml"),
];

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let kinds: Vec<KindFile> = KINDS.iter().map(|text| read(text)).collect();
    let families: FamilyFile = read(include_str!("../../data/families.toml"));
    let clauses: ClauseFile = read(include_str!("../../data/clauses.toml"));
    let exemptions = exemptions(include_str!("../../data/exemptions.csv"));
    // The latest of the files names the whole.
    let version = kinds
        .iter()
        .map(|file| file.version.as_str())
        .chain([
            families.version.as_str(),
            clauses.version.as_str(),
            tariff::version(),
        ])
        .max()
        .expect("there are files")
        .to_owned();
    Rows {
        kinds,
        families,
        clauses,
        exemptions,
        version,
    }
});

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("a test reads the catalogue that is compiled in")
}

/// The catalogue as it is in force on a day in a comune.
#[derive(Debug, Clone)]
pub struct Catalogue {
    day: NaiveDate,
    version: String,
    kinds: Vec<&'static Kind>,
    clauses: Vec<Clause>,
    exemptions: Vec<Exemption>,
    policies: Vec<OwnPolicy>,
}

impl Catalogue {
    /// Picks the rows in force on a day; those of the comune come first.
    #[must_use]
    pub fn on(day: NaiveDate, own: &ComuneRules) -> Self {
        let rows = &*ROWS;
        let version = match own.fingerprint() {
            Some(fingerprint) => format!("{}+{fingerprint}", rows.version),
            None => rows.version.clone(),
        };
        Self {
            day,
            version,
            kinds: kinds_on(day),
            clauses: clauses_on(day, own),
            exemptions: exemptions_on(day, own),
            policies: own
                .policies
                .iter()
                .filter(|row| row.period.holds(day))
                .cloned()
                .collect(),
        }
    }

    /// Returns its version; a comune's own rows add a fingerprint to it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the day it is in force on.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    /// Returns the kinds, those that are never issued among them.
    #[must_use]
    pub fn kinds(&self) -> &[&'static Kind] {
        &self.kinds
    }

    /// Returns a kind by its code.
    #[must_use]
    pub fn kind(&self, code: &CertificateCode) -> Option<&'static Kind> {
        self.kinds.iter().copied().find(|kind| kind.code == *code)
    }

    /// Returns who issues a kind.
    #[must_use]
    pub fn issuing(&self, kind: &Kind) -> Issuing {
        self.policies
            .iter()
            .filter(|row| row.code == kind.code)
            .max_by_key(|row| row.period.from)
            .map_or(kind.issuing, |row| row.issuing)
    }

    /// Returns the words of a family.
    ///
    /// # Panics
    /// Never: a test finds a row for each family.
    #[must_use]
    pub fn family(&self, family: Family) -> &'static FamilyRow {
        ROWS.families
            .family
            .iter()
            .find(|row| row.code == family)
            .expect("each family has its row")
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
    /// On a day before the clauses were in force (26.6.2013): no certificate is made for one.
    #[must_use]
    pub fn clause(&self, destination: Destination) -> &Clause {
        self.clauses
            .iter()
            .find(|clause| clause.destination == destination)
            .expect("each destination has its clause")
    }

    /// Returns the wording.
    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        &ROWS.clauses.texts
    }
}

/// Of several rows of a kind, the one that began last.
fn kinds_on(day: NaiveDate) -> Vec<&'static Kind> {
    let mut kinds: Vec<(NaiveDate, &Kind)> = Vec::new();
    for file in &ROWS.kinds {
        for row in &file.kind {
            let from = row.from.unwrap_or(file.from);
            let until = row.until;
            if !(Period { from, until }).holds(day) {
                continue;
            }
            match kinds.iter_mut().find(|(_, known)| known.code == row.code) {
                Some(known) if known.0 < from => *known = (from, row),
                Some(_) => {}
                None => kinds.push((from, row)),
            }
        }
    }
    kinds.into_iter().map(|(_, row)| row).collect()
}

fn clauses_on(day: NaiveDate, own: &ComuneRules) -> Vec<Clause> {
    let file = &ROWS.clauses;
    let mut clauses: Vec<Clause> = Vec::new();
    for row in &file.clause {
        let from = row.from.unwrap_or(file.from);
        let until = row.until;
        if !(Period { from, until }).holds(day) {
            continue;
        }
        let mut clause = row.clone();
        clause.from = Some(from);
        match clauses
            .iter_mut()
            .find(|known| known.destination == row.destination)
        {
            Some(known) if known.from < clause.from => *known = clause,
            Some(_) => {}
            None => clauses.push(clause),
        }
    }
    for clause in &mut clauses {
        let own = own
            .clauses
            .iter()
            .filter(|own| own.destination == clause.destination && own.period.holds(day))
            .max_by_key(|own| own.period.from);
        if let Some(own) = own {
            clause.text.clone_from(&own.text);
            clause.source.clone_from(&own.source);
        }
    }
    clauses
}

fn exemptions_on(day: NaiveDate, own: &ComuneRules) -> Vec<Exemption> {
    let own = own.exemptions.iter().filter(|row| row.period.holds(day));
    let own = own.map(|row| Exemption {
        code: row.code.clone(),
        anpr: Some(99),
        label: row.label.clone(),
        norm: row.norm.clone(),
        fee_due: row.fee_due,
        grade: 'B',
        period: row.period,
    });
    let program = ROWS.exemptions.iter();
    let program = program.filter(|row| row.period.holds(day)).cloned();
    let mut seen = HashSet::new();
    own.chain(program)
        .filter(|row| seen.insert(row.code.clone()))
        .collect()
}

fn exemptions(table: &'static str) -> Vec<Exemption> {
    table
        .lines()
        .skip(1)
        .map(|line| line.split(';').collect::<Vec<_>>())
        // Requests, acts of civil status and self-declarations are exempt by their kind.
        .filter(|row| matches!(row[5], "registry" | "residence" | "offices"))
        .map(|row| Exemption {
            code: UseCode(row[0].to_owned()),
            anpr: row[1].parse().ok(),
            label: row[2].to_owned(),
            norm: row[3].to_owned(),
            fee_due: row[4] == "yes",
            grade: row[6].chars().next().unwrap_or('C'),
            period: Period {
                from: row[7].parse().expect("a test reads the days"),
                until: row[8].parse().ok(),
            },
        })
        .collect()
}
