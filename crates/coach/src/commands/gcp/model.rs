//! What the workshop has for Cloud Monitoring, carried in the binary.

use anyhow::Context;
use movie_guru_google_cloud::Dashboard;
use movie_guru_slo::{KnownMetrics, SloSet, Source};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../dashboards/gcp"]
#[include = "*.json"]
struct Files;

/// Those of the workshop's solution: what a team can keep, with the alerts of challenge 7.
const SLOS: [(&str, &str); 3] = [
    ("movie-guru.yaml", include_str!("../../../../../slos/movie-guru.yaml")),
    ("achievable.yaml", include_str!("../../../../../slos/achievable.yaml")),
    ("alerts.yaml", include_str!("../../../../../slos/alerts.yaml")),
];

/// All of `dashboards/gcp`, by name.
///
/// # Errors
/// One that is no JSON.
pub(super) fn dashboards() -> anyhow::Result<Vec<Dashboard>> {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let read = |file: std::borrow::Cow<'static, str>| {
        let data = Files::get(&file).with_context(|| format!("{file} is gone"))?.data;
        let body = serde_json::from_slice(&data).with_context(|| format!("{file} is no JSON"))?;
        Ok(Dashboard { name: file.trim_end_matches(".json").to_owned(), body })
    };
    names.into_iter().map(read).collect()
}

/// The model SLOs.
///
/// # Errors
/// Every mistake in them.
pub(super) fn slos() -> anyhow::Result<SloSet> {
    let sources = SLOS.map(|(name, text)| Source { name, text });
    // Tests of `slos/` hold its metrics against the contract.
    let known = KnownMetrics::default().open();
    Ok(SloSet::parse(&sources, &known)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workshops_own_are_carried() {
        let names: Vec<_> = dashboards().unwrap().into_iter().map(|dashboard| dashboard.name).collect();
        assert!(names.contains(&"login".to_owned()) && names.is_sorted(), "{names:?}");
        let set = slos().unwrap();
        assert!(set.slos.iter().any(|slo| !slo.alerts.is_empty()));
        assert!(movie_guru_slo::render::gcp::resources(&set, "my-project").is_ok());
    }
}
