//! The command `loadtest`: parses, starts the load generator and its service, shows how it goes, and ends it kindly.

mod cli;
mod terminal;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use movie_guru_loadtest::service::{self, ServiceConfig};
use movie_guru_loadtest::{LoadTest, Progress, Run, RunSettings, reach};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use tokio_util::sync::CancellationToken;

use cli::{Cli, Command, RunArgs};
use terminal::Screen;

fn main() -> ExitCode {
    // Refused only where a provider is there already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let Command::Run(args) = Cli::parse().command;
    let outcome = tokio::runtime::Runtime::new().context("no runtime").and_then(|runtime| runtime.block_on(run(args)));
    match outcome {
        Ok(summary) if summary.total.count > summary.total.failures => ExitCode::SUCCESS,
        Ok(_) => {
            terminal::complain("nothing succeeded");
            ExitCode::FAILURE
        }
        Err(error) => {
            terminal::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: RunArgs) -> anyhow::Result<Progress> {
    let otlp = Otlp::from_environment();
    let logging = logging::init("loadtest", &otlp, "warn")?;
    let telemetry = Telemetry::new("loadtest", &otlp)?;
    // Before the first listener for Ctrl-C: see `leave_ctrl_c_to_host`.
    let load = LoadTest::new(&telemetry)?;
    let stopped = movie_guru_stop_signal::listen().context("cannot listen for Ctrl-C and SIGTERM")?;
    let settings = args.settings();
    let service = service::build(&ServiceConfig { listen: args.listen }, load.clone(), &telemetry).await?;
    terminal::say(&announcement(&settings, service.address()));
    if let Err(unreachable) = reach(&settings.host).await {
        terminal::complain(&format!(
            "{unreachable}\nStart the lab with `lab up`, or say --host. People keep coming and try again."
        ));
    }
    let run = load.start(settings)?;
    let drain = CancellationToken::new();
    let serving = tokio::spawn(service.run(drain.clone().cancelled_owned()));
    let summary = watch(&run, stopped).await;
    terminal::say(&terminal::summary(&summary, run.settings()));
    drain.cancel();
    // A client that holds its connection open does not hold up the end.
    let _ = tokio::time::timeout(Duration::from_secs(2), serving).await;
    let flushed = tokio::task::spawn_blocking(move || {
        telemetry.shutdown();
        logging.shutdown();
    });
    let _ = flushed.await;
    Ok(summary)
}

fn announcement(settings: &RunSettings, address: std::net::SocketAddr) -> String {
    let journeys: Vec<_> = settings.journeys.iter().map(|journey| journey.name()).collect();
    let until =
        settings.run_time.map_or_else(|| "until Ctrl-C".to_owned(), |time| format!("for {}", terminal::span(time)));
    format!(
        "{} people, {} more each second, {until}, on {}\njourneys: {}\nmetrics:  http://{address}/metrics\n",
        settings.users,
        settings.spawn_rate,
        settings.host,
        journeys.join(", "),
    )
}

/// Shows how the run goes until it ends, or until the first signal stops it.
async fn watch(run: &Run, stopped: CancellationToken) -> Progress {
    let mut screen = Screen::new();
    let mut redraw = tokio::time::interval(screen.interval());
    redraw.tick().await;
    loop {
        tokio::select! {
            summary = run.finished() => {
                screen.clear();
                return summary;
            }
            () = stopped.cancelled() => {
                screen.clear();
                terminal::say("stopping; Ctrl-C again ends it at once");
                return run.stop().await;
            }
            _ = redraw.tick() => screen.show(&run.progress()),
        }
    }
}
