//! The examination of a store finds what was altered.
