//! The verbs that work on a counter.

mod exchange;
mod issue;
mod registers;
mod signing;
mod trust;

use std::path::Path;
use std::process::ExitCode;

use desk::views::{CheckView, ImportReport, ListProgress, PersonHit};
use desk::{ImportOptions, Progress, Setup};
use domain::{BelfioreCode, PartialDate};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::failure::Failure;
use super::output::{Output, counted};
use super::{ImportArgs, InitArgs, SearchArgs, login};

pub(crate) use exchange::{enrol, sync};
pub(crate) use issue::issue;
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

/// Checks the store.
pub(crate) fn check(data: &Path, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let report: CheckView = desk.check()?;
    output.show(&report, |report| {
        let mut text = format!(
            "{} del giornale, {}: {}.",
            counted(report.entries as usize, "voce", "voci"),
            counted(report.certificates as usize, "certificato", "certificati"),
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

/// A bar on the terminal while something long goes on.
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

    pub(crate) fn update_list(&self, progress: ListProgress) {
        self.0.set_length(u64::from(progress.total));
        self.0.set_position(u64::from(progress.done));
        self.0
            .set_message(format!("{} di {}", progress.done, progress.total));
    }

    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
