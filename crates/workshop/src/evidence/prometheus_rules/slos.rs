//! SLOs and their burn-rate alerts, found in rules: those that this lab renders, Sloth's, Pyrra's, and alerts that people write
//! by hand as in the SRE Workbook, chapter 5.
//!
//! What belongs together is known by a label (`slo`, `sloth_id`), and where there is none by what is counted and for which
//! budget.

use std::collections::BTreeSet;

use super::burning::{Burning, burning};
use super::entry::{Entry, IDENTITIES, OTHER_REQUESTS, identity, put};
use super::labels::Labels;
use super::meaning::{Meaning, Why};
use super::reader::Reader;
use super::rule::{Kind, Rule};
use super::told::{Finished, Told, Watched};
use crate::evidence::asked::{BoardSlo, Unread};
use crate::evidence::share::Share;

const NO_TARGET: &str = "Write the threshold as factor times budget, as 14.4 * (1 - 0.99); or give the rule a label `objective`, or record \
                         `slo:objective:ratio`.";

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) slos: Vec<BoardSlo>,
    pub(super) unread: Vec<Unread>,
    pub(super) watched: Vec<Watched>,
    /// SLOs, by their place, that are right only where this query answers 1; and by which labels they would be split otherwise.
    pub(super) if_one: Vec<(usize, String, String)>,
    /// Of each SLO how many times as fast as the calendar its windows go by, and its alerting rules, by their places.
    pub(super) alerting: Vec<(u32, BTreeSet<usize>)>,
}

/// Reads all of it.
pub(super) fn found(rules: &[Rule]) -> Found {
    let reader = Reader::new(rules);
    let meanings: Vec<_> = (0..rules.len()).map(|index| reader.rule(index)).collect();
    let mut entries = Vec::<Entry>::new();
    let mut unread = Vec::new();
    let mut not_recorded = Vec::new();
    for (index, (rule, meaning)) in rules.iter().zip(&meanings).enumerate() {
        if rule.kind == Kind::Recording && is_of_shares(rule) {
            let found = recorded(rule, meaning)
                .and_then(|(share, labels)| put(&mut entries, identity(&labels), share, labels, index, None).map(drop));
            if let Err(why) = found {
                not_recorded.push((rule, why));
            }
        }
    }
    // A share of shares over a long window stands beside those that it is made of.
    for (rule, why) in not_recorded {
        let of = IDENTITIES.into_iter().find_map(|label| rule.labels.get(label));
        if why == OTHER_REQUESTS || !entries.iter().any(|entry| entry.identity.as_ref() == of) {
            unread.push(not_read(rule, of, why));
        }
    }
    for (index, (rule, meaning)) in rules.iter().zip(&meanings).enumerate() {
        // That a metric is gone is watched beside its SLO.
        if rule.kind == Kind::Recording || rule.query.trim_start().starts_with("absent") {
            continue;
        }
        let own = identity(&Labels::default().set(&rule.labels));
        let burns = burning(index, meaning).and_then(|burns| {
            burns.into_iter().try_for_each(|Burning { share, labels, draft }| {
                let identity = own.clone().or_else(|| identity(&labels));
                put(&mut entries, identity, share, labels.set(&rule.labels), index, draft.budget)?.drafts.push(draft);
                Ok(())
            })
        });
        if let Err(why) = burns {
            unread.push(not_read(rule, own.as_ref(), why));
        }
    }
    let told = Told { rules, meanings: &meanings };
    let mut found = Found { unread, ..Found::default() };
    for entry in entries {
        let (rule, identity) = (&rules[entry.rule], entry.identity.clone());
        let Some(Finished { slo, watched, if_one, pace }) = told.finished(entry) else {
            let why = "nothing says the target of its SLO".to_owned();
            found.unread.push(Unread { next: NO_TARGET.to_owned(), ..not_read(rule, identity.as_ref(), why) });
            continue;
        };
        found.if_one.extend(if_one.map(|(query, by)| (found.slos.len(), query, by)));
        found.slos.push(slo);
        found.alerting.push((pace, watched.iter().map(|watched| watched.rule).collect()));
        found.watched.extend(watched);
    }
    found
}

/// Whether a rule records the share of an SLO: it says whose it is, and that it is one.
fn is_of_shares(rule: &Rule) -> bool {
    let name = rule.name.to_lowercase();
    let is_about = ["sli", "burnrate", "error_ratio", "errors_ratio", "ratio_rate", "success_ratio", "availability"];
    let is_of_budget = ["remaining", "objective", "budget", "current_burn", "period_burn", "requests"];
    IDENTITIES.into_iter().any(|label| rule.labels.contains_key(label))
        && is_about.into_iter().any(|word| name.contains(word))
        && !is_of_budget.into_iter().any(|word| name.contains(word))
}

/// A recording is of bad events, unless its name says that it is of good ones.
fn recorded(rule: &Rule, meaning: &Result<Meaning, Why>) -> Result<(Share, Labels), Why> {
    let name = rule.name.to_lowercase();
    let is_of_good = ["success", "good", "availab"].into_iter().any(|word| name.contains(word));
    match meaning {
        Ok(Meaning::Ratio(ratio)) => Ok((ratio.share(!is_of_good)?, ratio.labels.clone())),
        Ok(Meaning::Count(_)) => Err("it is a count, and no share of all requests".to_owned()),
        Ok(_) => Err("it is no share of requests".to_owned()),
        Err(why) => Err(why.clone()),
    }
}

fn not_read(rule: &Rule, slo: Option<&String>, why: Why) -> Unread {
    let next = match rule.error() {
        Some(_) => "Mend the rule; `promtool check rules` and the page Rules of Prometheus name what is wrong.",
        None => {
            "Compare the share of bad requests with factor times budget, as `1 - sum(rate(GOOD[1h])) / sum(rate(ALL[1h])) > \
             14.4 * (1 - 0.99)`; `lab slo render` writes such rules."
        }
    };
    Unread { rule: rule.name.clone(), slo: slo.cloned(), expression: rule.query.clone(), why, next: next.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn alert(query: &str) -> Rule {
        let rule = json!({"type": "alerting", "name": "Burns", "query": query, "labels": {}});
        serde_json::from_value(rule).unwrap()
    }

    /// Target, factor, windows of the one alert; or why there is none.
    fn read(query: &str) -> Result<(f64, f64, String), String> {
        let found = found(&[alert(query)]);
        match (found.slos.as_slice(), found.unread.as_slice()) {
            ([slo], []) => {
                let [alert] = slo.slo.alerts.as_slice() else { panic!("{slo:?}") };
                let short = alert.short.map(|short| format!(" and {short}")).unwrap_or_default();
                let share = slo.counts.as_ref().unwrap();
                let names = share.good().selectors().map(ToString::to_string).collect::<Vec<_>>().join(" + ");
                Ok((slo.slo.target.share(), alert.factor, format!("{names}: {}{short}", alert.long)))
            }
            ([], [unread]) => Err(unread.why.clone()),
            _ => panic!("{query}: {found:?}"),
        }
    }

    #[test]
    fn the_same_is_the_same_however_it_is_written() {
        let [good, bad, all] =
            ["good", "all", "all"].map(|name| move |w: &str| format!("sum(rate({name}_total[{w}]))"));
        let bad = |w: &str| format!("({} - {})", bad(w), good(w));
        let (g, b, a) = (good("1h"), bad("1h"), all("1h"));
        let right_by = |label: &str| {
            let by = |metric: &str| format!("sum by ({label}) (rate({metric}_total[1h]))");
            format!("1 - {} / {} > 14.4 * (1 - 0.99)", by("good"), by("all"))
        };
        let ways = [
            format!("1 - {g} / {a} > 14.4 * (1 - 0.99)"),
            format!("(1 - ({g} / {a})) > (14.4 * 0.01)"),
            format!("{b} / {a} > 0.01 * 14.4"),
            format!("14.4 * 0.01 < {b} / {a}"),
            format!("{g} / {a} < 1 - 14.4 * 0.01"),
            format!("{g} / {a} - 1 < 0 - 14.4 * 0.01"),
            format!("{b} / {a} / 0.01 > 14.4"),
            format!("(1 - {g} / {a}) / (1 - 0.99) > 14.4"),
            format!("1 - (sum(rate(good_total[1h])) or vector(0)) / {a} > 14.4 * (1 - 0.99)"),
            format!("1 - ({g} or 0 * {a}) / {a} > 14.4 * (1 - 0.99)"),
            format!("1 - {} / {} > 14.4 * (1 - 0.99)", g.replace("rate", "increase"), a.replace("rate", "increase")),
            format!("sum(1 - {g} / {a} > 14.4 * (1 - 0.99))"),
            right_by("job"),
        ];
        for way in ways {
            assert_eq!(read(&way), Ok((0.99, 14.4, "good_total: 60m".to_owned())), "{way}");
        }
        let two = format!("1 - {g} / {a} > 6 * (1 - 0.9) and 1 - {} / {} > 5 * (1 - 0.9)", good("5m"), all("5m"));
        assert_eq!(read(&two), Ok((0.9, 6.0, "good_total: 60m and 5m".to_owned())));
    }

    #[test]
    fn what_is_near_it_is_not_it() {
        let of = |good: &str, all: &str| format!("1 - sum(rate({good})) / sum(rate({all})) > 14.4 * (1 - 0.99)");
        let right = of("good_total[1h]", "all_total[1h]");
        assert!(read(&right).is_ok());
        let wrong = [
            of("good_total[1h]", "all_total[5m]"),
            of("good_total[1h]", "all_total[1h] offset 1d"),
            of("good_total[1h]", "all_total[1h] @ 5"),
            right.replace("sum(rate(good_total", "sum(irate(good_total"),
            right.replace("sum(rate(good_total", "avg(rate(good_total"),
            right.replace("sum(rate(good_total[1h]))", "rate(good_total[1h])"),
            right.replace(" > ", " == "),
            right.replace(" > ", " > bool "),
            right.replace("14.4 * (1 - 0.99)", "0.144"),
            right.replace("14.4 * (1 - 0.99)", "some_threshold"),
            right.replace("sum(rate(all_total[1h]))", "sum(increase(all_total[1h]))"),
            right.replace("sum(rate(all_total[1h]))", "sum by (job) (rate(all_total{job=\"x\"}[1h]))"),
            format!("{right} unless on() hour() > 8"),
            format!("{right} and on() up == 1"),
            format!("avg_over_time(({right})[5m:])"),
            "1 - sum(rate(good_total[1h])) / sum(rate(all_total[1h]))".to_owned(),
            "sum(rate(bad_total[5m])) > 5".to_owned(),
            "vector(1)".to_owned(),
            "vector(1) / 0 > 5".to_owned(),
            "sum(rate(a_total[5m])) / (sum(rate(b_total[5m])) - sum(rate(b_total[5m]))) > 14.4 * 0.01".to_owned(),
        ];
        for query in wrong {
            let why = read(&query).expect_err(&query);
            assert!(why.len() > 10, "{query}: {why}");
        }
    }

    proptest! {
        #[test]
        fn any_rules_are_read_or_not(words in prop::collection::vec(prop::sample::select(vec![
            "sum(", "rate(", "a_total[5m]", ")", "(", "1 - ", "/", "*", "> ", "< ", " and ", " or ", "0.01", "14.4", "r1", "r2",
            "vector(", "by (x) ", "{x=\"y\"}", "1h", "on(x) ", "-", "slo", "max(",
        ]), 1..24), other in ".{0,40}") {
            let recording = |name: &str, query: &str| serde_json::from_value::<Rule>(json!({
                "type": "recording", "name": name, "query": query, "labels": {"slo": "x"}})).unwrap();
            let text = words.concat();
            let rules = [
                recording("r1", "sum(rate(b_total[5m])) / sum(rate(a_total[5m]))"), recording("r2", &text), alert(&text), alert(&other),
            ];
            let _ = found(&rules);
        }
    }
}
