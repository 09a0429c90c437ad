//! The command line as a script sees it: output, exit codes, and memory of the real program.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod centre;
mod counter;
mod exchange;
mod manual;
mod trust;

use std::fs::File;
use std::path::PathBuf;

use serde_json::Value;

use counter::{Counter, PASSWORD, PROGRAM};

const MIB: u64 = 1024 * 1024;

#[test]
fn the_minute_at_the_counter() {
    let counter = Counter::with_registry(500);
    let subject = counter.resident("rossi");
    let pdf = counter.path("certificato.pdf");
    let issue = [
        "issue",
        "--subject",
        &subject,
        "--certificate",
        "AN08",
        "--use",
        "ES09",
        "--out",
        pdf.to_str().unwrap(),
    ];
    let issued = counter.json(&issue);
    let number = issued["number"].as_str().unwrap();
    assert!(number.ends_with("-0000001"), "{number}");
    assert_eq!(issued["stamp_duty_cents"], 0);
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    let register = counter.json(&["registers", "certificates"]);
    assert_eq!(register[0]["number"], number);
    let csv = counter.done(&["registers", "certificates", "--format", "csv"]);
    assert!(csv.contains(number), "{csv}");
    let check = counter.json(&["check"]);
    assert_eq!(check["ok"], true, "{check}");
    let told = counter.done(&["check"]);
    assert!(told.contains(", 1 certificato: tutto in ordine"), "{told}");
    counter.json(&issue);
    let told = counter.done(&["check"]);
    assert!(told.contains(", 2 certificati: tutto in ordine"), "{told}");
}

#[test]
fn exit_codes_say_what_kind_of_no() {
    let nobody = Counter::folder();
    assert!(nobody.refused(2, &["check"]).contains("sportello init"));
    assert!(!nobody.refused(2, &["issue"]).is_empty());

    let counter = Counter::new();
    assert!(
        counter
            .done(&["search", "rossi"])
            .contains("Nessuna persona")
    );
    let again = counter.refused(1, &["init", "--comune", "E205", "--operator", "prova"]);
    assert!(again.contains("non l'ho toccato"), "{again}");
    assert!(
        !counter
            .refused(3, &["import", "/nowhere/file.xml"])
            .is_empty()
    );

    std::fs::write(counter.path("password"), "un'altra").unwrap();
    let wrong = counter.refused(1, &["check"]);
    assert!(wrong.contains("password sbagliati"), "{wrong}");
    std::fs::write(counter.path("password"), PASSWORD).unwrap();
    counter.done(&["check"]);
}

/// What stands in the store's place is left as it is, and told.
fn in_the_place_of_the_store(bytes: &[u8]) -> String {
    let counter = Counter::new();
    let store = counter.data().join("store.db");
    std::fs::write(&store, bytes).unwrap();
    let told = counter.refused(3, &["check"]);
    assert_eq!(std::fs::read(&store).unwrap(), bytes, "it was touched");
    assert!(
        told.contains("Non l'ho toccato") && told.contains("backup"),
        "{told}"
    );
    told
}

#[test]
fn something_else_in_the_place_of_the_store() {
    let noise: Vec<u8> = (0..40_000_u32).map(|n| (n * 7919 % 251) as u8).collect();
    let told = in_the_place_of_the_store(&noise);
    assert!(told.contains("rovinato"), "{told}");
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(8192, 0);
    let told = in_the_place_of_the_store(&plain);
    assert!(told.contains("non è cifrato"), "{told}");
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let counter = Counter::new();
    let keys = counter.data().join("keys.json");
    let ours = std::fs::read_to_string(&keys).unwrap();
    let newer = ours.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(newer, ours);
    std::fs::write(&keys, &newer).unwrap();
    let told = counter.refused(3, &["check"]);
    assert!(
        told.contains("più nuova") && told.contains("nulla è andato perso"),
        "{told}"
    );
    assert_eq!(std::fs::read_to_string(&keys).unwrap(), newer);
    std::fs::write(&keys, ours).unwrap();
    counter.done(&["check"]);
}

/// A disk of 32 MiB over the data folder, seen by this script alone. With more and more room left,
/// an import and an act are tried; then there is room again. Prints a line for each try.
const FULL_DISK: &str = r#"
program=$1; newer=$2; subject=$3; told=$4
cp -a "$SPORTELLO_DATA" "$SPORTELLO_DATA.copy"
mount -t tmpfs -o size=32m none "$SPORTELLO_DATA" || exit 9
cp -a "$SPORTELLO_DATA.copy/." "$SPORTELLO_DATA/"
for room in 0 40 60 80 120 250 500 1000; do
  rm -f "$SPORTELLO_DATA/ballast"
  free=$(df --output=avail -k "$SPORTELLO_DATA" | tail -1)
  head -c $(((free - room) * 1024)) /dev/zero > "$SPORTELLO_DATA/ballast"
  "$program" import "$newer" >/dev/null 2>"$told"
  echo "import $room $? $(tr '\n' ' ' < "$told")"
  "$program" issue --subject "$subject" --certificate AN08 --use ES09 --out "$told.pdf" >/dev/null 2>"$told"
  echo "issue $room $? $(tr '\n' ' ' < "$told")"
done
rm "$SPORTELLO_DATA/ballast"
echo "check 0 0 $("$program" check --json | tr -d "\n")"
echo "registers 0 0 $("$program" registers certificates --json | tr -d "\n")"
echo "import 32768 $("$program" import "$newer" --json >/dev/null && echo 0) -"
"#;

#[test]
fn a_full_disk_is_told_and_nothing_is_half_done() {
    let counter = Counter::with_registry(300);
    let subject = counter.resident("rossi");
    let newer = counter.subentro(6_000, "2026-11-24");
    let output = counter
        .command("unshare")
        .args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            FULL_DISK,
            "sh",
            PROGRAM,
        ])
        .args([&newer, &PathBuf::from(&subject), &counter.path("told")])
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "a disk of one's own: {why}");
    let (mut full, mut issued) = (0, 0);
    for line in lines.lines() {
        let fields: Vec<&str> = line.splitn(4, ' ').collect();
        let [verb, _, code, told] = fields[..] else {
            panic!("{line}");
        };
        match (verb, code) {
            ("import" | "issue", "3") => {
                assert!(told.contains("disco è pieno"), "{line}");
                full += 1;
            }
            ("issue", "0") => issued += 1,
            ("import", "0") => assert!(line.contains("32768"), "it had no room: {line}"),
            ("check", _) => {
                let check: Value = serde_json::from_str(told).unwrap();
                assert_eq!(check["ok"], true, "{line}");
                assert_eq!(check["certificates"], issued, "{lines}");
            }
            ("registers", _) => {
                let rows: Value = serde_json::from_str(told).unwrap();
                let mut numbers: Vec<&str> = rows
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter_map(|row| row["number"].as_str()?.rsplit('-').next())
                    .collect();
                numbers.sort_unstable();
                let dense: Vec<String> = (1..=issued).map(|n| format!("{n:07}")).collect();
                assert_eq!(numbers, dense, "no gap and none twice");
            }
            _ => panic!("{line}"),
        }
    }
    assert!(full >= 9 && issued >= 1, "too little was tried: {lines}");
}

#[test]
fn two_gigabytes_of_one_line_are_refused_with_little_memory() {
    let counter = Counter::new();
    let huge = counter.path("enorme.csv");
    // A file with a hole: no disk is used, and it reads as zeros without a line's end.
    File::create(&huge).unwrap().set_len(2048 * MIB).unwrap();
    let file = huge.to_str().unwrap();
    let told = counter.refused(1, &["import", file, "--as-of", "2026-11-23"]);
    assert!(told.contains("l'anagrafe è come prima"), "{told}");
    let (code, memory, _) = counter.memory(&["import", file, "--as-of", "2026-11-23"]);
    assert_eq!(code, 1);
    assert!(memory < 150 * MIB, "{} MiB", memory / MIB);
}

#[test]
fn two_hundred_thousand_residents_come_in_with_less_than_300_mb() {
    let counter = Counter::new();
    let file = counter.subentro(200_000, "2026-11-23");
    let (code, memory, report) = counter.memory(&["import", file.to_str().unwrap(), "--json"]);
    assert_eq!(code, 0);
    let report = report.unwrap();
    assert!(report["accepted"].as_u64().unwrap() >= 200_000, "{report}");
    assert_eq!(report["refused"], 0);
    assert!(memory < 300 * 1_000_000, "{} MiB", memory / MIB);
}
