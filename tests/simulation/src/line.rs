//! The line between a counter and the centre, as lines in small comuni are.

use sync::Reply;

use crate::chance::Chance;

/// How a line is at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Good,
    /// Now this, now that goes wrong.
    Flaky,
    /// Nothing goes through.
    Cut,
    /// What goes out arrives, nothing comes back.
    OneWay,
    /// A page of the network's owner answers in the centre's place.
    Portal,
}

impl Line {
    pub(crate) fn any(chance: &mut Chance) -> Self {
        [
            Self::Good,
            Self::Flaky,
            Self::Flaky,
            Self::Cut,
            Self::OneWay,
            Self::Portal,
        ][usize::try_from(chance.below(6)).expect("a small number")]
    }
}

/// What becomes of one call. Times are in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    /// When it arrives: once, not at all, or twice.
    pub(crate) arrives_after: Vec<i64>,
    /// When the answer to the first arrival comes back; `None` is never.
    pub(crate) answer_after: Option<i64>,
    /// What is done to the answer.
    pub(crate) damage: Damage,
    /// What somebody else answers, at once.
    pub(crate) instead: Option<Reply>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Damage {
    #[default]
    None,
    /// Only a part of the body comes.
    Cut,
    /// The answer to an earlier call comes instead.
    Stale,
    /// The centre did its work and the answer is an error of the proxy.
    Status(u16),
}

const LATENCY_MS: i64 = 60;
const DELAY_MS_MAX: i64 = 10 * 60 * 1000;

/// Decides what becomes of a call.
pub(crate) fn fate(line: Line, chance: &mut Chance) -> Fate {
    let good = || Fate {
        arrives_after: vec![LATENCY_MS],
        answer_after: Some(LATENCY_MS),
        ..Fate::default()
    };
    match line {
        Line::Good => good(),
        Line::Cut => Fate::default(),
        Line::OneWay => Fate {
            answer_after: None,
            ..good()
        },
        Line::Portal => Fate {
            instead: Some(Reply {
                status: 200,
                body: b"<html><body>Benvenuti nella rete ospiti</body></html>".to_vec(),
            }),
            ..Fate::default()
        },
        Line::Flaky => match chance.below(11) {
            0 => Fate::default(),
            1 => Fate {
                answer_after: None,
                ..good()
            },
            2 => {
                let again = chance.between(0, DELAY_MS_MAX);
                Fate {
                    arrives_after: vec![LATENCY_MS, again],
                    ..good()
                }
            }
            3 => Fate {
                arrives_after: vec![chance.between(0, DELAY_MS_MAX)],
                ..good()
            },
            4 => Fate {
                damage: Damage::Cut,
                ..good()
            },
            5 => Fate {
                damage: Damage::Stale,
                ..good()
            },
            6 => Fate {
                damage: Damage::Status(500),
                ..good()
            },
            7 => {
                let status = [413, 429, 500, 503][usize::try_from(chance.below(4)).expect("small")];
                Fate {
                    instead: Some(Reply {
                        status,
                        body: Vec::new(),
                    }),
                    ..Fate::default()
                }
            }
            _ => good(),
        },
    }
}
