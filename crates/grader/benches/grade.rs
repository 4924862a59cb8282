//! How long a grade takes, and how much memory, beside Debian's Prometheus on the same rules: `cargo bench -p
//! movie-guru-grader`.
//!
//! Graded are two SLOs, each with the Workbook's four pairs of windows as queries that are written out, on all timelines, on
//! all cores. Prometheus has the blocks of one of the timelines, and is asked for the same eight queries over the same
//! moments, over HTTP, one after the other; beside it stands what our engine alone needs for them, on one core as well. What
//! counts is that ratio: neither recording rules nor the making of blocks are in it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench says what it found, or what went wrong")]

use std::path::Path;
use std::time::{Duration, Instant};

use movie_guru_contract::Operation;
use movie_guru_grader::replay::{self, Stage};
use movie_guru_grader::report::Options;
use movie_guru_grader::{Concern, Condition, Feature, GradedAlert, Subject, Submission, Timeline, World, grade};
use movie_guru_slo::Target;
use movie_guru_test_prometheus::Source;
use movie_guru_test_support::{Server, promtool};
use promql::Range;

/// Of the Workbook, chapter 5: the long window, the short one, the factor.
const PAIRS: [(&str, &str, f64); 4] = [("1h", "5m", 14.4), ("6h", "30m", 6.0), ("1d", "2h", 3.0), ("3d", "6h", 1.0)];
const TARGET: f64 = 0.999;
/// Prometheus answers no more moments at once.
const MOST_MOMENTS: usize = 10_000;

fn subject(title: &str, feature: Feature, share: impl Fn(&str) -> String) -> Subject {
    let alert = |(long, short, factor): (&str, &str, f64)| {
        let threshold = factor * (1.0 - TARGET);
        let query = format!("({}) > {threshold} and ({}) > {threshold}", share(long), share(short));
        let condition = Condition::Query { query, after: Duration::ZERO, keep: Duration::ZERO };
        GradedAlert { name: format!("{title}{long}"), severity: "page".to_owned(), condition }
    };
    Subject {
        title: title.to_owned(),
        concern: Concern { operation: Operation::Chat, feature },
        target: Target::new(TARGET).unwrap(),
        window: Duration::from_secs(30 * 86_400),
        slo: None,
        pace: 1.0,
        alerts: PAIRS.map(alert).into(),
    }
}

fn submission() -> Submission {
    let metrics = Operation::Chat.metrics();
    let (attempts, success) = (metrics.attempts.exposed(), metrics.success.unwrap().exposed());
    let latency = metrics.latency.exposed();
    let failing = |range: &str| format!("1 - sum(rate({success}[{range}])) / sum(rate({attempts}[{range}]))");
    let slow = |range: &str| {
        let fast = format!("sum(rate({latency}_bucket{{le=~\"5000(\\\\.0)?\"}}[{range}]))");
        format!("1 - {fast} / sum(rate({latency}_count[{range}]))")
    };
    let subjects = vec![subject("Answers", Feature::Answers, failing), subject("Fast", Feature::Fast(5_000.0), slow)];
    Submission { subjects, ..Submission::default() }
}

#[tokio::main]
async fn main() {
    let submission = submission();
    let timelines = Timeline::all();
    let begun = Instant::now();
    let grade = grade(&submission, Options { timelines: &timelines, recorded: Vec::new(), progress: &|_, _| {} });
    let took = begun.elapsed();
    let alerts: usize = grade.subjects.iter().map(|subject| subject.alerts.len()).sum();
    println!(
        "{} timelines, {alerts} alerts: {took:.2?}, at most {} MB",
        timelines.len(),
        most_memory().unwrap_or_default()
    );
    beside_prometheus(&submission, &timelines[0]).await;
}

async fn beside_prometheus(submission: &Submission, timeline: &Timeline) {
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    for subject in &submission.subjects {
        let world = World::of(timeline, subject, &replay::metrics(subject, &[]));
        let folder = tempfile::tempdir().unwrap();
        if !has_blocks(folder.path(), &world.open_metrics()) {
            return;
        }
        let Some(server) = Server::prometheus(folder.path(), &[]).await else { return };
        let source = Source::Prometheus(server.url.clone());
        let (stage, _) = Stage::set(&world, &[], subject);
        for alert in &subject.alerts {
            let begun = Instant::now();
            stage.play(subject, alert).unwrap();
            ours += begun.elapsed();
            let Condition::Query { query, .. } = &alert.condition else { continue };
            let begun = Instant::now();
            for first in (0..world.scrapes).step_by(MOST_MOMENTS) {
                let last = (first + MOST_MOMENTS).min(world.scrapes) - 1;
                let range = Range { start: world.moment(first), end: world.moment(last), step: world.every };
                source.query_range(query, range).await.unwrap();
            }
            theirs += begun.elapsed();
        }
    }
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("the same alerts on \"{}\": {ours:.2?}, Prometheus {theirs:.2?}, ratio {ratio:.3}", timeline.title);
}

/// Makes blocks of a text in OpenMetrics; false where promtool is absent. As after compaction they are long ones; with its
/// usual ones of two hours promtool reads the whole text 168 times.
fn has_blocks(folder: &Path, text: &str) -> bool {
    std::fs::write(folder.join("samples.txt"), text).unwrap();
    let command = ["tsdb", "create-blocks-from", "--max-block-duration=720h", "openmetrics", "samples.txt", "data"];
    let made = promtool(folder, &command);
    made.inspect(|said| assert!(said.passed(), "{}", said.text)).is_some()
}

/// The most memory that this process ever had, in MB; none where the system does not tell.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}
