//! The exchange with the centre.

use desk::views::{Enrolled, ExchangeResult, ExchangeView};

use super::{Answer, DeskState};

/// Makes this counter one of a centre's.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn counter_enrol(
    desk: DeskState<'_>,
    code: String,
    address: String,
) -> Answer<Enrolled> {
    Ok(desk.counter_enrol(&code, &address)?)
}

/// Sends what waits and takes what is new, now.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn exchange_run(desk: DeskState<'_>) -> Answer<ExchangeResult> {
    Ok(desk.exchange_run()?)
}

/// Says how the exchange stands.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn exchange_state(desk: DeskState<'_>) -> Answer<ExchangeView> {
    Ok(desk.exchange_state()?)
}
