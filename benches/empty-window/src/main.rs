//! A Tauri window with one line of text, of the same size as the counter's.

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default().run(tauri::generate_context!())
}
