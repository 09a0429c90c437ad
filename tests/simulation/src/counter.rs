//! A counter as a process on a machine: killed, put back from a copy, set to another time.

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use domain::{BelfioreCode, IstatCode};
use protocol::sign::{SecretKey, Signed};
use protocol::wire::{CounterId, EnrolmentRequest};
use protocol::{Body, Hash, Role, planted};
use store::{KeyCost, NewOperator, NewStore, Store};
use sync::{Backoff, Exchange};
use zeroize::Zeroizing;

use crate::act;
use crate::centre::{AUTHORITY, CentreProcess};
use crate::chance::Chance;
use crate::line::Line;

pub(crate) const LOGIN: &str = "zacaria";
const PASSWORD: &str = "una parola d'ordine";

/// The databases, which a copy of yesterday replaces; the keys and the mark stay.
const DATABASES: [&str; 2] = ["store.db", "documents.db"];

pub(crate) struct Counter {
    pub(crate) id: CounterId,
    dir: PathBuf,
    copy: PathBuf,
    has_copy: bool,
    /// `None` while the program does not run.
    pub(crate) store: Option<Store>,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) backoff: Backoff,
    /// The call that waits for an answer.
    pub(crate) pending: Option<u64>,
    pub(crate) line: Line,
    /// How far its clock is from the true time.
    pub(crate) clock_off_ms: i64,
    /// The numbers on papers that citizens carry. No crash takes them back.
    pub(crate) papers: Vec<String>,
    /// What the centre's receipts named.
    pub(crate) receipted: HashSet<Hash>,
    /// Whether even the mark beside the key was put back, so that only the centre can know.
    pub(crate) lost_its_mark: bool,
}

impl Counter {
    /// Makes a counter of a comune and enrols it.
    pub(crate) fn new(
        root: &Path,
        place: usize,
        at: DateTime<Utc>,
        centre: &CentreProcess,
        chance: &mut Chance,
    ) -> Self {
        let comune = BelfioreCode("L049".to_owned());
        let dir = root.join(format!("counter-{place}"));
        let new = NewStore {
            comune: IstatCode("073029".to_owned()),
            belfiore: comune.clone(),
            name: "Borgo Inventato".to_owned(),
            province: "TA".to_owned(),
            // All come from the box with the same number.
            counter: "01".to_owned(),
            operator: NewOperator {
                login: LOGIN.to_owned(),
                name: "Zacaria Operatorinventato".to_owned(),
                role: Role::Administrator,
                password: PASSWORD.to_owned(),
            },
            key_cost: KeyCost::TEST,
        };
        let clock = domain::clock::FixedClock(at);
        let (mut store, _) = Store::create(&dir, new, &clock).expect("a new store");
        let id = enrol(&mut store, at, centre, chance);
        let copy = root.join(format!("copy-{place}"));
        fs::create_dir_all(&copy).expect("a folder");
        Self {
            id,
            dir,
            copy,
            has_copy: false,
            store: Some(store),
            exchange: None,
            backoff: Backoff::default(),
            pending: None,
            line: Line::Good,
            clock_off_ms: 0,
            papers: Vec::new(),
            receipted: HashSet::new(),
            lost_its_mark: false,
        }
    }

    /// Starts the program, if it does not run.
    pub(crate) fn start(&mut self) {
        if self.store.is_none() {
            self.store = Some(Store::open(&self.dir, LOGIN, PASSWORD).expect("the store opens"));
        }
    }

    /// The program dies, with what it had in memory.
    pub(crate) fn die(&mut self) {
        self.store = None;
        self.exchange = None;
        self.pending = None;
    }

    /// A second window finds the door locked.
    pub(crate) fn second_window_is_refused(&self) -> bool {
        self.store.is_none()
            || matches!(
                Store::open(&self.dir, LOGIN, PASSWORD),
                Err(store::Error::Locked(_))
            )
    }

    /// Copies the databases, as an evening's copy does.
    pub(crate) fn keep_copy(&mut self) {
        self.die();
        for name in DATABASES.into_iter().chain(["mark"]) {
            fs::copy(self.dir.join(name), self.copy.join(name)).expect("a copy");
        }
        self.has_copy = true;
    }

    /// Puts the copy back; with the mark, so that nothing on this machine tells.
    pub(crate) fn put_back(&mut self, with_mark: bool) {
        if !self.has_copy {
            return;
        }
        self.die();
        for name in DATABASES {
            for leftover in [format!("{name}-wal"), format!("{name}-shm")] {
                // Absent after a clean end.
                let _ = fs::remove_file(self.dir.join(leftover));
            }
            fs::copy(self.copy.join(name), self.dir.join(name)).expect("a copy");
        }
        if with_mark {
            fs::copy(self.copy.join("mark"), self.dir.join("mark")).expect("a copy");
            self.lost_its_mark = true;
        }
    }

    /// The time on its wall.
    pub(crate) fn time(&self, now_ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(now_ms + self.clock_off_ms).expect("a time of this century")
    }

    /// Runs something of the program that may be killed over it: at the place `crash_in`.
    pub(crate) fn run<T>(
        &mut self,
        crash_in: Option<u32>,
        work: impl FnOnce(&mut Self) -> T,
    ) -> Option<T> {
        planted::crash_in(crash_in);
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        planted::crash_in(None);
        if done.is_err() {
            self.die();
        }
        done.ok()
    }

    /// A clerk does something.
    pub(crate) fn act(&mut self, now_ms: i64, chance: &mut Chance) {
        let at = self.time(now_ms);
        let (what, card) = (chance.below(10), chance.below(1000));
        let poison = chance.percent(3);
        let crash_in = chance
            .percent(4)
            .then(|| u32::try_from(chance.below(2)).expect("small"));
        let paper = self.run(crash_in, |counter| {
            let store = counter.store.as_mut()?;
            let operator = if poison { planted::POISON } else { LOGIN };
            let body = match what {
                0..6 => act::certificate(store, at, card).expect("a certificate"),
                6 if !counter.papers.is_empty() => Body::CertificateVoided {
                    number: counter.papers
                        [usize::try_from(card).expect("small") % counter.papers.len()]
                    .clone(),
                    reason: "Errore di battitura".to_owned(),
                },
                _ => Body::SessionOpened {},
            };
            let number = match &body {
                Body::CertificateIssued { certificate, .. } => Some(certificate.number.clone()),
                _ => None,
            };
            match store.commit(at, operator, body) {
                Ok(_) => number,
                // Voided before, or lost with the copy that was put back.
                Err(store::Error::AlreadyVoided(_) | store::Error::NoCertificate(_)) => None,
                // The journal restarted under the number that was about to be used: asked for again.
                Err(store::Error::WrongNumber { .. }) => None,
                Err(error) => panic!("an act fails: {error}"),
            }
        });
        if let Some(Some(number)) = paper {
            self.papers.push(number);
        }
    }
}

fn enrol(
    store: &mut Store,
    at: DateTime<Utc>,
    centre: &CentreProcess,
    chance: &mut Chance,
) -> CounterId {
    let identity = store.identity().clone();
    let secret = loop {
        if let Some(key) = SecretKey::from_bytes(&chance.bytes()) {
            break key;
        }
    };
    let request = EnrolmentRequest {
        version: protocol::wire::VERSION,
        secret: centre.code(&identity.belfiore, chance).to_vec(),
        counter: CounterId {
            comune: identity.belfiore.clone(),
            counter: identity.counter.clone(),
        },
        number_used: false,
        key: secret.public().to_bytes(),
        nonce: chance.bytes(),
    };
    let enrolled = centre.enrol(&Signed::new(&request, &secret).expect("a request"));
    let kept = store::Centre {
        url: "https://cst.example".to_owned(),
        name: enrolled.centre.clone(),
        key: enrolled.centre_key.clone(),
        authority: AUTHORITY.to_vec(),
        secret: Zeroizing::new(*secret.to_bytes()),
        revoked_at: None,
    };
    let body = Body::CounterEnrolled {
        centre: enrolled.centre,
        centre_kid: centre.centre().public_key().kid(),
        counter: enrolled.counter.counter.clone(),
        kid: secret.public().kid(),
    };
    store
        .enrol(at, LOGIN, &kept, &body)
        .expect("the enrolment is kept");
    enrolled.counter
}
