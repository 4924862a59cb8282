//! `coach support`: what a bug report needs of a team's lab, in one folder, without secrets.

mod folder;
mod kubeconfig;
mod live;
mod of_cluster;
mod of_lab;
mod of_local;
mod redact;
mod structure;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use self::folder::Folder;
use self::redact::Redact;
use crate::options::{Common, Output};
use crate::team::{Place, Team, Teams};
use crate::terminal::{say, say_json, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach support popcorn                     in support/popcorn-TIME beside the teams' file
  coach support popcorn --to popcorn-bug

Has the team's part of the teams' file, what is wanted of its lab (manifests), what is there (objects, events, the last lines of
every log), versions, how the class sees the team, and what `coach doctor` says. What cannot be had is named.

Secrets are left out: values of Secret objects, wherever they stand, and whatever looks like a password, a token or a key. What
does not look like one may still be one: look through the folder before it goes out.

Exit codes: 0 it is written, with what could be had; 1 it cannot be written; 2 used wrongly.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    /// The folder that is made; it must not be there yet [default: support/TEAM-TIME beside the teams' file]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// So many of the last lines of each log
    #[arg(long, value_name = "N", default_value_t = 2000)]
    tail: u32,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { team, to, tail, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let chosen = teams.chosen(std::slice::from_ref(&team))?;
    let Some(team) = chosen.first() else { return Ok(ExitCode::SUCCESS) };
    let now = jiff::Timestamp::now();
    let named = || teams.folder().join("support").join(format!("{}-{}", team.name, now.strftime("%Y%m%dT%H%M%SZ")));
    let target = to.unwrap_or_else(named);
    let mut folder = Folder::make(&target, Redact::of_environment())?;
    gather(&teams, team, tail, &mut folder).await;
    let missing = folder.missing();
    let files = folder.end(team, now).with_context(|| format!("{} cannot be written", target.display()))?;
    let pack = pack(&target);
    match common.output {
        Output::Json => say_json(&serde_json::json!({
            "team": team.name, "folder": target, "files": files, "missing": missing, "pack": pack,
        }))?,
        Output::Text => {
            say(&format!("{} has {} files.", target.display(), files.len()));
            missing.iter().for_each(|missing| say(&format!("Not in it: {missing}")));
            say("Look through it before it goes out; then pack it:");
            say(&format!("  {pack}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The secrets first: what is read later is looked through for them.
async fn gather(teams: &Teams, team: &Team, tail: u32, folder: &mut Folder) {
    tell(&format!("{}: gathers what there is", team.name));
    match &team.place {
        Place::Local => of_local::gather(teams, team, tail, folder).await,
        Place::Cluster(place) => of_cluster::gather(teams, team, place, tail, folder).await,
    }
    of_lab::gather(teams, team, folder).await;
}

/// How the folder becomes one file.
fn pack(folder: &std::path::Path) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let quoted = |text: &str| {
        let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
    };
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.map_or_else(|| ".".to_owned(), |parent| quoted(&parent.display().to_string()));
    format!("tar -czf {} -C {parent} {}", quoted(&format!("{name}.tar.gz")), quoted(&name))
}
