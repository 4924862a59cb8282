//! SLOs and alerts as the API answers them.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Alert, Exhaustion, Kind, Slo, Status, Window};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::snapshot::Snapshot;
use super::standing::Standing;
use super::unmatched::Unmatched;
use crate::alerts::{Active, Subject};

/// An SLO and how it stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Slo)]
pub(crate) struct SloView {
    pub(crate) name: String,
    pub(crate) title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) service: String,
    /// The share of requests that must be good.
    pub(crate) target: f64,
    /// As it was written: `28d`, `calendar 1M`.
    pub(crate) window: String,
    /// How long the window lasts on the clock; in workshop time that is less.
    pub(crate) window_seconds: f64,
    /// Whether that is so.
    #[serde(skip)]
    pub(crate) window_is_scaled: bool,
    /// Since when it measures; null where it looks back over its whole window.
    pub(crate) since: Option<Timestamp>,
    /// What the SLI is, as PromQL over the window.
    pub(crate) sli_query: String,
    /// Null until it was evaluated.
    pub(crate) status: Option<StatusView>,
    /// Why it could not be evaluated just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// What of it no series matches; empty where all is well, and until it was evaluated.
    pub(crate) unmatched: Vec<Unmatched>,
    pub(crate) alerts: Vec<AlertView>,
    /// The OpenSLO object.
    #[schema(value_type = Object)]
    pub(crate) document: Value,
}

/// The numbers of a status.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = SloStatus)]
pub(crate) struct StatusView {
    pub(crate) at: Timestamp,
    pub(crate) sli: Option<f64>,
    pub(crate) budget_left: f64,
    pub(crate) burn_rate: BurnRates,
    pub(crate) exhaustion: ExhaustionView,
}

/// Over the last hour and the last five minutes, in workshop time as long as those are there.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct BurnRates {
    pub(crate) long: f64,
    pub(crate) short: f64,
}

/// When the budget is spent if things go on as over the longer time.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Exhaustion)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum ExhaustionView {
    Spent,
    After {
        /// On the clock.
        seconds: f64,
    },
    NotInSight,
}

/// An alert of an SLO and its state.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SloAlert)]
pub(crate) struct AlertView {
    pub(crate) slo: String,
    pub(crate) policy: String,
    /// Its name in Prometheus.
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) severity: String,
    pub(crate) factor: f64,
    /// As they were written.
    pub(crate) long: String,
    pub(crate) short: Option<String>,
    pub(crate) after: String,
    /// How long it goes on firing once its condition holds no more, as it was written.
    pub(crate) keep_firing_for: String,
    /// So many requests there must be over the long window.
    pub(crate) min_requests: u32,
    /// `inactive`, `pending`, `firing`.
    pub(crate) state: &'static str,
    pub(crate) active_at: Option<Timestamp>,
    /// The burn rate over the long window while it is not inactive.
    pub(crate) value: Option<f64>,
}

impl StatusView {
    pub(crate) fn new(status: &Status, at: Timestamp) -> Self {
        Self {
            at,
            sli: status.sli,
            budget_left: status.budget_left,
            burn_rate: BurnRates { long: status.burn_long, short: status.burn_short },
            exhaustion: match status.exhaustion {
                Exhaustion::Spent => ExhaustionView::Spent,
                Exhaustion::After(after) => ExhaustionView::After { seconds: after.as_secs_f64() },
                Exhaustion::NotInSight => ExhaustionView::NotInSight,
            },
        }
    }
}

impl AlertView {
    pub(crate) fn new(slo: &Slo, alert: &Alert, active: &[Active]) -> Self {
        let Subject { slo: of, policy, name, title, severity, .. } = Subject::of(slo, alert);
        let active = active.iter().find(|active| active.subject.is(&of, &policy));
        Self {
            slo: of,
            policy,
            name,
            title,
            severity,
            factor: alert.factor,
            long: alert.long.to_string(),
            short: alert.short.map(|short| short.to_string()),
            after: alert.after.to_string(),
            keep_firing_for: alert.keep.to_string(),
            min_requests: alert.least_requests(slo.target),
            state: active.map_or("inactive", Active::state),
            active_at: active.map(|active| active.held_since),
            value: active.map(|active| active.value),
        }
    }
}

/// A window as it was written.
pub(crate) fn window(window: &Window) -> String {
    match window {
        Window::Rolling(length) => length.to_string(),
        Window::Calendar(calendar) => format!("calendar {}", calendar.length),
    }
}

/// A policy, and the alerts that it makes of SLOs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AlertPolicy)]
pub(crate) struct PolicyView {
    pub(crate) name: String,
    /// One for each SLO that names it.
    pub(crate) alerts: Vec<AlertView>,
    /// The OpenSLO object; null where the policy stands inside an SLO.
    #[schema(value_type = Option<Object>)]
    pub(crate) document: Option<Value>,
}

impl Snapshot {
    /// An SLO and how it stands.
    pub(crate) fn slo(&self, slo: &Slo) -> SloView {
        let name = &slo.metadata.name;
        let (status, error, unmatched) = match self.standings.of(name).cloned() {
            Some(Standing { status, at, error, unmatched }) => {
                (status.zip(at).map(|(status, at)| StatusView::new(&status, at)), error, unmatched)
            }
            None => (None, None, Vec::new()),
        };
        let length: Duration = slo.window.period(self.now, &self.scale).length();
        SloView {
            name: name.clone(),
            title: slo.metadata.title().to_owned(),
            description: slo.description.clone(),
            service: slo.service.clone(),
            target: slo.target.share(),
            window: window(&slo.window),
            window_seconds: length.as_secs_f64(),
            window_is_scaled: self.scale.factor() != 1.0,
            since: self.documents.since(slo),
            sli_query: slo.sli_query(length),
            status,
            error,
            unmatched,
            alerts: slo.alerts.iter().map(|alert| AlertView::new(slo, alert, self.book.active())).collect(),
            document: self.documents.object(Kind::Slo, name).cloned().unwrap_or_default(),
        }
    }

    /// All SLOs, the least budget first; those of which nothing is known last.
    pub(crate) fn slos(&self) -> Vec<SloView> {
        let set = self.documents.set();
        let mut views: Vec<_> = set.slos.iter().map(|slo| self.slo(slo)).collect();
        let left = |view: &SloView| view.status.map_or(f64::INFINITY, |status| status.budget_left);
        views.sort_by(|one, other| left(one).total_cmp(&left(other)));
        views
    }

    /// All alerts, in the order of their SLOs.
    pub(crate) fn alerts(&self) -> Vec<AlertView> {
        let set = self.documents.set();
        let of_slo = set.slos.iter().flat_map(|slo| slo.alerts.iter().map(move |alert| (slo, alert)));
        of_slo.map(|(slo, alert)| AlertView::new(slo, alert, self.book.active())).collect()
    }

    /// A policy by its name, whether it stands by itself or inside an SLO.
    pub(crate) fn policy(&self, name: &str) -> Option<PolicyView> {
        let document = self.documents.object(Kind::AlertPolicy, name).cloned();
        let alerts: Vec<_> = self.alerts().into_iter().filter(|alert| alert.policy == name).collect();
        let there = document.is_some() || !alerts.is_empty();
        there.then(|| PolicyView { name: name.to_owned(), alerts, document })
    }
}
