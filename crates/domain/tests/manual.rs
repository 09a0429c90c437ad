//! The tables of the operator's manual are those of the data: nobody types them.
//!
//! A page has a place for each table, between two comments. `UPDATE_MANUAL=1` writes them anew.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use domain::certificate::Destination;
use domain::certificate::catalogue::{
    Catalogue, ComuneRules, Family, FeeRule, Issuing, Kind, StampRule, WhoMayAsk,
};

/// The tables are of this day; the data hold from 2013 on, and the manual says the version.
fn catalogue() -> Catalogue {
    let day = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
    Catalogue::on(day, &ComuneRules::default())
}

#[test]
fn the_manual_has_the_catalogue() {
    let catalogue = catalogue();
    let mut families: Vec<Family> = catalogue.kinds().iter().map(|kind| kind.family).collect();
    families.dedup();
    let mut text = format!("Versione dei dati: {}.\n", catalogue.version());
    for family in families {
        let kinds = catalogue.kinds().iter();
        let kinds: Vec<&Kind> = kinds
            .copied()
            .filter(|kind| kind.family == family)
            .collect();
        let title = &catalogue.family(family).title;
        write!(text, "\n## {title}\n\n").unwrap();
        let rows = kinds.iter().map(|kind| row(&catalogue, kind)).collect();
        text.push_str(&table(
            [
                "Codice",
                "Certificato",
                "Validità",
                "Bollo",
                "Diritti",
                "Chi può chiederlo",
                "Si emette da qui?",
                "Certezza",
            ],
            rows,
        ));
    }
    check("catalogo.md", "catalogo", &text);
}

fn row(catalogue: &Catalogue, kind: &Kind) -> [String; 8] {
    let issued = match (&kind.unavailable, kind.cumulative, catalogue.issuing(kind)) {
        (Some(reason), _, _) => format!("no: {reason}"),
        (None, true, _) => "sì: scegli insieme i certificati da riunire".to_owned(),
        (None, false, Issuing::Local) => "sì".to_owned(),
        (None, false, Issuing::Emergency) => "solo in emergenza".to_owned(),
        (None, false, Issuing::Anpr) => "no: si chiede ad ANPR".to_owned(),
    };
    let stamp = match kind.stamp {
        StampRule::Due if kind.stamps > 1 => "sì, due: richiesta e attestazione".to_owned(),
        StampRule::Due => "sì, salvo uso esente".to_owned(),
        StampRule::Always => "sempre".to_owned(),
        StampRule::Exempt => format!("esente ({})", kind.stamp_norm),
    };
    let fee = match kind.fee {
        FeeRule::Standard => "secondo il bollo",
        FeeRule::History => "secondo il bollo; a nominativo se la ricerca è a mano",
        FeeRule::Exempt => "come in carta libera",
        FeeRule::Stamped => "come in bollo",
        FeeRule::None => "nessuno",
        FeeRule::Cie => "importo della carta d'identità",
    };
    let mut who = match kind.who {
        WhoMayAsk::Anyone => "chiunque, identificato",
        WhoMayAsk::Household => {
            "un componente maggiorenne della famiglia, o chi ha un uso che lo richiede"
        }
        WhoMayAsk::Cohabitants => "solo i due conviventi",
        WhoMayAsk::Subject => "l'interessato",
    }
    .to_owned();
    if kind.adult {
        who.push_str(", maggiorenne");
    }
    if kind.needs_reason {
        who.push_str("; scrivi il motivo");
    }
    [
        kind.code.0.clone(),
        kind.title.clone(),
        validity(kind),
        stamp,
        fee.to_owned(),
        who,
        issued,
        kind.grade.to_string(),
    ]
}

fn validity(kind: &Kind) -> String {
    if kind.unavailable.is_some() || kind.cumulative {
        return "—".to_owned();
    }
    match (
        &kind.validity_text,
        kind.validity_days,
        kind.validity_months,
    ) {
        (Some(text), _, _) if text.is_empty() => "—".to_owned(),
        (Some(text), _, _) => text.trim_start_matches("Validità: ").to_owned(),
        (None, Some(days), _) => format!("{days} giorni"),
        (None, None, 0) => "illimitata".to_owned(),
        (None, None, 1) => "1 mese".to_owned(),
        (None, None, months) => format!("{months} mesi"),
    }
}

#[test]
fn the_manual_has_the_exemptions() {
    let catalogue = catalogue();
    let rows = catalogue.exemptions().iter().map(|use_| {
        let norm = match use_.norm.as_str() {
            "" => "la scrivi tu",
            norm => norm,
        };
        [
            use_.code.0.clone(),
            use_.label.clone(),
            norm.to_owned(),
            if use_.fee_due { "sì" } else { "no" }.to_owned(),
            use_.grade.to_string(),
        ]
    });
    let titles = [
        "Codice",
        "Uso",
        "Norma stampata",
        "Diritti dovuti?",
        "Certezza",
    ];
    check("esenzioni.md", "esenzioni", &table(titles, rows.collect()));
}

#[test]
fn the_manual_has_the_clauses() {
    let catalogue = catalogue();
    let rows = [
        (Destination::PrivateParty, "Privato in Italia"),
        (Destination::Abroad, "Estero"),
        (Destination::Immigration, "Procedimento sull'immigrazione"),
        (Destination::CourtFile, "Fascicolo di causa"),
        (
            Destination::PublicBody,
            "Pubblica amministrazione, acquisizione d'ufficio",
        ),
    ]
    .map(|(destination, name)| {
        let clause = catalogue.clause(destination);
        [
            clause.code.clone(),
            name.to_owned(),
            clause.text.clone(),
            clause.source.clone(),
            clause.grade.to_string(),
        ]
    });
    let titles = [
        "Codice",
        "Destinazione",
        "Testo stampato",
        "Fonte",
        "Certezza",
    ];
    check("emettere.md", "clausole", &table(titles, rows.to_vec()));
}

#[test]
fn the_manual_has_the_amounts() {
    let tariffs: toml::Table = read(&root().join("crates/domain/data/tariffs.toml"))
        .parse()
        .unwrap();
    // What an amount is called stands once, among the window's words.
    let words = read(&root().join("ui/src/lib/it.ts"));
    let name = |what: &str| {
        let start = format!("  {what}: '");
        let line = words.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("the window has no word for {what}"));
        line[start.len()..].trim_end_matches("',").to_owned()
    };
    let text = |row: &toml::Value, field: &str| row[field].as_str().unwrap().to_owned();
    let amounts = tariffs["amount"].as_array().unwrap().iter();
    let amounts = amounts.map(|row| {
        let cents = row["cents"].as_integer().unwrap();
        [
            name(&text(row, "what")),
            format!("{},{:02} €", cents / 100, cents % 100),
            text(row, "norm"),
            text(row, "grade"),
        ]
    });
    let titles = ["Importo", "Euro", "Norma", "Certezza"];
    check(
        "bollo-e-diritti.md",
        "importi",
        &table(titles, amounts.collect()),
    );
    let switches = tariffs["switch"].as_array().unwrap().iter();
    let switches = switches.map(|row| {
        let on = row["on"].as_bool().unwrap();
        [
            name(&text(row, "what")),
            if on { "sì" } else { "no" }.to_owned(),
            text(row, "norm"),
            text(row, "grade"),
        ]
    });
    let titles = ["Scelta", "Come fa il programma", "Norma", "Certezza"];
    check(
        "bollo-e-diritti.md",
        "scelte",
        &table(titles, switches.collect()),
    );
}

fn table<const COLUMNS: usize>(titles: [&str; COLUMNS], rows: Vec<[String; COLUMNS]>) -> String {
    let mut text = format!("| {} |\n|{}\n", titles.join(" | "), "---|".repeat(COLUMNS));
    for row in rows {
        let cells = row.map(|cell| cell.replace('|', "\\|").replace('\n', " "));
        writeln!(text, "| {} |", cells.join(" | ")).unwrap();
    }
    text
}

/// Compares the table of a page with what it should be, or writes it.
fn check(page: &str, name: &str, table: &str) {
    let path = root().join("docs/manuale").join(page);
    let text = read(&path);
    let begin = format!("<!-- tabella {name}: dai dati, non si scrive a mano -->\n");
    let end = format!("<!-- fine {name} -->");
    let parts = text.split_once(&begin).and_then(|(before, rest)| {
        let (found, after) = rest.split_once(&end)?;
        Some((before, found, after))
    });
    let (before, found, after) =
        parts.unwrap_or_else(|| panic!("{page} has no place for {name}: {begin}{end}"));
    let wanted = format!("\n{table}\n");
    if found == wanted {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_MANUAL").is_some(),
        "{page} is not what the data say about {name}: UPDATE_MANUAL=1 writes it anew"
    );
    fs::write(&path, [before, &begin, &wanted, &end, after].concat()).unwrap();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    // A checkout on Windows may have other line ends.
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}
