//! The command line: the same acts as the window, for scripts and for machines with no display.
//!
//! Texts for people go to standard output, errors to standard error; with `--json` one document
//! goes to standard output. Exit codes: 0 done, 1 refused by a rule, 2 wrong use, 3 failed outside.

mod demo;
mod failure;
mod login;
mod output;
mod verbs;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use failure::Failure;
use output::Output;

/// Lo sportello del comune, con o senza linea. Senza comando apre la finestra.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    /// Cartella dei dati
    #[arg(long, global = true, env = "SPORTELLO_DATA", value_name = "CARTELLA")]
    data: Option<PathBuf>,
    /// Scrive un solo documento JSON
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Prepara un comune inventato, pronto all'uso
    Demo(DemoArgs),
    /// Prepara un nuovo sportello
    Init(InitArgs),
    /// Importa l'anagrafe: XML di subentro ANPR, o CSV
    Import(ImportArgs),
    /// Cerca una persona come nella finestra
    Search(SearchArgs),
    /// Emette un certificato
    Issue(Box<IssueArgs>),
    /// Mostra un registro
    Registers(RegistersArgs),
    /// Verifica un PDF, una scansione o quanto scrive un lettore (-)
    Verify(VerifyArgs),
    /// Le chiavi di sigillo di questo sportello e quelle di cui si fida
    Keys(KeysArgs),
    /// Iscrive lo sportello al centro servizi con un codice usabile una volta
    Enrol(EnrolArgs),
    /// Consegna gli atti in attesa al centro servizi e ne riceve le novità
    Sync(SyncArgs),
    /// Controlla archivio, catena del giornale, numeri e documenti
    Check,
}

#[derive(Args)]
struct DemoArgs {
    /// Quanti residenti
    #[arg(long, default_value_t = 5000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    residents: u32,
    /// Seme: lo stesso seme dà lo stesso comune
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Args)]
struct InitArgs {
    /// Codice catastale del comune, per esempio L049
    #[arg(long)]
    comune: String,
    /// Numero dello sportello
    #[arg(long, default_value = "01")]
    counter: String,
    /// Nome utente dell'amministratore
    #[arg(long, default_value = "amministratore", env = "SPORTELLO_OPERATOR")]
    operator: String,
    /// Nome e cognome dell'amministratore
    #[arg(long, default_value = "")]
    name: String,
    /// File con la password; senza, la chiede al terminale
    #[arg(long, env = "SPORTELLO_PASSWORD_FILE")]
    password_file: Option<PathBuf>,
}

#[derive(Args)]
struct ImportArgs {
    /// Il file da importare
    file: PathBuf,
    /// Data dei dati (AAAA-MM-GG), per i CSV
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// Mappa delle colonne (TOML), per i CSV
    #[arg(long)]
    columns: Option<PathBuf>,
}

#[derive(Args)]
struct SearchArgs {
    /// Che cosa cercare
    query: String,
}

#[derive(Args)]
struct IssueArgs {
    /// Codice fiscale dell'intestatario
    #[arg(long, conflicts_with = "list")]
    subject: Option<String>,
    /// Elenco di codici fiscali, uno per riga, o CSV che ne ha uno per riga: un certificato per
    /// ciascuno
    #[arg(long, conflicts_with = "sign")]
    list: Option<PathBuf>,
    /// Codice del certificato; più volte per un contestuale
    #[arg(long, required = true)]
    certificate: Vec<String>,
    /// Uso esente da bollo, per esempio ES09
    #[arg(long = "use", value_name = "USO")]
    exempt_use: Option<String>,
    /// Norma di esenzione in chiaro, per l'uso ES99
    #[arg(long)]
    norm: Option<String>,
    /// Certificato per l'estero
    #[arg(long)]
    foreign: bool,
    /// Numero del contrassegno telematico (14 cifre)
    #[arg(long, requires = "stamp_date")]
    stamp: Option<String>,
    /// Data del contrassegno (AAAA-MM-GG)
    #[arg(long, requires = "stamp")]
    stamp_date: Option<NaiveDate>,
    /// Chi chiede, se non è l'intestatario
    #[arg(long, requires = "document")]
    applicant: Option<String>,
    /// Documento di chi chiede
    #[arg(long, requires = "applicant")]
    document: Option<String>,
    /// Codice fiscale di chi chiede, dove conta chi è
    #[arg(long, requires = "applicant")]
    applicant_code: Option<String>,
    /// Motivo della richiesta, per le situazioni pregresse
    #[arg(long)]
    reason: Option<String>,
    /// Giorno del passato di cui si certifica (AAAA-MM-GG)
    #[arg(long)]
    day: Option<NaiveDate>,
    /// Pubblica amministrazione che chiede, con numero e data della richiesta
    #[arg(long)]
    public_request: Option<String>,
    /// Dato dell'atto che l'anagrafe non ha, campo=testo; più volte
    #[arg(long, value_name = "CAMPO=TESTO")]
    enter: Vec<String>,
    /// Certificato che la dichiarazione sostituisce; più volte
    #[arg(long, value_name = "CODICE")]
    declare: Vec<String>,
    /// Ostacolo che si supera, codice=motivo; più volte
    #[arg(long, value_name = "CODICE=MOTIVO")]
    force: Vec<String>,
    /// Seconda lingua accanto all'italiano: de, fr, sl, en
    #[arg(long)]
    language: Option<String>,
    /// Modulo multilingue dell'Unione europea, con --foreign e dove il certificato lo prevede: de,
    /// en, es, fr, hr, nl, pl, pt, ro, sl. Le etichette sono da controllare sul portale e-Justice
    #[arg(long, value_name = "LINGUA")]
    eu_form: Option<String>,
    /// Firma: pkcs11:… (RFC 7512) o un file PKCS#12; PIN o password in SPORTELLO_PIN_FILE
    #[arg(long, value_name = "CHIAVE")]
    sign: Option<String>,
    /// Stampa subito
    #[arg(long)]
    print: bool,
    /// Dove scrivere il PDF; con un elenco, la cartella
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Args)]
struct EnrolArgs {
    /// Il codice che il centro servizi ha dato
    code: String,
    /// L'indirizzo del centro servizi, per esempio https://cst.example:8443
    #[arg(long, value_name = "INDIRIZZO")]
    cst: String,
}

#[derive(Args)]
struct VerifyArgs {
    /// PDF, PNG o JPEG; «-» legge quanto scrive un lettore
    file: PathBuf,
    /// Verifica con queste chiavi (JWKS) e senza aprire uno sportello
    #[arg(long)]
    keys: Option<PathBuf>,
}

#[derive(Args)]
struct KeysArgs {
    #[command(subcommand)]
    act: Option<KeysAct>,
}

#[derive(Subcommand)]
enum KeysAct {
    /// Scrive le chiavi pubbliche di questo sportello (JWKS)
    Export {
        /// Dove scriverle
        file: PathBuf,
    },
    /// Si fida delle chiavi di un altro sportello
    Trust {
        /// Il file che quello ha scritto
        file: PathBuf,
    },
    /// Fa una chiave nuova: quanto sigillato prima resta autentico
    Rotate,
    /// Revoca una chiave che altri possono avere
    Revoke {
        /// La chiave
        kid: String,
    },
}

#[derive(Args)]
struct SyncArgs {
    /// Se il centro non risponde riprova da solo, finché tutto è consegnato
    #[arg(long)]
    wait: bool,
}

#[derive(Args)]
struct RegistersArgs {
    /// Quale registro
    #[arg(value_enum)]
    register: Register,
    /// Dal giorno (AAAA-MM-GG)
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Al giorno (AAAA-MM-GG)
    #[arg(long)]
    to: Option<NaiveDate>,
    /// Forma
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Register {
    /// I certificati emessi
    Certificates,
    /// Il giornale
    Journal,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Valori separati da punto e virgola
    Csv,
    /// JSON
    Json,
}

/// Runs the verb of the command line, or opens the window.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let data = cli.data.clone().unwrap_or_else(default_data);
    let Some(verb) = cli.verb else {
        return match crate::window::open(&data) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "no window");
                Failure::outside(
                    "La finestra non si è aperta. Nulla è andato perso: i comandi funzionano lo \
                     stesso (sportello --help).",
                )
                .report()
            }
        };
    };
    let output = Output::new(cli.json);
    let done = match verb {
        Verb::Demo(args) => demo::demo(&data, &args, &output),
        Verb::Init(args) => verbs::init(&data, &args, &output),
        Verb::Import(args) => verbs::import(&data, &args, &output),
        Verb::Search(args) => verbs::search(&data, &args, &output),
        Verb::Issue(args) => verbs::issue(&data, &args, &output),
        Verb::Registers(args) => verbs::registers(&data, &args, &output),
        Verb::Verify(args) => verbs::verify(&data, &args, &output),
        Verb::Keys(args) => verbs::keys(&data, &args, &output),
        Verb::Enrol(args) => verbs::enrol(&data, &args, &output),
        Verb::Sync(args) => verbs::sync(&data, &args, &output),
        Verb::Check => verbs::check(&data, &output),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// The folder of a counter that was given none: where the system keeps a user's data.
fn default_data() -> PathBuf {
    let from = |variable: &str| std::env::var_os(variable).map(PathBuf::from);
    let base = if cfg!(windows) {
        from("LOCALAPPDATA")
    } else {
        from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
    };
    base.unwrap_or_else(|| PathBuf::from(".")).join("sportello")
}
