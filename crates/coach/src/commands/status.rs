//! `coach status`

use std::io::{IsTerminal, stdout};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use movie_guru_classroom::lab::OperationFigures;
use movie_guru_classroom::snapshot::{Class, Level, Team};
use movie_guru_classroom::watch::{Pace, Watch, once};

use super::class::labs;
use crate::options::{Common, Output};
use crate::outcome;
use crate::table::table;
use crate::team::Teams;
use crate::terminal::{say, say_json};

/// Longer than any answer of a lab takes that is well.
const LIMIT: Duration = Duration::from_secs(15);
/// Not more often is a table drawn anew.
const CALM: Duration = Duration::from_millis(500);
/// Of a sentence, in a table.
const MOST: usize = 60;
/// To the upper left corner, and what is below away.
const ANEW: &str = "\u{1b}[H\u{1b}[2J";

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach status                       all teams, those who need you first
  coach status popcorn nachos
  coach status --watch               drawn anew as things change, until Ctrl-C
  coach status --output json | jq '.teams[] | select(.need.level == \"calls\") | .team'

Success and p95 are those of the operation that does worst, over five minutes; of one team alone
all are shown. `-` is what is not known, and below the table stands why. With --watch and
--output json each change is a document on a line of its own.

Exit codes: 0 all labs answer; 1 one is not as it should be; 2 used wrongly; 3 those that are not
cannot be reached.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Goes on, until Ctrl-C
    #[arg(long, short)]
    watch: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { names, watch, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let labs = labs(&teams, &teams.chosen(&names)?);
    if watch {
        follow(Watch::start(labs, Pace::default()), common.output).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let class = once(&labs, LIMIT).await;
    match common.output {
        Output::Json => say_json(&class)?,
        Output::Text => say(&screen(&class, Timestamp::now())),
    }
    Ok(outcome::code(class.teams.iter().map(how)))
}

/// Whether a lab is well, and whether nobody answers.
fn how(team: &Team) -> (bool, bool) {
    let is_well = team.challenges.is_some()
        && team.health.as_ref().is_some_and(|health| health.ready == health.of && health.of > 0);
    (is_well, team.challenges.is_none())
}

async fn follow(watch: Watch, output: Output) -> anyhow::Result<()> {
    let stop = movie_guru_service::listen().context("Ctrl-C cannot be listened for")?;
    let mut class = watch.class();
    // The first word of everybody: a table without figures would be gone at once.
    let known = class.wait_for(|class| class.teams.iter().all(|team| team.need.level != Level::Unknown));
    let _ = stop.run_until_cancelled(tokio::time::timeout(LIMIT, known)).await;
    while !stop.is_cancelled() {
        let seen = std::sync::Arc::clone(&class.borrow_and_update());
        match output {
            Output::Json => say(&serde_json::to_string(&*seen)?),
            Output::Text if stdout().is_terminal() => say(&format!("{ANEW}{}", screen(&seen, Timestamp::now()))),
            Output::Text => say(&format!("{}\n", screen(&seen, Timestamp::now()))),
        }
        let changed = async {
            let changed = class.changed().await;
            tokio::time::sleep(CALM).await;
            changed
        };
        if !matches!(stop.run_until_cancelled(changed).await, Some(Ok(()))) {
            break;
        }
    }
    Ok(())
}

fn screen(class: &Class, now: Timestamp) -> String {
    let teams = class.by_need();
    let head = [
        "team",
        "needs you",
        "lab",
        "scenario",
        "people",
        "req/s",
        "success",
        "p95",
        "SLOs",
        "alerts",
        "done",
        "challenge",
        "holds",
        "left",
        "no pass",
        "hints",
        "last active",
    ];
    let rows: Vec<_> = teams.iter().map(|team| row(team, now)).collect();
    let mut text = table(&head, &rows);
    let why = teams.iter().filter(|team| team.need.level >= Level::Look);
    let why: Vec<_> = why.map(|team| format!("  {}: {}", team.team, team.need.why)).collect();
    let away = teams.iter().filter(|team| team.need.level != Level::Away).flat_map(|team| {
        let parts = team.not_asked.iter().filter(|part| !part.is_none);
        parts.map(|part| format!("  {}: {} not known: {}", team.team, part.what, part.why))
    });
    if let [team] = &class.teams[..] {
        text.push_str(&operations(team));
    }
    let notes: Vec<_> = why.into_iter().chain(away).collect();
    if !notes.is_empty() {
        text.push_str(&format!("\n\n{}", notes.join("\n")));
    }
    text
}

/// All operations, where there is room for them: of one team.
fn operations(team: &Team) -> String {
    let Some(operations) = &team.operations else { return String::new() };
    let cell = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let row = |one: &OperationFigures| {
        vec![
            one.operation.to_owned(),
            cell(one.success_ratio.map(percent)),
            cell(one.p95_ms.map(|time| format!("{time:.0} ms"))),
        ]
    };
    let rows: Vec<_> = operations.iter().map(row).collect();
    format!("\n\n{}", table(&["5 minutes", "success", "p95"], &rows))
}

/// What is not all is not shown as all.
fn percent(share: f64) -> String {
    format!("{:.1} %", (share * 1000.0).floor() / 10.0)
}

fn row(team: &Team, now: Timestamp) -> Vec<String> {
    let operations = team.operations.as_deref().unwrap_or_default();
    let lowest = operations.iter().filter_map(|one| Some((one.success_ratio?, one.operation)));
    let lowest = lowest.min_by(|one, other| one.0.total_cmp(&other.0));
    let slowest = operations.iter().filter_map(|one| Some((one.p95_ms?, one.operation)));
    let slowest = slowest.max_by(|one, other| one.0.total_cmp(&other.0));
    let current = team.current.as_ref();
    let ago = |at: Timestamp| format!("{} min ago", now.duration_since(at).as_mins().max(0));
    let firing = |alerts: &movie_guru_classroom::lab::Alerts| match alerts.firing.len() {
        0 => alerts.count.to_string(),
        firing => format!("{} ({firing} firing)", alerts.count),
    };
    let cells = [
        Some(short(&team.team)),
        Some(team.need.level.words().to_owned()),
        team.health.as_ref().map(|health| format!("{}/{}", health.ready, health.of)),
        team.scenario.clone(),
        team.load.map(|people| if people.is_running { people.users.to_string() } else { "0".to_owned() }),
        team.requests_per_second.map(|rate| format!("{rate:.1}")),
        lowest.map(|(share, operation)| format!("{} {operation}", percent(share))),
        slowest.map(|(time, operation)| format!("{time:.0} ms {operation}")),
        team.slos.map(|slos| slos.count.to_string()),
        team.alerts.as_ref().map(firing),
        team.challenges.map(|challenges| format!("{}/{}", challenges.done, challenges.of)),
        current.map(|current| short(&current.title)),
        current.map(|current| format!("{}/{}", current.criteria.done, current.criteria.of)),
        current.and_then(|current| Some(format!("{} min", current.minutes_left?))),
        team.minutes_since_pass.map(|minutes| format!("{minutes} min")),
        team.hints.map(|hints| hints.to_string()),
        team.last_activity.map(ago),
    ];
    cells.into_iter().map(|cell| cell.unwrap_or_else(|| "-".to_owned())).collect()
}

fn short(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use movie_guru_classroom::lab::{Alerts, People, Slos};
    use movie_guru_classroom::reach::Health;
    use movie_guru_classroom::snapshot::{Current, Need, NotAsked, Share};

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    #[test]
    fn the_table_is_as_it_is_kept() {
        let need = |level, why: &str, minutes| Need { level, why: why.to_owned(), minutes };
        let current = Current {
            slug: "04-let-the-monitoring-begin".to_owned(),
            number: Some(4),
            title: "Let the monitoring begin".to_owned(),
            started_at: Some(at(0)),
            ends_at: Some(at(40)),
            minutes: Some(40),
            extended: 10,
            minutes_gone: Some(23),
            minutes_left: Some(17),
            criteria: Share { done: 2, of: 6 },
        };
        let of = |operation, success_ratio, p95_ms| OperationFigures { operation, success_ratio, p95_ms };
        let works = Team {
            need: need(Level::Look, "22 min without a pass", 22),
            health: Some(Health { ready: 5, of: 5, stuck: Vec::new() }),
            scenario: Some("challenge-1".to_owned()),
            load: Some(People { is_running: true, users: 5 }),
            requests_per_second: Some(1.84),
            operations: Some(vec![
                of("chat", Some(0.9099), Some(6086.6)),
                of("login", Some(1.0), Some(184.9)),
                of("search", None, None),
            ]),
            slos: Some(Slos { count: 3, burning: Some(1), spent: Some(0) }),
            alerts: Some(Alerts { count: 6, firing: vec!["ChatFast".to_owned()] }),
            challenges: Some(Share { done: 3, of: 8 }),
            current: Some(current),
            hints: Some(2),
            minutes_since_pass: Some(22),
            last_activity: Some(at(16)),
            ..Team::unknown("popcorn")
        };
        let elsewhere = NotAsked { what: "figures", why: "this lab has no Metrics".to_owned(), is_none: true };
        let calls = Team {
            need: need(Level::Calls, "calls you: Our SLO says 0 %.", 4),
            operations: None,
            requests_per_second: None,
            slos: None,
            alerts: None,
            not_asked: vec![elsewhere],
            team: "nachos".to_owned(),
            ..works.clone()
        };
        let away = Team {
            need: need(Level::Away, "no lab runs for tacos; `coach up tacos` starts it", 0),
            ..Team::unknown("tacos")
        };
        let class = Class { at: at(23), teams: vec![works, away, calls] };
        let alone = Class { teams: class.teams[..1].to_vec(), ..class.clone() };
        let text = format!("{}\n\n{}", screen(&class, at(23)), screen(&alone, at(23)));
        assert_eq!(text.trim_end(), include_str!("status.txt").trim_end(), "\n{text}");
        assert_eq!(class.teams.iter().map(how).collect::<Vec<_>>(), [(true, false), (false, true), (true, false)]);
    }
}
