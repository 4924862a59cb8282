//! What users lived, whether monitoring knows of it or not.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_contract::Operation;
use movie_guru_contract::bounds::LATENCY_MS;
use movie_guru_slo::{Bin, Count, History, Period};

use super::latency::Observed;
use super::requests::{Counts, Requests};
use super::weather::Kind;
use crate::subject::{Concern, Feature};
use crate::timeline::{Harm, Timeline, Trouble};
use crate::truth::TrueTrouble;

/// What users expect of an operation, and got: by scrape.
pub(super) fn counts(
    feature: Feature,
    requests: &Requests,
    lived: Option<&[Arc<Observed>; 2]>,
    quality: Option<(Counts, Counts)>,
) -> Vec<Count> {
    let total = requests.everywhere(&Kind::ALL);
    let (good, total) = match (feature, lived, quality) {
        // Only who is answered can be pleased or not.
        (Feature::Pleases, _, Some(quality)) => quality,
        // Users want a good answer in time: an error that comes soon is none, though a histogram of all results has it so.
        (Feature::Fast(bound_ms), Some([well, _]), _) => {
            let buckets = LATENCY_MS.iter().filter(|bound| **bound <= bound_ms).count();
            ((0..total.len()).map(|scrape| well.within(scrape, buckets)).collect(), total)
        }
        _ => (requests.everywhere(&[Kind::Fine, Kind::Slow]), total),
    };
    good.into_iter().zip(total).map(|(good, total)| Count { good, total }).collect()
}

/// The counts of each scrape as a history; the first scrape has none.
pub(super) fn history(moments: &[i64], counts: &[Count]) -> History {
    let bin = |(at, count): (&i64, &Count)| {
        let end = Timestamp::from_millisecond(*at).unwrap_or_default();
        Bin { end, count: *count }
    };
    History::new(moments.iter().zip(counts).skip(1).map(bin).collect())
}

/// The troubles of a timeline, on a clock whose scrapes are `every` apart.
pub(super) fn troubles(timeline: &Timeline, concern: Concern, start: Timestamp, every: Duration) -> Vec<TrueTrouble> {
    let moment = |since: Duration| {
        let scrapes = since.as_secs_f64() / timeline.every.as_secs_f64();
        let ms = (scrapes * every.as_secs_f64() * 1000.0).round() as i64;
        start.checked_add(SignedDuration::from_millis(ms)).unwrap_or(Timestamp::MAX)
    };
    let truth = |trouble: &Trouble| TrueTrouble {
        title: trouble.title.clone(),
        period: Period { start: moment(trouble.from), end: moment(trouble.from + trouble.lasts) },
        is_felt: trouble.harms.iter().any(|harm| is_felt(*harm, concern)),
    };
    timeline.troubles.iter().map(truth).collect()
}

/// Whether a harm touches what users expect.
fn is_felt(harm: Harm, concern: Concern) -> bool {
    if concern.operation == Operation::HealthCheck {
        return false;
    }
    match concern.feature {
        Feature::Answers => matches!(harm, Harm::Failing | Harm::Lost),
        Feature::Fast(_) => matches!(harm, Harm::Failing | Harm::Lost | Harm::Slow),
        Feature::Pleases => harm == Harm::Displeasing,
    }
}
