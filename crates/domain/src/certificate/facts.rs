//! The snapshot of what a certificate states.
