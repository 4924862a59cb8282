//! `coach validate`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::manifests::Manifests;
use crate::options::{Common, Output};
use crate::team::Teams;
use crate::terminal::{Failure, complain, say, say_json};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach validate
  coach validate --teams spring.yaml
  coach validate --output json

Reads the teams' file, the images' file, and renders each team's manifests; asks no cluster.

Exit codes: 0 it is sound; 1 it is not; 2 used wrongly.")]
pub(crate) struct Arguments {
    /// A folder with manifests in place of those of this program
    #[arg(long, value_name = "DIR")]
    manifests: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    if !file.exists() {
        let next = "`coach init` writes one, --teams FILE names another";
        return Err(Failure::Usage(format!("there is no {}: {next}", file.display())).into());
    }
    let read = Teams::read_with(file, arguments.manifests.as_deref());
    let (count, mistakes) = match &read {
        Ok(teams) => (teams.teams.len(), mistakes(teams)),
        Err(error) => (0, error.to_string().lines().map(str::to_owned).collect()),
    };
    let is_sound = mistakes.is_empty();
    match output {
        Output::Json => say_json(&serde_json::json!({"sound": is_sound, "teams": count, "mistakes": mistakes}))?,
        Output::Text if is_sound => {
            let teams = if count == 1 { "1 team" } else { &format!("{count} teams") };
            say(&format!("{}: {teams}, and all is well", file.display()));
        }
        Output::Text => mistakes.iter().for_each(|mistake| complain(mistake)),
    }
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is wrong with what the file leads to.
fn mistakes(teams: &Teams) -> Vec<String> {
    let on_cluster: Vec<_> = teams.teams.iter().filter_map(|team| Some((team, team.on_cluster()?))).collect();
    if on_cluster.is_empty() {
        return Vec::new();
    }
    let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let manifests = match Manifests::of(teams) {
        Ok(manifests) => manifests,
        Err(problems) => return lines(problems.to_string()),
    };
    let each = on_cluster.into_iter().filter_map(|(team, place)| {
        let problems = manifests.bundle(team, place).err()?;
        Some(problems.0.into_iter().map(|problem| format!("{}: {problem}", team.name)).collect::<Vec<_>>())
    });
    each.flatten().collect()
}
