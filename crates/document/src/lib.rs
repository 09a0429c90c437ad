//! A certificate value in, PDF bytes out.
