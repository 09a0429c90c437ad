//! What a clerk does: search, issue, void, import; joins the other crates.
