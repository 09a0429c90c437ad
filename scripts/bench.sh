#!/usr/bin/env bash
# Runs the benchmarks and prints their tables; tables and raw figures go to benches/results/. With
# names of benchmarks: only those. Peers in Python and Node are installed beside, in the user's
# cache; LibreOffice and Chromium from Debian, for `render` only.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p benches/results

benches=("$@")
((${#benches[@]})) || benches=(render bulk search import counter push window)

as_root() {
  if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

set_up_peers() {
  local peers=${XDG_CACHE_HOME:-$HOME/.cache}/sportello/bench-peers
  if ! cmp -s benches/peers/requirements.txt "$peers/requirements.txt"; then
    python3 -m venv "$peers"
    "$peers/bin/pip" install --quiet --requirement benches/peers/requirements.txt
    cp benches/peers/requirements.txt "$peers/"
  fi
  [[ -d benches/peers/node_modules ]] || (cd benches/peers && npm ci --no-fund --no-audit --silent)
  export PATH=$peers/bin:$PATH
  local missing=()
  command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
  command -v chromium >/dev/null || missing+=(chromium)
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null || return 0  # The table says who is absent.
  echo "Installing for the benchmark: ${missing[*]}" >&2
  as_root apt-get update -q >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
}

for name in "${benches[@]}"; do
  echo; echo "## $name"
  case $name in
    render) set_up_peers ;;
    window) cargo build --quiet --release -p sportello -p empty-window ;;
  esac
  # `push` stands alone: it needs none of the peers that `benches` compiles.
  package=benches; [[ $name != push ]] || package=push
  cargo run --quiet --release -p "$package" --bin "$name" -- "${CARGO_TARGET_DIR:-target}/release" \
    | tee "benches/results/$name.md"
done
