//! Import: new, changed, absent, the same again, and the failures.
