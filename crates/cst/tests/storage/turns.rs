//! Writes that fail, panic or meet.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cst::storage::{ComuneRow, Error, Storage};

use crate::both::{on_both, read, write};
use crate::rows::{act, entry};

const HERE: &str = "L049";

#[test]
fn nothing_stays_of_a_write_that_fails() {
    on_both(|storage| {
        let storage = &*storage;
        let refused = write(storage, HERE, |tx| {
            tx.put_comune(&ComuneRow::default())?;
            tx.add_entries("01", 1, &[entry(1, vec![1])])?;
            Err::<(), _>(Error::Damaged("refused".to_owned()))
        });
        assert!(matches!(refused, Err(Error::Damaged(why)) if why == "refused"));
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            write(storage, HERE, |tx| -> Result<(), Error> {
                tx.add_entries("01", 1, &[entry(1, vec![1])])?;
                panic!("a bug of the rules")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(read(storage, HERE, |tx| tx.entry("01", 1, 1)), None);
        assert_eq!(storage.comuni().expect("a read"), []);
        write(storage, HERE, |tx| {
            tx.add_entries("01", 1, &[entry(1, vec![1])])
        })
        .expect("the store is as before");
    });
}

#[test]
fn two_writers_of_a_comune_take_turns() {
    on_both(|storage| {
        const WRITES: u64 = 40;
        let storage = &*storage;
        std::thread::scope(|scope| {
            for counter in ["01", "02", "03"] {
                scope.spawn(move || push(storage, counter, WRITES));
            }
        });
        let feed = read(storage, HERE, |tx| tx.feed(0, 1_000));
        let seqs: Vec<u64> = feed.iter().map(|row| row.seq).collect();
        assert_eq!(
            seqs,
            (1..=3 * WRITES).collect::<Vec<_>>(),
            "the feed is dense"
        );
        assert_eq!(read(storage, HERE, |tx| tx.comune()).feed_last, 3 * WRITES);
    });
}

/// Writes an entry and its row of the feed, many times.
pub(crate) fn push(storage: &dyn Storage, counter: &str, writes: u64) {
    for seq in 1..=writes {
        write(storage, HERE, |tx| {
            let mut comune = tx.comune()?;
            comune.feed_last += 1;
            tx.add_entries(counter, 1, &[entry(seq, vec![1])])?;
            tx.add_feed(&[act(comune.feed_last, counter, 1, seq)])?;
            tx.put_comune(&comune)
        })
        .expect("a write");
    }
}
