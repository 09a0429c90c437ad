//! The centre as a process: it answers, is killed, and starts again on what is on its disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cst::Centre;
use cst::storage::SqliteStorage;
use domain::{BelfioreCode, Clock};
use protocol::planted;
use protocol::sign::{SecretKey, Signed};
use protocol::wire::{Batch, CounterId, EnrolmentRequest};
use sync::{Call, Reply};

use crate::chance::Chance;

/// The certificate of the authority; no line is encrypted here.
pub(crate) const AUTHORITY: &[u8] = b"an authority of the simulation";

pub(crate) struct CentreProcess {
    dir: PathBuf,
    key: [u8; 32],
    clock: Arc<dyn Clock>,
    centre: Centre,
}

impl CentreProcess {
    pub(crate) fn start(dir: &Path, key: [u8; 32], clock: Arc<dyn Clock>) -> Self {
        let storage = SqliteStorage::open(dir).expect("the centre's store opens");
        let secret = SecretKey::from_bytes(&key).expect("a key");
        let centre = Centre::new(
            Box::new(storage),
            secret,
            "CST della simulazione",
            AUTHORITY.to_vec(),
            Arc::clone(&clock),
        );
        Self {
            dir: dir.to_owned(),
            key,
            clock,
            centre,
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join("cst.db")
    }

    pub(crate) fn centre(&self) -> &Centre {
        &self.centre
    }

    pub(crate) fn code(&self, comune: &BelfioreCode, chance: &mut Chance) -> [u8; 10] {
        let secret = chance.bytes();
        self.centre.enrolment_code(comune, secret).expect("a code");
        secret
    }

    pub(crate) fn enrol(&self, request: &Signed<EnrolmentRequest>) -> protocol::wire::Enrolled {
        let answer = self.centre.enrol(request).expect("the counter is enrolled");
        answer
            .open(&self.centre.public_key())
            .expect("the centre's answer")
    }

    /// Answers a call; `None` when the process was killed over it. `crash_in` says where.
    pub(crate) fn answer(
        &mut self,
        caller: &CounterId,
        call: &Call,
        crash_in: Option<u32>,
    ) -> Option<Reply> {
        planted::crash_in(crash_in);
        let answered = catch_unwind(AssertUnwindSafe(|| handle(&self.centre, caller, call)));
        planted::crash_in(None);
        if answered.is_err() {
            *self = Self::start(&self.dir.clone(), self.key, Arc::clone(&self.clock));
        }
        answered.ok()
    }
}

/// What the HTTP side does with a call that was authenticated.
fn handle(centre: &Centre, caller: &CounterId, call: &Call) -> Reply {
    let answered = if call.method == "POST" {
        Batch::decode(&call.body)
            .map_err(cst::centre::Error::from)
            .and_then(|batch| centre.push(caller, batch))
            .map(|answer| answer.encode())
    } else {
        let number = |name: &str| -> u64 {
            let (_, rest) = call
                .path
                .split_once(&format!("{name}="))
                .expect("a parameter");
            rest.split('&')
                .next()
                .and_then(|text| text.parse().ok())
                .expect("a number")
        };
        let epoch = u32::try_from(number("epoch")).expect("an epoch");
        centre
            .feed(caller, number("after"), epoch, number("seq"))
            .map(|page| page.encode())
    };
    match answered {
        Ok(body) => Reply { status: 200, body },
        Err(cst::centre::Error::Storage(_)) => Reply {
            status: 500,
            body: Vec::new(),
        },
        Err(_) => Reply {
            status: 403,
            body: Vec::new(),
        },
    }
}
