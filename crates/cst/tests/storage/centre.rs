//! The whole centre on both stores: what a counter may send, and what it hears.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cst::Centre;
use cst::storage::Storage;
use domain::Clock;
use protocol::sign::{SecretKey, Signed};
use protocol::wire::{
    self, Answer, Batch, CounterId, EnrolmentRequest, FeedItem, FeedPage, Outcome, Receipt,
};
use protocol::{Body, Entry};
use rand_core::OsRng;

use crate::acts::{at, certificate, voided};
use crate::both::{code, on_both};

struct Still;

impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        at()
    }
}

const AUTHORITY: &[u8] = b"an authority of the tests";

fn centre(storage: Box<dyn Storage>) -> Centre {
    let key = SecretKey::generate(&mut OsRng);
    Centre::new(
        storage,
        key,
        "CST di prova",
        AUTHORITY.to_vec(),
        Arc::new(Still),
    )
}

#[derive(Clone)]
struct Counter {
    id: CounterId,
    key: Arc<SecretKey>,
    epoch: u32,
    journal: Vec<Entry>,
}

impl Counter {
    fn enrol(centre: &Centre, number: &str) -> Self {
        let key = SecretKey::generate(&mut OsRng);
        let secret = [number.as_bytes()[1]; 10];
        centre
            .enrolment_code(&code("L049"), secret)
            .expect("a code");
        let request = EnrolmentRequest {
            version: wire::VERSION,
            secret: secret.to_vec(),
            counter: CounterId {
                comune: code("L049"),
                counter: number.to_owned(),
            },
            number_used: true,
            key: key.public().to_bytes(),
            nonce: [3; 16],
        };
        let request = Signed::new(&request, &key).expect("one encoding");
        let enrolled = centre.enrol(&request).expect("the code is good");
        let again = centre.enrol(&request).expect("the same request");
        assert_eq!(enrolled.encode(), again.encode(), "the first answer");
        let id = enrolled
            .open(&centre.public_key())
            .expect("the centre's")
            .counter;
        Self {
            id,
            key: Arc::new(key),
            epoch: 1,
            journal: Vec::new(),
        }
    }

    fn act(&mut self, body: &Body) -> &mut Self {
        let entry = match self.journal.last() {
            None => Entry::first(&self.id.counter, at(), "m.rossi", body),
            Some(last) => last.next_as(&self.id.counter, self.epoch, at(), "m.rossi", body),
        };
        self.journal.push(entry);
        self
    }

    /// Sends what comes after so many entries.
    fn push(&self, centre: &Centre, after: usize) -> Answer {
        let batch = Batch::new(
            &self.id,
            self.epoch,
            &self.journal[after..],
            "prova 1",
            &self.key,
        );
        let answer = centre.push(&self.id, batch).expect("it is well formed");
        answer.open(&centre.public_key()).expect("the centre's")
    }

    fn receipt(&self, centre: &Centre, after: usize) -> Receipt {
        match self.push(centre, after) {
            Answer::Receipt(receipt) => receipt,
            other => panic!("no receipt: {other:?}"),
        }
    }

    /// Returns number, counter and place of the acts the counter is told.
    fn feed(&self, centre: &Centre, after: u64) -> Vec<(u64, String, u32, u64)> {
        let seq = self.journal.len() as u64;
        let page: Signed<FeedPage> = centre
            .feed(&self.id, after, self.epoch, seq)
            .expect("a page");
        let page = page.open(&centre.public_key()).expect("the centre's");
        let acts = page.rows.iter().map(|row| {
            let item = FeedItem::decode(&row.kind, &row.item).expect("a known item");
            let FeedItem::Entry {
                counter,
                epoch,
                entry,
            } = item
            else {
                panic!("{row:?}");
            };
            let entry = Entry::decode(&entry).expect("an entry");
            (row.seq, counter, epoch, entry.seq)
        });
        acts.collect()
    }
}

fn exceptions(receipt: &Receipt) -> Vec<(u64, String)> {
    let about = |outcome: &Outcome| match outcome {
        Outcome::Contested(contest) => format!("{} is of {}", contest.about, contest.counter),
        Outcome::Rejected(rejection) => rejection.code.clone(),
    };
    receipt
        .exceptions
        .iter()
        .map(|(seq, outcome)| (*seq, about(outcome)))
        .collect()
}

#[test]
fn a_journal_goes_in_once_and_comes_out_to_the_others() {
    on_both(|storage| {
        let centre = centre(storage);
        let mut first = Counter::enrol(&centre, "01");
        let mut second = Counter::enrol(&centre, "02");
        first.act(&Body::SessionOpened {});
        first.act(&certificate("L049-01-2026-0000001", Some("01234567890123")));
        let receipt = first.receipt(&centre, 0);
        assert_eq!(
            (receipt.from, receipt.to, exceptions(&receipt)),
            (1, 2, vec![])
        );
        assert_eq!(
            first.receipt(&centre, 0),
            receipt,
            "a repeated batch gets the first answer"
        );

        first
            .act(&Body::SessionOpened {})
            .act(&Body::SessionOpened {});
        let answer = first.push(&centre, 3);
        assert!(
            matches!(&answer, Answer::Need(need) if need.seq == 3),
            "{answer:?}"
        );
        // It begins with what is there already.
        first.receipt(&centre, 1);

        second.act(&certificate("L049-02-2026-0000001", Some("01234567890123")));
        second.act(&certificate("L049-01-2026-0000002", None));
        second.act(&voided("L049-01-2026-0000002"));
        let receipt = second.receipt(&centre, 0);
        let expected = [
            (1, "contrassegno 01234567890123 is of 01"),
            (2, "number"),
            (3, "depends"),
        ];
        let expected = expected.map(|(seq, why)| (seq, why.to_owned()));
        assert_eq!(exceptions(&receipt), expected);
        assert_eq!(second.receipt(&centre, 0), receipt, "and again");
        second.act(&voided("L049-01-2026-0000002"));
        assert_eq!(
            exceptions(&second.receipt(&centre, 3)),
            [(4, "depends".to_owned())]
        );

        let of = |number: &str, seqs: &[u64], from: u64| -> Vec<(u64, String, u32, u64)> {
            (from..)
                .zip(seqs)
                .map(|(row, seq)| (row, number.to_owned(), 1, *seq))
                .collect()
        };
        assert_eq!(second.feed(&centre, 0), of("01", &[1, 2, 3, 4], 1));
        assert_eq!(
            first.feed(&centre, 0),
            of("02", &[1], 5),
            "what was set aside is not told"
        );
        assert_eq!(first.feed(&centre, 5), []);
        let status = centre.status().expect("a status");
        let counters = &status.comuni[0].counters;
        assert_eq!((counters[0].last_seq, counters[0].entries), (4, 4));
        assert_eq!((counters[1].contested, counters[1].quarantined), (1, 3));
    });
}

#[test]
fn a_store_put_back_goes_on_under_a_new_epoch_and_hears_of_what_it_lost() {
    on_both(|storage| {
        let centre = centre(storage);
        let mut counter = Counter::enrol(&centre, "01");
        counter
            .act(&Body::SessionOpened {})
            .act(&Body::SessionOpened {});
        let mut restored = counter.clone();
        counter
            .act(&certificate("L049-01-2026-0000001", None))
            .act(&Body::SessionOpened {});
        counter.receipt(&centre, 0);

        restored.act(&voided("L049-01-2026-0000009"));
        let answer = restored.push(&centre, 2);
        let Answer::Restart(restart) = answer else {
            panic!("{answer:?}");
        };
        assert_eq!((restart.seq, restart.last, restart.next_epoch), (3, 4, 2));
        restored.journal.pop();
        restored.epoch = 2;
        restored.act(&voided("L049-01-2026-0000009"));
        let receipt = restored.receipt(&centre, 2);
        assert_eq!(
            restored.receipt(&centre, 0).head,
            receipt.head,
            "from the beginning too"
        );
        let lost = [(3, "01".to_owned(), 1, 3), (4, "01".to_owned(), 1, 4)];
        assert_eq!(restored.feed(&centre, 0), lost);
        let answer = counter.act(&Body::SessionOpened {}).push(&centre, 4);
        assert!(
            matches!(answer, Answer::Restart(_)),
            "the copy is behind: {answer:?}"
        );
    });
}

#[test]
fn counters_push_at_once_and_the_feed_is_dense() {
    on_both(|storage| {
        let centre = centre(storage);
        let counters = ["01", "02", "03"].map(|number| Counter::enrol(&centre, number));
        std::thread::scope(|scope| {
            for mut counter in counters.clone() {
                let centre = &centre;
                scope.spawn(move || {
                    for round in 0..10 {
                        counter
                            .act(&Body::SessionOpened {})
                            .act(&Body::SessionOpened {});
                        counter.receipt(centre, 2 * round);
                    }
                });
            }
        });
        let watcher = Counter::enrol(&centre, "04");
        let rows: Vec<u64> = watcher.feed(&centre, 0).iter().map(|row| row.0).collect();
        assert_eq!(rows, (1..=60).collect::<Vec<_>>());
    });
}
