//! `coach up`

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use movie_guru_cluster::{Change, Did};
use serde::Serialize;

use super::init;
use crate::bring::{Bringing, Up};
use crate::clusters::Clusters;
use crate::fault::Fault;
use crate::handout::Lab;
use crate::manifests::Manifests;
use crate::options::{Common, Output, a_duration};
use crate::outcome;
use crate::progress::Progress;
use crate::side_by_side::side_by_side;
use crate::table::table;
use crate::team::{Team, Teams};
use crate::terminal::{Failure, complain, say, say_json};

/// Up to this many differences of an object are shown in a dry run.
const MOST_FIELDS: usize = 12;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach up                                    every team of teams.yaml, eight at a time
  coach up popcorn nachos                     these two
  coach up --dry-run                          what would change, field by field
  coach up --local 5                          five labs on this machine
  coach up --terraform deploy/terraform       the teams that Terraform has made clusters for

The last two write the teams' file where there is none.

Makes passwords once, applies the manifests, waits until all runs, and writes handout/TEAM.md and
handout/TEAM.env beside the teams' file. Where nothing is to be changed nothing is; ended with
Ctrl-C, the next `coach up` goes on from there.

Exit codes: 0 all are up; 1 not all; 2 used wrongly; 3 those that are not up cannot be reached.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Says what would change, and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// So many labs on this machine; writes the teams' file where there is none
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    local: Option<u16>,
    /// The folder of Terraform, whose teams these are; writes the teams' file where there is none
    #[arg(long, value_name = "DIR", conflicts_with = "local")]
    terraform: Option<PathBuf>,
    /// How many teams at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    parallel: u16,
    /// How long a team's lab may take until all of it runs: 90s, 10m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = a_duration)]
    limit: Duration,
    /// A folder with manifests in place of those of this program: OVERLAY.yaml each, or one lab in several files
    #[arg(long, value_name = "DIR")]
    manifests: Option<PathBuf>,
    /// The program `lab`, for labs on this machine [default: beside this one, or in PATH]
    #[arg(long, value_name = "PROGRAM")]
    lab: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// How a team's lab is.
#[derive(Serialize)]
struct Outcome<'t> {
    team: &'t str,
    up: bool,
    #[serde(flatten)]
    lab: Lab,
    /// How many objects were made, changed, and deleted.
    created: usize,
    changed: usize,
    deleted: usize,
    handout: Option<PathBuf>,
    /// What is still to come, or why it is not up, with the next step.
    next: Option<String>,
    /// Whether nobody answers.
    away: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    if let Some(count) = arguments.local {
        init::local_once(file, count)?;
    }
    if let Some(folder) = &arguments.terraform {
        init::terraform_once(file, folder)?;
    }
    let teams = Teams::read_with(file, arguments.manifests.as_deref())?;
    let chosen = teams.chosen(&arguments.names)?;
    let needs_manifests = chosen.iter().any(|team| team.on_cluster().is_some());
    let manifests = needs_manifests.then(|| Manifests::of(&teams)).transpose();
    let bringing = Bringing {
        teams: &teams,
        manifests: manifests.map_err(|problems| Failure::Usage(problems.to_string()))?,
        clusters: Clusters::default(),
        program: arguments.lab.clone(),
        limit: arguments.limit,
        stop: movie_guru_service::listen().context("Ctrl-C cannot be listened for")?,
    };
    let parallel = usize::from(arguments.parallel);
    if arguments.dry_run {
        return plan(&bringing, &chosen, parallel, *output).await;
    }
    bring(&bringing, &chosen, parallel, *output).await
}

async fn bring(bringing: &Bringing<'_>, chosen: &[&Team], parallel: usize, output: Output) -> anyhow::Result<ExitCode> {
    let progress = Progress::new(chosen.iter().map(|team| team.name.as_str()));
    let each = chosen.iter().map(|team| async {
        let told = progress.of(&team.name);
        let brought = if bringing.stop.is_cancelled() {
            Err(movie_guru_cluster::Trouble::CalledOff.into())
        } else {
            bringing.up(team, &told).await
        };
        let outcome = outcome_of(team, brought);
        told.end(&match &outcome.next {
            Some(next) if !outcome.up => format!("not up: {next}"),
            Some(next) => format!("up; {next}"),
            None => "up".to_owned(),
        });
        outcome
    });
    let outcomes = side_by_side(each, parallel).await;
    drop(progress);
    match output {
        Output::Json => say_json(&serde_json::json!({ "teams": outcomes }))?,
        Output::Text => say(&screen(&outcomes)),
    }
    if bringing.stop.is_cancelled() {
        complain("ended before all was done. What is there stays, and the next `coach up` goes on from there");
    }
    Ok(outcome::code(outcomes.iter().map(|outcome| (outcome.up, outcome.away))))
}

fn outcome_of(team: &Team, brought: Result<Up, Fault>) -> Outcome<'_> {
    let team = team.name.as_str();
    match brought {
        Ok(Up { lab, changes, handout, pending }) => {
            let count = |did: Did| changes.iter().filter(|change| change.did == did).count();
            let (created, changed, deleted) = (count(Did::Created), count(Did::Changed), count(Did::Deleted));
            Outcome {
                team,
                up: true,
                lab,
                created,
                changed,
                deleted,
                handout: Some(handout),
                next: pending,
                away: false,
            }
        }
        Err(Fault { words, away }) => Outcome {
            team,
            up: false,
            lab: Lab::default(),
            created: 0,
            changed: 0,
            deleted: 0,
            handout: None,
            next: Some(words),
            away,
        },
    }
}

fn screen(outcomes: &[Outcome<'_>]) -> String {
    let row = |outcome: &Outcome<'_>| {
        let how = match outcome {
            Outcome { up: true, .. } => "up",
            Outcome { away: true, .. } => "away",
            _ => "not up",
        };
        let by_forward = || format!("coach forward {}", outcome.team);
        let address = match &outcome.lab.app {
            Some(app) => app.clone(),
            None if outcome.up => by_forward(),
            None => "-".to_owned(),
        };
        let handout = || outcome.handout.as_ref().map(|page| format!("give out {}", page.display()));
        let next = outcome.next.clone().or_else(handout).unwrap_or_default();
        vec![outcome.team.to_owned(), how.to_owned(), address, next]
    };
    let up = outcomes.iter().filter(|outcome| outcome.up).count();
    let rows: Vec<_> = outcomes.iter().map(row).collect();
    format!("{}\n\n{up} of {} up", table(&["team", "lab", "app", "next step"], &rows), outcomes.len())
}

async fn plan(bringing: &Bringing<'_>, chosen: &[&Team], parallel: usize, output: Output) -> anyhow::Result<ExitCode> {
    let each = chosen.iter().map(|team| async { (*team, bringing.plan(team).await) });
    let plans = side_by_side(each, parallel).await;
    match output {
        Output::Json => {
            let of = |(team, plan): &(&Team, Result<Vec<Change>, Fault>)| match plan {
                Ok(changes) => serde_json::json!({"team": team.name, "changes": changes}),
                Err(fault) => serde_json::json!({"team": team.name, "problem": fault}),
            };
            say_json(&serde_json::json!({ "teams": plans.iter().map(of).collect::<Vec<_>>() }))?;
        }
        Output::Text => plans.iter().for_each(|(team, plan)| say(&difference(team, plan))),
    }
    Ok(outcome::code(plans.iter().map(|(_, plan)| match plan {
        Ok(_) => (true, false),
        Err(fault) => (false, fault.away),
    })))
}

fn difference(team: &Team, plan: &Result<Vec<Change>, Fault>) -> String {
    let place = team.where_it_is();
    let changes = match plan {
        Ok(changes) => changes,
        Err(fault) => return format!("{} ({place}): {fault}", team.name),
    };
    let wanted: Vec<_> = changes.iter().filter(|change| change.did != Did::Unchanged).collect();
    let mut text = format!("{} ({place}): {} of {} would change", team.name, wanted.len(), changes.len());
    for Change { object, did, fields } in wanted {
        let sign = match did {
            Did::Created => '+',
            Did::Deleted => '-',
            Did::Changed | Did::Unchanged => '~',
        };
        text.push_str(&format!("\n  {sign} {object}"));
        fields.iter().take(MOST_FIELDS).for_each(|field| text.push_str(&format!("\n      {field}")));
        if fields.len() > MOST_FIELDS {
            text.push_str(&format!("\n      and {} more", fields.len() - MOST_FIELDS));
        }
    }
    text
}
