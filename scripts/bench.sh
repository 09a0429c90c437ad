#!/usr/bin/env bash
# Runs the benchmarks and prints their tables; raw figures go to benches/results/. With names of
# benchmarks: only those. Peers in Python and Node are installed beside, in the user's cache.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p benches/results

peers=${XDG_CACHE_HOME:-$HOME/.cache}/sportello/bench-peers
if ! cmp -s benches/peers/requirements.txt "$peers/requirements.txt"; then
  python3 -m venv "$peers"
  "$peers/bin/pip" install --quiet --requirement benches/peers/requirements.txt
  cp benches/peers/requirements.txt "$peers/"
fi
[[ -d benches/peers/node_modules ]] || (cd benches/peers && npm install --no-fund --no-audit --silent)
export PATH=$peers/bin:$PATH

for bench in "${@:-render search import counter push window}"; do
  for name in $bench; do
    echo; echo "## $name"
    [[ $name != window ]] || cargo build --quiet --release -p sportello -p empty-window
    # `push` stands alone: it needs none of the peers that `benches` compiles.
    package=benches; [[ $name != push ]] || package=push
    cargo run --quiet --release -p "$package" --bin "$name" -- "${CARGO_TARGET_DIR:-target}/release"
  done
done
