//! Samples that can be asked: by us, or by Prometheus.

use std::sync::Arc;

use movie_guru_test_prometheus::samples::Line;
use movie_guru_test_prometheus::{Source, write};
use movie_guru_test_support::Server;
use promql::{QueryError, Queryable, Selected};
use series::{Labels, Matcher, Points};
use tempfile::TempDir;

/// Who answers.
#[derive(Clone, Copy)]
pub(crate) enum Judge {
    Ours,
    Prometheus,
}

/// The samples of a script since the last `clear`; time begins in 1970, as in Prometheus' own tests.
pub(crate) struct World {
    pub(crate) source: Source,
    _prometheus: Option<Server>,
    _folder: TempDir,
}

/// Series in the order of their names and labels.
struct Samples(Vec<(Arc<Labels>, Points)>);

impl Samples {
    fn of(lines: &[Line]) -> Self {
        let mut all: Vec<(Arc<Labels>, Points)> = Vec::new();
        for (labels, samples) in lines {
            let place = all.iter().position(|(known, _)| **known == *labels).unwrap_or(all.len());
            if place == all.len() {
                all.push((Arc::new(labels.clone()), Points::default()));
            }
            for (at, value) in samples {
                let points = &mut all[place].1;
                assert!(points.at.last().is_none_or(|last| last < at), "{labels:?} is loaded twice for the same time");
                points.push(*at, *value);
            }
        }
        all.sort_by(|(one, _), (other, _)| (one.get("__name__"), one).cmp(&(other.get("__name__"), other)));
        Self(all)
    }
}

impl Queryable for Samples {
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
        let is_meant = |labels: &Labels| {
            let value = |name| labels.get(name).map_or("", String::as_str);
            matchers.iter().all(|matcher| matcher.is_match(value(&matcher.name)))
        };
        let found: Vec<_> = self.0.iter().filter(|(labels, _)| is_meant(labels)).collect();
        Box::new(found.into_iter().map(move |(labels, points)| Ok((Arc::clone(labels), points.between(from, to)))))
    }
}

impl World {
    /// None where Prometheus is to answer and absent.
    pub(crate) async fn of(judge: Judge, lines: &[Line]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (source, prometheus) = match judge {
            Judge::Ours => (Source::Ours(Arc::new(Samples::of(lines))), None),
            Judge::Prometheus => {
                let prometheus = Server::prometheus(folder.path(), &["--web.enable-remote-write-receiver"]).await?;
                let last = lines.iter().flat_map(|(_, samples)| samples.last()).map(|(at, _)| *at).max();
                // Its newest block takes only what is about as new as its newest sample.
                for from in (0..=last.unwrap_or(-1)).step_by(SLICE_MS as usize) {
                    let inside = |(at, _): &&(i64, f64)| (from..from + SLICE_MS).contains(at);
                    let slice: Vec<Line> = lines
                        .iter()
                        .map(|(labels, samples)| (labels.clone(), samples.iter().filter(inside).copied().collect()))
                        .filter(|(_, samples): &Line| !samples.is_empty())
                        .collect();
                    write(&prometheus.url, &slice).await;
                }
                (Source::Prometheus(prometheus.url.clone()), Some(prometheus))
            }
        };
        Some(Self { source, _prometheus: prometheus, _folder: folder })
    }
}

const SLICE_MS: i64 = 30 * 60_000;
