//! What `loadtest run` writes: a table that redraws on a terminal, a plain line now and then elsewhere, and the
//! summary. The only place of this program that prints.

use std::io::{IsTerminal, Write as _, stderr, stdout};
use std::time::Duration;

use movie_guru_loadtest::{End, Progress, RequestRow, RunSettings};

/// More kinds of failure than a person reads.
const MOST_FAILURES: usize = 20;

/// A line that is too long for the terminal is cut, for it is one line that is taken away again (DEC private mode 7).
const NO_WRAP: &str = "\u{1b}[?7l";
const WRAP: &str = "\u{1b}[?7h";

/// Where the program speaks: on standard output, unless figures go there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    Stdout,
    Stderr,
}

impl Voice {
    #[expect(clippy::print_stderr, reason = "standard output is for the figures")]
    pub(crate) fn say(self, text: &str) {
        match self {
            Self::Stdout => print(text),
            Self::Stderr => eprintln!("{text}"),
        }
    }

    fn is_terminal(self) -> bool {
        match self {
            Self::Stdout => stdout().is_terminal(),
            Self::Stderr => stderr().is_terminal(),
        }
    }
}

/// Writes to standard output; a reader that has gone away is no error.
pub(crate) fn print(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

#[expect(clippy::print_stderr, reason = "the program's complaints")]
pub(crate) fn complain(text: &str) {
    eprintln!("loadtest: {text}");
}

/// Where progress is shown.
pub(crate) struct Screen {
    voice: Voice,
    redraws: bool,
    shown_lines: usize,
}

impl Screen {
    pub(crate) fn new(voice: Voice) -> Self {
        Self { voice, redraws: voice.is_terminal(), shown_lines: 0 }
    }

    pub(crate) fn interval(&self) -> Duration {
        Duration::from_secs(if self.redraws { 1 } else { 10 })
    }

    pub(crate) fn show(&mut self, progress: &Progress) {
        if !self.redraws {
            self.voice.say(&line(progress));
            return;
        }
        self.clear();
        let text = format!("{}\n{}", line(progress), table(progress));
        self.shown_lines = text.lines().count();
        self.voice.say(&format!("{NO_WRAP}{}{WRAP}", text.trim_end()));
    }

    /// Takes the table away that was shown last.
    pub(crate) fn clear(&mut self) {
        if self.shown_lines > 0 {
            // Up so many lines, then clear to the end of the screen (ECMA-48: CUU, ED), less the newline of `say`.
            self.voice.say(&format!("\u{1b}[{}A\u{1b}[J\u{1b}[1A", self.shown_lines));
            self.shown_lines = 0;
        }
    }
}

/// How it goes, in one line.
fn line(progress: &Progress) -> String {
    format!(
        "{:>8}  {} people  {} requests  {:.1}/s  {} failed ({})",
        span(Duration::from_secs(progress.elapsed.as_secs())),
        progress.users,
        progress.total.count,
        progress.total.rate,
        progress.total.failures,
        share(progress.total.failures, progress.total.count),
    )
}

fn table(progress: &Progress) -> String {
    let mut text = format!(
        "{:<15}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}",
        "request", "count", "failed", "", "mean ms", "p50 ms", "p95 ms", "p99 ms"
    );
    for percentile in progress.total.percentiles_ms.keys() {
        text.push_str(&format!("{:>12}", format!("{percentile} ms")));
    }
    text.push('\n');
    for RequestRow { request, figures } in &progress.requests {
        text.push_str(&format!(
            "{:<15}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}",
            request.name(),
            figures.count,
            figures.failures,
            share(figures.failures, figures.count),
            ms(figures.mean_ms),
            ms(figures.p50_ms),
            ms(figures.p95_ms),
            ms(figures.p99_ms),
        ));
        for time in figures.percentiles_ms.values() {
            text.push_str(&format!("{:>12}", ms(*time)));
        }
        text.push('\n');
    }
    text
}

/// The end of a run, with what failed and what it takes to repeat it.
pub(crate) fn summary(progress: &Progress, settings: &RunSettings) -> String {
    let why = match &progress.ended {
        Some(End::RunTime) => "the run time is over".to_owned(),
        Some(End::StopIf(condition)) => format!("ended early by --stop-if {condition}"),
        Some(End::Broke(reason)) => format!("the load engine gave up: {reason}"),
        Some(End::Stopped) | None => "stopped".to_owned(),
    };
    let mut text = format!("\nSummary ({why})\n{}\n\n{}", line(progress), table(progress));
    if let (Some(service), Some(late)) = (progress.total.service, progress.total.late) {
        text.push_str(&format!(
            "\nTimes count from the schedule. From when requests were really sent: p50 {} ms, p95 {} ms, p99 {} ms; late by {} ms (p99)\n",
            ms(service.p50_ms),
            ms(service.p95_ms),
            ms(service.p99_ms),
            ms(late.p99_ms),
        ));
    }
    if !progress.failed.is_empty() {
        text.push_str("\nWhat failed\n");
    }
    for row in progress.failed.iter().take(MOST_FAILURES) {
        let request = row.request.map_or("", |request| request.name());
        text.push_str(&format!("{:>8}  {:<16}{request:<15}{}\n", row.count, row.journey.name(), row.message));
    }
    if progress.failed.len() > MOST_FAILURES {
        text.push_str(&format!("          and {} more kinds\n", progress.failed.len() - MOST_FAILURES));
    }
    if let Some(seed) = settings.seed {
        text.push_str(&format!("\nThe same people again: --seed {seed}"));
    }
    if !settings.share.is_whole() {
        text.push_str(&format!("\nThese are the figures of one share: {}", settings.share));
    }
    text
}

/// A length of time as the flags take it.
pub(crate) fn span(time: Duration) -> String {
    humantime::format_duration(time).to_string()
}

fn ms(ms: f64) -> String {
    if ms < 10.0 { format!("{ms:.1}") } else { format!("{ms:.0}") }
}

fn share(part: u64, whole: u64) -> String {
    let percent = if whole == 0 { 0.0 } else { part as f64 * 100.0 / whole as f64 };
    format!("{percent:.1} %")
}

#[cfg(test)]
mod tests {
    use movie_guru_loadtest::{CallFigures, FailureKind, FailureRow, Journey, Request};

    use super::*;

    #[test]
    fn the_summary_says_what_failed_and_how_to_repeat_it() {
        let figures = CallFigures {
            count: 40,
            failures: 10,
            rate: 4.0,
            mean_ms: 812.0,
            p50_ms: 4.25,
            p95_ms: 1900.0,
            p99_ms: 2100.0,
            ..CallFigures::default()
        };
        let progress = Progress {
            users: 0,
            elapsed: Duration::from_millis(10_400),
            total: figures.clone(),
            requests: vec![RequestRow { request: Request::Startup, figures }],
            journeys: vec![],
            failed: vec![FailureRow {
                journey: Journey::MainPage,
                request: Some(Request::Startup),
                kind: FailureKind::ServerError,
                message: "HTTP 500: Something went wrong".to_owned(),
                count: 10,
            }],
            ended: Some(End::RunTime),
        };
        let mut settings = RunSettings::new("http://127.0.0.1".parse().unwrap());
        settings.seed = Some(7);
        let expected = "
Summary (the run time is over)
     10s  0 people  40 requests  4.0/s  10 failed (25.0 %)

request            count  failed           mean ms   p50 ms   p95 ms   p99 ms
startup               40      10   25.0 %      812      4.2     1900     2100

What failed
      10  main-page       startup        HTTP 500: Something went wrong

The same people again: --seed 7";
        assert_eq!(summary(&progress, &settings), expected);
    }
}
