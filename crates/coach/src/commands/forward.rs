//! `coach forward`

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use movie_guru_classroom::reach::{Away, Reach, Service};
use serde::Serialize;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::clusters::Clusters;
use crate::options::{Common, Output};
use crate::place::{has_monitor, reach};
use crate::team::Teams;
use crate::terminal::{Failure, complain, say, say_json, tell};

/// The services, each with its name and the port that a lab on a laptop has it on.
const PARTS: [(Service, &str, u16); 4] = [
    (Service::Web, "app", 8080),
    (Service::Backend, "backend", 8081),
    (Service::Load, "load", 8089),
    (Service::Metrics, "monitor", 9090),
];

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach forward popcorn                    on 8080, 8081, 8089, 9090 where they are free, else others
  coach forward popcorn --output json      where everything is, for scripts; goes on until Ctrl-C too

Everything of the team's lab is on this machine's loopback until Ctrl-C, through the cluster's API
server: nothing of it needs a public address. Each connection has a way of its own.

Exit codes: 0 ended with Ctrl-C; 1 no port can be had; 2 used wrongly; 3 the lab cannot be reached.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    #[command(flatten)]
    common: Common,
}

/// A part of the lab, as it is reached now.
#[derive(Serialize)]
struct Forwarded {
    name: &'static str,
    /// Its address; none where this lab has no such part.
    url: Option<String>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { team, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let stop = movie_guru_service::listen().context("Ctrl-C cannot be listened for")?;
    let chosen = teams.chosen(std::slice::from_ref(&team))?;
    let Some(chosen) = chosen.first() else { return Ok(ExitCode::SUCCESS) };
    let way = reach(&teams, chosen, &Clusters::default());
    let mut forwarded = Vec::new();
    for (service, name, port) in PARTS {
        if service == Service::Metrics && !has_monitor(chosen) {
            forwarded.push(Forwarded { name, url: None });
            continue;
        }
        match stop.run_until_cancelled(way.connect(service)).await {
            None => return Ok(ExitCode::SUCCESS),
            Some(Err(Away::None(_))) => forwarded.push(Forwarded { name, url: None }),
            Some(Err(away)) => return Err(Failure::Unreachable(format!("{name}: {away}")).into()),
            Some(Ok(_)) => {
                let listener = listener(port).await.context("no port of the loopback can be had")?;
                let address = listener.local_addr()?;
                forwarded.push(Forwarded { name, url: Some(format!("http://{address}/")) });
                tokio::spawn(serve(listener, Arc::clone(&way), service, name, stop.clone()));
            }
        }
    }
    match common.output {
        Output::Json => say_json(&serde_json::json!({ "team": team, "services": forwarded }))?,
        Output::Text => {
            let line =
                |part: &Forwarded| format!("  {:8} {}", part.name, part.url.as_deref().unwrap_or("not in this lab"));
            say(&forwarded.iter().map(line).collect::<Vec<_>>().join("\n"));
            tell("Ctrl-C ends it.");
        }
    }
    stop.cancelled().await;
    Ok(ExitCode::SUCCESS)
}

/// On this port where it is free, else on another.
async fn listener(port: u16) -> std::io::Result<TcpListener> {
    let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
    match TcpListener::bind(at(port)).await {
        Ok(listener) => Ok(listener),
        Err(_) => TcpListener::bind(at(0)).await,
    }
}

async fn serve(
    listener: TcpListener,
    way: Arc<dyn Reach>,
    service: Service,
    name: &'static str,
    stop: CancellationToken,
) {
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        // It was gone before it was taken, or there are no files left for a moment.
        let Ok((stream, _)) = accepted else {
            tokio::task::yield_now().await;
            continue;
        };
        tokio::spawn(stop.clone().run_until_cancelled_owned(pass(stream, Arc::clone(&way), service, name)));
    }
}

async fn pass(mut client: TcpStream, way: Arc<dyn Reach>, service: Service, name: &'static str) {
    let _ = client.set_nodelay(true);
    match way.connect(service).await {
        // Whoever hangs up first ends both.
        Ok(mut lab) => drop(copy_bidirectional(&mut client, &mut lab).await),
        Err(away) => complain(&format!("{name}: {away}")),
    }
}
