//! Types and rules of the counter: persons, certificates, fees; no I/O and no clock.
