//! `slos/`.

use std::fs;

use movie_guru_contract::Kind;
use movie_guru_slo::{KnownMetrics, MetricKind, Mistakes, SloSet, Source, Window};
use movie_guru_test_support::workspace;

/// What the contract measures.
pub(crate) fn contract() -> KnownMetrics {
    KnownMetrics::new(movie_guru_contract::metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
        };
        (metric.exposed(), kind)
    }))
}

/// One text, as `slo.yaml`.
pub(crate) fn parse(text: &str) -> Result<SloSet, Mistakes> {
    SloSet::parse(&[Source { name: "slo.yaml", text }], &contract())
}

/// All that is in `slos/`.
pub(crate) fn workshop() -> SloSet {
    let mut files: Vec<_> =
        fs::read_dir(workspace().join("slos")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<_> = files
        .iter()
        .map(|path| (path.file_name().unwrap().to_str().unwrap(), fs::read_to_string(path).unwrap()))
        .collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &contract()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn they_are_those_of_the_contract() {
    let set = workshop();
    let rows: Vec<String> = set
        .slos
        .iter()
        .map(|slo| {
            let window = match &slo.window {
                Window::Rolling(length) => length.to_string(),
                Window::Calendar(calendar) => format!("calendar {}", calendar.length),
            };
            let alerts: Vec<_> = slo.alerts.iter().map(|alert| format!("{}x", alert.factor)).collect();
            format!("{} {} {window} {}", slo.metadata.name, slo.target.share(), alerts.join(" ")).trim().to_owned()
        })
        .collect();
    assert_eq!(
        rows,
        [
            "main-page-loads 0.9 7d 5x 2x",
            "main-page-is-fast 0.99 7d 10x 2x",
            "chat-engages 0.7 24h 3x 1.5x",
            "chat-is-fast 0.99 24h 10x 2x",
            "main-page-loads-aspirational 0.995 7d",
            "main-page-is-fast-aspirational 0.99 7d",
            "chat-engages-aspirational 0.9 24h",
            "chat-is-fast-aspirational 0.99 24h",
            "browsers-are-answered 0.99 24h",
            "login-works 0.995 calendar 1M 14.4x 6x 1x",
            "chat-answers 0.99 calendar 1M 14.4x 6x 1x",
            "search-is-fast 0.99 calendar 1M 14.4x 6x 1x",
            "app-is-up 0.999 calendar 1M 14.4x 6x 1x",
        ]
    );
    assert_eq!(set.services.len(), 1);
}

#[test]
fn the_example_of_the_guide_is_sound() {
    let guide = fs::read_to_string(workspace().join("docs/slo.md")).unwrap();
    let example = guide.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
    let set = parse(example).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(set.slos[0].metadata.name, "chat-is-fast");
}
