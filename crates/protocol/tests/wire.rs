//! The bytes of the wire are frozen: another program reads and writes them by the examples in
//! `tests/vectors/wire.json`. And nothing that comes over a line makes a reader stumble.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use chrono::DateTime;
use domain::BelfioreCode;
use proptest::prelude::*;
use protocol::sign::{Message, SecretKey, Signed};
use protocol::wire::{
    Answer, Batch, Contest, CounterId, Enrolled, EnrolmentCode, EnrolmentRequest, FeedItem,
    FeedPage, FeedRow, Need, Outcome, Receipt, Rejection, Restart,
};
use protocol::{Body, Entry, EpochReason, Error, SeriesMark};
use serde_json::{Value, json};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/wire.json");

fn counter_key() -> SecretKey {
    SecretKey::from_bytes(&[1; 32]).unwrap()
}

fn centre_key() -> SecretKey {
    SecretKey::from_bytes(&[2; 32]).unwrap()
}

fn id() -> CounterId {
    CounterId {
        comune: BelfioreCode("L049".to_owned()),
        counter: "02".to_owned(),
    }
}

fn at(second: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_millis(1_772_438_400_000 + second * 1000).unwrap()
}

/// A journal of before and after an enrolment, and of two epochs.
fn journal() -> Vec<Entry> {
    let first = Entry::first("01", at(0), "m.rossi", &Body::SessionOpened {});
    let enrolled = first.next(
        at(1),
        "m.rossi",
        &Body::CounterEnrolled {
            centre: "CST di prova".to_owned(),
            centre_kid: centre_key().public().kid(),
            counter: "02".to_owned(),
            kid: counter_key().public().kid(),
        },
    );
    let started = enrolled.next_as(
        "02",
        2,
        at(2),
        "sistema",
        &Body::EpochStarted {
            reason: EpochReason::Restored,
            fork: 3,
            spent: vec![SeriesMark {
                kind: "certificate".to_owned(),
                counter: "02".to_owned(),
                year: 2026,
                last: 7,
            }],
        },
    );
    let last = started.next(at(3), "m.rossi", &Body::SessionOpened {});
    vec![first, enrolled, started, last]
}

fn batch() -> Batch {
    Batch::new(&id(), 2, &journal(), "prova 1", &counter_key())
}

fn answers() -> Vec<(&'static str, Answer)> {
    let receipt = Receipt {
        counter: id(),
        epoch: 2,
        from: 1,
        to: 4,
        head: journal()[3].hash(),
        at: at(4).timestamp_millis(),
        exceptions: vec![
            (
                2,
                Outcome::Contested(Contest {
                    about: "certificate L049-02-2026-0000007".to_owned(),
                    counter: "01".to_owned(),
                    epoch: 1,
                    seq: 9,
                }),
            ),
            (
                3,
                Outcome::Rejected(Rejection {
                    code: "number".to_owned(),
                    reason: "Il numero non è della serie di questo sportello.".to_owned(),
                }),
            ),
        ],
        numbers: vec![(4, "0000123/2026".to_owned())],
    };
    vec![
        ("answer: receipt", Answer::Receipt(receipt)),
        (
            "answer: need",
            Answer::Need(Need {
                counter: id(),
                epoch: 1,
                seq: 81,
            }),
        ),
        (
            "answer: restart",
            Answer::Restart(Restart {
                counter: id(),
                epoch: 1,
                seq: 101,
                last: 115,
                next_epoch: 2,
            }),
        ),
        ("answer: revoked", Answer::Revoked(id())),
    ]
}

fn page() -> FeedPage {
    let items = [
        FeedItem::entry("01", 1, &journal()[0]),
        FeedItem::Unknown {
            kind: "of.a.later.program".to_owned(),
            bytes: vec![0xa0],
        },
    ];
    let rows = (10..).zip(items).map(|(seq, item)| {
        let (kind, item) = item.encode().unwrap();
        FeedRow { seq, kind, item }
    });
    FeedPage {
        counter: id(),
        after: 9,
        upto: 14,
        more: true,
        at: at(6).timestamp_millis(),
        rows: rows.collect(),
    }
}

fn code() -> EnrolmentCode {
    EnrolmentCode {
        secret: *b"ten bytes!",
        fingerprint: EnrolmentCode::fingerprint(b"a certificate"),
    }
}

fn enrolment() -> EnrolmentRequest {
    EnrolmentRequest {
        version: 1,
        secret: code().secret.to_vec(),
        counter: id(),
        number_used: false,
        key: counter_key().public().to_bytes(),
        nonce: [3; 16],
    }
}

fn enrolled() -> Enrolled {
    Enrolled {
        counter: id(),
        centre_key: centre_key().public().to_bytes(),
        centre: "CST di prova".to_owned(),
        epoch: 1,
        nonce: [3; 16],
    }
}

fn signed<T: Message>(message: &T, key: &SecretKey) -> Vec<u8> {
    Signed::new(message, key).unwrap().encode()
}

fn vectors() -> Value {
    let key = |name: &str, key: &SecretKey| {
        json!({ "name": name, "secret": hex::encode(*key.to_bytes()),
                "public": hex::encode(key.public().to_bytes()), "kid": key.public().kid() })
    };
    let mut messages =
        vec![json!({ "name": "batch", "key": "counter", "bytes": hex::encode(batch().encode()) })];
    let mut add = |name: &str, whose: &str, bytes: Vec<u8>| {
        messages.push(json!({ "name": name, "key": whose, "bytes": hex::encode(bytes) }));
    };
    for (name, answer) in answers() {
        add(name, "centre", signed(&answer, &centre_key()));
    }
    add("feed page", "centre", signed(&page(), &centre_key()));
    add(
        "enrolment request",
        "counter",
        signed(&enrolment(), &counter_key()),
    );
    add("enrolled", "centre", signed(&enrolled(), &centre_key()));
    let entries: Vec<Value> = journal()
        .iter()
        .map(|entry| json!({ "bytes": hex::encode(entry.encode()), "hash": hex::encode(entry.hash()) }))
        .collect();
    json!({
        "about": "Examples of the wire, for other programs; docs/PROTOCOL.md says what they are. Bytes are hexadecimal.",
        "keys": [key("counter", &counter_key()), key("centre", &centre_key())],
        "entries": entries,
        "enrolment_code": { "secret": hex::encode(code().secret), "certificate": hex::encode(b"a certificate"), "text": code().to_string() },
        "messages": messages,
    })
}

#[test]
fn the_examples_are_what_this_program_writes() {
    let fresh = serde_json::to_string_pretty(&vectors()).unwrap() + "\n";
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        std::fs::write(VECTORS, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(VECTORS).unwrap_or_default();
    assert_eq!(kept, fresh, "the wire has changed");
}

#[test]
fn what_is_sent_is_what_is_read() {
    let read = Batch::decode(&batch().encode()).unwrap();
    let head = read.head(&counter_key().public()).unwrap();
    assert_eq!((head.epoch, head.seq), (2, 4));
    let entries: Vec<Entry> = read
        .entries(&head)
        .unwrap()
        .into_iter()
        .map(|(entry, _)| entry)
        .collect();
    assert_eq!(entries, journal(), "numbers and epochs of before are kept");
    for (_, answer) in answers() {
        let bytes = signed(&answer, &centre_key());
        let read = Signed::<Answer>::decode(&bytes).unwrap();
        assert_eq!(read.open(&centre_key().public()).unwrap(), answer);
        assert!(matches!(
            read.open(&counter_key().public()),
            Err(Error::Signature(_))
        ));
    }
    let bytes = signed(&page(), &centre_key());
    let read = Signed::<FeedPage>::decode(&bytes)
        .unwrap()
        .open(&centre_key().public())
        .unwrap();
    assert_eq!(read, page());
    let items: Vec<FeedItem> = read
        .rows
        .iter()
        .map(|row| FeedItem::decode(&row.kind, &row.item).unwrap())
        .collect();
    assert!(matches!(&items[1], FeedItem::Unknown { kind, .. } if kind == "of.a.later.program"));
}

#[test]
fn a_message_is_nothing_else_than_what_it_was_signed_as() {
    // Same shape, another context: an answer is no page, whoever signed it.
    let bytes = signed(&Answer::Revoked(id()), &centre_key());
    let as_enrolled = Signed::<Enrolled>::decode(&bytes).unwrap();
    assert!(as_enrolled.open(&centre_key().public()).is_err());
}

#[test]
fn a_batch_that_does_not_lead_to_its_head_is_refused() {
    let whole = batch();
    let head = whole.head(&counter_key().public()).unwrap();
    for wrong in [
        protocol::wire::Head {
            seq: 5,
            ..head.clone()
        },
        protocol::wire::Head {
            hash: [0; 32],
            ..head.clone()
        },
        protocol::wire::Head { epoch: 1, ..head },
    ] {
        assert!(whole.clone().entries(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_code_is_read_as_people_type_it_and_no_slip_goes_through() {
    let text = code().to_string();
    assert_eq!(text.len(), 40 + 7, "{text}");
    for typed in [
        text.clone(),
        text.to_lowercase(),
        text.replace('-', " "),
        text.replace('0', "O").replace('1', "l"),
    ] {
        assert_eq!(typed.parse::<EnrolmentCode>(), Ok(code()), "{typed}");
    }
    let mut slips = 0;
    for (place, letter) in text.char_indices().filter(|(_, letter)| *letter != '-') {
        let mut typed = text.clone();
        typed.replace_range(place..=place, if letter == 'A' { "B" } else { "A" });
        slips += u32::from(typed.parse::<EnrolmentCode>().is_ok());
    }
    assert_eq!(slips, 0, "one letter wrong is always noticed");
    assert!(text[..46].parse::<EnrolmentCode>().is_err() && "".parse::<EnrolmentCode>().is_err());
}

/// All that this crate reads from a line. What comes out does not matter: that it comes back does.
fn read_as_everything(bytes: &[u8]) {
    let counter = counter_key().public();
    if let Ok(batch) = Batch::decode(bytes)
        && let Ok(head) = batch.claimed_head()
    {
        let _ = batch.head(&counter);
        let _ = batch.entries(&head);
    }
    let _ = Signed::<Answer>::decode(bytes).map(|signed| signed.claimed());
    let _ = Signed::<FeedPage>::decode(bytes).map(|signed| signed.claimed());
    let _ = Signed::<EnrolmentRequest>::decode(bytes).map(|signed| signed.claimed());
    let _ = Signed::<Enrolled>::decode(bytes).map(|signed| signed.claimed());
    let _ = FeedItem::decode("entry", bytes);
    let _ = Entry::decode(bytes);
}

fn examples() -> Vec<Vec<u8>> {
    let mut examples = vec![
        batch().encode(),
        signed(&page(), &centre_key()),
        signed(&enrolment(), &counter_key()),
    ];
    examples.extend(
        answers()
            .iter()
            .map(|(_, answer)| signed(answer, &centre_key())),
    );
    examples
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn rubbish_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn a_message_with_something_changed_is_refused_or_says_the_same(
        which in 0_usize..7,
        place in any::<proptest::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<proptest::sample::Index>(),
        what in 0_u8..3,
    ) {
        let mut bytes = examples()[which].clone();
        let before = bytes.clone();
        match what {
            0 => bytes[place.index(before.len())] = byte,
            1 => bytes.truncate(cut.index(before.len())),
            _ => bytes.insert(place.index(before.len()), byte),
        }
        read_as_everything(&bytes);
        if bytes != before {
            for key in [centre_key().public(), counter_key().public()] {
                let opened = Signed::<Answer>::decode(&bytes).and_then(|signed| signed.open(&key));
                prop_assert!(opened.is_err(), "an answer that was altered is believed");
                let opened = Signed::<FeedPage>::decode(&bytes).and_then(|signed| signed.open(&key));
                prop_assert!(opened.is_err(), "a page that was altered is believed");
            }
            if let Ok(batch) = Batch::decode(&bytes) && let Ok(head) = batch.head(&counter_key().public()) {
                let same = batch.entries(&head).map(|entries| entries.into_iter().map(|(entry, _)| entry).collect::<Vec<_>>());
                prop_assert!(same.map_or(true, |entries| entries == journal()), "entries that were altered are believed");
            }
        }
    }
}
