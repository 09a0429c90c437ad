#!/usr/bin/env bash
# Writes every sample document and has the real veraPDF validate each as PDF/A-2a and PDF/UA-1.
# Usage: scripts/verapdf.sh /path/to/verapdf
set -euo pipefail
cd "$(dirname "$0")/.."

verapdf=${1:-}
if [[ -z $verapdf ]] || ! command -v "$verapdf" >/dev/null; then
  echo "veraPDF is not here: install it from https://verapdf.org and call 'make verapdf VERAPDF=/path/to/verapdf'." >&2
  exit 3
fi
folder=$PWD/target/verapdf
rm -rf "$folder"
CERTIFICATE_SAMPLES=$folder cargo nextest run --cargo-quiet --status-level fail -p document samples_are_written_on_request
shopt -s nullglob
samples=("$folder"/*.pdf)
((${#samples[@]})) || { echo "no sample was written to $folder" >&2; exit 1; }

bad=0
for flavour in 2a ua1; do
  # One line for each file, PASS or FAIL; a file of which it says nothing has not passed.
  verdicts=$("$verapdf" --flavour "$flavour" --format text "${samples[@]}") || true
  for sample in "${samples[@]}"; do
    if ! grep -qF "PASS $sample" <<<"$verdicts"; then
      bad=$((bad + 1))
      echo "$flavour ${sample##*/}: not compliant" >&2
    fi
  done
  grep -v '^PASS ' <<<"$verdicts" >&2 || true
done
echo "${#samples[@]} documents, 2a and ua1: $bad not compliant"
((bad == 0))
