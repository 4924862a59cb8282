//! The command `loadtest`: parses, starts the load generator and its service, shows how it goes, and ends it kindly.

mod cli;
mod output;
mod pod_args;
mod scraped;
mod terminal;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use movie_guru_loadtest::service;
use movie_guru_loadtest::{End, KeptRuns, LoadTest, LoadTestConfig, Progress, Run, RunSettings, reach};
use movie_guru_service::Program;
use tokio_util::sync::CancellationToken;

use cli::{Cli, Command, RunArgs};
use scraped::Scrapes;
use terminal::{Screen, Voice};

/// How `loadtest run` ends where a condition of `--stop-if` ended the run, and nothing else is wrong with it.
const ENDED_EARLY: u8 = 4;

/// What became of it.
struct Outcome {
    /// Why it has failed, where it has.
    failed: Vec<String>,
    ended_early: bool,
}

impl Outcome {
    const FINE: Self = Self { failed: Vec::new(), ended_early: false };
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let outcome = tokio::runtime::Runtime::new().context("no runtime").and_then(|runtime| {
        runtime.block_on(async {
            match command {
                Command::Run(args) => run(args, true).await,
                Command::Serve(args) => run(args, false).await,
            }
        })
    });
    match outcome {
        Ok(Outcome { failed, ended_early: true }) if failed.is_empty() => ExitCode::from(ENDED_EARLY),
        Ok(Outcome { failed, .. }) if failed.is_empty() => ExitCode::SUCCESS,
        Ok(Outcome { failed, .. }) => {
            for why in failed {
                terminal::complain(&why);
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            terminal::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Serves the page, and plays a run where one is to start at once; says why that has failed, where it has.
async fn run(args: RunArgs, starts: bool) -> anyhow::Result<Outcome> {
    let file = args.journeys_file()?;
    let whole = args.settings(&file)?;
    let voice = if args.output.iter().any(output::Output::takes_stdout) { Voice::Stderr } else { Voice::Stdout };
    anyhow::ensure!(starts || !args.pod.has_share(), "--pods: a page plays whole runs; shares are for `loadtest run`");
    let Some(settings) = args.pod.share_of(&whole)? else {
        voice.say("fewer people than pods: none are left for this one, which has nothing to do");
        return Ok(Outcome::FINE);
    };
    args.output.iter().try_for_each(output::Output::check)?;
    let program = Program::start("loadtest", "warn")?;
    let telemetry = program.telemetry("loadtest")?;
    // Before the first listener for Ctrl-C: see `leave_ctrl_c_to_host`.
    let config = LoadTestConfig {
        journeys: Some(file),
        allowed_hosts: args.allow_hosts.clone(),
        kept: Some(KeptRuns::in_folder(args.data_dir.join("runs"))),
    };
    let load = LoadTest::with(&telemetry, config)?;
    let stopped = movie_guru_service::listen().context("cannot listen for Ctrl-C and SIGTERM")?;
    load.check(&settings)?;
    let listener = service::bind(args.listen).await?;
    let service = service::build(listener, &args.service(&settings), load.clone(), &telemetry)?;
    let drain = CancellationToken::new();
    if !starts {
        voice.say(&format!("start runs on http://{}/; Ctrl-C ends it", service.address()));
        let served = service.run(stopped).await;
        program.end([telemetry]).await?;
        return Ok(served.map(|()| Outcome::FINE)?);
    }
    reach(&settings.host).await.map_err(|unreachable| {
        anyhow::anyhow!("--host: {unreachable}\nStart the lab with `lab up`, or name another --host.")
    })?;
    voice.say(&announcement(&settings, service.address()));
    let seen = service.scrapes();
    let mut scrapes = args.pod.await_scrape.map(|most| Scrapes { seen, most, voice });
    let serving = service.run(drain.clone());
    let (run, serving) = match &mut scrapes {
        None => (load.start(settings)?, tokio::spawn(serving)),
        Some(scrapes) => {
            let serving = tokio::spawn(serving);
            if !scrapes.first(&stopped).await {
                voice.say("stopped before it began");
                return Ok(Outcome::FINE);
            }
            (load.start(settings)?, serving)
        }
    };
    let summary = watch(&run, stopped, voice).await;
    voice.say(&terminal::summary(&summary, run.settings()));
    let kept = run.whole();
    let written: anyhow::Result<()> = args.output.iter().try_for_each(|output| output.write(&kept, voice));
    if let Some(scrapes) = &mut scrapes {
        scrapes.another().await;
    }
    drain.cancel();
    // A client that holds its connection open does not hold up the end.
    let _ = tokio::time::timeout(Duration::from_secs(2), serving).await;
    let ended = program.end([telemetry]).await;
    written?;
    ended?;
    let mut failed: Vec<String> = args.fail_if.iter().filter_map(|condition| condition.broken(&summary)).collect();
    if summary.total.count == summary.total.failures {
        failed.push("nothing succeeded".to_owned());
    }
    Ok(Outcome { failed, ended_early: matches!(summary.ended, Some(End::StopIf(_))) })
}

/// What is about to happen, and where to watch it.
fn announcement(settings: &RunSettings, address: std::net::SocketAddr) -> String {
    let mut journeys: Vec<_> = settings.journeys.iter().map(|journey| journey.name()).collect();
    journeys.dedup();
    let until =
        settings.run_time.map_or_else(|| "until Ctrl-C".to_owned(), |time| format!("for {}", terminal::span(time)));
    let (users, host) = (settings.users, &settings.host);
    let what = match (&settings.rate, &settings.shape) {
        (Some(rate), _) => {
            format!("{rate} requests each second, at most {users} at once, {until}, on {host}\ncalls:    as in a swarm")
        }
        (None, Some(shape)) => format!("people as in {shape}, on {host}\njourneys: {}", journeys.join(", ")),
        (None, None) => format!(
            "{users} people, {} more each second, {until}, on {host}\njourneys: {}",
            settings.spawn_rate,
            journeys.join(", ")
        ),
    };
    let share = if settings.share.is_whole() { String::new() } else { format!("\nshare:    {}", settings.share) };
    format!("{what}{share}\nwatch:    http://{address}/\nmetrics:  http://{address}/metrics\n")
}

/// Shows how the run goes until it ends, or until the first signal stops it.
async fn watch(run: &Run, stopped: CancellationToken, voice: Voice) -> Progress {
    let mut screen = Screen::new(voice);
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
                voice.say("stopping; Ctrl-C again ends it at once");
                return run.stop().await;
            }
            _ = redraw.tick() => screen.show(&run.progress()),
        }
    }
}
