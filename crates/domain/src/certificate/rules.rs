//! The rules that decide or block.
