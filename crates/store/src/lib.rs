//! The encrypted local database: open, migrate, one file for each table.
