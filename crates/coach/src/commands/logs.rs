//! `coach logs`

use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use futures::StreamExt;
use movie_guru_cluster::{Line, LogQuery};
use tokio_util::sync::CancellationToken;

use crate::clusters::Clusters;
use crate::options::{Common, Output};
use crate::place::local_lab;
use crate::team::{ClusterPlace, Place, Team, Teams};
use crate::terminal::{Failure, say};

/// Between two looks for further lines of a file.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach logs popcorn                 the last 200 lines of every pod
  coach logs popcorn web --follow    what the web app says, as it comes
  coach logs popcorn --tail 1000 --output json | jq .text

A lab on this machine is one process with one log: it has no services to choose from. With
--output json each line is a document of its own.

Exit codes: 0 that is all; 1 not; 2 used wrongly; 3 the lab cannot be reached.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    /// Which part: web, backend, load, postgres, …; all where none is named
    #[arg(value_name = "SERVICE")]
    service: Option<String>,
    /// Goes on as lines come, until Ctrl-C
    #[arg(long, short)]
    follow: bool,
    /// So many of the last lines of each pod
    #[arg(long, value_name = "N", default_value_t = 200)]
    tail: u32,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let teams = Teams::read(&arguments.common.teams)?;
    let stop = movie_guru_service::listen().context("Ctrl-C cannot be listened for")?;
    let chosen = teams.chosen(std::slice::from_ref(&arguments.team))?;
    let Some(team) = chosen.first() else { return Ok(ExitCode::SUCCESS) };
    match &team.place {
        Place::Local => of_file(&teams, team, &arguments, &stop).await?,
        Place::Cluster(place) => of_pods(place, &arguments, &stop).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn of_pods(place: &ClusterPlace, arguments: &Arguments, stop: &CancellationToken) -> anyhow::Result<()> {
    let unreachable = |words: String| Failure::Unreachable(words);
    let cluster = Clusters::default().at(&place.way).await.map_err(|fault| unreachable(fault.words))?;
    let labels = arguments.service.as_ref().map(|name| format!("app.kubernetes.io/name={name}")).unwrap_or_default();
    let query = LogQuery { labels, tail: Some(i64::from(arguments.tail)), follow: arguments.follow };
    let lines = cluster.logs(&place.namespace, &query).await.map_err(|trouble| unreachable(trouble.to_string()))?;
    let mut lines = lines.take_until(Box::pin(stop.cancelled()));
    let mut any = false;
    while let Some(line) = lines.next().await {
        any = true;
        show(&line, arguments.common.output);
    }
    if !any && !arguments.follow && !stop.is_cancelled() {
        let what = arguments.service.as_deref().map_or_else(String::new, |name| format!(" of `{name}`"));
        anyhow::bail!(
            "no pod{what} in {} says anything; `coach status {}` shows what runs",
            place.namespace,
            arguments.team
        );
    }
    Ok(())
}

fn show(line: &Line, output: Output) {
    match output {
        Output::Text => say(&format!("{} {}", line.pod, line.text)),
        Output::Json => say(&serde_json::to_string(line).unwrap_or_default()),
    }
}

async fn of_file(teams: &Teams, team: &Team, arguments: &Arguments, stop: &CancellationToken) -> anyhow::Result<()> {
    if let Some(service) = &arguments.service {
        let words = format!(
            "the lab of {} is one process on this machine, so `{service}` has no log of its own: `coach logs {}` has all",
            team.name, team.name
        );
        return Err(Failure::Usage(words).into());
    }
    let log = local_lab(teams, team).log();
    let none = || format!("{} has no log yet; `coach up {}` starts its lab", team.name, team.name);
    let mut file = File::open(&log).with_context(none)?;
    let tail = usize::try_from(arguments.tail).unwrap_or(usize::MAX);
    let line = |text: &str| Line { pod: team.name.clone(), container: "lab".to_owned(), text: text.to_owned() };
    let output = arguments.common.output;
    let (last, end) = last_lines(&mut file, tail).with_context(|| format!("{} cannot be read", log.display()))?;
    last.iter().for_each(|text| show_own(&line(text), output));
    if arguments.follow {
        follow(&log, end, stop, |text| show_own(&line(text), output)).await?;
    }
    Ok(())
}

/// One lab, one log: its name before each line would say nothing.
fn show_own(line: &Line, output: Output) {
    match output {
        Output::Text => say(&line.text),
        Output::Json => show(line, output),
    }
}

/// The last lines, and where the file ended then.
fn last_lines(file: &mut File, tail: usize) -> std::io::Result<(Vec<String>, u64)> {
    let mut last = std::collections::VecDeque::new();
    let mut reader = BufReader::new(&mut *file);
    let (mut line, mut end) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok((last.into(), end));
        }
        end += read as u64;
        last.push_back(String::from_utf8_lossy(&line).trim_end().to_owned());
        if last.len() > tail {
            last.pop_front();
        }
    }
}

/// Lines that come after that place; whole ones alone, and from the beginning where the file was begun anew.
async fn follow(log: &Path, mut end: u64, stop: &CancellationToken, show: impl Fn(&str)) -> anyhow::Result<()> {
    while stop.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_some() {
        let Ok(mut file) = File::open(log) else { continue };
        if file.metadata()?.len() < end {
            end = 0;
        }
        file.seek(SeekFrom::Start(end))?;
        let mut reader = BufReader::new(file);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 && line.ends_with(b"\n") {
            end += line.len() as u64;
            show(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Mutex;

    use super::*;

    #[tokio::test]
    async fn a_log_is_shown_from_its_last_lines_on_and_each_line_once() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("lab.log");
        std::fs::write(&log, "one\ntwo\nthree\n").unwrap();
        let (last, end) = last_lines(&mut File::open(&log).unwrap(), 2).unwrap();
        assert_eq!((&last[..], end), (&["two".to_owned(), "three".to_owned()][..], 14));
        let (shown, stop) = (Mutex::new(Vec::new()), CancellationToken::new());
        let write = |text: &str| File::options().append(true).open(&log).unwrap().write_all(text.as_bytes()).unwrap();
        let has = |count: usize| shown.lock().unwrap().len() == count;
        let following = follow(&log, end, &stop, |text| shown.lock().unwrap().push(text.to_owned()));
        let writing = async {
            write("four\nhal");
            movie_guru_test_support::until("the fourth is shown", async || has(1)).await;
            write("f\n");
            movie_guru_test_support::until("the rest is shown", async || has(2)).await;
            stop.cancel();
        };
        let (followed, ()) = tokio::join!(following, writing);
        followed.unwrap();
        assert_eq!(*shown.lock().unwrap(), ["four", "half"]);
    }
}
