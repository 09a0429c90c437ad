//! Files that are broken, or made to hurt: an error that says why, and little memory.

use std::convert::Infallible;
use std::io::{BufReader, Read};

use proptest::prelude::*;
use registry::{ColumnMap, ReadError, read_csv, read_subentro};

use crate::collect::{Collected, SEED, comune, grottaglie, read_xml, subentro};

fn refused(bytes: &[u8]) -> ReadError<Infallible> {
    let error = read_xml(bytes).0.expect_err("the file was taken");
    assert!(error.explain().len() > 20, "{error:?}");
    error
}

fn edited(from: &str, to: &str) -> Vec<u8> {
    let xml = subentro(&comune(60, SEED));
    let changed = xml.replacen(from, to, 1);
    assert_ne!(xml, changed, "{from} is not in the file");
    changed.into_bytes()
}

#[test]
fn an_empty_file() {
    for empty in [&b""[..], b" \n\t "] {
        assert!(matches!(refused(empty), ReadError::Empty));
    }
}

#[test]
fn a_file_cut_anywhere() {
    let xml = subentro(&comune(20, SEED));
    let whole = xml.trim_end().len();
    for length in (60..whole).step_by(97) {
        let error = refused(&xml.as_bytes()[..length]);
        assert!(
            matches!(error, ReadError::Truncated { .. }),
            "cut at {length}: {error:?}"
        );
    }
}

#[test]
fn another_kind_of_xml() {
    let svg = b"<?xml version=\"1.0\"?><svg><soggetto/></svg>";
    assert!(matches!(refused(svg), ReadError::NotSubentro));
}

#[test]
fn tags_that_do_not_match() {
    let crossed = edited("</cognome>", "</nome>");
    assert!(matches!(refused(&crossed), ReadError::Malformed { line } if line > 20));
}

#[test]
fn an_entity_bomb() {
    let mut bomb = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE b [\n<!ENTITY e0 \"ah\">\n");
    for level in 1..10 {
        let deeper = format!("&e{};", level - 1).repeat(10);
        bomb.push_str(&format!("<!ENTITY e{level} \"{deeper}\">\n"));
    }
    bomb.push_str("]>\n<subentro><soggetto><a>&e9;</a></soggetto></subentro>");
    assert!(matches!(refused(bomb.as_bytes()), ReadError::Entity { .. }));
}

#[test]
fn a_file_of_the_machine_as_an_entity() {
    let theft = b"<?xml version=\"1.0\"?>\n<!DOCTYPE b [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<subentro/>";
    assert!(matches!(refused(theft), ReadError::Entity { .. }));
    let undeclared = edited("<cognome>", "<cognome>&secret;");
    assert!(matches!(refused(&undeclared), ReadError::Entity { .. }));
}

#[test]
fn totals_that_are_not_true() {
    for (total, told) in [
        ("numeroTotaleSchedeSoggetto", "(schede: dichiarati 1"),
        (
            "numeroSchedeSoggettoInvio",
            "(schede dell'invio: dichiarati 1",
        ),
        ("numeroTotalePersoneSessoFemminile", "(donne: dichiarati 1"),
        ("numeroTotaleSchedeFamiglia", "(famiglie: dichiarati 1"),
    ] {
        let error = refused(&edited(&format!("<{total}>"), &format!("<{total}>1")));
        let explained = error.explain();
        assert!(matches!(error, ReadError::Totals(_)), "{explained}");
        assert!(explained.contains(told), "{explained}");
    }
}

#[test]
fn one_of_several_shipments() {
    let part = edited("<totaleInvii>1", "<totaleInvii>3");
    assert!(matches!(
        refused(&part),
        ReadError::Partial { part: 1, parts: 3 }
    ));
}

#[test]
fn bytes_that_are_not_in_the_declared_encoding() {
    let xml = subentro(&comune(60, SEED));
    let line = xml
        .lines()
        .position(|line| line.contains("<cognome>"))
        .unwrap() as u64
        + 1;
    let at = xml.find("<cognome>").unwrap() + "<cognome>".len();
    let mut bytes = xml.into_bytes();
    bytes.insert(at, 0xD2);
    let error = refused(&bytes);
    assert!(
        matches!(error, ReadError::Encoding { line: told } if told == line),
        "{error:?}, expected line {line}"
    );
}

#[test]
fn an_encoding_that_nobody_uses() {
    let strange = edited("UTF-8", "EBCDIC-CP-IT");
    assert!(matches!(refused(&strange), ReadError::Encoding { line: 1 }));
}

#[test]
fn latin_letters_are_read_where_the_file_says_so() {
    let xml = edited("<cognome>", "<cognome>ÒÀ ");
    let declared = String::from_utf8(xml)
        .unwrap()
        .replace("UTF-8", "ISO-8859-1");
    // What Latin-1 lacks is not needed here.
    let bytes: Vec<u8> = declared
        .chars()
        .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
        .collect();
    let (totals, read) = read_xml(&bytes);
    totals.unwrap();
    let first = read.people[0].0.surname.clone().unwrap();
    assert!(first.starts_with("ÒÀ "), "{first}");
}

/// Two gigabytes of one line, made while they are read.
struct Endless<'bytes> {
    head: &'bytes [u8],
    fill: u8,
    left: u64,
    given: u64,
}

const HUGE: u64 = 2 * 1024 * 1024 * 1024;

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let given = if self.head.is_empty() {
            let given = buffer.len().min(usize::try_from(self.left).unwrap());
            buffer[..given].fill(self.fill);
            self.left -= given as u64;
            given
        } else {
            self.head.read(buffer)?
        };
        self.given += given as u64;
        Ok(given)
    }
}

fn endless(head: &str, fill: u8) -> Endless<'_> {
    Endless {
        head: head.as_bytes(),
        fill,
        left: HUGE,
        given: 0,
    }
}

/// As much as may be read of a piece before it is given up.
const READ_MAX: u64 = 3 * 1024 * 1024;

#[test]
fn two_gigabytes_of_one_line_are_given_up_early() {
    let open = "<subentro><soggetto>";
    for (head, fill) in [
        ("<", b'a'),
        ("<subentro ", b'a'),
        ("<subentro a=\"", b'a'),
        ("<subentro>", b'a'),
        (open, b'a'),
        (&format!("{open}<cognome>"), b'A'),
        (&format!("{open}<![CDATA["), b'A'),
        (&format!("{open}<!--"), b'-'),
        (&format!("{open}&"), b'a'),
        ("<?xml ", b'a'),
        ("<!DOCTYPE ", b'['),
        ("<subentro>", 0),
    ] {
        let mut source = endless(head, fill);
        let mut sink = Collected::default();
        let error = read_subentro(BufReader::new(&mut source), &grottaglie(), &mut sink)
            .expect_err("taken");
        assert!(
            matches!(error, ReadError::TooLarge { line: 1 }),
            "{head}: {error:?}"
        );
        assert!(
            source.given < READ_MAX,
            "{head}: {} bytes read",
            source.given
        );
    }
}

#[test]
fn elements_without_end_are_given_up_too() {
    for (head, again) in [("<subentro>", "<a>"), ("<subentro><soggetto>", "<a/>")] {
        let many = format!("{head}{}", again.repeat(100_000));
        assert!(matches!(
            refused(many.as_bytes()),
            ReadError::TooLarge { .. }
        ));
    }
}

#[test]
fn two_gigabytes_of_one_csv_line_are_given_up_early() {
    let heading = ColumnMap::default()
        .columns
        .into_keys()
        .collect::<Vec<_>>()
        .join(";");
    for (head, fill) in [
        ("", b'a'),
        ("", 0),
        (&format!("{heading}\n"), b'a'),
        (&format!("{heading}\n"), b';'),
        (&format!("{heading}\n\""), b'a'),
    ] {
        let mut source = endless(head, fill);
        let mut sink = Collected::default();
        let map = ColumnMap::default();
        let day = "2026-11-23".parse().unwrap();
        let error = read_csv(&mut source, &map, &grottaglie(), day, &mut sink).expect_err("taken");
        assert!(
            matches!(error, ReadError::TooLarge { .. }),
            "{head}: {error:?}"
        );
        assert!(
            source.given < READ_MAX,
            "{head}: {} bytes read",
            source.given
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_change_of_a_byte_is_an_answer(place in 0_usize..40_000, byte: u8) {
        let mut bytes = subentro(&comune(20, SEED)).into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        let (totals, read) = read_xml(&bytes);
        if let Ok(totals) = totals {
            prop_assert_eq!(
                totals.persons,
                (read.people.len() + read.refused.len()) as u64,
                "nobody disappears"
            );
        }
    }

    #[test]
    fn any_date_is_an_answer(text in "[ 0-9\u{3000}à:+-]{1,12}") {
        let xml = subentro(&comune(20, SEED));
        let (head, tail) = xml.split_once("<dataNascita>").unwrap();
        let (_, tail) = tail.split_once("</dataNascita>").unwrap();
        let flags = "<senzaGiornoMese>1</senzaGiornoMese>";
        let changed = format!("{head}<dataNascita>{text}</dataNascita>{flags}{tail}");
        read_xml(changed.as_bytes()).0.unwrap();
    }
}
