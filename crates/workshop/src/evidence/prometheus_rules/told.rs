//! What the rules say of an SLO beside its alerts. Nothing in Prometheus has a target and a window of its own, so both are
//! concluded, and it is said from what.

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_slo::promql::duration;
use movie_guru_slo::readable::percent;
use movie_guru_slo::{Alert, Indicator, Metadata, Selector, Shorthand, Slo, Target, Unit, Window};

use super::burning::{Draft, rounded};
use super::entry::{Entry, IDENTITIES};
use super::labels::Labels;
use super::meaning::{Meaning, Why};
use super::rule::{Kind, Rule};
use crate::evidence::asked::{BoardSlo, no_measure};

/// Labels that say a target.
const TARGETS: [&str; 5] = ["objective", "slo_objective", "sloth_objective", "target", "slo_target"];
const SERVICES: [&str; 3] = ["service", "sloth_service", "job"];
/// The SRE Workbook's: its factors are for this window.
const USUAL_WINDOW: Duration = Duration::from_secs(30 * 86_400);
const DAY: Duration = Duration::from_secs(86_400);
/// The lab's own pace, for rules that were rendered in it.
const WORKSHOP: u32 = 24;

/// How an alerting rule is known where it fires.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Watched {
    /// `alertname` and the labels that the rule sets.
    pub(super) labels: BTreeMap<String, String>,
    pub(super) slo: String,
    pub(super) policy: String,
    /// The rule, by its place.
    pub(super) rule: usize,
}

/// An SLO as it goes on the board.
pub(super) struct Finished {
    pub(super) slo: BoardSlo,
    pub(super) watched: Vec<Watched>,
    /// It is right only where this query answers 1, and otherwise split by these labels.
    pub(super) if_one: Option<(String, String)>,
    /// How many times as fast as the calendar its windows go by.
    pub(super) pace: u32,
}

/// What all rules say.
pub(super) struct Told<'r> {
    pub(super) rules: &'r [Rule],
    pub(super) meanings: &'r [Result<Meaning, Why>],
}

impl Told<'_> {
    /// Recordings of an SLO that have a part of a name.
    fn of<'s>(&'s self, identity: &'s str, part: &'s str) -> impl Iterator<Item = (&'s Rule, &'s Meaning)> {
        let own = self.rules.iter().zip(self.meanings).filter(move |(rule, _)| {
            rule.kind == Kind::Recording
                && rule.name.contains(part)
                && IDENTITIES.into_iter().any(|label| rule.labels.get(label).is_some_and(|value| value == identity))
        });
        own.filter_map(|(rule, meaning)| Some((rule, meaning.as_ref().ok()?)))
    }

    fn number(&self, identity: &str, part: &str) -> Option<(f64, String)> {
        self.of(identity, part).find_map(|(rule, meaning)| match meaning {
            Meaning::Number(number) => Some((number.value, rule.name.clone())),
            _ => None,
        })
    }

    /// The target, and what says so.
    fn target(&self, entry: &Entry) -> Option<(Target, String)> {
        let share = |value: f64| Target::new(rounded(if value > 1.0 { value / 100.0 } else { value }));
        let identity = entry.identity.as_deref();
        let recorded = |part: &str| self.number(identity?, part);
        for part in ["objective", "target"] {
            if let Some((value, rule)) = recorded(part) {
                return Some((share(value)?, format!("`{rule}`")));
            }
        }
        if let Some((value, rule)) = recorded("error_budget:").or_else(|| recorded("error_budget_ratio")) {
            return Some((share(1.0 - value)?, format!("`{rule}`")));
        }
        let of_entry = entry.drafts.iter().map(|draft| draft.rule).chain([entry.rule]).map(|index| &self.rules[index]);
        let of_others = self.rules.iter().filter(|rule| {
            identity.is_some()
                && IDENTITIES.into_iter().any(|label| rule.labels.get(label).map(String::as_str) == identity)
        });
        for rule in of_entry.chain(of_others) {
            let label = TARGETS.into_iter().find_map(|label| Some((label, rule.labels.get(label)?)));
            let value = label.and_then(|(label, text)| Some((label, text.trim_end_matches('%').trim().parse().ok()?)));
            if let Some((label, value)) = value {
                return Some((share(value)?, format!("the label `{label}` of `{}`", rule.name)));
            }
        }
        let draft = entry.drafts.iter().find(|draft| draft.budget.is_some())?;
        let budget = draft.budget?;
        Some((share(1.0 - budget)?, format!("the budget {budget} in `{}`", self.rules[draft.rule].name)))
    }

    /// The window, and what says so.
    fn window(&self, entry: &Entry) -> Option<(Duration, String)> {
        let identity = entry.identity.as_deref()?;
        if let Some((days, rule)) = self.number(identity, "time_period:days") {
            return Some((Duration::try_from_secs_f64(days * 86_400.0).ok()?, rule));
        }
        if let Some((seconds, rule)) = self.number(identity, "pyrra_window") {
            return Some((Duration::try_from_secs_f64(seconds).ok()?, rule));
        }
        let remaining = self.of(identity, "remaining").find_map(|(rule, meaning)| match meaning {
            Meaning::Ratio(ratio) => Some((ratio.window, rule.name.clone())),
            _ => None,
        });
        remaining.or_else(|| {
            // Pyrra's: the requests of the whole window.
            self.of(identity, ":increase").filter(|(rule, _)| !rule.name.contains("sli_requests")).find_map(
                |(rule, meaning)| match meaning {
                    Meaning::Count(count) => Some((count.window, rule.name.clone())),
                    _ => None,
                },
            )
        })
    }

    /// An SLO with what was concluded; none where nothing says its target.
    pub(super) fn finished(&self, entry: Entry) -> Option<Finished> {
        let first = &self.rules[entry.rule];
        let (target, from) = self.target(&entry)?;
        let said = self.window(&entry);
        let lengths = entry.drafts.iter().flat_map(|draft| {
            let rule = &self.rules[draft.rule];
            [draft.long, draft.short.unwrap_or_default(), rule.after(), rule.keep()]
        });
        let in_seconds = |length: Duration| !length.as_millis().is_multiple_of(60_000);
        let is_workshop = said.as_ref().is_some_and(|(window, _)| *window < DAY) || lengths.into_iter().any(in_seconds);
        let pace = if is_workshop { WORKSHOP } else { 1 };
        let window = said.as_ref().map_or(USUAL_WINDOW, |(window, _)| *window * pace);
        let name = entry.identity.clone().unwrap_or_else(|| first.name.clone());
        let alerts: Vec<_> = entry.drafts.iter().map(|draft| self.alert(draft, &entry, target, pace)).collect();
        let mut derived = format!("target {} by {from}", percent(target.share()));
        match said {
            Some((_, rule)) => derived.push_str(&format!(", window {} by `{rule}`", duration(window))),
            None => derived.push_str(&format!(", window {} as no rule names one", duration(window))),
        }
        if is_workshop {
            derived.push_str(", in workshop time");
        }
        let mut watched = Vec::new();
        for (draft, alert) in entry.drafts.iter().zip(&alerts) {
            let rule = &self.rules[draft.rule];
            let mut labels = rule.labels.clone();
            labels.insert("alertname".to_owned(), rule.name.clone());
            watched.push(Watched { labels, slo: name.clone(), policy: alert.policy.name.clone(), rule: draft.rule });
        }
        let all = entry.share.all.selectors().next().filter(|_| entry.labels.is_split());
        let if_one = all.map(|all| split(all, &entry.labels));
        let metadata = named(&name);
        let service = SERVICES.into_iter().find_map(|label| entry.labels.value(label)).unwrap_or("unknown").to_owned();
        let slo = Slo {
            description: None,
            service,
            indicator: Indicator {
                metadata: metadata.clone(),
                description: None,
                measure: entry.share.measure().unwrap_or_else(no_measure),
            },
            window: Window::Rolling(minutes(window)),
            target,
            objective: None,
            alerts,
            metadata,
        };
        let slo = BoardSlo { counts: Some(entry.share), derived: Some(derived), ..BoardSlo::new(slo, None, None) };
        Some(Finished { slo, watched, if_one, pace })
    }

    fn alert(&self, draft: &Draft, entry: &Entry, target: Target, pace: u32) -> Alert {
        let rule = &self.rules[draft.rule];
        let factor = (draft.above / target.budget() * 1e6).round() / 1e6;
        let base = rule.labels.get("policy").unwrap_or(&rule.name);
        let alike = |other: &&Draft| {
            self.rules[other.rule].labels.get("policy").unwrap_or(&self.rules[other.rule].name) == base
        };
        let is_alone = entry.drafts.iter().filter(alike).count() == 1;
        let name = if is_alone { base.clone() } else { format!("{base} {factor}x over {}", duration(draft.long)) };
        let severity = ["severity", "sloth_severity"].into_iter().find_map(|label| rule.labels.get(label));
        let least = draft.least.map(|number| number.max(0.0).ceil() as u32);
        Alert {
            policy: named(&name),
            policy_description: None,
            condition: named(&name),
            description: None,
            severity: severity.map_or("page", String::as_str).to_owned(),
            factor,
            long: minutes(draft.long * pace),
            short: draft.short.map(|short| minutes(short * pace)),
            after: minutes(rule.after() * pace),
            keep: minutes(rule.keep() * pace),
            // In workshop time there are as few requests as there are in the replay. In real time it is as with Cloud
            // Monitoring: a least number that suits the target, for there 24 times as many come.
            min_requests: if pace == 1 { least } else { Some(least.unwrap_or_default()) },
            when_resolved: true,
            targets: Vec::new(),
        }
    }
}

/// Whether there is one series, as a query, and by which labels there may be several.
fn split(all: &Selector, labels: &Labels) -> (String, String) {
    match labels.split_by() {
        Some(by) => (format!("count(count by ({}) ({all}))", by.join(", ")), by.join(", ")),
        None => (format!("count({all})"), "every label".to_owned()),
    }
}

fn named(name: &str) -> Metadata {
    let title = name.chars().filter(|c| !c.is_control()).take(100).collect();
    Metadata { name: name.to_owned(), display_name: Some(title), ..Metadata::default() }
}

/// In whole minutes, the next longer where it is none.
fn minutes(length: Duration) -> Shorthand {
    let number = u32::try_from(length.as_secs_f64().div_euclid(60.0) as u64).unwrap_or(u32::MAX);
    let more = u32::from(!length.as_millis().is_multiple_of(60_000));
    Shorthand { number: number.saturating_add(more).min(5_000_000), unit: Unit::Minute }
}
