//! The disk: what is on it cannot be read, and when it is full nothing is half done.
