//! Each method: what goes in comes out, of its own comune and in its order.

use cst::storage::{
    BranchRow, Claim, CodeRow, ComuneRow, CounterRow, EntryRow, FeedRead, NumberRow, Storage,
};

use crate::both::{code, on_both, read, write};

const HERE: &str = "L049";
const THERE: &str = "E205";

pub(crate) fn entry(seq: u64, bytes: Vec<u8>) -> EntryRow {
    EntryRow {
        seq,
        kind: "session.opened".to_owned(),
        bytes,
        hash: [u8::try_from(seq % 251).expect("a byte"); 32],
        received_at: 1_700_000_000_000,
        outcome: None,
    }
}

pub(crate) fn act(seq: u64, counter: &str, epoch: u32, entry: u64) -> FeedRead {
    FeedRead {
        seq,
        kind: "entry".to_owned(),
        item: Vec::new(),
        entry: Some((counter.to_owned(), epoch, entry)),
    }
}

fn counter(number: &str) -> CounterRow {
    CounterRow {
        counter: number.to_owned(),
        key: vec![2; 33],
        kid: format!("kid of {number}"),
        epoch: u32::MAX,
        entries: i64::MAX as u64,
        contested: 1,
        quarantined: 0,
        enrolled_at: -1,
        last_contact: None,
        revoked_at: Some(7),
        program: "sportello 0.1.0 \u{e8}".to_owned(),
        head: Vec::new(),
    }
}

#[test]
fn rows_come_back_as_they_went_in() {
    on_both(|storage| {
        let storage = &*storage;
        comuni(storage);
        counters(storage);
        codes(storage);
        branches(storage);
        entries(storage);
    });
}

fn comuni(storage: &dyn Storage) {
    let known = ComuneRow {
        feed_last: 3,
        protocol_year: 2026,
        protocol_last: u32::MAX,
        as_of: Some(i64::MIN),
        residents: 5_000,
    };
    assert_eq!(read(storage, HERE, |tx| tx.comune()), ComuneRow::default());
    write(storage, "Z999", |tx| tx.comune()).expect("a write that writes nothing");
    assert_eq!(
        storage.comuni().expect("a read"),
        [],
        "of none is there anything"
    );
    write(storage, HERE, |tx| {
        tx.put_comune(&ComuneRow::default())?;
        tx.put_comune(&known)?;
        assert_eq!(tx.comune()?, known, "a write sees itself");
        Ok(())
    })
    .expect("a write");
    write(storage, THERE, |tx| tx.put_comune(&ComuneRow::default())).expect("a write");
    assert_eq!(read(storage, HERE, |tx| tx.comune()), known);
    assert_eq!(
        write(storage, HERE, |tx| tx.comune()).expect("a write"),
        known
    );
    assert_eq!(storage.comuni().expect("a read"), [code(THERE), code(HERE)]);
}

fn counters(storage: &dyn Storage) {
    let changed = CounterRow {
        epoch: 2,
        last_contact: Some(8),
        head: vec![1, 2, 3],
        ..counter("02")
    };
    write(storage, HERE, |tx| {
        ["03", "01", "02"]
            .iter()
            .try_for_each(|number| tx.put_counter(&counter(number)))?;
        tx.put_counter(&changed)
    })
    .expect("a write");
    let all = read(storage, HERE, |tx| tx.counters());
    assert_eq!(all, [counter("01"), changed.clone(), counter("03")]);
    assert_eq!(
        read(storage, HERE, |tx| tx.counter("02")),
        Some(changed.clone())
    );
    assert_eq!(
        read(storage, HERE, |tx| tx.counter("0\0")),
        None,
        "a name no store can hold"
    );
    let found = read(storage, HERE, |tx| tx.counter_of_key("kid of 02"));
    assert_eq!(found, Some(changed));
    assert_eq!(read(storage, HERE, |tx| tx.counter_of_key("kid")), None);
    assert_eq!(read(storage, THERE, |tx| tx.counters()), []);
    assert_eq!(
        read(storage, THERE, |tx| tx.counter_of_key("kid of 02")),
        None
    );
}

fn codes(storage: &dyn Storage) {
    let free = CodeRow {
        digest: [7; 32],
        expires_at: 9,
        used: None,
    };
    let used = CodeRow {
        used: Some(([3; 16], vec![0, 255])),
        ..free.clone()
    };
    for row in [free, used] {
        write(storage, HERE, |tx| tx.put_code(&row)).expect("a write");
        assert_eq!(read(storage, HERE, |tx| tx.code(&[7; 32])), Some(row));
    }
    assert_eq!(read(storage, HERE, |tx| tx.code(&[8; 32])), None);
    assert_eq!(read(storage, THERE, |tx| tx.code(&[7; 32])), None);
}

fn branches(storage: &dyn Storage) {
    let branch = |epoch, parent| BranchRow {
        epoch,
        start: 4,
        parent,
        last: 9,
        hash: [1; 32],
    };
    let grown = BranchRow {
        last: 10,
        hash: [2; 32],
        ..branch(1, None)
    };
    write(storage, HERE, |tx| {
        tx.put_branch("01", &branch(10, Some(2)))?;
        tx.put_branch("01", &branch(2, Some(1)))?;
        tx.put_branch("01", &branch(1, None))?;
        tx.put_branch("01", &grown)
    })
    .expect("a write");
    let all = read(storage, HERE, |tx| tx.branches("01"));
    assert_eq!(all, [grown, branch(2, Some(1)), branch(10, Some(2))]);
    assert_eq!(read(storage, HERE, |tx| tx.branches("02")), []);
    assert_eq!(read(storage, THERE, |tx| tx.branches("01")), []);
}

fn entries(storage: &dyn Storage) {
    let odd = EntryRow {
        kind: "of a \0 newer program".to_owned(),
        outcome: Some(vec![9]),
        ..entry(2, vec![0; 100_000])
    };
    write(storage, HERE, |tx| {
        tx.add_entries("01", 1, &[])?;
        tx.add_entries(
            "01",
            1,
            &[entry(1, Vec::new()), odd.clone(), entry(3, vec![1])],
        )?;
        tx.add_entries("01", u32::MAX, &[entry(2, vec![2])])
    })
    .expect("a write");
    let known = Some((entry(2, vec![]).hash, 1_700_000_000_000));
    assert_eq!(read(storage, HERE, |tx| tx.entry("01", 1, 2)), known);
    assert_eq!(read(storage, HERE, |tx| tx.entry("01", u32::MAX, 2)), known);
    for (epoch, seq) in [(1, 4), (2, 2), (1, 0), (1, u64::MAX)] {
        assert_eq!(
            read(storage, HERE, |tx| tx.entry("01", epoch, seq)),
            None,
            "{seq}"
        );
    }
    assert_eq!(read(storage, HERE, |tx| tx.entry("02", 1, 2)), None);
    assert_eq!(read(storage, THERE, |tx| tx.entry("01", 1, 2)), None);
    assert_eq!(
        read(storage, HERE, |tx| tx.outcomes("01", 1, 1, 3)),
        [(2, vec![9])]
    );
    assert_eq!(read(storage, HERE, |tx| tx.outcomes("01", 1, 3, 3)), []);
    assert_eq!(read(storage, THERE, |tx| tx.outcomes("01", 1, 1, 3)), []);
    write(storage, HERE, |tx| {
        tx.add_entries("01", 1, &[entry(3, vec![])])
    })
    .expect_err("an entry is there once");
}

#[test]
fn numbers_are_found_by_their_entries() {
    on_both(|storage| {
        let storage = &*storage;
        let number = |seq: u64, number: &str| NumberRow {
            counter: "01".to_owned(),
            epoch: 1,
            seq,
            number: number.to_owned(),
            at: 5,
        };
        let given = [number(3, "0000001/2026"), number(1, "0000002/2026")];
        write(storage, HERE, |tx| tx.add_numbers(&given)).expect("a write");
        write(storage, THERE, |tx| tx.add_numbers(&given)).expect("each comune has its own");
        let found = read(storage, HERE, |tx| tx.numbers("01", 1, 1, 3));
        assert_eq!(
            found,
            [
                (1, "0000002/2026".to_owned()),
                (3, "0000001/2026".to_owned())
            ]
        );
        assert_eq!(read(storage, HERE, |tx| tx.numbers("01", 2, 1, 3)), []);
        write(storage, HERE, |tx| {
            tx.add_numbers(&[number(4, "0000001/2026")])
        })
        .expect_err("a number is given once");
    });
}

#[test]
fn what_one_has_nobody_else_gets() {
    on_both(|storage| {
        let storage = &*storage;
        let claim = |key: &str, seq| Claim {
            key: key.to_owned(),
            counter: "01".to_owned(),
            epoch: 1,
            seq,
        };
        // Longer than any index takes, of bytes that do not shrink, and alike for long.
        let long: String = (0..4_000_u32)
            .map(|n| char::from_u32(33 + n * n * 7 % 90))
            .map(|c| c.expect("a letter"))
            .collect();
        let (other, nul) = (format!("{long}!"), "a\0b");
        let first = [
            claim("a", 1),
            claim("b", 2),
            claim("a", 3),
            claim(&long, 4),
            claim(nul, 5),
        ];
        let lost = write(storage, HERE, |tx| tx.take_claims(&first)).expect("a write");
        assert_eq!(
            lost,
            [(2, claim("a", 1))],
            "within one call the first has it"
        );
        let second = [
            claim("z", 9),
            claim(&long, 9),
            claim(&other, 9),
            claim("b", 9),
            claim(nul, 9),
            claim("z", 10),
        ];
        let lost = write(storage, HERE, |tx| tx.take_claims(&second)).expect("a write");
        let expected = [
            (1, claim(&long, 4)),
            (3, claim("b", 2)),
            (4, claim(nul, 5)),
            (5, claim("z", 9)),
        ];
        assert_eq!(lost, expected);
        let again = write(storage, HERE, |tx| tx.take_claims(&[claim("a", 1)])).expect("a write");
        assert_eq!(again, [(0, claim("a", 1))], "also by who has it");
        assert_eq!(
            write(storage, THERE, |tx| tx.take_claims(&second[..5])).expect("a write"),
            []
        );
        assert_eq!(
            write(storage, HERE, |tx| tx.take_claims(&[])).expect("a write"),
            []
        );

        let keys =
            |keys: &[&str]| -> Vec<String> { keys.iter().map(ToString::to_string).collect() };
        for _ in 0..2 {
            write(storage, HERE, |tx| {
                tx.add_rejected_claims(&keys(&["a", &long, nul, "a"]))
            })
            .expect("a write");
        }
        let asked = keys(&["z", nul, "a", &other, &long, "a"]);
        let found = read(storage, HERE, |tx| tx.rejected_claims(&asked));
        assert_eq!(found, keys(&[nul, "a", &long, "a"]));
        assert_eq!(
            read(storage, THERE, |tx| tx.rejected_claims(&asked)),
            keys(&[])
        );
        assert_eq!(read(storage, HERE, |tx| tx.rejected_claims(&[])), keys(&[]));
    });
}

#[test]
fn the_feed_is_in_its_order() {
    on_both(|storage| {
        let storage = &*storage;
        let item = |seq, item: &[u8]| FeedRead {
            seq,
            kind: "registry.person".to_owned(),
            item: item.to_vec(),
            entry: None,
        };
        let big = vec![7; 3 << 20];
        write(storage, HERE, |tx| {
            tx.add_entries("01", 1, &[entry(1, vec![1]), entry(2, big.clone())])?;
            tx.add_feed(&[])?;
            tx.add_feed(&[
                act(1, "01", 1, 1),
                item(2, &[]),
                act(3, "01", 1, 2),
                item(4, &[4]),
            ])
        })
        .expect("a write");
        write(storage, THERE, |tx| tx.add_feed(&[item(1, &[5])])).expect("a write");
        let filled = |row: FeedRead, item: &[u8]| FeedRead {
            item: item.to_vec(),
            ..row
        };
        let all = [
            filled(act(1, "01", 1, 1), &[1]),
            item(2, &[]),
            filled(act(3, "01", 1, 2), &big),
            item(4, &[4]),
        ];
        assert!(
            read(storage, HERE, |tx| tx.feed(0, 100)) == all,
            "all of it"
        );
        assert!(
            read(storage, HERE, |tx| tx.feed(1, 2)) == all[1..3],
            "a page"
        );
        assert_eq!(read(storage, HERE, |tx| tx.feed(4, 2)), []);
        assert_eq!(read(storage, HERE, |tx| tx.feed(u64::MAX, 2)), []);
        assert_eq!(read(storage, THERE, |tx| tx.feed(0, 9)), [item(1, &[5])]);
        write(storage, HERE, |tx| tx.add_feed(&[item(4, &[])])).expect_err("a number is one row's");
    });
}
