//! What the exchange with the centre shows.

use serde::Serialize;

/// A counter that has just enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Enrolled {
    /// What it is called from now on: `L049-02`.
    pub counter: String,
    /// Whether it had another number before.
    pub renumbered: bool,
}

/// What one exchange did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ExchangeResult {
    /// Acts that the centre acknowledged.
    pub sent: u32,
    /// News that were taken.
    pub received: u32,
    /// Acts that still wait.
    pub waiting: u32,
    /// Acts of this counter that another counter's contradict.
    pub contested: u32,
    /// Acts of this counter that the centre set aside.
    pub quarantined: u32,
}

/// How the exchange stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ExchangeView {
    /// What the centre is called; `None` on a counter that stands alone.
    pub centre: Option<String>,
    /// Where it answers.
    pub address: Option<String>,
    /// Whether it revoked this counter.
    pub revoked: bool,
    /// Acts that wait.
    pub waiting: u32,
    /// Since when the oldest of them waits (RFC 3339).
    pub waiting_since: Option<String>,
    /// When both sides last had all of each other (RFC 3339).
    pub aligned_at: Option<String>,
    /// Since when no exchange succeeds (RFC 3339).
    pub offline_since: Option<String>,
    /// Why: a code of the table of texts.
    pub failure: Option<String>,
    /// Acts that did not simply go in.
    pub exceptions: Vec<ExceptionView>,
}

/// What became of an act that did not simply go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub enum ExceptionKind {
    /// Another counter's act contradicts it: both are kept, and the person responsible decides.
    Contested,
    /// The centre set it aside.
    Quarantined,
}

/// An act that did not simply go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ExceptionView {
    /// What became of it.
    pub kind: ExceptionKind,
    /// Its number in the journal.
    pub seq: u32,
    /// What was done: `certificate.issued`.
    pub act: String,
    /// When (RFC 3339).
    pub at: String,
    /// By whom.
    pub operator: String,
    /// Why, in Italian.
    pub text: String,
}
