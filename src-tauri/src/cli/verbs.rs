//! The verbs that work on a counter.

mod registers;
mod signing;
mod trust;

use std::path::Path;
use std::process::ExitCode;

use desk::views::{CheckView, ImportReport, Issued, PersonHit, PrintOutcome, SignOutcome};
use desk::{ImportOptions, Paper, Progress, Setup};
use domain::certificate::{
    Applicant, CertificateCode, CertificateRequest, Contrassegno, Destination, UseCode,
};
use domain::{BelfioreCode, Cents, PartialDate};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::failure::Failure;
use super::output::Output;
use super::{ImportArgs, InitArgs, IssueArgs, SearchArgs, login};

pub(crate) use registers::registers;
pub(crate) use trust::{keys, verify};

/// Makes a new counter.
pub(crate) fn init(data: &Path, args: &InitArgs, output: &Output) -> Result<ExitCode, Failure> {
    #[derive(Serialize)]
    struct Init {
        data: String,
        operator: String,
        password_file: Option<String>,
        recovery: String,
    }
    let desk = login::closed(data);
    let created = desk.store_create(&Setup {
        belfiore: BelfioreCode(args.comune.to_ascii_uppercase()),
        counter: args.counter.clone(),
        operator: args.operator.clone(),
        operator_name: if args.name.is_empty() {
            args.operator.clone()
        } else {
            args.name.clone()
        },
        password: login::password(args.password_file.as_deref())?,
    })?;
    let init = Init {
        data: data.display().to_string(),
        operator: args.operator.clone(),
        password_file: args
            .password_file
            .as_ref()
            .map(|file| file.display().to_string()),
        recovery: created.recovery,
    };
    output.show(&init, |init| {
        format!(
            "Sportello pronto in {}, operatore {}.\n\nFoglio di recupero: stampalo e chiudilo in \
             cassaforte. Apre i dati se la password si perde.\n\n{}",
            init.data, init.operator, init.recovery
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Imports the registry.
pub(crate) fn import(data: &Path, args: &ImportArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let options = ImportOptions {
        as_of: args.as_of,
        column_map: args.columns.clone(),
    };
    let bar = progress_bar(output);
    let report = desk.import_run(&args.file, &options, &mut |progress| bar.update(progress));
    bar.finish();
    output.show(&report?, report_text)?;
    Ok(ExitCode::SUCCESS)
}

fn report_text(report: &ImportReport) -> String {
    let mut lines = vec![
        if report.already_current {
            "Il file era già stato importato: nulla è cambiato.".to_owned()
        } else {
            format!(
                "Anagrafe aggiornata ai dati del {}.",
                desk::in_words(&report.as_of)
            )
        },
        format!(
            "Nuovi {}, aggiornati {}, invariati {}, cancellati {}, rifiutati {}.",
            report.accepted, report.updated, report.unchanged, report.cancelled, report.refused
        ),
    ];
    lines.extend(report.refusals.iter().map(|note| {
        let card = note.card.as_deref().unwrap_or("senza numero");
        format!("riga {}, scheda {card}: {}", note.line, note.reason)
    }));
    if let Some(file) = &report.report_file {
        lines.push(format!("Rapporto completo: {file}"));
    }
    lines.join("\n")
}

/// Searches persons.
pub(crate) fn search(data: &Path, args: &SearchArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    desk.search_prepare()?;
    let answer = desk.search(&args.query)?;
    output.show(&answer.hits, |hits| {
        if hits.is_empty() {
            return "Nessuna persona trovata.".to_owned();
        }
        hits.iter().map(hit_line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn hit_line(hit: &PersonHit) -> String {
    let born: Result<PartialDate, _> = hit.birth_date.parse();
    let born = born.map_or_else(|_| hit.birth_date.clone(), |date| date.to_string());
    let code = hit.codice_fiscale.as_deref().unwrap_or("----------------");
    let name = format!("{} {}", hit.surname, hit.name);
    format!("{code:16}  {name:36} {born:10}  {}", hit.address)
}

/// Issues a certificate.
pub(crate) fn issue(data: &Path, args: &IssueArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let subject = desk.person_by_codice_fiscale(&args.subject)?;
    let kinds = args.certificate.iter();
    let kinds = kinds.map(|code| CertificateCode(code.to_uppercase()));
    let request = CertificateRequest {
        destination: if args.foreign {
            Destination::Abroad
        } else {
            Destination::PrivateParty
        },
        exempt_use: args
            .exempt_use
            .as_ref()
            .map(|code| UseCode(code.to_uppercase())),
        exemption_note: args.norm.clone(),
        contrassegno: args
            .stamp
            .clone()
            .zip(args.stamp_date)
            .map(|(number, date)| Contrassegno { number, date }),
        applicant: args.applicant.clone().zip(args.document.clone()).map_or(
            Applicant::Subject,
            |(name, document)| Applicant::ThirdParty {
                name,
                document,
                codice_fiscale: None,
            },
        ),
        ..CertificateRequest::plain(subject, kinds.collect())
    };
    let paper = if args.print {
        Paper::Print
    } else {
        Paper::None
    };
    // Asked for before anything is issued: who has no PIN at hand has no number spent.
    let key = match &args.sign {
        Some(key) => Some((signing::key(key)?, login::pin()?)),
        None => None,
    };
    let issued = desk.certificate_issue(&request, None, paper)?;
    let signed = key
        .map(|(key, pin)| desk.certificate_sign(&issued.number, &key, Some(pin)))
        .transpose();
    let out = args.out.as_deref();
    if let Some(out) = out {
        let pdf = desk.certificate_pdf(&issued.number)?;
        std::fs::write(out, pdf).map_err(|error| {
            Failure::outside(format!(
                "Il certificato {} è emesso e salvato, ma {} non si scrive: {error}.",
                issued.number,
                out.display()
            ))
        })?;
    }
    let outcome = signed.as_ref().ok().and_then(Option::as_ref);
    show_issued(&issued, outcome, args, output)?;
    // The act is done and told; that it is not signed is told too.
    signed?;
    Ok(ExitCode::SUCCESS)
}

fn show_issued(
    issued: &Issued,
    signed: Option<&SignOutcome>,
    args: &IssueArgs,
    output: &Output,
) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Shown<'a> {
        number: &'a str,
        certificate: String,
        subject: &'a str,
        issued_at: &'a str,
        as_of: &'a str,
        sha256: &'a str,
        pdf: Option<String>,
        fee_cents: Cents,
        stamp_duty_cents: Cents,
        /// The text of the seal, as a scanner reads it.
        seal: Option<&'a str>,
        /// The code for who has no phone.
        code: Option<&'a str>,
        /// Who signed the file, where somebody did.
        signer: Option<&'a str>,
    }
    let shown = Shown {
        number: &issued.number,
        certificate: issued
            .kinds
            .iter()
            .map(|kind| kind.0.as_str())
            .collect::<Vec<_>>()
            .join("+"),
        subject: &args.subject,
        issued_at: &issued.issued_at,
        as_of: &issued.as_of,
        sha256: &issued.sha256,
        pdf: args.out.as_ref().map(|out| out.display().to_string()),
        fee_cents: issued.fee,
        stamp_duty_cents: issued.stamp_duty,
        seal: issued.seal.as_deref(),
        code: issued.code.as_deref(),
        signer: signed.map(|signed| signed.signer.as_str()),
    };
    output.show(&shown, |shown| {
        let mut text = format!(
            "Emesso il certificato {}.\nImposta di bollo € {}, diritti € {}.",
            shown.number, issued.stamp_duty, issued.fee
        );
        if let Some(pdf) = &shown.pdf {
            text.push_str(&format!("\nPDF: {pdf}"));
        }
        if let Some(signed) = signed {
            text.push_str(&format!("\nFirmato da {}.", signed.signer));
            if let Some(reason) = &signed.no_time_stamp {
                text.push_str(&format!("\n{reason}"));
            }
        }
        match &issued.print {
            PrintOutcome::Printed { printer, job } => {
                text.push_str(&format!("\nStampato su {printer} (lavoro {job})."));
            }
            PrintOutcome::Failed { reason, .. } => text.push_str(&format!("\n{reason}")),
            PrintOutcome::NotRequested | PrintOutcome::Viewer => {}
        }
        text
    })
}

/// Checks the store.
pub(crate) fn check(data: &Path, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let report: CheckView = desk.check()?;
    output.show(&report, |report| {
        let mut text = format!(
            "{} voci del giornale, {} certificati: {}.",
            report.entries,
            report.certificates,
            if report.ok {
                "tutto in ordine"
            } else {
                "ci sono problemi"
            }
        );
        for problem in &report.problems {
            text.push_str(&format!("\n- {problem}"));
        }
        text
    })?;
    Ok(if report.ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// A bar on the terminal while a file is read.
pub(crate) struct Bar(ProgressBar);

/// Makes the bar; it stays hidden with `--json` and where there is no terminal.
pub(crate) fn progress_bar(output: &Output) -> Bar {
    let target = if output.is_json() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let style = ProgressStyle::with_template("{wide_bar} {percent} %  {msg}  {eta}")
        .expect("the template is fixed and right");
    Bar(ProgressBar::with_draw_target(Some(1), target).with_style(style))
}

impl Bar {
    pub(crate) fn update(&self, progress: &Progress) {
        self.0.set_length(u64::from(progress.total_kib.max(1)));
        self.0.set_position(u64::from(progress.done_kib));
        self.0.set_message(format!("{} persone", progress.persons));
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
