//! All checks of a folder, each on its own schedule, while files come, change and go.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_monitor::scrape::config::DEFAULT_INTERVAL;
use movie_guru_workshop::synthetic::{Check, Checks, LastRun, Outcome, name_of};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::meters::Meters;
use super::run::{Page, Run, run};
use super::watched::{Change, Watched};

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Before its first run a check is scraped once, so that its series were seen at 0.
const LEAD: Duration = DEFAULT_INTERVAL.saturating_add(Duration::from_secs(1));

/// Runs the checks of a folder against the app, and tells it how each went, until told to stop.
pub(crate) async fn keep_checking(
    kept: Arc<Checks>,
    app: Url,
    meters: Meters,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let mut watched = Watched::new(kept.folder().to_owned());
    let mut checks = Running { app, meters, kept: Arc::clone(&kept), tasks: BTreeMap::new() };
    let mut is_unreadable = false;
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = tick.tick() => {}
        }
        // A disk may be slow.
        let (looked, changes) = tokio::task::spawn_blocking(move || {
            let changes = watched.look();
            (watched, changes)
        })
        .await?;
        watched = looked;
        match changes {
            Ok(changes) => {
                is_unreadable = false;
                changes.into_iter().for_each(|(path, change)| checks.take(&path, change));
            }
            Err(error) => {
                if !is_unreadable {
                    tracing::error!(folder = %kept.folder().display(), %error, "synthetic checks cannot be looked for; those there are go on");
                }
                is_unreadable = true;
            }
        }
    }
}

/// The checks that run.
struct Running {
    app: Url,
    meters: Meters,
    kept: Arc<Checks>,
    /// By name; a set of one, which ends the check when it is dropped.
    tasks: BTreeMap<String, JoinSet<()>>,
}

impl Running {
    fn take(&mut self, path: &Path, change: Change) {
        match change {
            Change::Written(outcome) => self.written(path, outcome),
            Change::Gone => self.end(path),
        }
    }

    fn written(&mut self, path: &Path, outcome: Outcome) {
        let named = name_of(path);
        match (outcome, named) {
            (Ok(check), Ok(name)) => self.begin(name, check),
            (Err(mistakes), _) => {
                for mistake in mistakes {
                    tracing::error!("synthetic check {}: {mistake}; it does not run", path.display());
                }
                self.end(path);
            }
            // A file with such a name is a mistake already.
            (Ok(_), Err(_)) => {}
        }
    }

    fn begin(&mut self, name: String, check: Check) {
        let is_new = !self.tasks.contains_key(&name);
        self.meters.begin(&name);
        // The run of before has nothing to tell of the check of now.
        self.tasks.remove(&name);
        self.kept.forget(&name);
        tracing::info!(check = name, is_new, "a synthetic check runs");
        let mut task = JoinSet::new();
        let lead = if is_new { LEAD } else { Duration::ZERO };
        let telling = (self.meters.clone(), Arc::clone(&self.kept));
        task.spawn(keep_running(name.clone(), check, self.app.clone(), telling, lead));
        self.tasks.insert(name, task);
    }

    fn end(&mut self, path: &Path) {
        if let Ok(name) = name_of(path)
            && self.tasks.remove(&name).is_some()
        {
            self.meters.end(&name);
            self.kept.forget(&name);
        }
    }
}

async fn keep_running(name: String, check: Check, app: Url, (meters, kept): (Meters, Arc<Checks>), lead: Duration) {
    let mut page = Page::new();
    let mut tick = tokio::time::interval_at(Instant::now() + lead, check.every);
    // One run at a time.
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let run = run(&check, &app, &mut page).await;
        meters.record(&name, run.result(), run.took);
        kept.ran(&name, last_run(&run));
        if let Some((step, failure)) = run.failure() {
            tracing::info!(check = name, step, "a synthetic check failed: {failure:#}");
        }
    }
}

fn last_run(run: &Run) -> LastRun {
    let failure = run.failure().map(|(step, failure)| (step.to_owned(), format!("{failure:#}")));
    LastRun { at: Timestamp::now(), took: run.took, failure }
}
