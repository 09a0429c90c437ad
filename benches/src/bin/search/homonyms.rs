//! In which order homonyms come: right when everybody with exactly that name stands before
//! everybody else, residents first and by birth date, so that the eye finds the one that is meant.

use std::collections::HashMap;

use domain::{Person, RegistryStatus};

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

/// Asks each engine for the names that several people have.
pub(crate) fn compare<'run, const ENGINES: usize>(
    people: &'run [Person],
    engines: [(&'static str, &'run dyn Fn(&str) -> Vec<i64>); ENGINES],
) -> Vec<Order> {
    let mut names: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, person) in people.iter().enumerate() {
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
                wanted.sort_by_key(|key| rank(people, *key));
                let found = search(name);
                let head = &found[..found.len().min(wanted.len())];
                let mut sorted = head.to_vec();
                sorted.sort_by_key(|key| rank(people, *key));
                order.first += usize::from(sorted == wanted);
                // Twins of one birth date may stand either way.
                let ranks = |keys: &[i64]| -> Vec<(bool, String)> {
                    keys.iter().map(|key| standing(people, *key)).collect()
                };
                order.ordered += usize::from(sorted == wanted && ranks(head) == ranks(&wanted));
            }
            order
        })
        .collect()
}

/// Prints the table.
#[expect(clippy::print_stdout, reason = "a benchmark prints its table")]
pub(crate) fn show(orders: &[Order]) {
    println!("| people | engine | names of several people | all of them first | and in order |");
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

fn standing(people: &[Person], key: i64) -> (bool, String) {
    let person = &people[usize::try_from(key).expect("a place")];
    (
        person.status != RegistryStatus::Resident,
        person.birth_date.to_string(),
    )
}

fn rank(people: &[Person], key: i64) -> (bool, String, i64) {
    let (gone, birth) = standing(people, key);
    (gone, birth, key)
}
