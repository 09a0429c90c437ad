#!/usr/bin/env bash
# Installs what is missing on a Debian 12 with only Rust, Node and Python 3: system packages, npm
# packages, cargo-nextest. A second call finds everything there and installs nothing.
# With the word `windows`: what type-checking for Windows needs besides.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  build-essential pkg-config perl                    # SQLCipher and its OpenSSL
  libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev    # the window
  webkit2gtk-driver xvfb xauth                       # the window, driven by tests
  cups cups-client cups-filters printer-driver-cups-pdf ghostscript  # printing, tried on a real cupsd
  poppler-utils qpdf mupdf-tools libxml2-utils       # independent readers of what we write
  softhsm2 opensc libnss3-tools openssl python3-venv # signatures: cards, what pdfsig believes, an authority, pyHanko
  zbar-tools                                         # reads seals as a scanner does
  postgresql                                         # the service centre's other store: tests start their own
  fonts-dejavu-core
)
targets=()
if [[ "${1:-}" == windows ]]; then
  packages+=(gcc-mingw-w64-x86-64)
  targets+=(x86_64-pc-windows-gnu)
fi

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
else
  echo "This is not Debian: install the equivalents of these yourself: ${packages[*]}" >&2
fi
if ((${#missing[@]})); then
  echo "Installing: ${missing[*]}" >&2
  # A service that the package would start is not wanted: tests start their own cupsd and PostgreSQL.
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

for tool in cargo node npm python3; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: install Rust, Node 20 and Python 3 first" >&2; exit 3; }
done
for component in clippy fmt; do
  cargo "$component" --version >/dev/null 2>&1 || rustup component add clippy rustfmt
done
cargo nextest --version >/dev/null 2>&1 || cargo install cargo-nextest --locked
for target in "${targets[@]}"; do
  rustup target list --installed 2>/dev/null | grep -qx "$target" || rustup target add "$target"
done

# pyHanko, which judges our signatures, in the user's cache.
judges=${XDG_CACHE_HOME:-$HOME/.cache}/sportello/test-tools
if ! cmp -s crates/pades/tests/requirements.txt "$judges/requirements.txt"; then
  python3 -m venv "$judges"
  "$judges/bin/pip" install --quiet --requirement crates/pades/tests/requirements.txt
  cp crates/pades/tests/requirements.txt "$judges/"
fi

# The window's packages, and the linter of the service centre's description.
for folder in ui tools; do
  stamp=$folder/node_modules/.installed
  if [[ ! -f $stamp ]] || ! cmp -s "$folder/package-lock.json" "$stamp"; then
    (cd "$folder" && npm ci --no-fund --no-audit)
    cp "$folder/package-lock.json" "$stamp"
  fi
done
