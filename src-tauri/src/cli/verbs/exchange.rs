//! Enrolment at the centre, and the exchange with it.

use std::path::Path;
use std::process::ExitCode;

use desk::views::{Enrolled, ExchangeResult};

use crate::cli::failure::Failure;
use crate::cli::output::{Output, counted, note};
use crate::cli::{EnrolArgs, SyncArgs, login};

/// Makes this counter one of a centre's.
pub(crate) fn enrol(data: &Path, args: &EnrolArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let enrolled = desk.counter_enrol(&args.code, &args.cst)?;
    output.show(&enrolled, |Enrolled { counter, renumbered }| {
        let what = if *renumbered {
            "Il centro servizi gli ha dato un altro numero: vale da adesso, per gli atti nuovi.\n"
        } else {
            ""
        };
        format!(
            "Lo sportello {counter} è iscritto al centro servizi.\n{what}Gli atti in attesa partono con \
             «sportello sync», o da soli a finestra aperta."
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Sends what waits and takes what is new.
pub(crate) fn sync(data: &Path, args: &SyncArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    let done = if args.wait {
        let mut told = false;
        desk.exchange_insist(&mut |_| {
            // Once is enough: what is said does not change while the line is down.
            if !std::mem::replace(&mut told, true) {
                note("Il centro servizi non risponde: riprovo finché torna.");
            }
        })?
    } else {
        desk.exchange_run()?
    };
    output.show(&done, exchange_text)?;
    Ok(ExitCode::SUCCESS)
}

fn exchange_text(done: &ExchangeResult) -> String {
    let count = |count: u32, one: &str, many: &str| counted(count as usize, one, many);
    let mut lines = vec![
        format!("Consegnati: {}", count(done.sent, "atto", "atti")),
        format!("Ricevute: {}", count(done.received, "novità", "novità")),
        format!("In attesa: {}", count(done.waiting, "atto", "atti")),
    ];
    if done.contested > 0 {
        let acts = count(done.contested, "atto", "atti");
        lines.push(format!(
            "Contesi con un altro sportello: {acts}. Decide il responsabile."
        ));
    }
    if done.quarantined > 0 {
        let acts = count(done.quarantined, "atto", "atti");
        lines.push(format!(
            "Messi da parte dal centro servizi: {acts}. Restano nel giornale."
        ));
    }
    lines.join("\n")
}
