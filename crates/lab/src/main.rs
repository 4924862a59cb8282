//! `lab`: Movie Guru and everything around it on one machine.

mod challenge;
mod check;
mod cli;
mod client;
mod copy;
mod doctor;
mod doctor_cloud;
mod folder;
mod grade;
mod grade_page;
mod load;
mod minute;
mod monitoring;
mod phase;
mod probe;
mod probe_page;
mod public_url;
mod reach;
mod reset;
mod slo;
mod slo_files;
mod slo_live;
mod status;
mod status_api;
mod synthetic;
mod terminal;
mod up;
mod workbook;
mod workshop;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    movie_guru_service::choose_tls();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("no runtime: {error}")),
    };
    let outcome = runtime.block_on(async {
        match cli.command {
            None => up::up(cli.up).await,
            Some(Command::Up(arguments)) => up::up(arguments).await,
            Some(Command::Phase(arguments)) => phase::phase(arguments).await,
            Some(Command::Load(arguments)) => load::load(arguments).await,
            Some(Command::Status(arguments)) => status::status(arguments).await,
            Some(Command::Probe(arguments)) => probe::probe(arguments).await,
            Some(Command::Synthetic(arguments)) => synthetic::synthetic(arguments).await,
            Some(Command::Slo(arguments)) => slo::slo(arguments).await,
            Some(Command::Grade(arguments)) => grade::grade(*arguments).await,
            Some(Command::Challenge(arguments)) => challenge::challenge(arguments).await,
            Some(Command::Check(arguments)) => check::check(arguments).await,
            Some(Command::Workbook(arguments)) => workbook::workbook(arguments).await,
            Some(Command::Copy(arguments)) => copy::copy(arguments).await,
            Some(Command::Doctor(arguments)) => doctor::doctor(arguments).await,
            Some(Command::Reset(arguments)) => reset::reset(&arguments),
        }
    });
    // What still runs after the time to drain is not waited for.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => {
            let code = failed(&format!("{error:#}"));
            if error.downcast_ref::<client::Unreachable>().is_some() { ExitCode::from(UNREACHABLE) } else { code }
        }
    }
}

/// The exit code where no lab answers. clap's own for wrong use is 2.
const UNREACHABLE: u8 = 3;

fn failed(message: &str) -> ExitCode {
    terminal::complain(message);
    ExitCode::FAILURE
}
