//! `lab`: Movie Guru and everything around it on one machine.

mod cli;
mod client;
mod copy;
mod doctor;
mod folder;
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
mod terminal;
mod up;

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
            Some(Command::Slo(arguments)) => slo::slo(arguments).await,
            Some(Command::Copy(arguments)) => copy::copy(arguments).await,
            Some(Command::Doctor(arguments)) => doctor::doctor(arguments).await,
            Some(Command::Reset(arguments)) => reset::reset(&arguments),
        }
    });
    // What still runs after the time to drain is not waited for.
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => failed(&format!("{error:#}")),
    }
}

fn failed(message: &str) -> ExitCode {
    terminal::complain(message);
    ExitCode::FAILURE
}
