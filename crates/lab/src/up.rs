//! `lab up`: everything in one process, until Ctrl-C.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use movie_guru::phase::scenario::Scenario;
use movie_guru::service::{Backend, Config, Database};
use movie_guru_loadtest::service::{self as load_service, Link, ServiceConfig};
use movie_guru_loadtest::{KeptRuns, LoadTest, LoadTestConfig, RunSettings, Through};
use movie_guru_monitor::service::Monitor;
use movie_guru_pages::Published;
use movie_guru_service::{Program, bind};
use movie_guru_web::guide::LabAddresses;
use movie_guru_web::service::Web;
use movie_guru_workshop::record::Kind;
use movie_guru_workshop::synthetic::{CHECKS, Checks};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::cli::UpArguments;
use crate::client;
use crate::folder::{Addresses, HeldFolder, reachable};
use crate::grade_page;
use crate::monitoring;
use crate::probe;
use crate::reach::{hosts, limits, published, shown};
use crate::status_api::{self, Watched};
use crate::synthetic;
use crate::terminal::{complain, say};
use crate::workshop;

/// After this long at the end, what still runs is cut.
const END_LIMIT: Duration = Duration::from_millis(4500);
const READY_LIMIT: Duration = Duration::from_secs(30);

pub(crate) async fn up(arguments: Box<UpArguments>) -> anyhow::Result<ExitCode> {
    let started = Instant::now();
    let scenario = Scenario::named(&arguments.scenario)?;
    let folder = HeldFolder::take(&arguments.folder.data_dir)?;
    // A phase fails requests all the time: on a terminal only what is unexpected is worth a line.
    let program = Program::start("movie-guru-lab", "error")?;
    let backend_telemetry = program.telemetry("movie-guru")?;
    let web_telemetry = program.telemetry("movie-guru-web")?;
    let load_telemetry = program.telemetry("loadtest")?;
    let own_telemetry = program.telemetry("lab")?;
    // Before the first listener for Ctrl-C: the load engine would take it over.
    let kept = Some(KeptRuns::in_folder(arguments.folder.data_dir.join("runs")));
    let load = LoadTest::with(&load_telemetry, LoadTestConfig { kept, ..LoadTestConfig::default() })?;
    let shutdown = movie_guru_service::listen().context("cannot listen for Ctrl-C")?;

    let backend = Backend::build(backend_config(&arguments), &backend_telemetry).await?;
    let (monitor_port, monitor_address) = bind(arguments.monitor, "--monitor").await?;
    // The parts name each other in their links, so each has its port before the first is made.
    let (load_port, load_address) = bind(arguments.load, "--load").await?;
    let checks = Arc::new(Checks::new(arguments.folder.data_dir.join(CHECKS)));
    let parts = [backend.address(), load_address, monitor_address];
    let web_config = web_config(&arguments, parts, Arc::clone(&checks))?;
    let room = web_config.workshop.clone();
    let web = Web::build(web_config, &web_telemetry).await?;
    let addresses = Addresses::of(web.address(), backend.address(), load_address, monitor_address)?;
    let addresses = arguments.public_url.as_ref().map_or_else(|| Ok(addresses.clone()), |url| url.below(&addresses))?;
    let shown = shown(&arguments, &addresses)?;
    let load_config = load_config(&arguments, &addresses, &shown)?;
    let load_page = load_service::build(load_port, &load_config, load.clone(), &load_telemetry)?;
    let stage = backend.stage();
    let monitor_config = monitoring::config(&arguments, &addresses, &shown)?;
    // Opening the store reads what is kept.
    let telemetry = own_telemetry.clone();
    let building = tokio::task::spawn_blocking(move || {
        Monitor::build_on(monitor_port, monitor_address, monitor_config, &telemetry)
    })
    .await?;
    let monitor = building?;
    let watched = Watched {
        metrics: monitor.source(),
        load: load.clone(),
        scenario: Box::new(move || stage.scenario()),
        started,
    };
    let grading = grade_page::routes(monitor.board(), monitor.frame());
    let monitor = monitor.with_routes(status_api::routes(watched)).with_routes(grading);

    let mut services = JoinSet::new();
    services.spawn(backend.run(shutdown.clone()));
    services.spawn(web.run(shutdown.clone()));
    services.spawn(load_page.run(shutdown.clone()));
    services.spawn(monitor.run(shutdown.clone()));
    ready(&addresses, &shutdown).await?;
    if arguments.users > 0 {
        load.start(load_config.form)?;
    }
    if !arguments.no_probe {
        let meters = probe::Meters::new(own_telemetry.meter());
        services.spawn(probe::keep_walking(addresses.web.clone(), probe::EVERY, meters, |_| (), shutdown.clone()));
    }
    let meters = synthetic::Meters::new(own_telemetry.meter());
    services.spawn(synthetic::keep_checking(checks, addresses.web.clone(), meters, shutdown.clone()));
    if let Some(room) = room {
        room.note(Kind::LabUp, None, None, serde_json::Map::new()).await?;
    }
    folder.publish(&addresses)?;
    if let Some(file) = &arguments.ready_file {
        addresses.write(file)?;
    }
    say(&welcome(&arguments, &scenario, &addresses, started.elapsed())?);
    if arguments.open
        && let Err(error) = open::that_detached(addresses.web.as_str())
    {
        complain(&format!("no browser could be opened ({error}); open {} yourself", addresses.web));
    }

    let outcome = until_the_end(&mut services, &shutdown).await;
    let flushed = program.end([backend_telemetry, web_telemetry, load_telemetry, own_telemetry]);
    // A collector that does not answer does not hold up the end.
    let _ = tokio::time::timeout(Duration::from_millis(400), flushed).await;
    outcome?;
    say("The lab has ended. What people said and like is kept; `lab reset` forgets it.");
    Ok(ExitCode::SUCCESS)
}

fn backend_config(arguments: &UpArguments) -> Config {
    Config {
        listen: arguments.backend,
        listen_flag: "--backend",
        hosts: arguments.hosts.clone(),
        limits: limits(),
        database: Database::Folder(arguments.folder.data_dir.clone()),
        scenario: arguments.scenario.clone(),
        seed: arguments.seed,
        admin_token: arguments.admin_token.clone().into(),
        drain_limit: Duration::from_secs(4),
        ..Config::default()
    }
}

/// The web app in front of this backend; the guide names the load generator and the monitor too.
fn web_config(
    arguments: &UpArguments,
    [backend, load, monitor]: [SocketAddr; 3],
    checks: Arc<Checks>,
) -> anyhow::Result<movie_guru_web::service::Config> {
    // Where it listens itself it knows best.
    let local = Addresses::of(arguments.web, backend, load, monitor)?;
    let shown = shown(arguments, &local)?;
    let text = |address: &Url| Some(address.as_str().trim_end_matches('/').to_owned());
    let Published { base, behind_proxy } = published(arguments, "app")?;
    let reached = arguments.public_url.as_ref().map_or_else(|| Ok(local.clone()), |url| url.below(&local))?;
    let room = workshop::room(arguments, &reached)?;
    Ok(movie_guru_web::service::Config {
        listen: arguments.web,
        listen_flag: "--web",
        limits: limits(),
        behind_proxy,
        base_path: base,
        hosts: hosts(arguments),
        admin: arguments.admin_token.clone().into(),
        library: room.library().clone(),
        workshop: Some(room),
        checks: Some(checks),
        addresses: LabAddresses {
            web: arguments.public_url.as_ref().and_then(|_| text(&shown.web)),
            load: text(&shown.load),
            monitor: text(&shown.monitor),
            ..LabAddresses::default()
        },
        ..movie_guru_web::service::Config::new(reachable(backend)?)
    })
}

/// The load generator's page: its form asks for the people of this lab, and its links lead to the other parts.
fn load_config(arguments: &UpArguments, addresses: &Addresses, shown: &Addresses) -> anyhow::Result<ServiceConfig> {
    let people = RunSettings::new(match arguments.through {
        Through::Web => addresses.web.clone(),
        Through::Backend => addresses.backend.clone(),
    });
    let form = RunSettings {
        // The form of a lab without people still asks for some.
        users: if arguments.users > 0 { arguments.users } else { people.users },
        seed: arguments.seed,
        through: arguments.through,
        ..people
    };
    let link = |name: &str, url| Link { name: name.to_owned(), url };
    let links = vec![
        link("app", shown.web.clone()),
        link("guide", shown.web.join("guide")?),
        link("monitor", shown.monitor.clone()),
    ];
    Ok(ServiceConfig {
        form,
        links,
        published: published(arguments, "load")?,
        hosts: hosts(arguments),
        limits: limits(),
        ..ServiceConfig::new(addresses.load.clone())
    })
}

/// Asks each part, as anybody would, until it says that it is ready.
async fn ready(addresses: &Addresses, shutdown: &CancellationToken) -> anyhow::Result<()> {
    let http = client::http()?;
    let all_ready = async {
        for service in [&addresses.web, &addresses.backend, &addresses.load, &addresses.monitor] {
            let url = service.join("readyz")?;
            while !http.get(url.clone()).send().await.is_ok_and(|response| response.status().is_success()) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(())
    };
    tokio::select! {
        ready = all_ready => ready,
        () = shutdown.cancelled() => bail!("stopped before it was ready"),
        () = tokio::time::sleep(READY_LIMIT) => bail!("the lab did not get ready within 30 s; `lab doctor` looks for reasons"),
    }
}

/// Waits for the signal, or for a part that ends by itself; then lets everything end, for a limited time.
async fn until_the_end(
    services: &mut JoinSet<std::io::Result<()>>,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let mut outcome = Ok(());
    tokio::select! {
        () = shutdown.cancelled() => say("\nEnding: requests in flight may finish. Ctrl-C again ends at once."),
        Some(ended) = services.join_next() => {
            outcome = ended.map_err(anyhow::Error::from).and_then(|served| Ok(served?)).context("a part of the lab ended");
            shutdown.cancel();
        }
    }
    let all_ended = async { while services.join_next().await.is_some() {} };
    // What is left is cut with the runtime.
    let _ = tokio::time::timeout(END_LIMIT, all_ended).await;
    outcome
}

fn welcome(arguments: &UpArguments, scenario: &Scenario, local: &Addresses, took: Duration) -> anyhow::Result<String> {
    let addresses = shown(arguments, local)?;
    let load = match arguments.users {
        0 => "nobody uses it; --users N brings people".to_owned(),
        1 => "1 simulated person uses it".to_owned(),
        users => format!("{users} simulated people use it"),
    };
    let mut lines = vec![
        format!("Movie Guru Lab is up ({:.1} s).", took.as_secs_f64()),
        String::new(),
        format!(
            "  app       {}  open it in a browser; the challenges are at {}guide",
            addresses.web,
            addresses.web.path()
        ),
        format!("  backend   {}  its API, /phase and /metrics", addresses.backend),
        format!("  load      {}  {load}; watch and change it there", addresses.load),
        format!("  monitor   {}  dashboards, SLOs, alerts; `lab status` has the last minute", addresses.monitor),
        String::new(),
        format!("Scenario {}: {}", scenario.name, scenario.title),
    ];
    lines.extend(crate::phase::table(scenario));
    if arguments.public_url.is_some() {
        let parts =
            [(&addresses.web, &local.web), (&addresses.load, &local.load), (&addresses.monitor, &local.monitor)];
        let passed = parts.map(|(public, here)| format!("{} to {}", public.path(), here.authority()));
        lines.push(format!("\nThe proxy passes {} (docs/deploy.md).", passed.join(", ")));
    }
    lines.push("\n`lab phase set NAME` changes it (`lab phase list`). Ctrl-C ends the lab.".to_owned());
    Ok(lines.join("\n"))
}
