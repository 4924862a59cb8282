//! `lab grade`: whether SLOs and alerts are any good.

mod input;
mod output;
mod scenes;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use movie_guru_contract::CHAT_OUTCOME;
use movie_guru_grader::replay::metrics;
use movie_guru_grader::report::Options;
use movie_guru_grader::{Grade, Submission, Timeline, World};
use movie_guru_slo::Target;
use movie_guru_workshop::grading::{Assumed, LabMonitor, RecordedHours};
use url::Url;

use self::input::unanswered;
use self::scenes::{since, timelines};
use crate::cli::GradeArguments;
use crate::client;
use crate::folder::Addresses;
use crate::terminal::complain;

/// What alerts are held against where nothing says a target.
const USUAL_TARGET: f64 = 99.9;
/// Expressions are evaluated as deep as they are written.
const STACK: usize = 64 << 20;

pub(crate) async fn grade(arguments: GradeArguments) -> anyhow::Result<ExitCode> {
    let assumed = assumed(arguments.target.as_deref())?;
    let timelines = timelines(&arguments.on)?;
    let since = since(arguments.on.since.as_deref())?;
    let url = match &arguments.monitor_url {
        Some(url) => client::folder(url.clone()),
        None => Addresses::read(&arguments.folder.data_dir)?.monitor,
    };
    let monitor = LabMonitor::new(&url)?;
    let mut reading = input::reading(&arguments, &monitor, &url, assumed).await?;
    let recorded = match since {
        Some(since) => {
            // A document goes by as fast as the lab that has recorded.
            reading.at_pace(monitor.pace().await.map_err(|missing| unanswered(missing, &url))?);
            recorded(&monitor, &url, since, &reading.submission).await?
        }
        None => Vec::new(),
    };
    let submission = reading.submission;
    let graded = tokio::task::spawn_blocking(move || graded(&submission, &timelines, recorded)).await??;
    if graded.subjects.is_empty() {
        for unread in &graded.unread {
            complain(&format!("{}: {}. {}", unread.what, unread.why, unread.next));
        }
        reading.notes.iter().for_each(|note| complain(note));
        bail!("there was nothing that could be graded; docs/grader.md says what can");
    }
    output::tell(&graded, &reading.notes, arguments.output, arguments.out.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

fn assumed(target: Option<&str>) -> anyhow::Result<Assumed> {
    let percent = match target {
        Some(text) => text.trim().trim_end_matches('%').trim_end().parse().ok(),
        None => Some(USUAL_TARGET),
    };
    // 99.9 % is 0.999 and not 0.9990000000000001.
    let share = percent.map(|percent: f64| (percent * 1e10).round() / 1e12).filter(|share| *share > 0.0);
    let target_of = share.and_then(Target::new);
    let target_of = target_of.context("--target must be above 0 and below 100, in percent, as 99.9")?;
    Ok(Assumed { target: target_of, is_asked_for: target.is_some() })
}

/// What the lab has recorded, as each subject's monitoring has it.
async fn recorded(
    monitor: &LabMonitor,
    url: &Url,
    since: Duration,
    submission: &Submission,
) -> anyhow::Result<Vec<(String, Vec<World>)>> {
    let needed: Vec<_> = submission.subjects.iter().map(|subject| metrics(subject, &submission.recordings)).collect();
    let mut all: BTreeSet<String> = needed.iter().flatten().cloned().collect();
    let mut operations = BTreeSet::new();
    for subject in &submission.subjects {
        let of_operation = subject.concern.operation.metrics();
        operations.insert(subject.concern.operation.name());
        // What users lived is told by the app where no browser tells it.
        all.extend(of_operation.attempts.series().into_iter().chain(of_operation.latency.series()));
        all.extend(of_operation.success.into_iter().flat_map(|success| success.series()));
        all.insert(CHAT_OUTCOME.exposed());
    }
    let hours = RecordedHours::of(monitor, since, &all, &operations).await;
    let Some(hours) = hours.map_err(|missing| unanswered(missing, url))? else {
        bail!("the lab has recorded nothing yet that is needed; leave --since out, or wait until people use the app");
    };
    let worlds = submission.subjects.iter().zip(&needed).map(|(subject, metrics)| hours.world(subject, metrics));
    Ok(vec![(hours.title(), worlds.collect())])
}

/// Grades, and shows how far that is on a terminal.
fn graded(
    submission: &Submission,
    timelines: &[Timeline],
    recorded: Vec<(String, Vec<World>)>,
) -> anyhow::Result<Grade> {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
    bar.set_style(ProgressStyle::with_template("{wide_bar} {pos} of {len} incidents played, {eta} left")?);
    let progress = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let options = Options { timelines, recorded, progress: &progress };
    let graded = thread::scope(|scope| {
        let grade = || movie_guru_grader::grade(submission, options);
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, grade)?;
        worker.join().map_err(|_| anyhow::anyhow!("grading ended too early; see what was said above"))
    });
    bar.finish_and_clear();
    graded
}
