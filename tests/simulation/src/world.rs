//! The hours at the counters, event by event.

mod talk;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use domain::Clock;
use protocol::planted::{self, Fault};
use sync::{Call, Reply};

use crate::centre::CentreProcess;
use crate::chance::Chance;
use crate::counter::Counter;
use crate::inspect;
use crate::line::{Damage, Line};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// What to play.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Seed of all chance.
    pub seed: u64,
    /// Counters of the one comune.
    pub counters: usize,
    /// A fault planted in the program, to see it found.
    pub planted: Option<Fault>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong after everything healed; empty when the promises held.
    pub problems: Vec<String>,
    /// Acts of clerks.
    pub acts: usize,
    /// Calls to the centre.
    pub calls: u64,
    /// Programs killed, stores put back, and the like.
    pub accidents: usize,
}

/// The true time.
pub(crate) struct TrueTime(AtomicI64);

impl Clock for TrueTime {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::Relaxed))
            .expect("a time of this century")
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Act(usize),
    Wake(usize),
    Arrive {
        counter: usize,
        call: u64,
        answer: bool,
    },
    Answer {
        counter: usize,
        call: u64,
        status: u16,
        body: Vec<u8>,
    },
    TimeOut {
        counter: usize,
        call: u64,
    },
    Accident(usize),
    Start(usize),
}

struct World {
    chance: Chance,
    time: Arc<TrueTime>,
    centre: CentreProcess,
    counters: Vec<Counter>,
    queue: BinaryHeap<Reverse<(i64, u64, Event)>>,
    order: u64,
    calls: Vec<(usize, Call, Damage, Option<i64>)>,
    last_answer: Vec<Option<Reply>>,
    heals_at: i64,
    report: Report,
}

/// How long after the healing everything has to be in order: a back-off of five minutes, and time to talk.
const QUIET: i64 = 20 * MINUTE;

/// Plays one seed.
#[must_use]
pub fn run(setting: Setting) -> Report {
    let root = folder();
    planted::plant(setting.planted);
    planted::poison(true);
    let mut world = World::new(setting, root.path());
    world.play();
    world.inspect();
    planted::plant(None);
    planted::poison(false);
    world.report
}

/// In memory where there is such a folder: durability against a power cut is tried elsewhere.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.expect("a folder")
}

impl World {
    fn new(setting: Setting, root: &Path) -> Self {
        let mut chance = Chance::new(setting.seed);
        let start = 1_772_438_400_000; // 2 March 2026, 8 in the morning.
        let time = Arc::new(TrueTime(AtomicI64::new(start)));
        let key = [7; 32];
        let centre =
            CentreProcess::start(&root.join("cst"), key, Arc::clone(&time) as Arc<dyn Clock>);
        let counters: Vec<Counter> = (0..setting.counters)
            .map(|place| Counter::new(root, place, time.now(), &centre, &mut chance))
            .collect();
        let mut world = Self {
            last_answer: vec![None; counters.len()],
            chance,
            time,
            centre,
            counters,
            queue: BinaryHeap::new(),
            order: 0,
            calls: Vec::new(),
            heals_at: start + 4 * HOUR,
            report: Report::default(),
        };
        for counter in 0..setting.counters {
            world.plan(counter);
        }
        world
    }

    fn plan(&mut self, counter: usize) {
        for _ in 0..self.chance.between(10, 50) {
            let at = self.chance.between(0, 4 * HOUR);
            self.after(at, Event::Act(counter));
        }
        for _ in 0..self.chance.between(4, 16) {
            let at = self.chance.between(0, 4 * HOUR - 20 * MINUTE);
            self.after(at, Event::Accident(counter));
        }
        let at = self.chance.between(0, MINUTE);
        self.after(at, Event::Wake(counter));
    }

    fn now(&self) -> i64 {
        self.time.0.load(Ordering::Relaxed)
    }

    fn after(&mut self, wait: i64, event: Event) {
        self.order += 1;
        self.queue
            .push(Reverse((self.now() + wait, self.order, event)));
    }

    fn is_healed(&self) -> bool {
        self.now() >= self.heals_at
    }

    fn play(&mut self) {
        let end = self.heals_at + QUIET;
        let mut healed = false;
        while let Some(Reverse((at, _, event))) = self.queue.pop() {
            if at > end {
                break;
            }
            self.time.0.store(at, Ordering::Relaxed);
            if self.is_healed() && !healed {
                healed = true;
                self.heal();
            }
            self.happen(event);
        }
    }

    /// The line comes back, and who was dead is switched on. No clerk does anything.
    fn heal(&mut self) {
        for place in 0..self.counters.len() {
            let counter = &mut self.counters[place];
            counter.line = Line::Good;
            counter.clock_off_ms = 0;
            if counter.store.is_none() {
                counter.start();
                self.after(SECOND, Event::Wake(place));
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Act(place) => {
                if self.counters[place].store.is_some() {
                    self.report.acts += 1;
                    let now = self.now();
                    self.counters[place].act(now, &mut self.chance);
                    self.restart_if_dead(place);
                }
            }
            Event::Wake(place) => self.wake(place),
            Event::Arrive {
                counter,
                call,
                answer,
            } => self.arrive(counter, call, answer),
            Event::Answer {
                counter,
                call,
                status,
                body,
            } => {
                if self.counters[counter].pending == Some(call) {
                    self.counters[counter].pending = None;
                    self.take(counter, &Reply { status, body });
                }
            }
            Event::TimeOut { counter, call } => {
                if self.counters[counter].pending == Some(call) {
                    self.counters[counter].pending = None;
                    self.fail(counter);
                }
            }
            Event::Accident(place) if !self.is_healed() => self.accident(place),
            Event::Accident(_) => {}
            Event::Start(place) => {
                if self.counters[place].store.is_none() {
                    self.counters[place].start();
                    self.after(SECOND, Event::Wake(place));
                }
            }
        }
    }

    fn restart_if_dead(&mut self, place: usize) {
        if self.counters[place].store.is_none() {
            self.report.accidents += 1;
            let wait = self.chance.between(SECOND, 10 * MINUTE);
            self.after(wait, Event::Start(place));
        }
    }

    fn accident(&mut self, place: usize) {
        self.report.accidents += 1;
        let counter = &mut self.counters[place];
        match self.chance.below(12) {
            0..6 => counter.line = Line::any(&mut self.chance),
            6 => counter.die(),
            7 => counter.clock_off_ms = self.chance.between(-48 * HOUR, 48 * HOUR),
            8 => counter.keep_copy(),
            9 => counter.put_back(false),
            10 => {
                let alone = self.chance.percent(30);
                counter.put_back(alone);
            }
            _ => {
                if !counter.second_window_is_refused() {
                    self.report
                        .problems
                        .push("a second window opened the store".to_owned());
                }
            }
        }
        self.restart_if_dead(place);
    }

    fn inspect(&mut self) {
        for counter in &mut self.counters {
            counter.start();
        }
        let found = inspect::problems(&self.counters, &self.centre.database());
        self.report.problems.extend(found);
    }
}
