//! Calls and answers: what a counter sends, what becomes of it on the way, what it takes back.

use sync::{Call, Exchange, Progress, Reply};

use super::{Event, MINUTE, SECOND, World};
use crate::line::{Damage, fate};

impl World {
    pub(super) fn wake(&mut self, place: usize) {
        let counter = &mut self.counters[place];
        let Some(store) = &counter.store else { return };
        if counter.exchange.is_none() {
            match Exchange::begin(store, "simulation") {
                Ok(exchange) => counter.exchange = Some(exchange),
                Err(error) => {
                    self.report
                        .problems
                        .push(format!("no exchange begins: {error}"));
                    return;
                }
            }
            self.step(place);
        }
    }

    /// Does the next thing of an exchange.
    fn step(&mut self, place: usize) {
        let counter = &mut self.counters[place];
        let (Some(store), Some(exchange)) = (&counter.store, &mut counter.exchange) else {
            return;
        };
        match exchange.next(store) {
            Ok(Progress::Send(call)) => self.send(place, call),
            Ok(Progress::Done(_)) => {
                counter.exchange = None;
                counter.backoff.reset();
                let pause = self.chance.between(10 * SECOND, 2 * MINUTE);
                self.after(pause, Event::Wake(place));
            }
            Err(error) => self
                .report
                .problems
                .push(format!("an exchange cannot go on: {error}")),
        }
    }

    fn send(&mut self, place: usize, call: Call) {
        self.report.calls += 1;
        let number = self.calls.len() as u64;
        let fate = fate(self.counters[place].line, &mut self.chance);
        self.counters[place].pending = Some(number);
        self.calls
            .push((place, call, fate.damage, fate.answer_after));
        for (time, wait) in fate.arrives_after.into_iter().enumerate() {
            self.after(
                wait,
                Event::Arrive {
                    counter: place,
                    call: number,
                    answer: time == 0,
                },
            );
        }
        if let Some(Reply { status, body }) = fate.instead {
            self.after(
                SECOND,
                Event::Answer {
                    counter: place,
                    call: number,
                    status,
                    body,
                },
            );
        }
        self.after(
            30 * SECOND,
            Event::TimeOut {
                counter: place,
                call: number,
            },
        );
    }

    /// A call reaches the centre.
    pub(super) fn arrive(&mut self, place: usize, number: u64, answer: bool) {
        let call = usize::try_from(number).expect("few calls");
        let (_, request, damage, answer_after) = &self.calls[call];
        let (request, damage, answer_after) = (request.clone(), *damage, *answer_after);
        let dies = !self.is_healed() && self.chance.percent(3);
        let crash_in = dies.then(|| u32::try_from(self.chance.below(2)).expect("small"));
        let caller = self.counters[place].id.clone();
        let Some(reply) = self.centre.answer(&caller, &request, crash_in) else {
            self.report.accidents += 1;
            return;
        };
        if !answer {
            return;
        }
        let before = self.last_answer[place].replace(reply.clone());
        let Reply { status, body } = match damage {
            Damage::None => reply,
            Damage::Cut => {
                let length = self.chance.below(reply.body.len() as u64);
                let length = usize::try_from(length).expect("small");
                Reply {
                    body: reply.body[..length].to_vec(),
                    ..reply
                }
            }
            Damage::Stale => before.unwrap_or(reply),
            Damage::Status(status) => Reply {
                status,
                body: Vec::new(),
            },
        };
        if let Some(wait) = answer_after {
            self.after(
                wait,
                Event::Answer {
                    counter: place,
                    call: number,
                    status,
                    body,
                },
            );
        }
    }

    /// A counter takes an answer.
    pub(super) fn take(&mut self, place: usize, reply: &Reply) {
        let now = self.now();
        let dies = !self.is_healed() && self.chance.percent(4);
        let crash_in = dies.then(|| u32::try_from(self.chance.below(3)).expect("small"));
        let taken = self.counters[place].run(crash_in, |counter| {
            let at = counter.time(now);
            let (Some(store), Some(exchange)) = (&mut counter.store, &mut counter.exchange) else {
                return Ok(());
            };
            let before = store.exchange()?.acked;
            exchange.take(store, reply, at)?;
            let acked = store.exchange()?.acked;
            let named = store.journal(before + 1, acked)?;
            counter
                .receipted
                .extend(named.iter().map(protocol::Entry::hash));
            Ok::<(), sync::Error>(())
        });
        match taken {
            None => self.restart_if_dead(place),
            Some(Ok(())) => self.step(place),
            Some(Err(_)) => self.fail(place),
        }
    }

    /// An exchange failed: the next one begins after a pause.
    pub(super) fn fail(&mut self, place: usize) {
        let random = self.chance.any();
        let counter = &mut self.counters[place];
        counter.exchange = None;
        let pause = counter.backoff.after_failure(random);
        let pause = i64::try_from(pause.as_millis()).expect("minutes");
        self.after(pause, Event::Wake(place));
    }
}
