//! A counter: a key, a journal of a year's mix of acts, signed batches.

use std::error::Error;

use cst::Centre;
use domain::BelfioreCode;
use protocol::sign::{SecretKey, Signed};
use protocol::wire::{self, Answer, Batch, CounterId, EnrolmentCode, EnrolmentRequest};
use protocol::{Body, Entry};
use rand_core::OsRng;

use crate::acts::{at, certificate, voided};

const COMUNE: &str = "L049";

pub(crate) struct Counter {
    pub(crate) id: CounterId,
    key: SecretKey,
}

/// Makes a journal: of twenty acts ten issue a certificate, eight print one again, one voids one, one logs in.
pub(crate) fn journal(entries: usize) -> Vec<Entry> {
    let mut journal: Vec<Entry> = Vec::with_capacity(entries);
    let mut issued = 0;
    for place in 0..entries {
        let number = |issued: usize| format!("{COMUNE}-01-2026-{issued:07}");
        let body = match place % 20 {
            0 => Body::SessionOpened {},
            18 => voided(&number(issued)),
            odd if odd % 2 == 1 => {
                issued += 1;
                let stamp = format!("{issued:014}");
                certificate(&number(issued), (odd % 4 == 1).then_some(&stamp))
            }
            _ => Body::CertificateReprinted {
                number: number(issued),
                copy: 1,
                printer: Some("Stampante dell'ufficio".to_owned()),
            },
        };
        let entry = match journal.last() {
            None => Entry::first("01", at(), "m.rossi", &body),
            Some(last) => last.next(at(), "m.rossi", &body),
        };
        journal.push(entry);
    }
    journal
}

impl Counter {
    /// Makes one that no centre knows.
    pub(crate) fn alone() -> Self {
        Self {
            id: CounterId {
                comune: BelfioreCode(COMUNE.to_owned()),
                counter: "01".to_owned(),
            },
            key: SecretKey::generate(&mut OsRng),
        }
    }

    pub(crate) fn enrol(centre: &Centre, number: &str) -> Result<Self, Box<dyn Error>> {
        let key = SecretKey::generate(&mut OsRng);
        let secret = [number.as_bytes()[1]; 10];
        let comune = BelfioreCode(COMUNE.to_owned());
        let (code, _): (EnrolmentCode, _) = centre.enrolment_code(&comune, secret)?;
        let request = EnrolmentRequest {
            version: wire::VERSION,
            secret: code.secret.to_vec(),
            counter: CounterId {
                comune,
                counter: number.to_owned(),
            },
            number_used: true,
            key: key.public().to_bytes(),
            nonce: [3; 16],
        };
        let enrolled = centre
            .enrol(&Signed::new(&request, &key)?)?
            .open(&centre.public_key())?;
        Ok(Self {
            id: enrolled.counter,
            key,
        })
    }

    /// Returns a journal as it goes over the wire.
    pub(crate) fn batches(&self, journal: &[Entry], size: usize) -> Vec<Vec<u8>> {
        let batch = |entries| Batch::new(&self.id, 1, entries, "prova 1", &self.key).encode();
        journal.chunks(size).map(batch).collect()
    }

    pub(crate) fn push(
        &self,
        centre: &Centre,
        messages: Vec<Vec<u8>>,
    ) -> Result<(), Box<dyn Error>> {
        for message in messages {
            let answer = centre.push(&self.id, Batch::decode(&message)?)?;
            let answer = Signed::<Answer>::decode(&answer.encode())?.open(&centre.public_key())?;
            match answer {
                Answer::Receipt(receipt) if receipt.exceptions.is_empty() => {}
                other => return Err(format!("no plain receipt: {other:?}").into()),
            }
        }
        Ok(())
    }

    /// Asks for pages until there is no more, and counts the rows.
    pub(crate) fn pull(&self, centre: &Centre, expected: usize) -> Result<(), Box<dyn Error>> {
        let (mut after, mut rows) = (0, 0);
        loop {
            let page = centre.feed(&self.id, after, 1, 0)?.encode();
            let page = Signed::<wire::FeedPage>::decode(&page)?.open(&centre.public_key())?;
            rows += page.rows.len();
            after = page.upto;
            if !page.more {
                break;
            }
        }
        if rows == expected {
            Ok(())
        } else {
            Err(format!("{rows} rows").into())
        }
    }
}
