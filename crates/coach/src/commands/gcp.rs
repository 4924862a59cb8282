//! `coach gcp`: what is ours in the Cloud Monitoring of teams with a project.

mod model;
mod theirs;

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use movie_guru_google_cloud::{Change, Channel, Did, Google, Monitoring, Stopped};
use serde::Serialize;
use url::Url;

use crate::fault::Fault;
use crate::google;
use crate::options::{Common, Output};
use crate::outcome;
use crate::side_by_side::side_by_side;
use crate::table::table;
use crate::team::{Team, Teams};
use crate::terminal::{Failure, say, say_json};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach gcp dashboards                                 the dashboards of the workshop, for each team with a project
  coach gcp channels --email coach@example.com         where alerts of the model SLOs go
  coach gcp slos popcorn                               the model SLOs with their alerts, to show how it is done
  coach gcp slos --check                               or what attendees have made themselves
  coach gcp remove --dry-run                           what of all this would go

Credentials are Google's application default credentials (`gcloud auth application-default login`), or the token in
GOOGLE_OAUTH_ACCESS_TOKEN. Nothing without the team's label `movie-guru-lab` is ever changed or deleted.

Exit codes: 0 all is as it should be; 1 not for all teams; 2 used wrongly; 3 Google cannot be reached.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Makes the workshop's dashboards, or puts them right
    Dashboards(Chosen),
    /// Says where the team's alerts go, and to none else that was named so before
    Channels {
        /// A mailbox; may be given several times
        #[arg(long, value_name = "ADDRESS", value_parser = an_address, required_unless_present = "webhook")]
        email: Vec<String>,
        /// An address that takes alerts as JSON; may be given several times
        #[arg(long, value_name = "URL", value_parser = a_webhook)]
        webhook: Vec<Url>,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Makes the model SLOs with their alerts, or says which SLOs attendees have
    Slos {
        /// Makes nothing; says which SLOs and alerts the team's project has
        #[arg(long, conflicts_with = "dry_run")]
        check: bool,
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Deletes all that the other commands made
    Remove(Chosen),
}

#[derive(Args, Debug)]
struct Chosen {
    /// Which teams; all that have a project where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Says what would change, and changes nothing
    #[arg(long)]
    dry_run: bool,
    /// How many projects at a time; teams of one project are taken one after the other
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    parallel: u16,
    #[command(flatten)]
    common: Common,
}

/// What became of a team's part.
#[derive(Serialize)]
struct Outcome<'t> {
    team: &'t str,
    project: &'t str,
    changes: Vec<Change>,
    problem: Option<Fault>,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (chosen, task) = match arguments.what {
        What::Dashboards(chosen) => (chosen, Task::Dashboards(model::dashboards()?)),
        What::Channels { email, webhook, chosen } => {
            let channels = email.into_iter().map(Channel::Email).chain(webhook.into_iter().map(Channel::Webhook));
            (chosen, Task::Channels(channels.collect()))
        }
        What::Slos { check: true, chosen } => return theirs_of(&chosen).await,
        What::Slos { check: false, chosen } => (chosen, Task::Slos(Box::new(model::slos()?))),
        What::Remove(chosen) => (chosen, Task::Remove),
    };
    let teams = Teams::read(&chosen.common.teams)?;
    let with_project = with_project(&teams, &chosen.names)?;
    let google = of_environment()?;
    // Google refuses many edits of one project at a time.
    let mut projects: BTreeMap<&str, Vec<(usize, &Team)>> = BTreeMap::new();
    for (at, (team, project)) in with_project.into_iter().enumerate() {
        projects.entry(project).or_default().push((at, team));
    }
    let (google, task) = (&google, &task);
    let each = projects.into_iter().map(|(project, teams)| async move {
        let mut outcomes = Vec::new();
        for (at, team) in teams {
            outcomes.push((at, settled(google, project, team, task, chosen.dry_run).await));
        }
        outcomes
    });
    let mut outcomes: Vec<_> = side_by_side(each, usize::from(chosen.parallel)).await.into_iter().flatten().collect();
    outcomes.sort_by_key(|(at, _)| *at);
    let outcomes: Vec<_> = outcomes.into_iter().map(|(_, outcome)| outcome).collect();
    match chosen.common.output {
        Output::Json => say_json(&serde_json::json!({ "teams": outcomes }))?,
        Output::Text => say(&screen(&outcomes, chosen.dry_run)),
    }
    let well = |outcome: &Outcome<'_>| match &outcome.problem {
        None => (true, false),
        Some(fault) => (false, fault.away),
    };
    Ok(outcome::code(outcomes.iter().map(well)))
}

/// What is to be done for each team.
enum Task {
    Dashboards(Vec<movie_guru_google_cloud::Dashboard>),
    Channels(Vec<Channel>),
    Slos(Box<movie_guru_slo::SloSet>),
    Remove,
}

async fn settled<'t>(google: &Google, project: &'t str, team: &'t Team, task: &Task, is_dry: bool) -> Outcome<'t> {
    let outcome = |changes, problem| Outcome { team: &team.name, project, changes, problem };
    let monitoring = match Monitoring::new(google, project, &team.name, google::scope(team)) {
        Ok(monitoring) if is_dry => monitoring.dry(),
        Ok(monitoring) => monitoring,
        Err(trouble) => return outcome(Vec::new(), Some(trouble.into())),
    };
    let done = match task {
        Task::Dashboards(dashboards) => monitoring.dashboards(dashboards).await,
        Task::Channels(channels) => monitoring.channels(channels).await,
        Task::Slos(set) => monitoring.slos(set).await,
        Task::Remove => monitoring.remove().await,
    };
    match done {
        Ok(changes) => outcome(changes, None),
        Err(Stopped { done, why }) => outcome(done, Some(why.into())),
    }
}

/// Those chosen that have a project, each with it.
fn with_project<'t>(teams: &'t Teams, names: &[String]) -> Result<Vec<(&'t Team, &'t str)>, Failure> {
    let chosen = teams.chosen(names)?;
    let without = chosen.iter().find(|team| team.project.is_none() && !names.is_empty());
    if let Some(team) = without {
        return Err(Failure::Usage(format!(
            "{} has no Google Cloud project: give it a line `project: ID` in {}",
            team.name,
            teams.file.display()
        )));
    }
    let with: Vec<_> = chosen.into_iter().filter_map(|team| Some((team, team.project.as_deref()?))).collect();
    if with.is_empty() {
        let file = teams.file.display();
        return Err(Failure::Usage(format!(
            "no team of {file} has a Google Cloud project: `project: ID` gives it one"
        )));
    }
    Ok(with)
}

fn of_environment() -> Result<Google, Failure> {
    google::of_environment().map_err(|trouble| Failure::Unreachable(trouble.to_string()))
}

async fn theirs_of(chosen: &Chosen) -> anyhow::Result<ExitCode> {
    let teams = Teams::read(&chosen.common.teams)?;
    let with_project = with_project(&teams, &chosen.names)?;
    let google = of_environment()?;
    let google = &google;
    let each = with_project.into_iter().map(|(team, project)| theirs::look(google, team, project, google::scope(team)));
    let found = side_by_side(each, usize::from(chosen.parallel)).await;
    match chosen.common.output {
        Output::Json => say_json(&serde_json::json!({ "teams": found }))?,
        Output::Text => say(&theirs::screen(&found)),
    }
    Ok(outcome::code(found.iter().map(theirs::Found::is_well)))
}

fn screen(outcomes: &[Outcome<'_>], is_dry: bool) -> String {
    let count = |changes: &[Change], did: Did| changes.iter().filter(|change| change.did == did).count().to_string();
    let row = |Outcome { team, project, changes, problem }: &Outcome<'_>| {
        let numbers = [Did::Created, Did::Changed, Did::Unchanged, Did::Deleted].map(|did| count(changes, did));
        let next = problem.as_ref().map(ToString::to_string).unwrap_or_default();
        [(*team).to_owned(), (*project).to_owned()].into_iter().chain(numbers).chain([next]).collect()
    };
    let rows: Vec<Vec<String>> = outcomes.iter().map(row).collect();
    let mut text = table(&["team", "project", "created", "changed", "unchanged", "deleted", "next step"], &rows);
    for Outcome { team, changes, .. } in outcomes.iter().filter(|_| is_dry) {
        for Change { object, did, fields } in changes.iter().filter(|change| change.did != Did::Unchanged) {
            let sign = match did {
                Did::Created => '+',
                Did::Deleted => '-',
                Did::Changed | Did::Unchanged => '~',
            };
            let fields = if fields.is_empty() { String::new() } else { format!(": {}", fields.join(", ")) };
            text.push_str(&format!("\n  {sign} {team}: {object}{fields}"));
        }
    }
    if is_dry {
        text.push_str("\n\nNothing was changed (--dry-run).");
    }
    text
}

fn an_address(text: &str) -> Result<String, String> {
    let is_one = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let is_plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if is_one && is_plain { Ok(text.to_owned()) } else { Err("no mailbox: coach@example.com is one".to_owned()) }
}

fn a_webhook(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|_| "no address: https://hooks.example.com/alerts is one")?;
    if url.scheme() == "https" { Ok(url) } else { Err("Google sends alerts to https:// alone".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_mailbox_or_no_webhook_is_refused() {
        assert!(an_address("coach@example.com").is_ok() && a_webhook("https://hooks.example.com/x?t=1").is_ok());
        assert!(["", "coach", "@example.com", "a b@example.com"].iter().all(|text| an_address(text).is_err()));
        assert!(["", "hooks", "http://hooks.example.com"].iter().all(|text| a_webhook(text).is_err()));
    }
}
