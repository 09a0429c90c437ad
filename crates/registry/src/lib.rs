//! Registry files: ANPR subentro XML and CSV, read as a stream of persons and households.
