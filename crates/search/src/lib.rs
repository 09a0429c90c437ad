//! One-box search over the registry: an index in memory, every row ranked.
