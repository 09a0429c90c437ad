//! The command line of the centre: it serves, and it is told what only its people may tell it.
//!
//! Texts for people go to standard output, errors to standard error; with `--json` one document
//! goes to standard output. Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 failed outside.

mod backup;
mod failure;
mod key;
mod open;
mod output;
mod serve;
mod verbs;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use failure::Failure;
use output::Output;

/// Il centro servizi territoriale (CST) degli sportelli comunali.
#[derive(Parser)]
#[command(name = "cst", version, about)]
struct Cli {
    #[command(flatten)]
    place: Place,
    /// Scrive un solo documento JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Verb,
}

/// Where the centre has its things.
#[derive(Args)]
struct Place {
    /// Cartella dei dati: chiavi, autorità di certificazione e, senza --store, l'archivio
    #[arg(long, global = true, env = "CST_DATA", value_name = "CARTELLA", default_value_os_t = default_data())]
    data: PathBuf,
    /// Archivio: una cartella, oppure postgres://utente@macchina/database
    #[arg(long, global = true, env = "CST_STORE", value_name = "ARCHIVIO")]
    store: Option<String>,
    /// Certificati del server in PEM: per primo il suo, per ultimo quello dell'autorità
    #[arg(
        long,
        global = true,
        env = "CST_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key"
    )]
    tls_cert: Option<PathBuf>,
    /// Chiave privata del server in PEM
    #[arg(
        long,
        global = true,
        env = "CST_TLS_KEY",
        value_name = "FILE",
        requires = "tls_cert"
    )]
    tls_key: Option<PathBuf>,
    /// Nome del centro, come lo vedono gli sportelli
    #[arg(
        long,
        global = true,
        env = "CST_NAME",
        value_name = "NOME",
        default_value = "CST SINTAR"
    )]
    centre: String,
}

#[derive(Subcommand)]
enum Verb {
    /// Risponde agli sportelli fino a un segnale di arresto
    Serve(serve::ServeArgs),
    /// Crea un codice di adesione per uno sportello di un comune
    Enrol {
        /// Codice catastale del comune, per esempio L049
        #[arg(long)]
        comune: String,
    },
    /// Revoca uno sportello: dalla chiamata successiva è rifiutato
    Revoke {
        /// Lo sportello, per esempio L049-01
        counter: String,
    },
    /// Che cosa ha consegnato ciascuno sportello
    Status,
    /// Copia archivio e chiavi in una cartella nuova, anche mentre il centro risponde
    Backup {
        /// La cartella da creare
        folder: PathBuf,
    },
    /// Rimette archivio e chiavi da una copia, in una cartella dei dati vuota
    Restore {
        /// La cartella della copia
        folder: PathBuf,
    },
    /// Scrive la descrizione OpenAPI del servizio
    Openapi,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match act(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn act(cli: &Cli) -> Result<(), Failure> {
    let output = Output::new(cli.json);
    match &cli.verb {
        Verb::Serve(args) => serve::serve(&cli.place, args, &output),
        Verb::Enrol { comune } => verbs::enrol(&cli.place, comune, &output),
        Verb::Revoke { counter } => verbs::revoke(&cli.place, counter, &output),
        Verb::Status => verbs::status(&cli.place, &output),
        Verb::Backup { folder } => backup::backup(&cli.place, folder, &output),
        Verb::Restore { folder } => backup::restore(&cli.place, folder, &output),
        Verb::Openapi => output::write(&pretty(&crate::http::openapi())),
    }
}

/// The folder of a centre that was given none: where the system keeps a user's data.
fn default_data() -> PathBuf {
    let from = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let base = if cfg!(windows) {
        from("LOCALAPPDATA")
    } else {
        from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
    };
    base.unwrap_or_else(|| PathBuf::from(".")).join("cst")
}

fn pretty(document: &serde_json::Value) -> String {
    serde_json::to_string_pretty(document).expect("a document is JSON")
}
