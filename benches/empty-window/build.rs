//! Builds Tauri's part of the empty window.

fn main() {
    tauri_build::build();
}
