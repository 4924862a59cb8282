//! How an SLO would do: on live data, before anything is saved.

use jiff::Timestamp;
use movie_guru_slo::{Kind, KnownMetrics, Slo};
use serde::Serialize;
use utoipa::ToSchema;

use super::documents::Documents;
use super::evaluator::Evaluator;
use super::known::Known;
use super::refused::{BODY, Refused};
use super::register::Register;
use super::story::Story;
use super::unmatched::Unmatched;
use super::view::StatusView;
use super::write::only;

/// How an SLO would stand, or stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SloStory)]
pub(crate) struct Previewed {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) status: StatusView,
    /// What of it no series matches.
    pub(crate) unmatched: Vec<Unmatched>,
    #[serde(flatten)]
    pub(crate) story: Story,
}

/// What previews are made of.
#[derive(Clone, Copy)]
pub(super) struct Previews<'a> {
    pub(super) register: &'a Register,
    pub(super) evaluator: &'a Evaluator,
    pub(super) now: Timestamp,
}

impl Previews<'_> {
    /// The SLO of a text. One that is there goes on from its beginning; a new one is shown as if it had been there for its
    /// whole window.
    pub(super) async fn of_text(self, text: &str) -> Result<Previewed, Refused> {
        let documents = self.register.documents();
        let catalogue = self.catalogue(text, &documents).await;
        let change = documents.changed(text, BODY, &catalogue, self.now)?;
        let name = only(&change.objects, Kind::Slo, None)?;
        let slo = change.after.slo(&name).ok_or_else(|| Refused::missing("SLO", &name))?;
        let since = documents.slo(&name).and_then(|before| documents.since(before)).filter(|_| !slo.looks_back());
        self.of(slo, since).await
    }

    /// An SLO with the alert policy of a text, and with no other.
    pub(super) async fn of_alert(self, text: &str, policy: &str, slo: &str) -> Result<Previewed, Refused> {
        let documents = self.register.documents();
        let catalogue = self.catalogue(text, &documents).await;
        let change = documents.changed(text, BODY, &catalogue, self.now)?;
        only(&change.objects, Kind::AlertPolicy, Some(policy))?;
        change.after.slo(slo).ok_or_else(|| Refused::missing("SLO", slo))?;
        let after = change.after.with_policy(policy, slo, true, &catalogue, self.now)?;
        let mut slo = after.slo(slo).cloned().ok_or_else(|| Refused::missing("SLO", slo))?;
        slo.alerts.retain(|alert| alert.policy.name == policy);
        self.of(&slo, documents.since(&slo)).await
    }

    /// An SLO as it is given.
    pub(super) async fn of(self, slo: &Slo, since: Option<Timestamp>) -> Result<Previewed, Refused> {
        let story = self.evaluator.story(slo, since, self.now).await.map_err(Refused::Unanswered)?;
        let (name, title) = (slo.metadata.name.clone(), slo.metadata.title().to_owned());
        let unmatched = self.evaluator.unmatched(slo, None, self.now).await;
        Ok(Previewed { name, title, status: StatusView::new(&story.status, self.now), unmatched, story })
    }

    /// What a text may name, beside the SLOs that are there.
    async fn catalogue(self, text: &str, documents: &Documents) -> KnownMetrics {
        Known::by(self.evaluator.source(), text).await.catalogue(self.register.contract(), &documents.set())
    }
}
