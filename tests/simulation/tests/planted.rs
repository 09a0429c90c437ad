//! The simulation is worth something only if it finds faults that are there.

use protocol::planted::Fault;
use simulation::{Setting, run};

/// A fault that these many seeds do not show is not found.
const SEEDS_MAX: u64 = 60;

fn found(fault: Fault) {
    let finder = (0..SEEDS_MAX).find(|seed| {
        let setting = Setting {
            seed: *seed,
            counters: 3,
            planted: Some(fault),
        };
        !run(setting).problems.is_empty()
    });
    assert!(finder.is_some(), "{SEEDS_MAX} seeds do not show {fault:?}");
}

#[test]
fn a_receipt_that_is_not_looked_at_is_found() {
    found(Fault::ReceiptIgnored);
}

#[test]
fn a_repeated_batch_taken_in_again_is_found() {
    found(Fault::DedupOff);
}

#[test]
fn a_cursor_kept_before_its_rows_is_found() {
    found(Fault::CursorOutside);
}

#[test]
fn a_store_put_back_without_a_new_epoch_is_found() {
    found(Fault::EpochCheckOff);
}

#[test]
fn a_batch_refused_for_one_entry_is_found() {
    found(Fault::QuarantineOff);
}
