//! The command line as a script sees it: output, exit codes, and memory of the real program.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sportello");
const PASSWORD: &str = "una-password-di-prova";
const MIB: u64 = 1024 * 1024;

/// A counter in its own folder, with its password file.
struct Counter {
    folder: tempfile::TempDir,
}

impl Counter {
    fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
        Self { folder }
    }

    /// A new one of Grottaglie, with no registry.
    fn new() -> Self {
        let counter = Self::folder();
        counter.done(&["init", "--comune", "E205", "--operator", "prova"]);
        counter
    }

    fn with_registry(residents: u32) -> Self {
        let counter = Self::new();
        let file = counter.subentro(residents, "2026-11-23");
        let told = counter.done(&["import", file.to_str().unwrap()]);
        assert!(told.contains("dati del 23/11/2026, ore 00:00"), "{told}");
        counter
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("SPORTELLO_DATA", self.data())
            .env("SPORTELLO_OPERATOR", "prova")
            .env("SPORTELLO_PASSWORD_FILE", self.path("password"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(PROGRAM).args(arguments).output().unwrap()
    }

    /// Runs a verb that must be done; returns its standard output.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        serde_json::from_str(&self.done(&arguments)).unwrap()
    }

    /// Runs a verb that must fail with a code; returns what it told.
    fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "errors go to standard error only");
        told
    }

    fn subentro(&self, residents: u32, as_of: &str) -> PathBuf {
        eprintln!("seed 7");
        let comune = synthetic::generate(&synthetic::Options {
            residents,
            seed: 7,
            belfiore: domain::BelfioreCode("E205".to_owned()),
            as_of: as_of.parse().unwrap(),
        });
        let path = self.path("subentro.xml");
        let mut file = BufWriter::new(File::create(&path).unwrap());
        synthetic::write_subentro(&comune, &mut file).unwrap();
        file.flush().unwrap();
        path
    }

    /// Runs a verb; returns its exit code, the most memory it had at once, in bytes, and its JSON.
    fn memory(&self, arguments: &[&str]) -> (i32, u64, Option<Value>) {
        // The kernel counts for a parent what its children had at most.
        const COUNT: &str = "import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
        let output = self
            .command("python3")
            .args(["-c", COUNT, PROGRAM])
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (told, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", &text));
        let (code, kib) = last.trim_end().split_once(' ').unwrap();
        let memory = kib.parse::<u64>().unwrap() * 1024;
        (
            code.parse().unwrap(),
            memory,
            serde_json::from_str(told).ok(),
        )
    }

    /// The first resident whom a search finds.
    fn resident(&self, query: &str) -> String {
        let hits = self.json(&["search", query]);
        let hit = hits
            .as_array()
            .unwrap()
            .iter()
            .find(|hit| hit["status"] == "resident" && hit["codice_fiscale"].is_string());
        hit.unwrap()["codice_fiscale"].as_str().unwrap().to_owned()
    }
}

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
