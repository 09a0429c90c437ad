//! Is it genuine? And the keys by which that is told.

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use desk::views::{SealKeyState, SealKeyView, Verdict, VerifyReport};

use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::cli::{KeysAct, KeysArgs, VerifyArgs, login};

/// A scanner's string is at most a few thousand characters.
const TEXT_MAX: u64 = 64 * 1024;

/// Verifies a file or a scanner's string: 0 genuine, 1 not genuine, 2 cannot tell.
pub(crate) fn verify(data: &Path, args: &VerifyArgs, output: &Output) -> Result<ExitCode, Failure> {
    let report = match &args.keys {
        Some(keys) => login::closed(data).verify_with_keys(&args.file, keys)?,
        None if args.file.as_os_str() == "-" => {
            let mut text = String::new();
            std::io::stdin()
                .take(TEXT_MAX)
                .read_to_string(&mut text)
                .map_err(|error| Failure::outside(format!("Il testo non si legge: {error}")))?;
            login::open(data)?.verify_text(text.trim())?
        }
        None => login::open(data)?.verify_file(&args.file)?,
    };
    output.show(&report, text)?;
    Ok(match report.verdict {
        Verdict::Genuine => ExitCode::SUCCESS,
        Verdict::NotGenuine => ExitCode::from(1),
        Verdict::CannotTell => ExitCode::from(2),
    })
}

fn text(report: &VerifyReport) -> String {
    let mut lines = vec![
        match report.verdict {
            Verdict::Genuine => "AUTENTICO",
            Verdict::NotGenuine => "NON AUTENTICO",
            Verdict::CannotTell => "NON SI PUÒ DIRE",
        }
        .to_owned(),
    ];
    lines.extend(report.reasons.iter().map(|reason| format!("- {reason}")));
    if !report.facts.is_empty() {
        lines.push("Il sigillo attesta:".to_owned());
        lines.extend(report.facts.iter().map(|fact| format!("  {fact}")));
    }
    lines.extend(report.signers.iter().map(|name| format!("Firma: {name}")));
    lines.join("\n")
}

/// Shows, exports, trusts, renews or revokes seal keys.
pub(crate) fn keys(data: &Path, args: &KeysArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::open(data)?;
    match &args.act {
        None => {}
        Some(KeysAct::Export { file }) => desk.seal_keys_write(file)?,
        Some(KeysAct::Trust { file }) => drop(desk.seal_keys_trust(file)?),
        Some(KeysAct::Rotate) => drop(desk.seal_key_rotate()?),
        Some(KeysAct::Revoke { kid }) => drop(desk.seal_key_revoke(kid)?),
    }
    output.show(&desk.seal_keys()?, |keys| {
        keys.iter().map(key_line).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
}

fn key_line(key: &SealKeyView) -> String {
    let state = match (key.state, &key.revoked_on) {
        (SealKeyState::Active, _) => "valida".to_owned(),
        (SealKeyState::Superseded, on) => {
            format!("sostituita il {}", on.as_deref().unwrap_or_default())
        }
        (SealKeyState::Compromised, on) => {
            format!("revocata il {}", on.as_deref().unwrap_or_default())
        }
    };
    let whose = if key.own { "questo sportello" } else { "altri" };
    format!(
        "{}  {}-{}  dal {}  {state}  ({whose})",
        key.kid, key.comune, key.counter, key.not_before
    )
}
