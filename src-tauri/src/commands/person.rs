//! Finding a person.

use desk::views::{PersonCard, SearchAnswer};
use domain::PersonId;

use super::{Answer, DeskState};

/// Searches persons.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn search(desk: DeskState<'_>, query: String) -> Answer<SearchAnswer> {
    Ok(desk.search(&query)?)
}

/// Returns all that is known of a person.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn person_card(desk: DeskState<'_>, id: PersonId) -> Answer<PersonCard> {
    Ok(desk.person_card(id)?)
}
