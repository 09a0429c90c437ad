//! Registry files: honest ones come in whole, hostile ones stop early and say why.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod collect;
mod columns;
mod hostile;
mod round_trip;
