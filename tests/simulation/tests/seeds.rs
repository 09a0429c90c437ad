//! The seeds that `make test` plays, and as many more as are asked for.

use simulation::{Setting, run};

/// Seeds that found something once, each with what it was.
const REMEMBERED: [u64; 0] = [];

fn play(seeds: impl Iterator<Item = u64>) {
    for seed in seeds {
        let counters = 2 + usize::try_from(seed % 3).expect("small");
        let report = run(Setting {
            seed,
            counters,
            planted: None,
        });
        assert!(
            report.problems.is_empty(),
            "seed {seed}: {:#?}",
            report.problems
        );
    }
}

/// Plays a share of the seeds: the shares run side by side.
fn share(part: u64) {
    let seeds =
        std::env::var("SEEDS").map_or(300, |seeds| seeds.parse().expect("a number of seeds"));
    play((0..seeds).filter(|seed| seed % 4 == part));
}

#[test]
fn promises_hold_on_the_first_quarter_of_the_seeds() {
    share(0);
}

#[test]
fn promises_hold_on_the_second_quarter_of_the_seeds() {
    share(1);
}

#[test]
fn promises_hold_on_the_third_quarter_of_the_seeds() {
    share(2);
}

#[test]
fn promises_hold_on_the_fourth_quarter_of_the_seeds() {
    share(3);
}

#[test]
fn what_was_found_once_stays_mended() {
    play(REMEMBERED.into_iter());
}
