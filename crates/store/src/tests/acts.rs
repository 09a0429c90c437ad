//! Acts: numbers, stamps, voids, reprints, settings, and the register that lists them.
