//! Stories that were told a moment ago, and may be shown once more.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::Slo;

use super::story::Story;

/// A story is shown once more for so long.
const RECENT: SignedDuration = SignedDuration::from_secs(15);

/// By the names of their SLOs.
#[derive(Default)]
pub(crate) struct RecentStories(Mutex<BTreeMap<String, RecentStory>>);

struct RecentStory {
    slo: Slo,
    since: Option<Timestamp>,
    at: Timestamp,
    story: Story,
}

impl RecentStories {
    /// The story of just this SLO, where it is recent.
    pub(crate) fn get(&self, slo: &Slo, since: Option<Timestamp>, now: Timestamp) -> Option<Story> {
        let stories = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |recent: &&RecentStory| {
            recent.slo == *slo && recent.since == since && now.duration_since(recent.at).abs() < RECENT
        };
        stories.get(&slo.metadata.name).filter(fits).map(|recent| recent.story.clone())
    }

    /// Remembers one.
    pub(crate) fn keep(&self, slo: &Slo, since: Option<Timestamp>, at: Timestamp, story: &Story) {
        let recent = RecentStory { slo: slo.clone(), since, at, story: story.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(slo.metadata.name.clone(), recent);
    }
}
