//! The registers, as text, JSON or CSV.

use std::path::Path;
use std::process::ExitCode;

use desk::Desk;
use desk::views::{CertificateFilter, CertificateRow, CertificateState, JournalRow};

use crate::cli::failure::Failure;
use crate::cli::output::{Output, write};
use crate::cli::{Format, Register, RegistersArgs, login};

/// Shows a register, the oldest line first.
pub(crate) fn registers(
    data: &Path,
    args: &RegistersArgs,
    output: &Output,
) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let output = if args.format == Some(Format::Json) {
        &Output::new(true)
    } else {
        output
    };
    let csv = args.format == Some(Format::Csv);
    match args.register {
        Register::Certificates => {
            let rows = certificates(&desk, args)?;
            if csv {
                write(&certificates_csv(&rows))?;
            } else {
                output.show(&rows, |rows| {
                    rows.iter().map(line).collect::<Vec<_>>().join("\n")
                })?;
            }
        }
        Register::Journal => {
            let rows = desk.journal()?;
            if csv {
                write(&journal_csv(&rows))?;
            } else {
                output.show(&rows, |rows| {
                    let line = |row: &JournalRow| {
                        format!(
                            "{}/{}  {}  {}  {}",
                            row.epoch, row.seq, row.at, row.operator, row.kind
                        )
                    };
                    rows.iter().map(line).collect::<Vec<_>>().join("\n")
                })?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn certificates(desk: &Desk, args: &RegistersArgs) -> Result<Vec<CertificateRow>, Failure> {
    let filter = CertificateFilter {
        from: args.from.map(|day| day.to_string()),
        to: args.to.map(|day| day.to_string()),
        ..CertificateFilter::default()
    };
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let page = desk.certificates(&filter, after.as_deref())?;
        rows.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    rows.reverse();
    Ok(rows)
}

fn line(row: &CertificateRow) -> String {
    let state = match row.state {
        CertificateState::Issued => "emesso".to_owned(),
        CertificateState::Voided => {
            format!(
                "ANNULLATO: {}",
                row.void_reason.as_deref().unwrap_or_default()
            )
        }
    };
    format!(
        "{}  {}  {}  {}  {state}",
        row.number, row.issued_at, row.title, row.subject
    )
}

fn certificates_csv(rows: &[CertificateRow]) -> String {
    let mut lines = vec![
        "numero;emesso;titolo;intestatario;codice_fiscale;operatore;stato;motivo;ristampe;bollo;diritti"
            .to_owned(),
    ];
    lines.extend(rows.iter().map(|row| {
        let state = match row.state {
            CertificateState::Issued => "emesso",
            CertificateState::Voided => "annullato",
        };
        [
            &row.number,
            &row.issued_at,
            &row.title,
            &row.subject,
            row.codice_fiscale.as_deref().unwrap_or_default(),
            &row.operator,
            state,
            row.void_reason.as_deref().unwrap_or_default(),
            &row.reprints.to_string(),
            &row.stamp_duty.to_string(),
            &row.fee.to_string(),
        ]
        .map(cell)
        .join(";")
    }));
    lines.join("\r\n")
}

fn journal_csv(rows: &[JournalRow]) -> String {
    let mut lines = vec!["epoca;numero;quando;operatore;atto;impronta".to_owned()];
    lines.extend(rows.iter().map(|row| {
        let (epoch, seq) = (row.epoch.to_string(), row.seq.to_string());
        [&epoch, &seq, &row.at, &row.operator, &row.kind, &row.hash]
            .map(|text| cell(text))
            .join(";")
    }));
    lines.join("\r\n")
}

/// Writes a cell (RFC 4180) that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_becomes_a_formula() {
        for (text, written) in [
            ("ROSSI", "ROSSI"),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("a;b", "\"a;b\""),
            ("detto \"il Rosso\"", "\"detto \"\"il Rosso\"\"\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }
}
