//! The schema: what it is, and that a replay of the journal makes the same tables.
