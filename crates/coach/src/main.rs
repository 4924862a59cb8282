//! `coach`: labs for many teams, brought up, shown, steered and taken down by one command.

mod bring;
mod cloud_metrics;
mod clusters;
mod commands;
mod fault;
mod google;
mod handout;
mod manifests;
mod options;
mod outcome;
mod overlays;
mod place;
mod progress;
mod side_by_side;
mod table;
mod take_down;
mod team;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

use commands::Cli;
use terminal::Failure;

fn main() -> ExitCode {
    movie_guru_service::choose_tls();
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            terminal::complain(&format!("no runtime: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(commands::run(cli));
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => {
            terminal::complain(&format!("{error:#}"));
            error.downcast_ref::<Failure>().map_or(ExitCode::FAILURE, |failure| ExitCode::from(failure.code()))
        }
    }
}
