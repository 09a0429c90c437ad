//! Invented comuni for demos, training, tests and benchmarks; seeded, any size.
