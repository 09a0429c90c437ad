#!/usr/bin/env bash
# Makes an invented comune once, starts a centre beside it and opens the counter. With no display: the same
# minute on the command line, from the search to the register, and then a line that goes and comes back.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=${TARGET_DIR:-target}/debug
program=$programs/sportello
data=${DEMO_DIR:-.demo}
centre=$data/cst
address=$data/cst-address.txt
centre_pid=

# Starts the centre where it was before, or on a free port, and waits until it answers.
start_centre() {
  local listen=127.0.0.1:0
  [[ -f $address ]] && listen=$(sed 's,^https://,,' "$address")
  : >"$centre.json"
  "$programs/cst" serve --data "$centre" --listen "$listen" --json >"$centre.json" 2>"$centre.log" &
  centre_pid=$!
  until grep -q '"url"' "$centre.json"; do
    if ! kill -0 "$centre_pid" 2>/dev/null; then
      echo "Il centro servizi non parte (vedi $centre.log): lo sportello lavora senza." >&2
      centre_pid=
      return 1
    fi
    sleep 0.1
  done
  sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' "$centre.json" >"$address"
}

stop_centre() {
  [[ -z $centre_pid ]] && return
  kill "$centre_pid" 2>/dev/null || true
  wait "$centre_pid" 2>/dev/null || true
  centre_pid=
}

# The value of a field of the JSON on standard input.
field() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }

if [[ ! -f $data/store.db ]]; then
  "$program" demo --residents 5000 --seed 1 --data "$data"
fi
export SPORTELLO_DATA=$data
SPORTELLO_OPERATOR=$(sed -n 1p "$data/demo-login.txt")
SPORTELLO_PASSWORD_FILE=$data/demo-password.txt
echo "Operatore: $SPORTELLO_OPERATOR   password: $(cat "$SPORTELLO_PASSWORD_FILE")"

trap stop_centre EXIT
enrolled=$data/cst-enrolled
if start_centre && [[ ! -f $enrolled ]]; then
  code=$("$programs/cst" enrol --comune E205 --data "$centre" --json | field 'd["code"]')
  SPORTELLO_OPERATOR=$SPORTELLO_OPERATOR SPORTELLO_PASSWORD_FILE=$SPORTELLO_PASSWORD_FILE \
    "$program" enrol "$code" --cst "$(cat "$address")"
  touch "$enrolled"
fi
[[ -n $centre_pid ]] && echo "Centro servizi: $(cat "$address")   (si ferma alla chiusura; con «kill $centre_pid» manca la linea)"

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} && -z ${SPORTELLO_NO_WINDOW:-} ]]; then
  "$program"
  exit
fi

export SPORTELLO_OPERATOR SPORTELLO_PASSWORD_FILE
state() { # state NUMBER: what the register says of a certificate
  "$program" registers certificates --json | field '[r for r in d if r["number"] == "'"$1"'"][0]["state"]'
}
issue() { # issue FILE: issues for the person chosen below; prints the number
  "$program" issue --subject "$subject" --certificate AN08 --use ES09 --out "$1" --json | field 'd["number"]'
}
echo
echo "Nessuno schermo: lo stesso minuto dalla riga di comando."
query="rossi"
echo "1. Cerca «$query»"
"$program" search "$query" | head -5
found=$("$program" search "$query" --json)
subject=$(field 'next(p["codice_fiscale"] for p in d if p["status"] == "resident" and p["codice_fiscale"])' <<<"$found")
pdf=$data/certificato.pdf
echo "2. Emette il certificato di residenza di $subject per uso pensione (esente da bollo)"
number=$(issue "$pdf")
echo "3. Lo ritrova nel registro"
state "$number"
if [[ -n $centre_pid ]]; then
  echo "4. Si allinea con il centro servizi"
  "$program" sync
  echo "5. Il centro servizi si ferma: l'allineamento non riesce, e niente va perso"
  stop_centre
  "$program" sync || true
  echo "6. Si lavora lo stesso: un altro certificato"
  second=$(issue "$data/certificato-2.pdf")
  echo "$second: $(state "$second")"
  echo "7. Il centro servizi torna: quello che aspettava parte da solo"
  "$program" sync --wait &
  waiting=$!
  sleep 2
  start_centre
  wait "$waiting"
fi
echo "8. Controlla archivio, catena e numeri"
"$program" check
echo
echo "Certificato $number: $pdf"
