//! `coach down`

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use crate::clusters::Clusters;
use crate::fault::Fault;
use crate::options::{Common, Output, a_duration};
use crate::outcome;
use crate::progress::Progress;
use crate::side_by_side::side_by_side;
use crate::table::table;
use crate::take_down::{Gone, TakingDown};
use crate::team::{Team, Teams};
use crate::terminal::{Failure, complain, say, say_json, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach down                         every team of teams.yaml; asks for their names first
  coach down popcorn --yes           this one, without asking
  coach down --no-archive            without keeping answers and check results

Takes away what `coach up` made and nothing else, and waits until it is gone. Before, each team's
answers and check results go to archive/TEAM beside the teams' file; a lab whose answers cannot be
had stays, unless --no-archive is given. The data of labs on this machine stay in labs/TEAM.

Exit codes: 0 all are gone; 1 not all; 2 used wrongly, or not confirmed; 3 those that are left
cannot be reached.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Does not ask
    #[arg(long, short)]
    yes: bool,
    /// Where answers and check results are kept [default: archive beside the teams' file]
    #[arg(long, value_name = "DIR", conflicts_with = "no_archive")]
    archive: Option<PathBuf>,
    /// Keeps nothing
    #[arg(long)]
    no_archive: bool,
    /// How many teams at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    parallel: u16,
    /// How long a team's lab may take until all of it is gone: 90s, 10m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = a_duration)]
    limit: Duration,
    #[command(flatten)]
    common: Common,
}

/// What became of a team's lab.
#[derive(Serialize)]
struct Outcome<'t> {
    team: &'t str,
    gone: bool,
    /// How many objects were deleted.
    deleted: usize,
    /// Where its answers are.
    archive: Option<PathBuf>,
    /// What is left, or why it is not gone, with the next step.
    next: Option<String>,
    /// Whether nobody answers.
    away: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    let teams = Teams::read(file)?;
    let chosen = teams.chosen(&arguments.names)?;
    if !arguments.yes {
        confirm(&chosen, &mut std::io::stdin().lock())?;
    }
    let archive = arguments.archive.clone().unwrap_or_else(|| teams.folder().join("archive"));
    let taking_down = TakingDown {
        teams: &teams,
        clusters: Clusters::default(),
        archive: (!arguments.no_archive).then_some(archive),
        limit: arguments.limit,
        stop: movie_guru_service::listen().context("Ctrl-C cannot be listened for")?,
    };
    let progress = Progress::new(chosen.iter().map(|team| team.name.as_str()));
    let each = chosen.iter().map(|team| async {
        let told = progress.of(&team.name);
        let outcome = outcome_of(team, taking_down.down(team, &told).await);
        told.end(&match &outcome.next {
            Some(next) if !outcome.gone => format!("not gone: {next}"),
            _ => "gone".to_owned(),
        });
        outcome
    });
    let outcomes = side_by_side(each, usize::from(arguments.parallel)).await;
    drop(progress);
    match output {
        Output::Json => say_json(&serde_json::json!({ "teams": outcomes }))?,
        Output::Text => say(&screen(&outcomes)),
    }
    if taking_down.stop.is_cancelled() {
        complain("ended before all was done. What is left stays, and the next `coach down` goes on from there");
    }
    Ok(outcome::code(outcomes.iter().map(|outcome| (outcome.gone, outcome.away))))
}

/// Asks for the names of those that are to go.
fn confirm(chosen: &[&Team], answers: &mut impl BufRead) -> Result<(), Failure> {
    for team in chosen {
        tell(&format!("  {}: {}", team.name, team.where_it_is()));
    }
    let names: Vec<_> = chosen.iter().map(|team| team.name.as_str()).collect();
    tell(&format!("All of this goes, with what the teams did there. To go on, type: {}", names.join(" ")));
    let mut line = String::new();
    let _ = answers.read_line(&mut line);
    if are_named(names, &line) {
        return Ok(());
    }
    Err(Failure::Usage("those are not the names, and nothing was taken down; --yes does not ask".to_owned()))
}

/// Whether a line has these names, each once, in any order.
fn are_named(mut names: Vec<&str>, line: &str) -> bool {
    let mut typed: Vec<_> = line.split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect();
    typed.sort_unstable();
    names.sort_unstable();
    typed == names
}

fn outcome_of(team: &Team, gone: Result<Gone, (Option<PathBuf>, Fault)>) -> Outcome<'_> {
    let team = team.name.as_str();
    match gone {
        Ok(Gone { deleted, archive, stays }) => {
            Outcome { team, gone: true, deleted, archive, next: stays, away: false }
        }
        Err((archive, Fault { words, away })) => {
            Outcome { team, gone: false, deleted: 0, archive, next: Some(words), away }
        }
    }
}

fn screen(outcomes: &[Outcome<'_>]) -> String {
    let row = |outcome: &Outcome<'_>| {
        let how = match outcome {
            Outcome { gone: true, .. } => "gone",
            Outcome { away: true, .. } => "away",
            _ => "not gone",
        };
        let archive =
            outcome.archive.as_deref().map_or_else(|| "-".to_owned(), |path: &Path| path.display().to_string());
        vec![outcome.team.to_owned(), how.to_owned(), archive, outcome.next.clone().unwrap_or_default()]
    };
    let gone = outcomes.iter().filter(|outcome| outcome.gone).count();
    let rows: Vec<_> = outcomes.iter().map(row).collect();
    format!("{}\n\n{gone} of {} gone", table(&["team", "lab", "archive", "next step"], &rows), outcomes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_those_that_go_are_taken_as_yes() {
        let says = |answer: &str| are_named(vec!["popcorn", "nachos"], answer);
        assert!(says("popcorn nachos\n") && says("nachos, popcorn"));
        assert!(["", "\n", "yes\n", "popcorn\n", "popcorn nachos tacos\n"].iter().all(|answer| !says(answer)));
    }
}
