//! The catalogue of kinds, clauses, exemptions and amounts, read from data.
