//! The rules of any Prometheus as a board: `/api/v1/rules` says what is recorded and what is alerted on, and
//! [`slos`] finds SLOs and burn-rate alerts in it.
//!
//! Rules are people's own, with a thousand other purposes. One that is not understood is no SLO, and is kept with the reason, so
//! that a check can say which rule it saw and what it lacks.

mod burning;
mod entry;
mod labels;
mod meaning;
mod reader;
pub(crate) mod rule;
mod slos;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{Mutex, oneshot};

pub(crate) use self::entry::IDENTITIES;
use self::rule::Rule;
use self::slos::Found;
use super::asked::{Board, BoardSlo, Fired, MadeIn, Metrics, Unread, no_measure};
use super::missing::{Missing, PROMETHEUS};
use super::prometheus_api::PrometheusApi;

/// Several criteria of a check look at the same board.
const FRESH: Duration = Duration::from_secs(5);
/// More are read by nobody, and not here.
const MOST_RULES: usize = 5_000;
/// Of all expressions together.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Reading goes as deep as expressions do.
pub(crate) const STACK: usize = 64 * 1024 * 1024;
/// Of an expression that is shown.
const MOST_SHOWN: usize = 200;
/// When alerts fired, the first moment and the last of six hours: longer than a workshop.
const FIRED: [&str; 2] = [
    "min_over_time(timestamp(ALERTS{alertstate=\"firing\"})[6h:])",
    "max_over_time(timestamp(ALERTS{alertstate=\"firing\"})[6h:])",
];

/// SLOs and alerts of a Prometheus' rules.
pub struct PrometheusRules {
    api: PrometheusApi,
    /// Where it has no rule at all.
    otherwise: Arc<dyn Board>,
    last: Mutex<Option<Looked>>,
}

/// When the rules were looked at, and what was found; none where there is no rule.
type Looked = (Instant, Result<Option<Arc<Found>>, Missing>);

impl PrometheusRules {
    /// The rules of this server; the other board where it has none.
    pub fn new(api: PrometheusApi, otherwise: Arc<dyn Board>) -> Self {
        Self { api, otherwise, last: Mutex::default() }
    }

    async fn found(&self) -> Result<Option<Arc<Found>>, Missing> {
        // Who comes meanwhile waits, and takes the same.
        let mut last = self.last.lock().await;
        if let Some((at, found)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return found.clone();
        }
        let found = self.ask().await;
        *last = Some((Instant::now(), found.clone()));
        found
    }

    async fn ask(&self) -> Result<Option<Arc<Found>>, Missing> {
        let answer = self.api.rules().await?;
        let rules = rule::rules(&answer).ok_or_else(|| refused("what are no rules at /api/v1/rules"))?;
        drop(answer);
        if rules.is_empty() {
            return Ok(None);
        }
        let bytes: usize = rules.iter().map(|rule| rule.query.len()).sum();
        if rules.len() > MOST_RULES || bytes > MOST_BYTES {
            let detail = format!(
                "it has {} rules of {} kB; at most {MOST_RULES} of {} kB are read. Name one that has your SLOs alone",
                rules.len(),
                bytes / 1024,
                MOST_BYTES / 1024
            );
            return Err(refused(&detail));
        }
        let mut found = read(rules).await?;
        self.without_split(&mut found).await?;
        Ok(Some(Arc::new(found)))
    }

    /// Takes off what its labels split into several: a share of each is not the share of all.
    async fn without_split(&self, found: &mut Found) -> Result<(), Missing> {
        for (place, query, by) in std::mem::take(&mut found.if_one) {
            let parts = self.api.value(&query).await?.unwrap_or_default();
            if let Some(slo) = found.slos.get_mut(place)
                && parts > 1.0
            {
                slo.slo.indicator.measure = no_measure();
                slo.counts = None;
                slo.unmatched = Some(format!(
                    "It has {parts:.0} shares, split by {by}, and none of all requests: put sum( … ) around."
                ));
            }
        }
        Ok(())
    }
}

/// An SLO that rules are of.
pub(crate) struct OfRules {
    /// It.
    pub(crate) slo: BoardSlo,
    /// How many times as fast as the calendar its windows go by.
    pub(crate) pace: u32,
    /// Its alerting rules, by their places.
    pub(crate) rules: BTreeSet<usize>,
}

/// The SLOs of rules, without a server that could be asked of their series; and what could not be read as one. Goes as deep
/// as expressions do.
pub(crate) fn understood(rules: &[Rule]) -> (Vec<OfRules>, Vec<Unread>) {
    let found = slos::found(rules);
    let of_rules = found.slos.into_iter().zip(found.alerting);
    (of_rules.map(|(slo, (pace, rules))| OfRules { slo, pace, rules }).collect(), found.unread)
}

/// On a thread of its own, with room for what is deep.
async fn read(rules: Vec<Rule>) -> Result<Found, Missing> {
    let (tell, told) = oneshot::channel();
    let thread = std::thread::Builder::new().name("rules".to_owned()).stack_size(STACK);
    let started = thread.spawn(move || tell.send(slos::found(&rules)));
    started.map_err(|error| refused(&format!("no thread to read its rules: {error}")))?;
    told.await.map_err(|_| refused("rules that cannot be read"))
}

/// Text of others on one line: without what moves a terminal's cursor, and not too much of it.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let more = if line.chars().count() > MOST_SHOWN { " …" } else { "" };
    line.chars().filter(|c| !c.is_control()).take(MOST_SHOWN).collect::<String>() + more
}

fn refused(detail: &str) -> Missing {
    Missing::Refused { what: PROMETHEUS, detail: detail.to_owned() }
}

#[async_trait]
impl Board for PrometheusRules {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        let Some(found) = self.found().await? else { return self.otherwise.slos().await };
        Ok(found.slos.clone())
    }

    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        let Some(found) = self.found().await? else { return self.otherwise.fired().await };
        let mut fired = Vec::new();
        for query in FIRED {
            for sample in self.api.query(query, None).await? {
                let labels: BTreeMap<String, Value> = serde_json::from_str(&sample.labels).unwrap_or_default();
                let has = |(label, value): (&String, &String)| labels.get(label).and_then(Value::as_str) == Some(value);
                let Ok(at) = Timestamp::from_millisecond((sample.value * 1000.0) as i64) else { continue };
                let watched = found.watched.iter().filter(|watched| watched.labels.iter().all(has));
                fired.extend(watched.map(|of| Fired { slo: of.slo.clone(), policy: of.policy.clone(), at }));
            }
        }
        Ok(fired)
    }

    async fn unread(&self) -> Result<Vec<Unread>, Missing> {
        let Some(found) = self.found().await? else { return self.otherwise.unread().await };
        let shown = |unread: &Unread| Unread {
            rule: shown(&unread.rule),
            slo: unread.slo.clone(),
            expression: shown(&unread.expression),
            why: shown(&unread.why),
            next: unread.next.clone(),
        };
        Ok(found.unread.iter().map(shown).collect())
    }

    fn made_in(&self) -> MadeIn {
        MadeIn::Rules
    }

    async fn apply(&self, _: &str) -> Result<(), Missing> {
        Err(refused("its rules are changed in its rule files; `lab slo render --to prometheus` writes them"))
    }

    async fn clear(&self) -> Result<Vec<String>, Missing> {
        Err(Missing::NotOurs { what: PROMETHEUS })
    }
}
