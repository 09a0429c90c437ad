#!/usr/bin/env bash
# Runs the benchmarks and prints their tables; raw figures go to benches/results/.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p benches/results
for bench in search; do
  echo; echo "## $bench"
  cargo run --quiet --release -p benches --bin "$bench"
done
