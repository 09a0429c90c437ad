//! Amounts in force on a day: the comune's own come before the program's.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::own::{ComuneRules, Period};
use crate::money::Cents;

/// An amount that a comune may set for itself (L. 127/1997 art. 2 c. 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Stamp duty for each certificate.
    StampDuty,
    /// Secretarial fee of an act that pays stamp duty.
    FeeStamped,
    /// Secretarial fee of an exempt act.
    FeeExempt,
    /// Fee for each name of a search by hand, with stamp duty.
    HistoryStamped,
    /// Fee for each name of a search by hand, exempt.
    HistoryExempt,
    /// The State's part of an identity card.
    CieState,
    /// The comune's fixed due of an identity card; twice for a duplicate.
    CieFixed,
    /// Secretarial fee of an identity card.
    CieFee,
}

/// A choice that a comune makes for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// History is searched by hand, and paid by the name.
    HandmadeHistory,
    /// Totals in cash are rounded (DL 50/2017 art. 13-quater).
    CashRounding,
}

/// A row of the file, of an amount or of a choice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<What, Value> {
    what: What,
    #[serde(alias = "cents", alias = "on")]
    value: Value,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    #[expect(dead_code, reason = "the norm is for who reads the file")]
    norm: String,
    #[expect(dead_code, reason = "the grade is for who reads the file")]
    grade: char,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    from: NaiveDate,
    amount: Vec<Row<Amount, Cents>>,
    switch: Vec<Row<Switch, bool>>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/tariffs.toml"))
        .expect("a test reads the tariffs that are compiled in")
});

/// The amounts in force on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariffs {
    /// Stamp duty for each certificate.
    pub stamp_duty: Cents,
    /// Secretarial fee of an act that pays stamp duty.
    pub fee_stamped: Cents,
    /// Secretarial fee of an exempt one.
    pub fee_exempt: Cents,
    /// Fee for each name of a search by hand, with stamp duty.
    pub history_stamped: Cents,
    /// Fee for each name of a search by hand, exempt.
    pub history_exempt: Cents,
    /// The State's part of an identity card.
    pub cie_state: Cents,
    /// The comune's fixed due of an identity card.
    pub cie_fixed: Cents,
    /// Secretarial fee of an identity card.
    pub cie_fee: Cents,
    /// History is searched by hand.
    pub handmade_history: bool,
    /// Totals in cash are rounded.
    pub cash_rounding: bool,
}

impl Tariffs {
    /// Returns the amounts in force on a day in a comune.
    #[must_use]
    pub fn on(day: NaiveDate, own: &ComuneRules) -> Self {
        let amount = |what| amount(day, own, what);
        let switch = |what| switch(day, own, what);
        Self {
            stamp_duty: amount(Amount::StampDuty),
            fee_stamped: amount(Amount::FeeStamped),
            fee_exempt: amount(Amount::FeeExempt),
            history_stamped: amount(Amount::HistoryStamped),
            history_exempt: amount(Amount::HistoryExempt),
            cie_state: amount(Amount::CieState),
            cie_fixed: amount(Amount::CieFixed),
            cie_fee: amount(Amount::CieFee),
            handmade_history: switch(Switch::HandmadeHistory),
            cash_rounding: switch(Switch::CashRounding),
        }
    }

    /// Returns what is to be paid of a total: rounded when it is paid wholly in cash.
    #[must_use]
    pub fn cash(&self, total: Cents) -> Cents {
        if self.cash_rounding {
            total.rounded_to_five_cents()
        } else {
            total
        }
    }
}

pub(super) fn version() -> &'static str {
    &FILE.version
}

fn amount(day: NaiveDate, own: &ComuneRules, what: Amount) -> Cents {
    let own = own.amounts.iter().filter(|row| row.what == what);
    let own = in_force(day, own.map(|row| (row.period, row.cents)));
    own.or_else(|| in_force(day, rows(&FILE.amount, what)))
        .unwrap_or(Cents::ZERO)
}

fn switch(day: NaiveDate, own: &ComuneRules, what: Switch) -> bool {
    let own = own.switches.iter().filter(|row| row.what == what);
    let own = in_force(day, own.map(|row| (row.period, row.on)));
    own.or_else(|| in_force(day, rows(&FILE.switch, what)))
        .unwrap_or(false)
}

fn rows<What: PartialEq, Value: Copy>(
    rows: &[Row<What, Value>],
    what: What,
) -> impl Iterator<Item = (Period, Value)> {
    rows.iter()
        .filter(move |row| row.what == what)
        .map(|row| (period(row.from, row.until), row.value))
}

/// Of several rows that hold, the one that began last.
fn in_force<Value>(day: NaiveDate, rows: impl Iterator<Item = (Period, Value)>) -> Option<Value> {
    rows.filter(|(period, _)| period.holds(day))
        .max_by_key(|(period, _)| period.from)
        .map(|(_, value)| value)
}

fn period(from: Option<NaiveDate>, until: Option<NaiveDate>) -> Period {
    Period {
        from: from.unwrap_or(FILE.from),
        until,
    }
}
