//! The desk itself: who is at it, and the one place where its parts are locked.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use document::Arms;
use domain::{BelfioreCode, Clock, IstatCode};
use pades::PinHolder;
use printing::Printers;
use protocol::{Body, Role};
use seal::SealKey;
use search::Index;
use store::{KeyCost, NewOperator, NewStore, Reader, Store};

use crate::exchange::ExchangeDesk;
use crate::preview::Previews;
use crate::views::{ComuneChoice, Created, LoginHint, Phase, SessionState, SigningKey};
use crate::{Error, ZONE};

/// How far the clock may be behind the last act before acts are refused.
const CLOCK_TOLERANCE_HOURS: i64 = 24;

/// A counter's desk.
pub struct Desk {
    pub(crate) data: PathBuf,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) printers: Box<dyn Printers>,
    pub(crate) key_cost: KeyCost,
    open: Mutex<Option<OpenDesk>>,
    reader: Mutex<Option<Arc<Mutex<Reader>>>>,
    operator: Mutex<Option<String>>,
    /// The search index; `None` while it is being built, and after the desk is locked.
    pub(crate) index: Arc<RwLock<Option<Index>>>,
    pub(crate) exchange: ExchangeDesk,
    pub(crate) previews: Mutex<Previews>,
    pub(crate) import_cancelled: AtomicBool,
    pub(crate) list_cancelled: AtomicBool,
    /// The PIN that is kept for a while, and for which key.
    pub(crate) pins: Mutex<(Option<SigningKey>, PinHolder)>,
}

/// What is there only after log-in.
pub(crate) struct OpenDesk {
    pub(crate) store: Store,
    pub(crate) operator: String,
    /// The coat of arms that was decoded last, by its digest; it changes once in years.
    pub(crate) arms: Option<(String, Arms)>,
    /// The key that seals; taken from the store once.
    pub(crate) seal_key: Option<SealKey>,
}

/// What a new counter needs.
#[derive(Debug, Clone, serde::Deserialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Setup {
    /// Belfiore code of the comune.
    pub belfiore: BelfioreCode,
    /// Counter number, two digits.
    pub counter: String,
    /// The administrator's login.
    pub operator: String,
    /// The administrator's name.
    pub operator_name: String,
    /// The administrator's password.
    pub password: String,
}

impl Desk {
    /// Makes a desk over the data folder `data`. Nothing is opened yet.
    #[must_use]
    pub fn new(data: &Path, clock: Arc<dyn Clock>, printers: Box<dyn Printers>) -> Self {
        Self {
            data: data.to_owned(),
            clock,
            printers,
            key_cost: KeyCost::COUNTER,
            open: Mutex::new(None),
            reader: Mutex::new(None),
            operator: Mutex::new(None),
            index: Arc::new(RwLock::new(None)),
            exchange: ExchangeDesk::default(),
            previews: Mutex::new(Previews::default()),
            import_cancelled: AtomicBool::new(false),
            list_cancelled: AtomicBool::new(false),
            pins: Mutex::default(),
        }
    }

    /// Makes keys cheaply. For tests and invented comuni; never for real data.
    #[must_use]
    pub fn with_key_cost(mut self, cost: KeyCost) -> Self {
        self.key_cost = cost;
        self
    }

    /// Returns the comuni of the area, to choose from at set-up.
    #[must_use]
    pub fn comuni(&self) -> Vec<ComuneChoice> {
        domain::place::comuni::area()
            .iter()
            .map(|comune| ComuneChoice {
                belfiore: comune.belfiore.0.clone(),
                name: comune.name.clone(),
                province: comune.province.clone(),
            })
            .collect()
    }

    /// Tells whether there is a counter and who is at it.
    ///
    /// # Errors
    /// The key file exists and cannot be read.
    pub fn session_state(&self) -> Result<SessionState, Error> {
        let mut state = SessionState {
            phase: Phase::Missing,
            comune: None,
            counter: None,
            operator: None,
            operators: Vec::new(),
            hint: None,
            revoked: self
                .exchange
                .failed()
                .is_some_and(|(_, code)| code == "revoked"),
        };
        if !Store::exists(&self.data) {
            return Ok(state);
        }
        state.operators = Store::logins(&self.data)?;
        state.hint = login_hint(&self.data);
        let operator = self
            .operator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let Some(operator) = operator else {
            state.phase = Phase::Closed;
            return Ok(state);
        };
        self.read(|reader| {
            let identity = reader.identity();
            state.phase = Phase::Open;
            state.comune = Some(identity.name.clone());
            state.counter = Some(identity.counter.clone());
            state.operator = Some(operator);
            Ok(state)
        })
    }

    /// Makes a new counter and logs its administrator in.
    ///
    /// # Errors
    /// There is one already, a value is not acceptable, or the folder cannot be written.
    pub fn store_create(&self, setup: &Setup) -> Result<Created, Error> {
        if Store::exists(&self.data) {
            return Err(Error::Exists);
        }
        let comune = checked(setup)?;
        let new = NewStore {
            comune: comune.istat.clone(),
            belfiore: comune.belfiore.clone(),
            name: comune.name.clone(),
            province: comune.province.clone(),
            counter: setup.counter.clone(),
            operator: NewOperator {
                login: setup.operator.clone(),
                name: setup.operator_name.clone(),
                role: Role::Administrator,
                password: setup.password.clone(),
            },
            key_cost: self.key_cost,
        };
        let (store, recovery) = Store::create(&self.data, new, self.clock.as_ref())?;
        self.enter(store, &setup.operator)?;
        self.settings_start(&setup.operator_name)?;
        let now = self.clock.now();
        self.with(|desk| desk.ensure_seal_key(now))?;
        Ok(Created {
            recovery: recovery.groups,
            state: self.session_state()?,
        })
    }

    /// Logs an operator in.
    ///
    /// # Errors
    /// Wrong password, no counter, a damaged or newer store, another window on it; the centre revoked this
    /// counter.
    pub fn session_open(&self, operator: &str, password: &str) -> Result<SessionState, Error> {
        if !Store::exists(&self.data) {
            return Err(Error::Missing);
        }
        // Whoever was here goes first, or the store would be locked by ourselves.
        self.session_lock()?;
        let store = Store::open(&self.data, operator, password)?;
        if store
            .centre()?
            .is_some_and(|centre| centre.revoked_at.is_some())
        {
            return Err(sync::Error::Revoked.into());
        }
        self.enter(store, operator)?;
        let at = self.clock.now();
        self.with(|desk| {
            desk.store
                .commit(at, &desk.operator, Body::SessionOpened {})?;
            desk.ensure_seal_key(at)
        })?;
        self.session_state()
    }

    /// Locks the desk: the store is closed, keys and index leave the memory.
    ///
    /// # Errors
    /// The key file cannot be read.
    pub fn session_lock(&self) -> Result<SessionState, Error> {
        *self.operator.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.pin_forget();
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.previews
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.session_state()
    }

    fn enter(&self, store: Store, operator: &str) -> Result<(), Error> {
        let reader = Arc::new(Mutex::new(store.reader()?));
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = Some(reader);
        *self.operator.lock().unwrap_or_else(PoisonError::into_inner) = Some(operator.to_owned());
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(OpenDesk {
            store,
            operator: operator.to_owned(),
            arms: None,
            seal_key: None,
        });
        Ok(())
    }

    /// Opens the connection for reads anew: the counter has another number.
    pub(crate) fn reopen_reader(&self) -> Result<(), Error> {
        let reader = self.with(|desk| Ok(desk.store.reader()?))?;
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Arc::new(Mutex::new(reader)));
        Ok(())
    }

    /// Runs `read` on a connection of its own, which an import under way does not hold up.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let reader = self
            .reader
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let reader = reader.ok_or(Error::Locked)?;
        let reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
        read(&reader)
    }

    /// Runs `act` on the open desk.
    pub(crate) fn with<T>(
        &self,
        act: impl FnOnce(&mut OpenDesk) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut open: MutexGuard<'_, Option<OpenDesk>> =
            self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = open.as_mut().ok_or(Error::Locked)?;
        let before = desk.store.last_seq()?;
        let done = act(desk);
        if desk.store.last_seq()? > before {
            self.exchange.wake();
        }
        done
    }

    /// Returns who is logged in.
    pub(crate) fn operator(&self) -> Result<String, Error> {
        let operator = self
            .operator
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        operator.ok_or(Error::Locked)
    }

    /// Returns the day in Italy.
    pub(crate) fn today(&self) -> NaiveDate {
        self.clock.now().with_timezone(&ZONE).date_naive()
    }
}

impl OpenDesk {
    /// Decodes the coat of arms of the settings, unless it is the one decoded last.
    pub(crate) fn load_arms(&mut self, digest: Option<&str>) -> Result<(), Error> {
        if self.arms.as_ref().map(|(kept, _)| kept.as_str()) == digest {
            return Ok(());
        }
        let png = digest
            .map(|digest| self.store.document(digest))
            .transpose()?;
        self.arms = match (digest, png.flatten()) {
            (Some(digest), Some(png)) => Some((digest.to_owned(), Arms::from_png(&png)?)),
            _ => None,
        };
        Ok(())
    }

    /// Refuses to write when the clock was set back: the number would carry a wrong year.
    pub(crate) fn check_clock(&self, now: DateTime<Utc>) -> Result<(), Error> {
        if now < self.store.last_entry_at()? - Duration::hours(CLOCK_TOLERANCE_HOURS) {
            return Err(Error::ClockBehind);
        }
        Ok(())
    }
}

struct Chosen {
    istat: IstatCode,
    belfiore: BelfioreCode,
    name: String,
    province: String,
}

fn checked(setup: &Setup) -> Result<Chosen, Error> {
    let invalid = |field, reason: &str| Error::Invalid {
        field,
        reason: reason.to_owned(),
    };
    let comune = domain::place::comuni::area()
        .iter()
        .find(|comune| comune.belfiore == setup.belfiore)
        .ok_or_else(|| invalid("belfiore", "Il comune non è tra quelli del centro servizi."))?;
    if setup.counter.len() != 2 || !setup.counter.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid(
            "counter",
            "Il numero dello sportello ha due cifre, per esempio 01.",
        ));
    }
    let login_fits = (1..=40).contains(&setup.operator.len())
        && setup
            .operator
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    if !login_fits {
        return Err(invalid(
            "operator",
            "Il nome utente ha lettere, cifre, punto e trattino.",
        ));
    }
    if setup.password.chars().count() < 8 {
        return Err(invalid("password", "La password ha almeno otto caratteri."));
    }
    Ok(Chosen {
        istat: comune.istat.clone(),
        belfiore: comune.belfiore.clone(),
        name: comune.name.clone(),
        province: comune.province.clone(),
    })
}

/// The two files that `demo` leaves beside the store of an invented comune.
fn login_hint(data: &Path) -> Option<LoginHint> {
    let read = |name: &str| {
        std::fs::read_to_string(data.join(name))
            .ok()
            .map(|text| text.trim().to_owned())
    };
    Some(LoginHint {
        operator: read("demo-login.txt")?,
        password: read("demo-password.txt")?,
    })
}
