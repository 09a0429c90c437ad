//! Who can open the database, and with what.

/// What guessing one password costs (Argon2id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl KeyCost {
    /// What a counter uses: 64 MiB, three passes.
    pub const COUNTER: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
    };
    /// For tests only: guessing is nearly free.
    pub const TEST: Self = Self {
        memory_kib: 8,
        passes: 1,
    };
}

/// What opens the store when no password is left. Shown once, printed, never stored.
pub struct RecoverySheet {
    /// The secret in groups of letters and digits, to be typed back.
    pub groups: String,
}
