//! Faults that the simulation plants, to show that it would find them, and places where it kills the
//! program. Without the feature `planted-faults` every function here is a constant.

/// A fault of the exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Any answer with status 200 counts as a receipt.
    ReceiptIgnored,
    /// A repeated batch is taken in again.
    DedupOff,
    /// The cursor of the feed is kept before the rows are.
    CursorOutside,
    /// A store put back from a copy goes on as if nothing had happened.
    EpochCheckOff,
    /// A batch with an entry that cannot be acted upon is refused whole.
    QuarantineOff,
}

/// The operator whose acts the centre sets aside, where the simulation says so.
pub const POISON: &str = "veleno";

#[cfg(feature = "planted-faults")]
mod switch {
    use std::cell::Cell;

    use super::Fault;

    thread_local! {
        static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
        static CRASH_IN: Cell<Option<u32>> = const { Cell::new(None) };
        static POISONED: Cell<bool> = const { Cell::new(false) };
    }

    /// Plants a fault in this thread, or takes it away.
    pub fn plant(fault: Option<Fault>) {
        FAULT.set(fault);
    }

    /// Has the centre set aside what the operator [`super::POISON`] does.
    pub fn poison(on: bool) {
        POISONED.set(on);
    }

    /// Panics at the `points`th place from now where the program could be killed; `None` at none.
    pub fn crash_in(points: Option<u32>) {
        CRASH_IN.set(points);
    }

    /// Tells whether a fault is planted.
    #[must_use]
    pub fn is(fault: Fault) -> bool {
        FAULT.get() == Some(fault)
    }

    /// Tells whether an act of this operator is set aside.
    #[must_use]
    pub fn is_poison(operator: &str) -> bool {
        POISONED.get() && operator == super::POISON
    }

    /// A place where the program could be killed.
    ///
    /// # Panics
    /// When the simulation kills it here.
    pub fn crash_point() {
        match CRASH_IN.get() {
            Some(0) => {
                CRASH_IN.set(None);
                std::panic::resume_unwind(Box::new("killed by the simulation"));
            }
            Some(points) => CRASH_IN.set(Some(points - 1)),
            None => {}
        }
    }
}

#[cfg(feature = "planted-faults")]
pub use switch::{crash_in, crash_point, is, is_poison, plant, poison};

/// Tells whether a fault is planted: never in a program that ships.
#[cfg(not(feature = "planted-faults"))]
#[must_use]
pub const fn is(_fault: Fault) -> bool {
    false
}

/// Tells whether an act of this operator is set aside: never in a program that ships.
#[cfg(not(feature = "planted-faults"))]
#[must_use]
pub const fn is_poison(_operator: &str) -> bool {
    false
}

/// A place where the simulation could kill the program.
#[cfg(not(feature = "planted-faults"))]
pub const fn crash_point() {}
