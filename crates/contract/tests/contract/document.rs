//! `docs/metrics.md`: the contract as attendees read it. `UPDATE=1 cargo test -p movie-guru-contract` writes it anew.

use std::fmt::Write as _;
use std::fs;

use movie_guru_contract::{
    Call, CallResult, EVERY_SERVICE, Metric, Operation, Outcome, PoolState, Sentiment, Service, Unmeasured, bounds,
    browser_operations, label, status,
};

use crate::workspace;

const HEAD: &str = "\
# Metrics

What the lab measures, by service: what each figure says and when to use it. `crates/contract` is where the names are
declared; this page is written from it (`just rendered`).

Each service shows its figures at `/metrics` and, where `OTEL_EXPORTER_OTLP_ENDPOINT` is set, pushes the same ones. A
counter only rises while the process lives: ask for its `rate` or `increase`. A histogram has three series: `_bucket`,
`_count` and `_sum`. Every series is there from the first scrape, at 0; only HTTP durations and the times of
synthetic checks begin with their first request.
";

const OPERATIONS: &str = "\
An operation is what a user asks for. Attempt, success and latency are recorded together, when it has ended. A success has
the right content; a time-out, a panic, or a client that went away is an attempt that failed. Success rates and latency
SLOs are made of these.
";

/// Every set of bounds, by the word that tables have for it.
const BUCKETS: [(&str, &str, &[f64]); 3] =
    [("latency", "ms", &bounds::LATENCY_MS), ("http", "s", &bounds::HTTP_S), ("cls", "a plain number", &bounds::CLS)];

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn list(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    words.into_iter().map(|word| code(word.as_ref())).collect::<Vec<_>>().join(", ")
}

fn row(text: &mut String, cells: &[String]) {
    assert!(cells.iter().all(|cell| !cell.contains(['|', '\n'])), "{cells:?} does not fit into a table");
    writeln!(text, "| {} |", cells.join(" | ")).unwrap();
}

fn table(text: &mut String, head: &str, rows: impl IntoIterator<Item = Vec<String>>) {
    writeln!(text, "\n{head}\n{}|", "|---".repeat(head.matches('|').count() - 1)).unwrap();
    rows.into_iter().for_each(|cells| row(text, &cells));
}

/// The row of a metric; `says` is what the last column has.
fn cells(metric: &Metric, says: &str) -> Vec<String> {
    let buckets =
        BUCKETS.iter().find(|(.., set)| *set == metric.bounds()).map(|(name, ..)| format!("[{name}](#buckets)"));
    assert!(buckets.is_some() || metric.bounds().is_empty(), "{}: BUCKETS lacks its bounds", metric.instrument);
    let labels = metric.labels.iter().map(|name| label::exposed(name));
    vec![
        code(&metric.exposed()),
        metric.kind.name().to_owned(),
        metric.unit.code().replace("By", "bytes"),
        list(labels),
        buckets.unwrap_or_default(),
        says.to_owned(),
    ]
}

fn of_metrics(text: &mut String, metrics: &[Metric]) {
    let head = "| metric | kind | unit | labels | buckets | what it says |";
    table(text, head, metrics.iter().map(|metric| cells(metric, metric.about)));
}

fn yes(is_so: bool) -> String {
    if is_so { "yes" } else { "" }.to_owned()
}

fn of_operations(text: &mut String) {
    let call = |call: Call, phase: bool, about: &str| {
        let ways = call.methods.iter().map(|method| format!("{method} {}", call.path));
        vec![code(call.name), list(ways), yes(call.edge), yes(call.browser), yes(phase), about.to_owned()]
    };
    let operations = Operation::ALL.into_iter().map(|own| call(own.call(), own.row().phase.is_some(), own.about()));
    let others = Unmeasured::ALL.into_iter().map(|other| call(other.call(), false, other.about()));
    text.push('\n');
    text.push_str(OPERATIONS);
    table(
        text,
        "| operation | call | users may | browsers report it | in the 24 fields of a phase | what it is |",
        operations,
    );
    text.push_str("\nBeside them the backend answers these, which no SLI is made of:\n");
    table(text, "| name | call | users may | browsers report it | in the 24 fields of a phase | what it is |", others);
    let chat = Operation::Chat.metrics();
    text.push('\n');
    let kinds = [
        ("attempts", Some(chat.attempts)),
        ("successes", chat.success),
        ("latency", Some(chat.latency)),
        ("latency under an older name", chat.latency_older_name),
    ];
    for (kind, metric) in kinds {
        writeln!(text, "- **{kind}**: {}", metric.unwrap().about).unwrap();
    }
    let own = Operation::ALL.into_iter().flat_map(|operation| {
        let metrics = operation.metrics();
        [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name]
    });
    let head = "| metric | kind | unit | labels | buckets | what it says |";
    table(text, head, own.flatten().map(|metric| cells(&metric, &(metric.help.to_owned() + "."))));
}

/// The values of a label, where the contract knows them.
fn values(name: &str) -> String {
    fn told<T: Copy>(all: &[T], name: fn(T) -> &'static str, about: fn(T) -> &'static str) -> String {
        let value = |value: &T| format!("`{}`: {}", name(*value), about(*value));
        all.iter().map(value).collect::<Vec<_>>().join("<br>")
    }
    match name {
        label::RESULT => told(&CallResult::ALL, CallResult::name, CallResult::about),
        label::OUTCOME => told(&Outcome::ALL, Outcome::name, Outcome::about),
        label::SENTIMENT => told(&Sentiment::ALL, Sentiment::name, Sentiment::about),
        label::STATE => told(&PoolState::ALL, PoolState::name, PoolState::about),
        label::OPERATION => format!(
            "at the backend {}; in browsers {}",
            list(Operation::ALL.map(Operation::name)),
            list(browser_operations())
        ),
        label::STATUS => list(status::CLIENT_ERRORS.map(|status| status.to_string())),
        _ => String::new(),
    }
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for service in Service::ALL {
        writeln!(text, "\n## {service:?}\n\n{}", service.about()).unwrap();
        if service == Service::Backend {
            of_operations(&mut text);
            text.push_str("\nBeside its operations:\n");
        }
        of_metrics(&mut text, service.own());
    }
    text.push_str("\n## Every service\n\nWhat each of them measures of itself.\n");
    of_metrics(&mut text, EVERY_SERVICE);
    text.push_str("\n## Labels\n\nBeside these, whoever scrapes adds `job` and `instance`.\n");
    let of_label = |(name, about): &(&str, &str)| vec![code(&label::exposed(name)), (*about).to_owned(), values(name)];
    table(&mut text, "| label | what it says | values |", label::ALL.iter().map(of_label));
    text.push_str("\n## Buckets\n\nThe threshold of a latency SLO must be one of these upper bounds.\n");
    let of_set = |(name, unit, set): &(&str, &str, &[f64])| {
        let bounds = set.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        vec![(*name).to_owned(), (*unit).to_owned(), bounds]
    };
    table(&mut text, "| buckets | unit | upper bounds |", BUCKETS.iter().map(of_set));
    text
}

#[test]
fn the_page_of_metrics_says_what_the_contract_says() {
    let (path, document) = (workspace().join("docs/metrics.md"), document());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    for (line, (kept, document)) in kept.lines().zip(document.lines()).enumerate() {
        assert_eq!(kept, document, "docs/metrics.md, line {}: `just rendered` writes it anew", line + 1);
    }
    assert_eq!(kept.lines().count(), document.lines().count(), "`just rendered` writes docs/metrics.md anew");
}
