//! The window: which commands it may call, and how it starts.

use std::path::Path;
use std::sync::Arc;

use desk::Desk;
use domain::clock::SystemClock;
use tauri::Manager;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::commands::{certificates, exchange, import, list, person, session, settings, trust};

/// The list of commands; TypeScript is made from it.
pub(crate) fn bindings() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .commands(collect_commands![
            session::session_state,
            session::comuni,
            session::store_create,
            session::session_open,
            session::session_lock,
            session::desk_status,
            person::search,
            person::person_card,
            certificates::certificate_options,
            certificates::certificate_quote,
            certificates::certificate_issue,
            certificates::certificates,
            certificates::certificate_show,
            certificates::certificate_reprint,
            certificates::certificate_void,
            certificates::certificate_open_viewer,
            certificates::certificate_save,
            import::import_run,
            import::import_cancel,
            list::list_read,
            list::list_people,
            list::list_quote,
            list::list_issue,
            list::list_cancel,
            list::list_print,
            list::list_save,
            exchange::counter_enrol,
            exchange::exchange_run,
            exchange::exchange_state,
            exchange::certificate_delivery,
            settings::settings_read,
            settings::settings_change,
            settings::arms_change,
            settings::authority_read,
            settings::printers,
            trust::verify_file,
            trust::verify_text,
            trust::cards,
            trust::certificate_sign,
            trust::certificate_timestamp,
            trust::pin_kept_until,
            trust::pin_forget,
            trust::seal_keys,
            trust::seal_key_rotate,
            trust::seal_key_revoke,
            trust::seal_keys_export,
            trust::seal_keys_trust,
        ])
        .events(collect_events![import::ImportProgress, list::ListProgress])
}

/// Opens the window over the data folder `data` and returns when it is closed.
///
/// # Errors
/// The web view cannot be started.
pub(crate) fn open(data: &Path) -> Result<(), tauri::Error> {
    let builder = bindings();
    let desk = Arc::new(Desk::new(
        data,
        Arc::new(SystemClock),
        printing_of_this_system(data),
    ));
    let agent = Arc::clone(&desk);
    // It ends with the program: what it was about to send is still in the outbox then.
    std::thread::spawn(move || agent.exchange_agent());
    let typed = builder.invoke_handler();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .manage(desk)
        .invoke_handler(move |invoke| {
            // Raw bytes have no TypeScript type: this one command stands beside the typed ones.
            if invoke.message.command() == "preview_page" {
                let handler: fn(tauri::ipc::Invoke<tauri::Wry>) -> bool =
                    tauri::generate_handler![certificates::preview_page];
                return handler(invoke);
            }
            typed(invoke)
        })
        .setup(move |app| {
            builder.mount_events(app);
            tauri::WebviewWindowBuilder::new(app, "main", tauri::WebviewUrl::default())
                .title("Sportello")
                .inner_size(1280.0, 800.0)
                .min_inner_size(900.0, 600.0)
                .on_navigation(is_own_page)
                .build()?;
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::Destroyed = event {
                // A window that closes locks the desk, so that keys leave the memory at once.
                let _ = window.state::<Arc<Desk>>().session_lock();
            }
        })
        .run(tauri::generate_context!())
}

/// Tells whether an address is one of the window's own pages; it goes nowhere else.
fn is_own_page(url: &tauri::Url) -> bool {
    matches!(url.scheme(), "tauri" | "about")
        || url.host_str() == Some("tauri.localhost")
        || (cfg!(debug_assertions) && url.host_str() == Some("localhost"))
}

fn printing_of_this_system(data: &Path) -> Box<dyn desk::Printers> {
    desk::system_printers(data)
}

#[cfg(test)]
mod tests {
    use specta_typescript::Typescript;

    /// The window's `bindings.ts` is written from Rust and never by hand. `make bindings` sets
    /// `UPDATE_BINDINGS` and writes it anew.
    #[test]
    fn bindings_are_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/lib/bindings.ts");
        let typescript = Typescript::default();
        let fresh = tempfile::NamedTempFile::new().unwrap();
        super::bindings().export(typescript, fresh.path()).unwrap();
        let fresh = std::fs::read_to_string(fresh.path()).unwrap();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(path, &fresh).unwrap();
        }
        let present = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(
            present, fresh,
            "ui/src/lib/bindings.ts is stale: run `make bindings`"
        );
    }
}
