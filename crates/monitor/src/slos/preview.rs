//! How an SLO would do: on live data, before anything is saved.

use std::sync::PoisonError;

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{Catalogue, Kind, MetricKind, Slo};
use promql::QueryError;
use serde::Serialize;

use super::board::Board;
use super::documents::Documents;
use super::known::{self, Known};
use super::problem::{BODY, Problem};
use super::story::Story;
use super::unmatched::Unmatched;
use super::view::StatusView;
use super::write::only;

/// A story is shown once more for so long.
const RECENT: SignedDuration = SignedDuration::from_secs(15);

/// How an SLO would stand, or stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Previewed {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) status: StatusView,
    /// What of it no series matches.
    pub(crate) unmatched: Vec<Unmatched>,
    #[serde(flatten)]
    pub(crate) story: Story,
}

/// A story that was told a moment ago, and of which SLO.
pub(super) struct Told {
    slo: Slo,
    since: Option<Timestamp>,
    at: Timestamp,
    story: Story,
}

impl Board {
    /// What the clock says.
    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The SLO of a text. One that is there goes on from its beginning; a new one is shown as if it had been there for its
    /// whole window.
    pub(crate) async fn preview(&self, text: &str) -> Result<Previewed, Problem> {
        let now = self.now();
        let documents = self.documents();
        let catalogue = self.catalogue(text, &documents).await;
        let change = documents.changed(text, BODY, &catalogue, now)?;
        let name = only(&change.objects, Kind::Slo, None)?;
        let slo = change.after.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
        let since = documents.slo(&name).and_then(|before| documents.since(before)).filter(|_| !slo.looks_back());
        self.previewed(slo, since).await
    }

    /// An SLO with the alert policy of a text, and with no other.
    pub(crate) async fn preview_alert(&self, text: &str, policy: &str, slo: &str) -> Result<Previewed, Problem> {
        let now = self.now();
        let documents = self.documents();
        let catalogue = self.catalogue(text, &documents).await;
        let change = documents.changed(text, BODY, &catalogue, now)?;
        only(&change.objects, Kind::AlertPolicy, Some(policy))?;
        change.after.slo(slo).ok_or_else(|| Problem::not_found("SLO", slo))?;
        let after = change.after.with_policy(policy, slo, true, &catalogue, now)?;
        let mut slo = after.slo(slo).cloned().ok_or_else(|| Problem::not_found("SLO", slo))?;
        slo.alerts.retain(|alert| alert.policy.name == policy);
        self.previewed(&slo, documents.since(&slo)).await
    }

    /// An SLO that is there.
    pub(crate) async fn previewed(&self, slo: &Slo, since: Option<Timestamp>) -> Result<Previewed, Problem> {
        let now = self.now();
        let story = self.story(slo, since, now).await.map_err(|error| {
            let detail = format!("The source of metrics does not answer: {error}");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail)
        })?;
        let (name, title) = (slo.metadata.name.clone(), slo.metadata.title().to_owned());
        let unmatched = self.unmatched(slo, None, now).await;
        Ok(Previewed { name, title, status: StatusView::new(&story.status, now), unmatched, story })
    }

    /// The story of an SLO that is there, as it was some seconds ago: the board shows all of them again and again.
    pub(crate) async fn recent_story(&self, name: &str, now: Timestamp) -> Option<Result<Story, QueryError>> {
        let documents = self.documents();
        let slo = documents.slo(name)?;
        let since = documents.since(slo);
        let recent = {
            let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            let fits =
                |told: &&Told| told.slo == *slo && told.since == since && now.duration_since(told.at).abs() < RECENT;
            told.get(name).filter(fits).map(|told| told.story.clone())
        };
        if let Some(story) = recent {
            return Some(Ok(story));
        }
        let story = self.story(slo, since, now).await;
        if let Ok(story) = &story {
            let told = Told { slo: slo.clone(), since, at: now, story: story.clone() };
            self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), told);
        }
        Some(story)
    }

    /// What a text may name, beside the SLOs that are there.
    async fn catalogue(&self, text: &str, documents: &Documents) -> Catalogue {
        Known::by(self.source.as_ref(), text).await.catalogue(&self.contract, &documents.set())
    }

    /// The bounds that a histogram's buckets have: those of the contract, or else those that the source knows.
    pub(crate) async fn bounds(&self, histogram: &str) -> Vec<f64> {
        match self.contract.get(histogram) {
            Some(MetricKind::Histogram(bounds)) => bounds.clone(),
            _ => known::bounds(self.source.as_ref(), histogram).await.unwrap_or_default(),
        }
    }
}
