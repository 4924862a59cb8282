//! What Prometheus makes of the rendered rules where a series is missing: good ones that nobody counts are none, and not "no
//! data", on which no alert ever fires.

use std::fmt::Write as _;
use std::fs;

use movie_guru_contract::{CHAT_OUTCOME, Operation};
use movie_guru_slo::render::prometheus;
use movie_guru_slo::{SloSet, TimeScale};
use movie_guru_test_support::promtool;

use crate::files::parse;
use crate::mistakes::GOOD;

/// Series (`GOOD` and the like stand for our names) that rise by ten a minute, or as they are told, and what share of requests is bad then; none is "no data".
struct Case {
    shows: &'static str,
    /// What `good` of the ratio says, if it says so.
    measure: &'static str,
    series: &'static [(&'static str, &'static str)],
    bad: Option<f64>,
}

const GOOD_AND_TOTAL: &str = "good";
const BAD_AND_TOTAL: &str = "bad";
const AT_MOST: &str = "lte";
const ABOVE: &str = "gt";
const TEN: &str = "0+10x90";
const NINE: &str = "0+9x90";

const CASES: [Case; 14] = [
    Case {
        shows: "both are there",
        measure: GOOD_AND_TOTAL,
        series: &[("GOOD", NINE), ("TOTAL", TEN)],
        bad: Some(0.1),
    },
    Case { shows: "good is missing", measure: GOOD_AND_TOTAL, series: &[("TOTAL", TEN)], bad: Some(1.0) },
    Case {
        shows: "good is gone: its target has not been scraped for an hour and more",
        measure: GOOD_AND_TOTAL,
        series: &[("GOOD", "0+10x10 stale"), ("TOTAL", TEN)],
        bad: Some(1.0),
    },
    Case { shows: "total is missing", measure: GOOD_AND_TOTAL, series: &[("GOOD", TEN)], bad: None },
    Case { shows: "both are missing", measure: GOOD_AND_TOTAL, series: &[("up", "1x90")], bad: None },
    Case {
        shows: "nobody comes, and good is missing",
        measure: GOOD_AND_TOTAL,
        series: &[("TOTAL", "7x90")],
        bad: Some(f64::NAN),
    },
    Case {
        shows: "good is there in one replica of two",
        measure: GOOD_AND_TOTAL,
        series: &[("GOOD{instance=\"a\"}", TEN), ("TOTAL{instance=\"a\"}", TEN), ("TOTAL{instance=\"b\"}", TEN)],
        bad: Some(0.5),
    },
    Case {
        shows: "total is there in one replica, good in none",
        measure: GOOD_AND_TOTAL,
        series: &[("up{instance=\"a\"}", "1x90"), ("TOTAL{instance=\"b\"}", TEN)],
        bad: Some(1.0),
    },
    Case { shows: "bad is missing", measure: BAD_AND_TOTAL, series: &[("TOTAL", TEN)], bad: Some(0.0) },
    Case { shows: "of bad and total, total is missing", measure: BAD_AND_TOTAL, series: &[("GOOD", TEN)], bad: None },
    Case {
        shows: "the bucket of what is fast is missing",
        measure: AT_MOST,
        series: &[("BUCKET{result=\"success\",le=\"4000\"}", TEN), ("COUNT{result=\"success\"}", TEN)],
        bad: Some(1.0),
    },
    Case {
        shows: "the bucket of what is too fast is missing",
        measure: ABOVE,
        series: &[("COUNT{result=\"success\"}", TEN)],
        bad: Some(0.0),
    },
    Case {
        shows: "the bucket is there as OpenMetrics writes it",
        measure: AT_MOST,
        series: &[("BUCKET{result=\"success\",le=\"5000.0\"}", NINE), ("COUNT{result=\"success\"}", TEN)],
        bad: Some(0.1),
    },
    Case {
        shows: "a histogram without its count",
        measure: AT_MOST,
        series: &[("BUCKET{result=\"success\",le=\"5000\"}", TEN)],
        bad: None,
    },
];

/// A series of a case under the name that the lab gives it.
fn named(series: &str) -> String {
    let (startup, latency) = (Operation::Startup.metrics(), Operation::Chat.metrics().latency.exposed());
    series
        .replace("GOOD", &startup.success.unwrap().exposed())
        .replace("TOTAL", &startup.attempts.exposed())
        .replace("BUCKET", &format!("{latency}_bucket"))
        .replace("COUNT", &format!("{latency}_count"))
}

/// The one SLO of a case, with a target of 90 % and an alert above nine times its budget.
fn slos(measure: &str) -> SloSet {
    let text = match measure {
        BAD_AND_TOTAL => GOOD.replacen("        good:", "        bad:", 1),
        ABOVE => GOOD.replacen("op: lte", "op: gt", 1),
        _ => GOOD.to_owned(),
    };
    let mut set = parse(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let name = if [AT_MOST, ABOVE].contains(&measure) { "chat-is-fast" } else { "page-loads" };
    set.slos.retain(|slo| slo.metadata.name == name);
    set
}

#[test]
fn good_requests_that_nobody_counts_are_none_and_bad_ones_as_well() {
    let folder = tempfile::tempdir().unwrap();
    for Case { shows, measure, series, bad } in CASES {
        let set = slos(measure);
        let slo = &set.slos[0].metadata.name;
        fs::write(folder.path().join("rules.yaml"), prometheus::rules(&set, &TimeScale::REAL).unwrap()).unwrap();
        let mut text =
            "rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n".to_owned();
        for (name, values) in series {
            let name = named(name);
            write!(text, "  - series: '{name}'\n    values: '{values}'\n").unwrap();
        }
        let recorded = format!("slo:sli_error:ratio_rate1h{{slo=\"{slo}\"}}");
        let (query, samples) = match bad {
            None => (format!("count({recorded})"), "[]"),
            // Nothing is equal to what is not a number, also not itself.
            Some(bad) if bad.is_nan() => (format!("count({recorded} != {recorded})"), "[{labels: '{}', value: 1}]"),
            Some(bad) => (format!("sum(abs({recorded} - {bad}) < bool 1e-9)"), "[{labels: '{}', value: 1}]"),
        };
        write!(text, "  promql_expr_test:\n  - expr: '{query}'\n    eval_time: 80m\n    exp_samples: {samples}\n")
            .unwrap();
        fs::write(folder.path().join("missing.yaml"), text).unwrap();
        let Some(verdict) = promtool(folder.path(), &["test", "rules", "missing.yaml"]) else { return };
        assert!(verdict.passed(), "{shows}: {}", verdict.text);
    }
}

#[test]
fn an_alert_fires_where_nobody_counts_good_requests() {
    let folder = tempfile::tempdir().unwrap();
    let mut set = crate::files::workshop();
    set.slos.retain(|slo| slo.metadata.name == "chat-engages");
    fs::write(folder.path().join("rules.yaml"), prometheus::rules(&set, &TimeScale::REAL).unwrap()).unwrap();
    // Everybody is told the same, which has a name that the SLO does not know.
    let series = format!("{}{{Outcome=\"Engagd\"}}", CHAT_OUTCOME.exposed());
    let text = "rule_files: [rules.yaml]\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n  \
                - series: 'SERIES'\n    values: '0+60x120'\n  \
                promql_expr_test:\n  - expr: 'count(ALERTS{slo=\"chat-engages\",alertstate=\"firing\",severity=\"page\"})'\n    \
                eval_time: 100m\n    exp_samples: [{labels: '{}', value: 1}]\n";
    fs::write(folder.path().join("alerts.yaml"), text.replace("SERIES", &series)).unwrap();
    let Some(verdict) = promtool(folder.path(), &["test", "rules", "alerts.yaml"]) else { return };
    assert!(verdict.passed(), "{}", verdict.text);
}
