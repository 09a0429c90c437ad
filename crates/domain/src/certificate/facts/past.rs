//! Residences of the past, as far as the registry reaches back.

use chrono::NaiveDate;

use super::gone_on;
use crate::address::{Address, AddressKind, Residence};
use crate::certificate::ResidencePeriod;
use crate::person::Person;

fn dwellings(person: &Person) -> Vec<&Residence> {
    let is_dwelling = |residence: &&Residence| {
        matches!(
            residence.kind,
            AddressKind::Residence | AddressKind::HabitualDwelling
        ) && residence.address.is_some()
    };
    person.residences.iter().filter(is_dwelling).collect()
}

/// Returns the residences, oldest first, if the registry has the day of each.
pub(super) fn residence_history(person: &Person) -> Option<Vec<ResidencePeriod>> {
    let mut dwellings: Vec<(NaiveDate, &Residence)> = dwellings(person)
        .into_iter()
        .map(|residence| Some((residence.from?, residence)))
        .collect::<Option<_>>()?;
    // A single address is the present one and no history, unless it was the first one too.
    let from_the_start = |from| person.registered.is_some_and(|day| from <= day);
    if dwellings.is_empty() || dwellings.len() == 1 && !from_the_start(dwellings[0].0) {
        return None;
    }
    dwellings.sort_by_key(|(from, _)| *from);
    let ends = dwellings.iter().skip(1).map(|(next, _)| next.pred_opt());
    let ends: Vec<_> = ends.chain([gone_on(person)]).collect();
    let periods = dwellings.iter().zip(ends).map(|((from, residence), end)| {
        let address = residence.address.clone()?;
        Some(ResidencePeriod {
            address,
            from: *from,
            until: residence.until.or(end),
        })
    });
    periods.collect()
}

/// Returns the address on a day of the past, if the registry reaches back to it.
pub(super) fn residence_on(person: &Person, day: NaiveDate) -> Option<Address> {
    let mut held: Vec<(NaiveDate, &Residence)> = dwellings(person)
        .into_iter()
        .filter_map(|residence| Some((residence.from?, residence)))
        .filter(|(from, residence)| {
            *from <= day && residence.until.is_none_or(|until| day <= until)
        })
        .collect();
    held.sort_by_key(|(from, _)| *from);
    held.last()
        .and_then(|(_, residence)| residence.address.clone())
}
