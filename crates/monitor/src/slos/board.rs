//! The SLOs of this lab: what they are, how they stand, and which of their alerts hold. Everything that changes them or
//! shows them goes through here; each part knows its own matter, and none of them this one.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use movie_guru_slo::{Kind, KnownMetrics, MetricKind, Slo, SloSet, TimeScale};
use promql::QueryError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::documents::Documents;
use super::evaluator::{Evaluator, Looked};
use super::known::{self, Known};
use super::preview::{Previewed, Previews};
use super::refused::Refused;
use super::register::{Changed, Register};
use super::snapshot::Snapshot;
use super::standing::Standings;
use super::story::Story;
use super::unmatched::Unmatched;
use super::write::{Applied, Before, Warning};
use crate::alerts::alerting::Alerting;
use crate::alerts::notifier::Notifier;
use crate::alerts::{Delivery, NotifierConfig, Subject};
use crate::durable::Folder;
use crate::rules::RuleGroup;
use crate::source::MetricsSource;

/// Tells the time; handed in, so that tests can let an hour pass.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What SLOs and alerts need to know.
#[derive(Clone, Debug)]
pub struct BoardConfig {
    /// The data folder.
    pub folder: PathBuf,
    /// How fast windows go by.
    pub scale: TimeScale,
    /// How often there are new figures, and so how often SLOs and alerts are evaluated.
    pub scrape_interval: Duration,
    /// Who is told of alerts.
    pub notifier: NotifierConfig,
}

/// SLOs and alerts cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// The data folder is of no use.
    #[error("SLOs and alerts cannot be kept in the data folder: {0}")]
    Folder(#[from] io::Error),
    /// No HTTP client can be made.
    #[error("notifications cannot be sent: {0}")]
    Client(#[from] reqwest::Error),
}

/// See the module.
pub struct Board {
    register: Register,
    evaluator: Evaluator,
    alerting: Arc<Alerting>,
    standings: Mutex<Arc<Standings>>,
    clock: Clock,
    /// SLOs have changed: they are evaluated before the next interval is over.
    changed: Notify,
    said: Vec<String>,
}

impl Board {
    /// With what the data folder holds.
    ///
    /// # Errors
    /// Where the folder cannot be read, or no HTTP client can be made. Damaged files are set aside.
    pub fn build(
        config: BoardConfig,
        source: Arc<dyn MetricsSource>,
        contract: KnownMetrics,
        clock: Clock,
    ) -> Result<Arc<Self>, BoardError> {
        let (folder, now, mut said) = (Folder::at(&config.folder)?, clock(), Vec::new());
        let register = Register::open(folder.clone(), contract, now, &mut said)?;
        let alerting = Alerting::open(folder, Notifier::new(config.notifier)?, now, &mut said)?;
        Ok(Arc::new(Self {
            register,
            evaluator: Evaluator::new(source, config.scale, config.scrape_interval),
            alerting: Arc::new(alerting),
            standings: Mutex::default(),
            clock,
            changed: Notify::new(),
            said,
        }))
    }

    /// What people have to know: files that were damaged.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// What the clock says.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// How fast windows go by.
    pub const fn scale(&self) -> &TimeScale {
        self.evaluator.scale()
    }

    /// All that is known at this moment.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            documents: self.register.documents(),
            standings: Arc::clone(&self.standings()),
            book: self.alerting.book(),
            scale: *self.scale(),
            every: self.evaluator.every(),
            now: self.now(),
        }
    }

    /// The SLOs as they are now.
    pub(crate) fn documents(&self) -> Arc<Documents> {
        self.register.documents()
    }

    /// The SLOs and their alerts, as they are now: the same until somebody changes them.
    pub fn slos(&self) -> Arc<SloSet> {
        self.documents().set()
    }

    /// SLOs and alerts in the shape of Prometheus' API.
    pub fn groups(&self) -> Vec<RuleGroup> {
        self.snapshot().rule_groups()
    }

    /// The alerts: what is told of them, and to whom.
    pub(crate) const fn alerting(&self) -> &Arc<Alerting> {
        &self.alerting
    }

    /// How it goes with each receiver of alerts.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.alerting.deliveries()
    }

    fn standings(&self) -> MutexGuard<'_, Arc<Standings>> {
        self.standings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes every object of a text, or none of them.
    pub(crate) async fn apply(self: &Arc<Self>, text: String) -> Result<Vec<Applied>, Refused> {
        self.change(&text.clone(), move |before| before.apply(&text)).await
    }

    /// Takes one SLO, with what it needs. Whether it is new.
    pub(crate) async fn put_slo(self: &Arc<Self>, name: String, text: String) -> Result<bool, Refused> {
        self.change(&text.clone(), move |before| before.put_slo(&name, &text)).await
    }

    /// Takes one alert policy, and has SLOs name it; they come with commas between. Whether it is new.
    pub(crate) async fn put_alert(self: &Arc<Self>, name: String, text: String, slos: String) -> Result<bool, Refused> {
        self.change(&text.clone(), move |before| before.put_alert(&name, &text, &slos)).await
    }

    /// Deletes an SLO; its policies stay, for other SLOs may name them.
    pub(crate) async fn remove_slo(self: &Arc<Self>, name: String) -> Result<(), Refused> {
        self.change("", move |before| before.remove_slo(&name)).await
    }

    /// Deletes an alert policy. Where SLOs name it that is refused, or with `detach` they no longer do.
    pub(crate) async fn remove_alert(self: &Arc<Self>, name: String, detach: bool) -> Result<(), Refused> {
        self.change("", move |before| before.remove_alert(&name, detach)).await
    }

    /// Changes the SLOs, with what `text` says: on the disk first, then here. An error changes nothing.
    async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        text: &str,
        change: impl FnOnce(Before<'_>) -> Result<(Documents, T), Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let known = Known::by(self.evaluator.source(), text).await;
        let board = Arc::clone(self);
        let changing = tokio::task::spawn_blocking(move || {
            let change =
                |documents: &Documents, catalogue: &KnownMetrics, now| change(Before { documents, catalogue, now });
            let Changed { before, after, at, outcome } = board.register.change(&known, || board.now(), change)?;
            Arc::make_mut(&mut board.standings()).forget_what_changed(&before, &after);
            board.alerting.end_others(&subjects(&after), at);
            board.changed.notify_one();
            Ok(outcome)
        });
        changing.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a change of the SLOs failed");
            Err(Refused::Broken("Something went wrong on our side; nothing was changed.".to_owned()))
        })
    }

    /// What is to be said of SLOs that were taken: what of them no series matches.
    pub(crate) async fn warnings(&self, applied: &[Applied]) -> Vec<Warning> {
        let sent = |kind: Kind, name: &str| {
            applied.iter().any(|object| object.kind == kind.to_string() && (name.is_empty() || object.name == name))
        };
        let set = self.documents().set();
        let mut warnings = Vec::new();
        // An SLI that stands by itself may be that of any SLO.
        for slo in set.slos.iter().filter(|slo| sent(Kind::Sli, "") || sent(Kind::Slo, &slo.metadata.name)) {
            let of_slo = self.unmatched(slo).await;
            warnings.extend(of_slo.into_iter().map(|unmatched| Warning { slo: slo.metadata.name.clone(), unmatched }));
        }
        warnings
    }

    /// What of an SLO no series matches just now: looked up, not remembered.
    pub(crate) async fn unmatched(&self, slo: &Slo) -> Vec<Unmatched> {
        self.evaluator.unmatched(slo, None, self.now()).await
    }

    /// The SLO of a text on live data, as [`Previews::of_text`] has it.
    pub(crate) async fn preview(&self, text: &str) -> Result<Previewed, Refused> {
        self.previews().of_text(text).await
    }

    /// An SLO with the alert policy of a text, and with no other.
    pub(crate) async fn preview_alert(&self, text: &str, policy: &str, slo: &str) -> Result<Previewed, Refused> {
        self.previews().of_alert(text, policy, slo).await
    }

    /// An SLO that is there.
    pub(crate) async fn previewed(&self, slo: &Slo, since: Option<Timestamp>) -> Result<Previewed, Refused> {
        self.previews().of(slo, since).await
    }

    fn previews(&self) -> Previews<'_> {
        Previews { register: &self.register, evaluator: &self.evaluator, now: self.now() }
    }

    /// The story of an SLO that is there, as it was some seconds ago; none where there is no such SLO.
    pub(crate) async fn recent_story(&self, name: &str, now: Timestamp) -> Option<Result<Story, QueryError>> {
        let documents = self.documents();
        let slo = documents.slo(name)?;
        Some(self.evaluator.recent_story(slo, documents.since(slo), now).await)
    }

    /// The bounds that a histogram's buckets have: those of the contract, or else those that the source knows.
    pub(crate) async fn bounds(&self, histogram: &str) -> Vec<f64> {
        match self.register.contract().get(histogram) {
            Some(MetricKind::Histogram(bounds)) => bounds.clone(),
            _ => known::bounds(self.evaluator.source(), histogram).await.unwrap_or_default(),
        }
    }

    /// Evaluates everything at a moment.
    pub async fn evaluate(&self, now: Timestamp) {
        let started = Instant::now();
        let looked = self.evaluator.look(&self.documents(), now).await;
        let error = looked.iter().find_map(Looked::failure);
        if self.take_note(looked, now) {
            self.alerting.keep().await;
        }
        let mut standings = self.standings();
        let evaluation = &mut Arc::make_mut(&mut standings).evaluation;
        if let Some(reason) = error.as_deref().filter(|_| evaluation.error.is_none()) {
            tracing::warn!(reason, "SLOs cannot be evaluated");
        }
        evaluation.at = Some(now);
        evaluation.took = started.elapsed();
        evaluation.error = error;
    }

    /// What was seen becomes what is shown and told. Whether the book of alerts has to be written down.
    fn take_note(&self, looked: Vec<Looked>, now: Timestamp) -> bool {
        // Meanwhile SLOs may have been changed or taken away.
        let current = self.documents();
        let mut findings = Vec::new();
        let mut standings = self.standings();
        let noted = Arc::make_mut(&mut standings);
        for Looked { slo, found } in looked {
            let name = &slo.metadata.name;
            if current.slo(name) != Some(&slo) {
                continue;
            }
            // As in Prometheus: while nothing is known, an alert stays as it is.
            match found {
                Ok((standing, alerts)) => {
                    noted.note(name, Ok(standing));
                    findings.extend(alerts);
                }
                Err(error) => noted.note(name, Err(error)),
            }
        }
        drop(standings);
        self.alerting.note(&findings, &subjects(&current), now)
    }

    /// Evaluates every scrape interval and whenever SLOs have changed, and tells whom it concerns, until told to stop.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let evaluating = async {
            let mut ticks = tokio::time::interval(self.evaluator.every());
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = ticks.tick() => {}
                    () = self.changed.notified() => {}
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.evaluate(self.now()) => {}
                }
            }
        };
        tokio::join!(evaluating, self.alerting.run(&stop));
        self.alerting.keep().await;
    }
}

/// All alerts that there are.
fn subjects(documents: &Documents) -> Vec<Subject> {
    let set = documents.set();
    set.slos.iter().flat_map(|slo| slo.alerts.iter().map(|alert| Subject::of(slo, alert))).collect()
}
