//! The exchange with the centre.

use desk::views::{Delivery, Enrolled, ExchangeResult, ExchangeView};

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

/// Says what became of a certificate's issue at the centre.
#[tauri::command(async)]
#[specta::specta]
pub(crate) fn certificate_delivery(
    desk: DeskState<'_>,
    number: String,
) -> Answer<Option<Delivery>> {
    Ok(desk.certificate_delivery(&number)?)
}
