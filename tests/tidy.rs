//! The rules of the house that no compiler knows: who imports whom, how long a file may be, what a
//! committed file may not say. Format and function length are not here: rustfmt and clippy hold them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What a crate may import of ours. Test code may import more: it is not part of the program.
const MAY_IMPORT: [(&str, &[&str]); 18] = [
    ("domain", &[]),
    ("protocol", &["domain"]),
    ("registry", &["domain"]),
    ("store", &["domain", "protocol"]),
    ("document", &["domain"]),
    ("search", &["domain"]),
    ("seal", &["domain"]),
    ("pades", &[]),
    ("printing", &[]),
    ("synthetic", &["domain"]),
    ("sync", &["protocol", "store"]),
    (
        "desk",
        &[
            "domain", "protocol", "registry", "store", "document", "search", "seal", "pades",
            "printing", "sync",
        ],
    ),
    ("cst", &["domain", "protocol", "document", "seal", "pades"]),
    ("sportello", &["desk", "domain", "synthetic"]),
    ("e2e", &["printing"]),
    (
        "simulation",
        &["domain", "protocol", "store", "sync", "cst", "synthetic"],
    ),
    ("empty-window", &[]),
    ("push", &["cst", "domain", "protocol", "synthetic"]),
];

/// Benchmarks stand beside the program and look at all of it.
const MAY_IMPORT_ALL: &str = "benches";

/// Longer than this, a file has more than one subject.
const LINES_MAX: usize = 400;

/// Generated, or written by a tool.
const NOT_OURS: [&str; 3] = [
    "ui/src/lib/bindings.ts",
    "ui/package-lock.json",
    "Cargo.lock",
];

/// What `.gitignore` names, and what git keeps for itself.
const SKIPPED_FOLDERS: [&str; 10] = [
    ".git",
    "target",
    "gen",
    "dist",
    "node_modules",
    "output",
    ".tools",
    ".demo",
    "__pycache__",
    "results",
];

/// Released migrations and their checksums, one `name checksum` a line; never edited, only added to.
const RELEASED_MIGRATIONS: &str = include_str!("released_migrations.txt");

#[test]
fn crates_import_only_what_the_table_allows() {
    let table: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let manifests = manifests();
    let ours: Vec<&str> = manifests.iter().map(|(name, _)| name.as_str()).collect();
    let mut wrong = Vec::new();
    for (name, manifest) in &manifests {
        if name == MAY_IMPORT_ALL {
            continue;
        }
        let Some(allowed) = table.get(name.as_str()) else {
            wrong.push(format!("{name} is not in the table of tests/tidy.rs"));
            continue;
        };
        for import in imports(manifest) {
            if ours.contains(&import.as_str()) && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{name} imports {import}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "a wrong edge between crates: {wrong:#?}\nsee docs/ARCHITECTURE.md"
    );
}

#[test]
fn files_have_one_subject() {
    let long: Vec<String> = files(&["rs", "ts", "svelte"])
        .filter_map(|(name, text)| {
            let lines = text.lines().count();
            (lines >= LINES_MAX).then(|| format!("{name}: {lines} lines"))
        })
        .collect();
    assert!(
        long.is_empty(),
        "files of {LINES_MAX} lines and more: {long:#?}"
    );
}

#[test]
fn files_say_what_they_are_for() {
    let silent: Vec<String> = files(&["rs"])
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "files without `//!`: {silent:#?}");
}

#[test]
fn files_name_no_folder_of_a_machine() {
    // Put together here, or this file would name them.
    let folders = ["work", "root", "home"].map(|folder| format!("/{folder}/"));
    let named: Vec<String> = files(&[])
        .flat_map(|(name, text)| {
            let found: Vec<String> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| folders.iter().any(|folder| starts_a_path(line, folder)))
                .map(|(index, line)| format!("{name}:{}: {}", index + 1, line.trim()))
                .collect();
            found
        })
        .collect();
    assert!(named.is_empty(), "paths of somebody's machine: {named:#?}");
}

#[test]
fn work_left_for_later_has_an_issue() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    let left: Vec<String> = files(&["rs", "ts", "svelte", "sql", "sh", "py", "scss", "css"])
        .flat_map(|(name, text)| {
            let found: Vec<String> = text
                .lines()
                .enumerate()
                .filter(|(_, line)| {
                    let marked = marks
                        .iter()
                        .any(|mark| words(line).any(|word| word == mark));
                    marked && !names_an_issue(line)
                })
                .map(|(index, line)| format!("{name}:{}: {}", index + 1, line.trim()))
                .collect();
            found
        })
        .collect();
    assert!(
        left.is_empty(),
        "left for later without an issue: {left:#?}"
    );
}

#[test]
fn hexadecimal_is_written_by_one_crate() {
    // Put together here, or this file would be found.
    let by_hand = [":02", "x}"].concat();
    let found: Vec<String> = files(&["rs"])
        .filter(|(_, text)| text.contains(&by_hand))
        .map(|(name, _)| name)
        .collect();
    assert!(
        found.is_empty(),
        "`hex::encode` writes bytes, here too: {found:#?}"
    );
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let lost: Vec<String> = files(&["md"])
        .flat_map(|(name, text)| {
            let folder = root().join(&name);
            let folder = folder.parent().map(Path::to_owned).unwrap_or_default();
            let targets = text.split("](").skip(1);
            let targets = targets.filter_map(|rest| rest.split([')', '#', ' ']).next());
            let lost: Vec<String> = targets
                .filter(|target| !target.is_empty() && !target.contains(':'))
                .filter(|target| !folder.join(target).exists())
                .map(|target| format!("{name}: {target}"))
                .collect();
            lost
        })
        .collect();
    assert!(lost.is_empty(), "links to nothing: {lost:#?}");
}

#[test]
fn released_migrations_never_change() {
    for line in RELEASED_MIGRATIONS
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let (name, expected) = line.split_once(' ').expect("a line is `name checksum`");
        let path = root().join("crates/store/migrations").join(name);
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{name} was released: {error}"));
        let found = format!("{:016x}", fnv1a(&bytes));
        assert_eq!(
            found, expected,
            "{name} was released and counters have run it: write a new migration"
        );
    }
}

#[test]
fn the_checks_see_what_they_should() {
    let work = format!("/{}/", "work");
    assert!(starts_a_path(&format!("see {work}main"), &work));
    assert!(starts_a_path(&format!("\"{work}main\""), &work));
    assert!(
        !starts_a_path(&format!("ui/src{work}main"), &work),
        "a folder of ours"
    );
    assert!(names_an_issue("later (#12)"));
    assert!(!names_an_issue("later # soon"));
    assert_eq!(
        fnv1a(b"foobar"),
        0x85944171f73967e8,
        "the reference value of FNV-1a"
    );
}

/// Every package of the workspace: its name and its manifest.
fn manifests() -> Vec<(String, toml::Table)> {
    let mut paths = vec![
        root().join("Cargo.toml"),
        root().join("tests/e2e/Cargo.toml"),
        root().join("benches/Cargo.toml"),
    ];
    let crates = fs::read_dir(root().join("crates")).expect("the workspace has crates");
    paths.extend(
        crates
            .flatten()
            .map(|entry| entry.path().join("Cargo.toml")),
    );
    paths
        .into_iter()
        .filter_map(|path| {
            let manifest: toml::Table = fs::read_to_string(&path).ok()?.parse().ok()?;
            let name = manifest.get("package")?.get("name")?.as_str()?.to_owned();
            Some((name, manifest))
        })
        .collect()
}

/// What the program imports, on any system: not what its tests import.
fn imports(manifest: &toml::Table) -> Vec<String> {
    let systems = manifest.get("target").and_then(toml::Value::as_table);
    let tables = systems
        .into_iter()
        .flat_map(|systems| systems.values().filter_map(toml::Value::as_table))
        .chain([manifest]);
    tables
        .flat_map(|table| ["dependencies", "build-dependencies"].map(|kind| table.get(kind)))
        .flatten()
        .filter_map(toml::Value::as_table)
        .flat_map(|dependencies| dependencies.iter())
        .map(|(key, value)| {
            let renamed = value.get("package").and_then(toml::Value::as_str);
            renamed.unwrap_or(key).to_owned()
        })
        .collect()
}

/// The text files of the project with one of these endings (all, when none is named), by their path.
fn files(endings: &[&str]) -> impl Iterator<Item = (String, String)> {
    let mut paths = Vec::new();
    walk(&root(), &mut paths);
    paths.sort();
    let endings: Vec<String> = endings.iter().map(|&ending| ending.to_owned()).collect();
    paths.into_iter().filter_map(move |path| {
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if !endings.is_empty() && !endings.iter().any(|wanted| wanted == ending) {
            return None;
        }
        let name = path
            .strip_prefix(root())
            .expect("a walk stays under its root");
        let name = name.to_string_lossy().replace('\\', "/");
        if NOT_OURS.contains(&name.as_str()) {
            return None;
        }
        // What is not UTF-8 is a picture or a font.
        Some((name, fs::read_to_string(path).ok()?))
    })
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder)
        .expect("the project is readable")
        .flatten()
    {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            if !SKIPPED_FOLDERS
                .iter()
                .any(|skipped| entry.file_name() == *skipped)
            {
                walk(&path, paths);
            }
        } else if kind.is_file() && path.extension().is_none_or(|ending| ending != "log") {
            paths.push(path);
        }
    }
}

/// Whether `folder` starts an absolute path in `line`, and is not in the middle of another path.
fn starts_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "/._-*}$>~".contains(c)))
    })
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

fn names_an_issue(line: &str) -> bool {
    line.split('#')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The 64-bit FNV-1a hash: enough to notice an edit, and nothing more is asked of it.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
