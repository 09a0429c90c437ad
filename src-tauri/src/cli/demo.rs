//! An invented comune, made and imported like a real one.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use chrono::NaiveDate;
use desk::{ImportOptions, Setup};
use domain::{BelfioreCode, Clock as _};
use serde::Serialize;

use super::DemoArgs;
use super::failure::Failure;
use super::login;
use super::output::Output;
use super::verbs::progress_bar;

const COMUNE: &str = "E205";
const OPERATOR: &str = "prova";
const PASSWORD: &str = "sportello-di-prova";

#[derive(Serialize)]
struct Demo {
    data: String,
    operator: String,
    password_file: String,
    residents: u32,
}

/// Makes a counter over an invented comune; a file in its folder holds the password.
pub(crate) fn demo(data: &Path, args: &DemoArgs, output: &Output) -> Result<ExitCode, Failure> {
    let desk = login::closed(data);
    desk.store_create(&Setup {
        belfiore: BelfioreCode(COMUNE.to_owned()),
        counter: "01".to_owned(),
        operator: OPERATOR.to_owned(),
        operator_name: "Prova Inventata".to_owned(),
        password: PASSWORD.to_owned(),
    })?;
    let today = domain::clock::SystemClock.now().date_naive();
    let comune = synthetic::generate(&options(args, today));
    let file = data.join("demo-subentro.xml");
    let failed = |error| Failure::outside(format!("{} non si scrive: {error}", file.display()));
    let mut writer = BufWriter::new(File::create(&file).map_err(failed)?);
    synthetic::write_subentro(&comune, &mut writer).map_err(failed)?;
    writer.flush().map_err(failed)?;
    let bar = progress_bar(output);
    desk.import_run(&file, &ImportOptions::default(), &mut |progress| {
        bar.update(progress)
    })?;
    bar.finish();
    // Nothing of a registry stays in clear beside the store, not even of an invented one.
    std::fs::remove_file(&file).map_err(failed)?;
    desk.arms_set(&synthetic::coat_of_arms_png())?;
    let password_file = data.join("demo-password.txt");
    private_file(&password_file, PASSWORD)?;
    private_file(&data.join("demo-login.txt"), OPERATOR)?;
    let demo = Demo {
        data: data.display().to_string(),
        operator: OPERATOR.to_owned(),
        password_file: password_file.display().to_string(),
        residents: desk.desk_status()?.residents,
    };
    output.show(&demo, |demo| {
        format!(
            "Comune inventato pronto in {}: {} residenti.\nOperatore: {}   password: {PASSWORD} \
             (anche in {})",
            demo.data, demo.residents, demo.operator, demo.password_file
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

fn options(args: &DemoArgs, as_of: NaiveDate) -> synthetic::Options {
    synthetic::Options {
        residents: args.residents,
        seed: args.seed,
        belfiore: BelfioreCode(COMUNE.to_owned()),
        as_of,
    }
}

/// Writes a file that only its owner reads.
fn private_file(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |error| Failure::outside(format!("{} non si scrive: {error}", path.display()));
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{text}").map_err(failed)
}
