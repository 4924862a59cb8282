//! Rules as the tools and the people write them.

use movie_guru_contract::label;

use crate::attendee::Names;

/// An SLI as queries over a window: the bad ones, and all.
pub(crate) struct Sli {
    pub(crate) name: &'static str,
    pub(crate) bad: Box<dyn Fn(&str) -> String>,
    pub(crate) all: Box<dyn Fn(&str) -> String>,
    pub(crate) target: f64,
    /// Factor, long window, short window, how long it must hold.
    pub(crate) alerts: Vec<(f64, &'static str, &'static str, &'static str)>,
}

/// The four of the workshop, each written in a way of its own.
pub(crate) fn slis() -> [Sli; 4] {
    let Names { attempts, success, startup_ms, chat_ms, outcome } = Names::new();
    let label = label::exposed(label::OUTCOME);
    let (of_all, of_outcome, of_startup, of_chat) =
        (attempts.clone(), outcome.clone(), startup_ms.clone(), chat_ms.clone());
    [
        Sli {
            name: "main-page-loads",
            bad: Box::new(move |w| format!("sum(rate({attempts}[{w}])) - sum(rate({success}[{w}]))")),
            all: Box::new(move |w| format!("sum(rate({of_all}[{w}]))")),
            target: 0.9,
            alerts: vec![(5.0, "1h", "5m", "5m"), (2.0, "2h", "15m", "15m")],
        },
        Sli {
            name: "main-page-is-fast",
            bad: Box::new(move |w| {
                format!(
                    "sum(rate({startup_ms}_count[{w}])) - sum(rate({startup_ms}_bucket{{le=~\"1000|1000\\\\.0\"}}[{w}]))"
                )
            }),
            all: Box::new(move |w| format!("sum(rate({of_startup}_count[{w}]))")),
            target: 0.99,
            alerts: vec![(10.0, "1h", "5m", "2m"), (2.0, "2h", "30m", "15m")],
        },
        Sli {
            name: "chat-engages",
            bad: Box::new(move |w| {
                format!(
                    "sum(rate({outcome}[{w}])) - (sum(rate({outcome}{{{label}=\"Engaged\"}}[{w}])) + \
                     sum(rate({outcome}{{{label}=\"Acknowledged\"}}[{w}])))"
                )
            }),
            all: Box::new(move |w| format!("sum(rate({of_outcome}[{w}]))")),
            target: 0.7,
            alerts: vec![(3.0, "1h", "5m", "5m"), (1.5, "30m", "10m", "15m")],
        },
        Sli {
            name: "chat-is-fast",
            bad: Box::new(move |w| {
                format!(
                    "sum(rate({chat_ms}_bucket{{le=\"+Inf\"}}[{w}])) - sum(rate({chat_ms}_bucket{{le=\"5000\"}}[{w}]))"
                )
            }),
            all: Box::new(move |w| format!("sum(rate({of_chat}_bucket{{le=\"+Inf\"}}[{w}]))")),
            target: 0.99,
            alerts: vec![(10.0, "1h", "5m", "0m"), (2.0, "2h", "30m", "15m")],
        },
    ]
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}

/// A rule of a file, its expression as a block.
pub(crate) fn rule(kind: &str, name: &str, expression: &str, labels: &str, after: Option<&str>) -> String {
    let after = after.filter(|after| *after != "0m").map(|after| format!("    for: {after}\n")).unwrap_or_default();
    format!("  - {kind}: {name}\n    expr: |-\n{}{after}    labels: {{{labels}}}\n", indented(expression))
}

pub(crate) fn group(name: &str, rules: &[String]) -> String {
    format!("- name: {name}\n  rules:\n{}", rules.concat())
}

pub(crate) fn file(groups: &[String]) -> String {
    format!("groups:\n{}", groups.concat())
}

/// As Sloth 0.11 generates them, with windows of one's own.
pub(crate) fn sloth(slis: &[Sli]) -> String {
    let mut groups = Vec::new();
    for Sli { name, bad, all, target, alerts } in slis {
        let budget = 1.0 - target;
        let id = format!("sloth_id: movie-guru-{name}, sloth_service: movie-guru, sloth_slo: {name}");
        let of = format!(r#"{{sloth_id="movie-guru-{name}", sloth_service="movie-guru", sloth_slo="{name}"}}"#);
        let mut windows = vec!["5m", "10m", "15m", "30m", "1h", "2h", "6h", "1d", "3d"];
        windows.dedup();
        let mut records: Vec<_> = windows
            .iter()
            .map(|w| {
                let expression = format!("({})\n/\n({})", bad(w), all(w));
                let labels = format!("{id}, sloth_window: {w}");
                rule("record", &format!("slo:sli_error:ratio_rate{w}"), &expression, &labels, None)
            })
            .collect();
        let five = format!("slo:sli_error:ratio_rate5m{of}");
        let month = format!("sum_over_time({five}[30d])\n/ ignoring (sloth_window)\ncount_over_time({five}[30d])");
        records.push(rule("record", "slo:sli_error:ratio_rate30d", &month, "sloth_window: 30d", None));
        let on = "/ on(sloth_id, sloth_slo, sloth_service) group_left";
        let meta = [
            rule("record", "slo:objective:ratio", &format!("vector({target})"), &id, None),
            rule("record", "slo:error_budget:ratio", &format!("vector(1-{target})"), &id, None),
            rule("record", "slo:time_period:days", "vector(30)", &id, None),
            rule(
                "record",
                "slo:current_burn_rate:ratio",
                &format!("{five}\n{on}\nslo:error_budget:ratio{of}"),
                &id,
                None,
            ),
            rule(
                "record",
                "slo:period_burn_rate:ratio",
                &format!("slo:sli_error:ratio_rate30d{of}\n{on}\nslo:error_budget:ratio{of}"),
                &id,
                None,
            ),
            rule(
                "record",
                "slo:period_error_budget_remaining:ratio",
                &format!("1 - slo:period_burn_rate:ratio{of}"),
                &id,
                None,
            ),
            rule("record", "sloth_slo_info", "vector(1)", &format!("{id}, sloth_spec: prometheus/v1"), None),
        ];
        let told: Vec<_> = alerts
            .iter()
            .zip(["page", "ticket"])
            .map(|((factor, long, short, after), severity)| {
                let above = |w: &str| format!("(slo:sli_error:ratio_rate{w}{of} > ({factor} * {budget}))");
                let expression =
                    format!("(\n    {}\n    and ignoring (sloth_window)\n    {}\n)", above(short), above(long));
                rule("alert", "BurnsTooFast", &expression, &format!("sloth_severity: {severity}"), Some(after))
            })
            .collect();
        groups.push(group(&format!("sloth-slo-sli-recordings-{name}"), &records));
        groups.push(group(&format!("sloth-slo-meta-recordings-{name}"), &meta));
        groups.push(group(&format!("sloth-slo-alerts-{name}"), &told));
    }
    file(&groups)
}

/// As Pyrra generates them, its generic rules included.
pub(crate) fn pyrra(slis: &[Sli]) -> String {
    let mut groups = Vec::new();
    for Sli { name, bad, all, target, alerts } in slis {
        let metric = name.replace('-', "_");
        let id = format!("slo: {name}");
        let increase = all("4w").replace("rate(", "increase(");
        let whole = [
            rule("record", &format!("{metric}:increase4w"), &increase, &id, None),
            rule(
                "alert",
                "SLOMetricAbsent",
                &format!("absent({}) == 1", all("5m")),
                &format!("{id}, severity: critical"),
                Some("2m"),
            ),
        ];
        let windows = ["5m", "10m", "15m", "30m", "1h", "2h", "1d", "4d"];
        let mut rules: Vec<_> = windows
            .iter()
            .map(|w| {
                rule("record", &format!("{metric}:burnrate{w}"), &format!("(\n{}\n)\n/\n{}", bad(w), all(w)), &id, None)
            })
            .collect();
        for (factor, long, short, after) in alerts {
            let above = |w: &str| format!("{metric}:burnrate{w}{{slo=\"{name}\"}} > ({factor} * (1-{target}))");
            let labels = format!("{id}, long: {long}, short: {short}, severity: critical");
            rules.push(rule(
                "alert",
                "ErrorBudgetBurn",
                &format!("{} and {}", above(short), above(long)),
                &labels,
                Some(after),
            ));
        }
        let generic = [
            rule("record", "pyrra_objective", &target.to_string(), &id, None),
            rule("record", "pyrra_window", "2419200", &id, None),
            rule("record", "pyrra_availability", &format!("1 - ({}) / ({})", bad("4w"), all("4w")), &id, None),
        ];
        groups.push(group(&format!("{name}-increase"), &whole));
        groups.push(group(name, &rules));
        groups.push(group(&format!("{name}-generic"), &generic));
    }
    file(&groups)
}

/// By hand, as in the SRE Workbook: good of all, recorded without a word on whose they are or written out in the alert.
pub(crate) fn by_hand(slis: &[Sli]) -> String {
    let mut groups = Vec::new();
    for (index, Sli { name, bad, all, target, alerts }) in slis.iter().enumerate() {
        let camel: String = name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let mut rules = Vec::new();
        for (place, (factor, long, short, after)) in alerts.iter().enumerate() {
            let good = |w: &str| format!("1 - ({}) / {}", bad(w), all(w));
            let mut above = |w: &str| match index {
                // Good of all, in the alert itself.
                0 => format!("1 - ({}) > {factor} * (1 - {target})", good(w)),
                // The burn rate recorded, without a label.
                1 => {
                    let burn = format!("(({}) / {}) / (1 - {target})", bad(w), all(w));
                    rules.push(rule(
                        "record",
                        &format!("job:{}:burn{w}_{place}", name.replace('-', "_")),
                        &burn,
                        "",
                        None,
                    ));
                    format!("job:{}:burn{w}_{place} > {factor}", name.replace('-', "_"))
                }
                // The share of good ones, below what it may be.
                2 => format!("{} < 1 - {factor} * (1 - {target})", good(w)),
                // Bad ones and all recorded, and the sides turned round.
                _ => {
                    let metric = name.replace('-', "_");
                    rules.push(rule("record", &format!("job:{metric}_bad:rate{w}_{place}"), &bad(w), "", None));
                    rules.push(rule("record", &format!("job:{metric}_all:rate{w}_{place}"), &all(w), "", None));
                    format!(
                        "{factor} * (1 - {target}) < job:{metric}_bad:rate{w}_{place} / job:{metric}_all:rate{w}_{place}"
                    )
                }
            };
            let expression = format!("({})\nand\n({})", above(long), above(short));
            rules.push(rule(
                "alert",
                &format!("{camel}Burns{factor}").replace('.', "_"),
                &expression,
                "severity: page",
                Some(after),
            ));
        }
        groups.push(group(name, &rules));
    }
    file(&groups)
}
