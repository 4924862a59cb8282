//! `coach rehearse`: the evening before, the model attendee plays on every team's lab, and leaves no trace.

mod before;
mod images;
mod outcome;
mod play;
mod team;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use movie_guru_workshop::{Challenge, Library};

use self::images::Pulled;
use self::outcome::{Rehearsed, screen};
use self::team::Rehearsing;
use crate::clusters::Clusters;
use crate::manifests::Manifests;
use crate::options::{Common, Output, a_duration};
use crate::outcome::code;
use crate::progress::Progress;
use crate::side_by_side::side_by_side;
use crate::team::{Team, Teams};
use crate::terminal::{Failure, complain, say, say_json};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach rehearse                            all challenges on all teams, eight teams at a time
  coach rehearse popcorn --challenges 1,6   two of them on one team
  coach rehearse --limit 20m                where a lab is slow
  coach rehearse --output json | jq '.teams[] | select(.ready | not)'

On clusters every node pulls the images first. Then the model attendee plays on each lab: it starts each challenge, writes the
model's answers into the workbook, puts the model's SLOs and alerts on the lab's board, and waits until all holds that a machine
can check. At the end all of that is forgotten, and app and people are as they were, also after Ctrl-C. Figures of that time stay
in the monitoring.

A team that has done something already is left alone: its work would be forgotten, too.

Exit codes: 0 all teams are ready; 1 one is not; 2 used wrongly; 3 those that are not cannot be reached.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Only these challenges: numbers or folders' names, with commas between
    #[arg(long, value_name = "N", value_delimiter = ',')]
    challenges: Vec<String>,
    /// How long a challenge may take until all holds; on clusters, how long the images may take as well
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = a_duration)]
    limit: Duration,
    /// How many teams at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    parallel: u16,
    /// Leaves the model's answers, SLOs and alerts where they are
    #[arg(long)]
    keep: bool,
    /// Rehearses also where a team has done something, and forgets that for good
    #[arg(long)]
    forget_their_work: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    let teams = Teams::read(file)?;
    let chosen = teams.chosen(&arguments.names)?;
    let library = Library::embedded()?;
    let challenges = challenges(&library, &arguments.challenges)?;
    let needs_manifests = chosen.iter().any(|team| team.on_cluster().is_some());
    let manifests = needs_manifests.then(|| Manifests::of(&teams)).transpose();
    let manifests = manifests.map_err(|problems| Failure::Usage(problems.to_string()))?;
    let clusters = Clusters::default();
    let stop = movie_guru_service::listen().context("Ctrl-C cannot be listened for")?;
    let parallel = usize::from(arguments.parallel);
    let images = match &manifests {
        Some(manifests) => images::pull(manifests, &chosen, &clusters, arguments.limit, &stop).await,
        None => Vec::new(),
    };
    let rehearsing = Rehearsing {
        teams: &teams,
        clusters,
        library: &library,
        challenges,
        limit: arguments.limit,
        keeps: arguments.keep,
        forgets: arguments.forget_their_work,
        stop,
    };
    let rehearsed = all(&rehearsing, &chosen, &images, parallel).await;
    match output {
        Output::Json => say_json(&serde_json::json!({ "images": images, "teams": rehearsed }))?,
        Output::Text => say(&screen(&images, &rehearsed)),
    }
    if rehearsing.stop.is_cancelled() {
        complain("ended before all was played; `coach rehearse` begins anew");
    }
    Ok(code(rehearsed.iter().map(|team| (team.ready, team.away))))
}

async fn all(rehearsing: &Rehearsing<'_>, chosen: &[&Team], images: &[Pulled], parallel: usize) -> Vec<Rehearsed> {
    let progress = Progress::new(chosen.iter().map(|team| team.name.as_str()));
    let each = chosen.iter().map(|team| async {
        let told = progress.of(&team.name);
        let mut rehearsed = rehearsing.rehearse(team, &told).await;
        rehearsed.lacks(images::lacking(images, team));
        told.end(rehearsed.in_short());
        rehearsed
    });
    side_by_side(each, parallel).await
}

/// Those that are named, in the order of the workshop; all that have something to check where none is.
fn challenges<'l>(library: &'l Library, names: &[String]) -> Result<Vec<&'l Challenge>, Failure> {
    let mut wanted = Vec::new();
    for name in names {
        let found = library.find(name.trim()).ok_or_else(|| {
            let known: Vec<_> = library.challenges().iter().map(|one| one.slug.as_str()).collect();
            Failure::Usage(format!("there is no challenge `{name}`; there are {}, by name or number", known.join(", ")))
        })?;
        wanted.push(&found.slug);
    }
    let is_wanted = |one: &&Challenge| wanted.is_empty() || wanted.contains(&&one.slug);
    let has_checks = |one: &&Challenge| one.criteria().iter().any(|criterion| criterion.check.is_some());
    Ok(library.challenges().iter().filter(is_wanted).filter(has_checks).collect())
}
