//! Journal entries and their bytes; frozen once released.
