//! In which order homonyms come: right when the residents with exactly that name stand before the
//! other residents, and by birth date, so that the eye finds the one that is meant. Who is no
//! resident any more is left out, because the peers are not told who that is.

use std::collections::HashMap;

use domain::{PartialDate, Person, RegistryStatus};

/// Names that are asked for; those that most people share come first.
const NAMES: usize = 200;
/// As many rows as a list shows.
const ROWS: usize = 50;

/// What a size of comune and an engine reached.
pub(crate) struct Order {
    residents: usize,
    engine: &'static str,
    asked: usize,
    /// All of them before everybody else.
    first: usize,
    /// And in order.
    ordered: usize,
}

/// A name, and what answers a text with the places of people.
type Engine<'run> = (&'static str, &'run dyn Fn(&str) -> Vec<i64>);

/// Asks each engine for the names that several people have.
pub(crate) fn compare<'run, const ENGINES: usize>(
    people: &'run [Person],
    engines: [Engine<'run>; ENGINES],
) -> Vec<Order> {
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    let residents = people
        .iter()
        .enumerate()
        .filter(|(_, person)| resident(person));
    for (place, person) in residents {
        names.entry(person.full_name()).or_default().push(place);
    }
    let mut names: Vec<(String, Vec<usize>)> = names
        .into_iter()
        .filter(|(_, places)| (2..=ROWS).contains(&places.len()))
        .collect();
    names.sort_by(|(name, places), (other, others)| {
        (others.len(), name).cmp(&(places.len(), other))
    });
    names.truncate(NAMES);
    engines
        .into_iter()
        .map(|(engine, search)| {
            let mut order = Order {
                residents: people.len(),
                engine,
                asked: names.len(),
                first: 0,
                ordered: 0,
            };
            for (name, places) in &names {
                let mut wanted: Vec<i64> = places.iter().map(|place| key(*place)).collect();
                let mut found = search(name);
                found.retain(|key| resident(person(people, *key)));
                found.truncate(wanted.len());
                let births = |keys: &[i64]| -> Vec<_> {
                    let births = keys.iter().map(|key| person(people, *key).birth_date);
                    births.map(PartialDate::first_day).collect()
                };
                // Twins may stand either way.
                let in_order = births(&found).is_sorted();
                wanted.sort_unstable();
                found.sort_unstable();
                order.first += usize::from(found == wanted);
                order.ordered += usize::from(found == wanted && in_order);
            }
            order
        })
        .collect()
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
pub(crate) fn show(orders: &[Order]) {
    println!("| people | engine | names of several residents | all of them first | and in order |");
    println!("|---|---|---|---|---|");
    for order in orders {
        let share = |count: usize| count * 100 / order.asked.max(1);
        println!(
            "| {} | {} | {} | {} % | {} % |",
            order.residents,
            order.engine,
            order.asked,
            share(order.first),
            share(order.ordered)
        );
    }
}

fn key(place: usize) -> i64 {
    i64::try_from(place).expect("fits")
}

fn person(people: &[Person], key: i64) -> &Person {
    &people[usize::try_from(key).expect("a place")]
}

fn resident(person: &Person) -> bool {
    person.status == RegistryStatus::Resident
}
