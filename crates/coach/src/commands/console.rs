//! `coach console`

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use movie_guru_classroom::console::{Config, Console, ConsoleError, Link};
use movie_guru_classroom::watch::{self, Pace, Watch};
use movie_guru_workshop::record::Webhook;
use url::Url;

use super::class::labs;
use crate::handout;
use crate::options::{Common, Output};
use crate::team::{Team, Teams};
use crate::terminal::{Failure, say, say_json, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach console                                          on this machine: http://127.0.0.1:8088/
  coach console --listen 0.0.0.0:8088                    for the tablet too; COACH_CONSOLE_TOKEN is the password
  coach console popcorn nachos --listen 127.0.0.1:0      of two teams, on a free port
  coach console --events-webhook https://chat.example/hook   calls, hints and checks of all teams, as JSON

A row for each team, those who need you first; a change is there within a second. The password is
asked for by the browser, and any name goes with it. It is sent over plain HTTP: beyond a network
that you trust, put a proxy with TLS in front.

Exit codes: 0 ended with Ctrl-C; 1 it cannot listen; 2 used wrongly.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Where the page is; port 0 picks a free one
    #[arg(long, env = "COACH_CONSOLE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8088")]
    listen: SocketAddr,
    /// What opens it; needed where it listens beyond this machine
    #[arg(long, env = "COACH_CONSOLE_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    console_token: Option<String>,
    /// Names under which it may be called besides localhost, where it listens on the loopback
    #[arg(long = "host", value_name = "NAMES", value_delimiter = ',')]
    hosts: Vec<String>,
    /// Is told of what happens in all labs while the console is up (docs/api.md has the form)
    #[arg(long, env = "COACH_EVENTS_WEBHOOK", value_name = "URL", hide_env_values = true)]
    events_webhook: Option<Url>,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { names, listen, console_token: token, hosts, events_webhook, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let chosen = teams.chosen(&names)?;
    let stop = movie_guru_service::listen().context("Ctrl-C cannot be listened for")?;
    let links: HashMap<_, _> = chosen.iter().map(|team| (team.name.clone(), links(&teams, team))).collect();
    let watch = Arc::new(Watch::start(labs(&teams, &chosen), Pace::default()));
    if let Some(url) = events_webhook {
        watch::tell(&watch, &Webhook::new(url).context("no HTTP client")?, &stop);
    }
    let config = Config { listen: Some(listen), token, hosts, links };
    let console = Console::build(config, watch).await.map_err(|error| match error {
        ConsoleError::NeedsToken(_) => anyhow::Error::from(Failure::Usage(error.to_string())),
        ConsoleError::Listen(_) => error.into(),
    })?;
    let url = format!("http://{}/", console.address());
    match common.output {
        Output::Json => say_json(&serde_json::json!({ "console": url }))?,
        Output::Text => {
            say(&format!("The console is at {url}"));
            tell("Ctrl-C ends it; the labs go on.");
        }
    }
    console.run(stop).await.context("the console cannot go on")?;
    Ok(ExitCode::SUCCESS)
}

/// What the team's hand-out names.
fn links(teams: &Teams, team: &Team) -> Vec<Link> {
    let variables = fs::read_to_string(handout::page(teams, team).with_extension("env")).unwrap_or_default();
    let value =
        |name: &str| variables.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned);
    let link = |name: &str, url: String| Link { name: name.to_owned(), url };
    let app = value("LAB_WEB_URL");
    let coach = app.as_ref().map(|url| link("Pages for coaches", format!("{url}guide/coach")));
    let parts = [("App", app), ("Load generator", value("LAB_LOAD_URL")), ("Monitor", value("LAB_MONITOR_URL"))];
    parts.into_iter().filter_map(|(name, url)| Some(link(name, url?))).chain(coach).collect()
}
