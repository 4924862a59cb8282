//! All checks of a folder, each on its own schedule, while files come, change and go.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use movie_guru_monitor::scrape::config::DEFAULT_INTERVAL;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::check::Check;
use super::folder::{Change, Outcome, Watched, name_of};
use super::meters::Meters;
use super::run::{Page, run};

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Before its first run a check is scraped once, so that its series were seen at 0.
const LEAD: Duration = DEFAULT_INTERVAL.saturating_add(Duration::from_secs(1));

/// Runs the checks in a folder against the app, until told to stop.
pub(crate) async fn keep_checking(
    folder: PathBuf,
    app: Url,
    meters: Meters,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let mut checks = Checks { app, meters, running: BTreeMap::new() };
    let mut watched = Watched::new(folder.clone());
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
                    tracing::error!(folder = %folder.display(), %error, "synthetic checks cannot be looked for; those there are go on");
                }
                is_unreadable = true;
            }
        }
    }
}

/// The checks that run.
struct Checks {
    app: Url,
    meters: Meters,
    /// By name; a set of one, which ends the check when it is dropped.
    running: BTreeMap<String, JoinSet<()>>,
}

impl Checks {
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
        let is_new = !self.running.contains_key(&name);
        self.meters.begin(&name);
        tracing::info!(check = name, is_new, "a synthetic check runs");
        let mut task = JoinSet::new();
        let lead = if is_new { LEAD } else { Duration::ZERO };
        task.spawn(keep_running(name.clone(), check, self.app.clone(), self.meters.clone(), lead));
        self.running.insert(name, task);
    }

    fn end(&mut self, path: &Path) {
        if let Ok(name) = name_of(path)
            && self.running.remove(&name).is_some()
        {
            self.meters.end(&name);
        }
    }
}

async fn keep_running(name: String, check: Check, app: Url, meters: Meters, lead: Duration) {
    let mut page = Page::new();
    let mut tick = tokio::time::interval_at(Instant::now() + lead, check.every);
    // One run at a time.
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let run = run(&check, &app, &mut page).await;
        meters.record(&name, run.result(), run.took);
        if let Some((step, failure)) = run.failure() {
            tracing::info!(check = name, step, "a synthetic check failed: {failure:#}");
        }
    }
}
