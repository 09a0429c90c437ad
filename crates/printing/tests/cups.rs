//! Against a real cupsd: what arrives on paper, and what a clerk is told when nothing does.
#![cfg(unix)]

use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use printing::test_server::{PRINTER, TestServer, text_of};
use printing::{Cups, Error, PrintJob, Printed, PrinterState, Printers};

const NUMBER: &str = "L049-01-2026-0000001";

fn job<'a>(pdf: &'a [u8]) -> PrintJob<'a> {
    PrintJob {
        pdf,
        title: NUMBER,
        printer: Some(PRINTER),
        tray: None,
        copies: 1,
    }
}

/// A page that says `text`, with its tables in order.
fn page(text: &str) -> Vec<u8> {
    let content = format!("BT /F 24 Tf 100 700 Td ({text}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut places = String::new();
    for (index, object) in objects.iter().enumerate() {
        places.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = pdf.len();
    pdf.push_str(&format!(
        "xref\n0 6\n0000000000 65535 f \n{places}trailer<</Size 6/Root 1 0 R>>\n\
         startxref\n{table}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

#[test]
fn the_list_shows_printers_state_and_trays() {
    let server = TestServer::start();
    server.add_printer("Anagrafe2");
    server.disable("Anagrafe2");
    let printers = server.cups().list().unwrap();
    let names: Vec<_> = printers
        .iter()
        .map(|printer| printer.name.as_str())
        .collect();
    assert_eq!(names, ["Anagrafe2", PRINTER], "in the order of their names");

    assert_eq!(printers[0].state, PrinterState::Stopped);
    assert_eq!(printers[0].reason.as_deref(), Some("messa in pausa"));
    assert!(!printers[0].is_default);

    assert_eq!(printers[1].state, PrinterState::Idle);
    assert_eq!(printers[1].reason, None, "a ready printer needs no reason");
    assert_eq!(printers[1].trays, ["tray-1", "tray-2"]);
    assert!(printers[1].is_default);
}

#[test]
fn a_document_arrives_on_paper_as_it_was() {
    let server = TestServer::start();
    let printed = server
        .cups()
        .print(&job(&page("Repertorio 0000001")))
        .unwrap();
    assert!(
        matches!(&printed, Printed::Sent { printer, job } if printer == PRINTER && *job > 0),
        "{printed:?}"
    );
    let paper = server.printed(1);
    assert!(
        text_of(&paper[0]).contains("Repertorio 0000001"),
        "{}",
        text_of(&paper[0])
    );

    let options = fs::read_to_string(paper[0].with_extension("options")).unwrap();
    for expected in [
        NUMBER,
        "print-scaling=none",
        "sides=one-sided",
        "PageSize=A4",
        "nofitplot",
    ] {
        let found = options.contains(expected)
            || (expected == "nofitplot" && options.contains("nofit-to-page"));
        assert!(found, "{expected} in {options}");
    }
}

#[test]
fn the_default_printer_is_used_when_none_is_named() {
    let server = TestServer::start();
    let pdf = page("senza nome");
    let printed = server
        .cups()
        .print(&PrintJob {
            printer: None,
            ..job(&pdf)
        })
        .unwrap();
    assert!(matches!(printed, Printed::Sent { printer, .. } if printer == PRINTER));
}

#[test]
fn copies_and_tray_reach_the_printer() {
    let server = TestServer::start();
    let pdf = page("Copia");
    let job = PrintJob {
        copies: 3,
        tray: Some("tray-2"),
        ..job(&pdf)
    };
    server.cups().print(&job).unwrap();
    let paper = server.printed(1);
    assert_eq!(
        text_of(&paper[0]).matches("Copia").count(),
        3,
        "one page for each copy"
    );
    let options = fs::read_to_string(paper[0].with_extension("options")).unwrap();
    assert!(options.contains("InputSlot=Tray2"), "{options}");
}

#[test]
fn a_stopped_printer_is_told_and_keeps_nothing() {
    let server = TestServer::start();
    server.disable(PRINTER);
    let pdf = page("ferma");
    let error = server.cups().print(&job(&pdf)).unwrap_err();
    assert!(
        matches!(&error, Error::Stopped { printer, .. } if printer == PRINTER),
        "{error:?}"
    );
    assert_eq!(
        error.explain(),
        "La stampante “Sportello1” è ferma (messa in pausa)."
    );

    server.enable(PRINTER);
    server.cups().print(&job(&page("ripartita"))).unwrap();
    let paper = server.printed(1);
    assert!(
        text_of(&paper[0]).contains("ripartita"),
        "the refused job does not come out later"
    );
    assert_eq!(server.paper_now().len(), 1);
}

#[test]
fn a_device_that_fails_is_told() {
    let server = TestServer::start();
    server.break_device();
    let error = server.cups().print(&job(&page("rotta"))).unwrap_err();
    assert!(
        matches!(error, Error::Stopped { .. } | Error::JobFailed { .. }),
        "{error:?}\n{}",
        server.log()
    );
    assert!(
        error.explain().starts_with("La stampante “Sportello1” "),
        "{}",
        error.explain()
    );
}

#[test]
fn a_silent_device_is_told_and_the_job_taken_back() {
    let server = TestServer::start();
    server.unplug_device();
    let error = server.cups().print(&job(&page("spenta"))).unwrap_err();
    assert!(
        matches!(error, Error::NotResponding { .. }),
        "{error:?}\n{}",
        server.log()
    );
    assert!(
        error.explain().contains("“Sportello1” non risponde"),
        "{}",
        error.explain()
    );
    assert!(server.paper_now().is_empty());
}

#[test]
fn an_unknown_printer_is_named() {
    let server = TestServer::start();
    let pdf = page("altrove");
    let job = PrintJob {
        printer: Some("Anagrafe9"),
        ..job(&pdf)
    };
    let error = server.cups().print(&job).unwrap_err();
    assert!(matches!(error, Error::UnknownPrinter { .. }), "{error:?}");
    assert!(
        error.explain().contains("“Anagrafe9”"),
        "{}",
        error.explain()
    );
}

#[test]
fn no_service_is_a_quick_error() {
    let mut server = TestServer::start();
    let cups = server.cups();
    server.end();
    check_unreachable(&cups);
}

#[test]
fn a_service_that_never_answers_is_a_quick_error() {
    // It accepts the connection, by the backlog, and says nothing.
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    check_unreachable(&Cups::new(&listener.local_addr().unwrap().to_string()));
}

fn check_unreachable(cups: &Cups) {
    let started = Instant::now();
    let error = cups.list().expect_err("nobody answers");
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "took {:?}",
        started.elapsed()
    );
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(
        error.explain().contains("non risponde"),
        "{}",
        error.explain()
    );
    assert!(matches!(
        cups.print(&job(&page("x"))),
        Err(Error::Unreachable { .. })
    ));
}
