//! Issuing: one certificate, or the same for a list of people.

use std::path::Path;
use std::process::ExitCode;

use desk::views::{Issued, ListReport, PrintOutcome, SignOutcome};
use desk::{Desk, Paper};
use domain::certificate::{
    Applicant, CertificateCode, CertificateRequest, Contrassegno, Destination, EuLanguage, Forced,
    Language, UseCode,
};
use domain::{Cents, PersonId};
use serde::Serialize;

use super::{progress_bar, signing};
use crate::cli::failure::Failure;
use crate::cli::output::{Output, counted};
use crate::cli::{IssueArgs, login};

/// Issues a certificate, or one for each person of a list.
pub(crate) fn issue(data: &Path, args: &IssueArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    match (&args.subject, &args.list) {
        (Some(subject), _) => one(&desk, subject, args, output),
        (None, Some(list)) => many(&desk, list, args, output),
        (None, None) => Err(Failure::wrong_use(
            "Serve una persona (--subject) o un elenco (--list).",
        )),
    }
}

fn one(desk: &Desk, subject: &str, args: &IssueArgs, output: &Output) -> Result<ExitCode, Failure> {
    let request = request(desk.person_by_codice_fiscale(subject)?, args)?;
    // Asked for before anything is issued: who has no PIN at hand has no number spent.
    let key = match &args.sign {
        Some(key) => Some((signing::key(key)?, login::pin()?)),
        None => None,
    };
    let issued = desk.certificate_issue(&request, None, paper(args))?;
    let signed = key
        .map(|(key, pin)| desk.certificate_sign(&issued.number, &key, Some(pin)))
        .transpose();
    if let Some(out) = &args.out {
        write(desk, &issued.number, out)?;
    }
    let outcome = signed.as_ref().ok().and_then(Option::as_ref);
    show_issued(&issued, outcome, subject, args, output)?;
    // The act is done and told; that it is not signed is told too.
    signed?;
    Ok(ExitCode::SUCCESS)
}

fn many(desk: &Desk, list: &Path, args: &IssueArgs, output: &Output) -> Result<ExitCode, Failure> {
    let lines = desk.list_people(&desk.list_read(list)?)?;
    let unknown: Vec<String> = lines
        .iter()
        .filter_map(|line| Some(format!("riga {}: {}", line.line, line.problem.as_ref()?)))
        .collect();
    if !unknown.is_empty() {
        // Before anything is issued: a list is put right and given again, whole.
        return Err(Failure::refused(format!(
            "L'elenco va corretto; nulla è stato emesso.\n{}",
            unknown.join("\n")
        )));
    }
    let people: Vec<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    let Some(first) = people.first() else {
        return Err(Failure::wrong_use("L'elenco è vuoto."));
    };
    let request = request(*first, args)?;
    let bar = progress_bar(output);
    let report = desk.list_issue(&request, &people, paper(args), &mut |progress| {
        bar.update_list(progress);
    });
    bar.finish();
    let report = report?;
    if let Some(folder) = &args.out {
        let numbers = report.issued.iter().map(|issued| issued.number.clone());
        desk.list_save(&numbers.collect::<Vec<_>>(), folder)
            .map_err(|_| {
                Failure::outside(format!(
                    "I certificati sono emessi e salvati, ma nella cartella {} non si scrive.",
                    folder.display()
                ))
            })?;
    }
    output.show(&report, list_text)?;
    Ok(if report.refused.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

fn list_text(report: &ListReport) -> String {
    let mut lines = vec![format!(
        "{}, da incassare € {}.",
        counted(
            report.issued.len(),
            "certificato emesso",
            "certificati emessi"
        ),
        report.total
    )];
    lines.extend(
        report
            .issued
            .iter()
            .map(|issued| format!("{}  {}", issued.number, issued.name)),
    );
    lines.extend(report.refused.iter().map(|refused| {
        format!(
            "NON EMESSO  {}: {}",
            refused.name,
            refused.reasons.join(" ")
        )
    }));
    lines.extend(report.print_failure.clone());
    lines.join("\n")
}

fn write(desk: &Desk, number: &str, path: &Path) -> Result<(), Failure> {
    let pdf = desk.certificate_pdf(number)?;
    std::fs::write(path, pdf).map_err(|error| {
        Failure::outside(format!(
            "Il certificato {number} è emesso e salvato, ma {} non si scrive: {error}.",
            path.display()
        ))
    })
}

fn paper(args: &IssueArgs) -> Paper {
    if args.print {
        Paper::Print
    } else {
        Paper::None
    }
}

fn request(subject: PersonId, args: &IssueArgs) -> Result<CertificateRequest, Failure> {
    let codes = |codes: &[String]| {
        let codes = codes.iter();
        codes
            .map(|code| CertificateCode(code.to_uppercase()))
            .collect::<Vec<_>>()
    };
    let pairs = |texts: &[String]| {
        let pairs = texts.iter().map(|text| {
            let (key, value) = text.split_once('=').ok_or_else(|| {
                Failure::wrong_use(format!("«{text}» non è della forma nome=testo."))
            })?;
            Ok((key.trim().to_owned(), value.trim().to_owned()))
        });
        pairs.collect::<Result<Vec<_>, Failure>>()
    };
    let destination = match (args.foreign, &args.public_request) {
        (true, _) => Destination::Abroad,
        (false, Some(_)) => Destination::PublicBody,
        (false, None) => Destination::PrivateParty,
    };
    let exempt_use = args.exempt_use.as_ref();
    Ok(CertificateRequest {
        destination,
        exempt_use: exempt_use.map(|code| UseCode(code.to_uppercase())),
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
                codice_fiscale: args.applicant_code.clone(),
            },
        ),
        reason: args.reason.clone(),
        day: args.day,
        public_request: args.public_request.clone(),
        entered: pairs(&args.enter)?.into_iter().collect(),
        declared: codes(&args.declare),
        forced: pairs(&args.force)?
            .into_iter()
            .map(|(block, reason)| Forced { block, reason })
            .collect(),
        language: args.language.as_deref().map(language).transpose()?,
        eu_form: args.eu_form.as_deref().map(eu_language).transpose()?,
        ..CertificateRequest::plain(subject, codes(&args.certificate))
    })
}

fn language(tag: &str) -> Result<Language, Failure> {
    let known = Language::ALL.into_iter();
    known
        .clone()
        .find(|language| language.tag() == tag.to_lowercase())
        .ok_or_else(|| {
            let tags: Vec<&str> = known.map(Language::tag).collect();
            Failure::wrong_use(format!("La seconda lingua è una di: {}.", tags.join(", ")))
        })
}

fn eu_language(tag: &str) -> Result<EuLanguage, Failure> {
    let known = EuLanguage::ALL.into_iter();
    known
        .clone()
        .find(|language| language.tag() == tag.to_lowercase())
        .ok_or_else(|| {
            let tags: Vec<&str> = known.map(EuLanguage::tag).collect();
            Failure::wrong_use(format!(
                "Il modulo multilingue è in una di: {}.",
                tags.join(", ")
            ))
        })
}

fn show_issued(
    issued: &Issued,
    signed: Option<&SignOutcome>,
    subject: &str,
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
    let kinds: Vec<&str> = issued.kinds.iter().map(|kind| kind.0.as_str()).collect();
    let shown = Shown {
        number: &issued.number,
        certificate: kinds.join("+"),
        subject,
        issued_at: &issued.issued_at,
        as_of: &issued.as_of,
        sha256: signed.map_or(&issued.sha256, |signed| &signed.sha256),
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
