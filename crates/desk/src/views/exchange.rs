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
    /// What this counter is called: `L049-02`.
    pub counter: String,
    /// What the centre is called; `None` on a counter that stands alone.
    pub centre: Option<String>,
    /// Where it answers.
    pub address: Option<String>,
    /// Acts that wait.
    pub waiting: u32,
    /// The oldest of them, at most 200.
    pub waiting_acts: Vec<ActView>,
    /// Since when the oldest of them waits (RFC 3339).
    pub waiting_since: Option<String>,
    /// When both sides last had all of each other (RFC 3339).
    pub aligned_at: Option<String>,
    /// Since when no exchange succeeds (RFC 3339).
    pub offline_since: Option<String>,
    /// Why: a code of the table of texts.
    pub failure: Option<String>,
    /// How many acts did not simply go in.
    pub exceptions_total: u32,
    /// The latest of them, at most 200.
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

/// An act as a clerk names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ActView {
    /// The counter that did it: `02`.
    pub counter: String,
    /// Its number in the journal of that counter.
    pub seq: u32,
    /// When (RFC 3339).
    pub at: String,
    /// By whom.
    pub operator: String,
    /// What was done, in Italian.
    pub what: String,
    /// To what: a number, a name; empty where there is nothing to say.
    pub about: String,
}

/// An act that did not simply go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ExceptionView {
    /// What became of it.
    pub kind: ExceptionKind,
    /// The act of this counter.
    pub ours: ActView,
    /// The other counter's act that contradicts it, once the feed has brought it.
    pub theirs: Option<ActView>,
    /// Why, in Italian.
    pub text: String,
}

/// A receipt of the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct ReceiptView {
    /// The last act that it names, by its number in the journal: so it is called.
    pub number: u32,
    /// When the centre took that act in, by its clock (RFC 3339).
    pub at: String,
}

/// What became of an act at the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ipc", derive(specta::Type))]
pub struct Delivery {
    /// When it was done, and so since when it waits if there is no receipt (RFC 3339).
    pub since: String,
    /// The centre's receipt.
    pub receipt: Option<ReceiptView>,
    /// The ordinary protocol number that the centre gave.
    pub protocol_number: Option<String>,
    /// Why it did not simply go in.
    pub exception: Option<ExceptionView>,
}
