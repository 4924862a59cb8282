//! Alert policies and the alerts that they make.

use movie_guru_slo::Kind;
use serde::Serialize;
use serde_json::Value;

use super::board::Board;
use super::documents::Documents;
use super::view::AlertView;

/// A policy, and the alerts that it makes of SLOs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PolicyView {
    pub(crate) name: String,
    /// One for each SLO that names it.
    pub(crate) alerts: Vec<AlertView>,
    /// The OpenSLO object; null where the policy stands inside an SLO.
    pub(crate) document: Option<Value>,
}

impl Board {
    pub(crate) fn alert_views(&self, documents: &Documents) -> Vec<AlertView> {
        let book = self.book();
        let set = documents.set();
        let of_slo = set.slos.iter().flat_map(|slo| slo.alerts.iter().map(move |alert| (slo, alert)));
        of_slo.map(|(slo, alert)| AlertView::new(slo, alert, book.active())).collect()
    }

    /// A policy by its name, whether it stands by itself or inside an SLO.
    pub(crate) fn policy(&self, documents: &Documents, name: &str) -> Option<PolicyView> {
        let document = documents.object(Kind::AlertPolicy, name).cloned();
        let alerts: Vec<_> = self.alert_views(documents).into_iter().filter(|alert| alert.policy == name).collect();
        let there = document.is_some() || !alerts.is_empty();
        there.then(|| PolicyView { name: name.to_owned(), alerts, document })
    }
}
