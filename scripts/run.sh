#!/usr/bin/env bash
# Makes an invented comune once and opens the counter on it. With no display: the same minute on
# the command line, from the search to the register.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${TARGET_DIR:-target}/debug/sportello
data=${DEMO_DIR:-.demo}

if [[ ! -f $data/store.db ]]; then
  "$program" demo --residents 5000 --seed 1 --data "$data"
fi
export SPORTELLO_DATA=$data
SPORTELLO_OPERATOR=$(sed -n 1p "$data/demo-login.txt")
SPORTELLO_PASSWORD_FILE=$data/demo-password.txt
echo "Operatore: $SPORTELLO_OPERATOR   password: $(cat "$SPORTELLO_PASSWORD_FILE")"

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} && -z ${SPORTELLO_NO_WINDOW:-} ]]; then
  exec "$program"
fi

export SPORTELLO_OPERATOR SPORTELLO_PASSWORD_FILE
field() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }
echo
echo "Nessuno schermo: lo stesso minuto dalla riga di comando."
query="rossi"
echo "1. Cerca «$query»"
"$program" search "$query" | head -5
found=$("$program" search "$query" --json)
subject=$(field 'next(p["codice_fiscale"] for p in d if p["status"] == "resident" and p["codice_fiscale"])' <<<"$found")
pdf=$data/certificato.pdf
echo "2. Emette il certificato di residenza di $subject per uso pensione (esente da bollo)"
issued=$("$program" issue --subject "$subject" --certificate AN08 --use ES09 --out "$pdf" --json)
number=$(field 'd["number"]' <<<"$issued")
echo "3. Lo ritrova nel registro"
"$program" registers certificates --json | field '[r for r in d if r["number"] == "'"$number"'"][0]["state"]'
echo "4. Controlla archivio, catena e numeri"
"$program" check
echo
echo "Certificato $number: $pdf"
