//! A private cupsd with a PDF printer, for tests.
