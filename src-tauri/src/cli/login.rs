//! Log-in without a window: from the environment, or at the terminal.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::sync::Arc;

use desk::Desk;
use domain::clock::SystemClock;

use super::failure::Failure;

/// The most a password may have, in bytes.
const PASSWORD_MAX: u64 = 1024;

/// Makes the desk over a folder; nobody has logged in yet.
pub(crate) fn closed(data: &Path) -> Desk {
    Desk::new(data, Arc::new(SystemClock), desk::system_printers(data))
}

/// Makes the desk and logs in who the environment or the terminal names.
pub(crate) fn open(data: &Path) -> Result<Desk, Failure> {
    let desk = closed(data);
    let operator = match std::env::var("SPORTELLO_OPERATOR") {
        Ok(operator) if !operator.is_empty() => operator,
        _ => ask_operator(&desk)?,
    };
    let file = std::env::var_os("SPORTELLO_PASSWORD_FILE").filter(|file| !file.is_empty());
    let password = password(file.as_deref().map(Path::new))?;
    desk.session_open(&operator, &password)?;
    Ok(desk)
}

/// Reads a password: the first line of a file, or what is typed at the terminal.
pub(crate) fn password(file: Option<&Path>) -> Result<String, Failure> {
    secret(
        file,
        "Password: ",
        "Serve la password: al terminale, o in un file nominato da SPORTELLO_PASSWORD_FILE.",
    )
}

/// Reads a card's PIN or the password of a key file, from the file that the environment names or
/// at the terminal.
pub(crate) fn pin() -> Result<String, Failure> {
    let file = std::env::var_os("SPORTELLO_PIN_FILE").filter(|file| !file.is_empty());
    secret(
        file.as_deref().map(Path::new),
        "PIN o password della firma: ",
        "Serve il PIN della carta o la password del file: al terminale, o in un file nominato da \
         SPORTELLO_PIN_FILE.",
    )
}

fn secret(file: Option<&Path>, prompt: &str, missing: &str) -> Result<String, Failure> {
    let Some(file) = file else {
        return rpassword::prompt_password(prompt).map_err(|_| Failure::wrong_use(missing));
    };
    let failed =
        |error| Failure::outside(format!("Il file {} non si legge: {error}", file.display()));
    let mut text = String::new();
    std::fs::File::open(file)
        .map_err(failed)?
        .take(PASSWORD_MAX)
        .read_to_string(&mut text)
        .map_err(failed)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn ask_operator(desk: &Desk) -> Result<String, Failure> {
    let known = desk.session_state()?.operators;
    if let [only] = known.as_slice() {
        return Ok(only.clone());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::wrong_use(
            "Serve il nome utente, in SPORTELLO_OPERATOR.",
        ));
    }
    let failed = |error| Failure::outside(format!("Il terminale non risponde: {error}"));
    write!(std::io::stderr(), "Nome utente: ").map_err(failed)?;
    let mut name = String::new();
    std::io::stdin().read_line(&mut name).map_err(failed)?;
    Ok(name.trim().to_owned())
}
