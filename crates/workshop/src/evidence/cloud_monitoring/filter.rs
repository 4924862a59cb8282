//! Monitoring filters (<https://cloud.google.com/monitoring/api/v3/filters>), as far as they select the series of one metric
//! that Managed Service for Prometheus collected. What goes beyond that is refused with a reason: a filter that is read as
//! something near it would judge another SLO than the one that is there.

use movie_guru_slo::{MatchOp, Matcher, Selector};
use regex::Regex;

const PROMETHEUS: &str = "prometheus.googleapis.com/";
const RESOURCE: &str = "prometheus_target";
/// The API takes 2048 characters.
const LONGEST: usize = 8192;
const DEEPEST: u32 = 8;

/// What a filter selects.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    metric: String,
    /// What stands behind the metric's name: `counter`, `histogram`.
    kind: String,
    /// Conditions on labels of the metric.
    matchers: Vec<Matcher>,
    /// Conditions on labels of what was scraped: `cluster`, `namespace`. They are labels as others in PromQL.
    pub(super) resource: Vec<Matcher>,
}

impl Series {
    /// As a counter of events.
    pub(super) fn counter(self) -> Result<Selector, String> {
        let is_counter = match self.kind.as_str() {
            // Those of unknown kind are stored twice, as a gauge and as a counter.
            "counter" | "unknown:counter" => true,
            "summary" => self.metric.ends_with("_count"),
            _ => false,
        };
        if is_counter { Ok(self.selector()) } else { Err(self.other_kind("counter")) }
    }

    /// As a histogram.
    pub(super) fn histogram(self) -> Result<Selector, String> {
        if self.kind == "histogram" { Ok(self.selector()) } else { Err(self.other_kind("histogram")) }
    }

    fn other_kind(&self, wanted: &str) -> String {
        format!("`{}` is stored as {}, and a {wanted} is needed", self.metric, self.kind)
    }

    fn selector(self) -> Selector {
        Selector { metric: self.metric, matchers: self.matchers.into_iter().chain(self.resource).collect() }
    }
}

/// One condition.
enum Term {
    Metric(String),
    Resource(String),
    Label { of_resource: bool, matcher: Matcher },
}

/// Reads a filter; or says what of it cannot be read.
pub(super) fn read(filter: &str) -> Result<Series, String> {
    if filter.len() > LONGEST {
        return Err(format!("it has more than {LONGEST} characters"));
    }
    let mut rest = Rest(filter.trim());
    let terms = rest.any_of(0)?;
    if !rest.0.is_empty() {
        return Err(rest.complaint("the end"));
    }
    let mut metrics = Vec::new();
    let (mut matchers, mut resource) = (Vec::new(), Vec::new());
    for term in terms {
        match term {
            Term::Metric(metric) => metrics.push(metric),
            Term::Resource(kind) if kind == RESOURCE => {}
            Term::Resource(kind) => return Err(format!("it is about {kind}, not about {RESOURCE}")),
            Term::Label { of_resource: true, matcher } => resource.push(matcher),
            Term::Label { of_resource: false, matcher } => matchers.push(matcher),
        }
    }
    let [metric] = metrics.as_slice() else { return Err("it must name one metric.type".to_owned()) };
    let prometheus = metric.strip_prefix(PROMETHEUS).and_then(|name| name.rsplit_once('/'));
    let (name, kind) =
        prometheus.ok_or_else(|| format!("`{metric}` is not a metric that Prometheus collects ({PROMETHEUS}…)"))?;
    if !is_name(name, ':') {
        return Err(format!("`{name}` is no name of a Prometheus metric"));
    }
    Ok(Series { metric: name.to_owned(), kind: kind.to_owned(), matchers, resource })
}

fn is_name(text: &str, also: char) -> bool {
    !text.is_empty()
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == also)
}

/// What is still to be read of a filter or a selector of the API.
pub(super) struct Rest<'t>(pub(super) &'t str);

impl Rest<'_> {
    fn complaint(&self, wanted: &str) -> String {
        let found: String = self.0.chars().take(20).collect();
        if found.is_empty() {
            format!("{wanted} is missing at the end")
        } else {
            format!("{wanted} is expected at `{found}`")
        }
    }

    pub(super) fn take(&mut self, sign: &str) -> bool {
        let rest = self.0.strip_prefix(sign);
        self.0 = rest.map_or(self.0, str::trim_start);
        rest.is_some()
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.take(sign) { Ok(()) } else { Err(self.complaint(&format!("`{sign}`"))) }
    }

    /// Whether a word comes next, and not a longer one that begins like it.
    fn is_at(&self, word: &str) -> bool {
        let after = self.0.strip_prefix(word);
        after.is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')))
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.is_at(word) && self.take(word)
    }

    /// Alternatives; several only where each is a value of the same label.
    fn any_of(&mut self, depth: u32) -> Result<Vec<Term>, String> {
        let mut groups = vec![self.all_of(depth)?];
        while self.take_word("OR") {
            groups.push(self.all_of(depth)?);
        }
        if groups.len() == 1 {
            return Ok(groups.pop().unwrap_or_default());
        }
        if groups.iter().any(|group| group.len() != 1) {
            return Err("it mixes AND and OR; put values of one label in brackets, or use one_of(…)".to_owned());
        }
        either(groups.into_iter().flatten().collect()).map(|term| vec![term])
    }

    /// Conditions with AND between, or nothing, which means the same.
    fn all_of(&mut self, depth: u32) -> Result<Vec<Term>, String> {
        let mut terms = self.term(depth)?;
        while self.take_word("AND") || !(self.0.is_empty() || self.0.starts_with(')') || self.is_at("OR")) {
            terms.extend(self.term(depth)?);
        }
        Ok(terms)
    }

    fn term(&mut self, depth: u32) -> Result<Vec<Term>, String> {
        if depth > DEEPEST {
            return Err("it has too many brackets".to_owned());
        }
        if self.take_word("NOT") {
            return match self.term(depth + 1)?.as_mut_slice() {
                [Term::Label { of_resource, matcher }] => {
                    let matcher = Matcher { op: opposite(matcher.op), ..matcher.clone() };
                    Ok(vec![Term::Label { of_resource: *of_resource, matcher }])
                }
                _ => Err("NOT is about more than one label".to_owned()),
            };
        }
        if self.take("(") {
            let terms = self.any_of(depth + 1)?;
            self.expect(")")?;
            return Ok(terms);
        }
        self.comparison().map(|term| vec![term])
    }

    fn comparison(&mut self) -> Result<Term, String> {
        let of_resource = if self.take("metric.") {
            false
        } else if self.take("resource.") {
            true
        } else {
            return Err(self.complaint("metric.type, metric.labels, resource.type or resource.labels"));
        };
        if self.take_word("type") {
            self.expect("=")?;
            let value = self.string()?;
            return Ok(if of_resource { Term::Resource(value) } else { Term::Metric(value) });
        }
        if !self.take("labels.") && !self.take("label.") {
            return Err(self.complaint("type or labels"));
        }
        let label = self.label()?;
        let is = match (self.take("!="), self.take("=")) {
            (true, _) => false,
            (false, true) => true,
            (false, false) => return Err(self.complaint("= or !=")),
        };
        let (op, value) = self.value()?;
        Ok(Term::Label { of_resource, matcher: Matcher { label, op: if is { op } else { opposite(op) }, value } })
    }

    fn label(&mut self) -> Result<String, String> {
        let label = if self.0.starts_with(['"', '\'']) {
            self.string()?
        } else {
            let end = self.0.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(self.0.len());
            let label = self.0[..end].to_owned();
            self.take(&label);
            label
        };
        // Names with two underscores in front are Prometheus' own.
        if is_name(&label, '_') && !label.starts_with("__") {
            Ok(label)
        } else {
            Err(format!("`{label}` is no label of Prometheus"))
        }
    }

    /// What a label is compared with: a word, some words, the form of a word.
    fn value(&mut self) -> Result<(MatchOp, String), String> {
        if self.0.starts_with(['"', '\'']) {
            return Ok((MatchOp::Equal, self.string()?));
        }
        let functions = ["one_of", "monitoring.regex.full_match", "starts_with", "ends_with", "has_substring"];
        let function = functions.into_iter().find(|function| self.take(function));
        let function = function.ok_or_else(|| self.complaint("a text in quotes, one_of(…) or a regular expression"))?;
        self.expect("(")?;
        let mut texts = vec![self.string()?];
        while function == "one_of" && self.take(",") {
            texts.push(self.string()?);
        }
        self.expect(")")?;
        let word = regex::escape(&texts[0]);
        let expression = match function {
            "one_of" if texts.len() == 1 => return Ok((MatchOp::Equal, texts.remove(0))),
            "one_of" => texts.iter().map(|text| regex::escape(text)).collect::<Vec<_>>().join("|"),
            "starts_with" => format!("{word}.*"),
            "ends_with" => format!(".*{word}"),
            "has_substring" => format!(".*{word}.*"),
            _ => texts.remove(0),
        };
        match Regex::new(&expression) {
            Ok(_) => Ok((MatchOp::Matches, expression)),
            Err(_) => Err(format!("`{expression}` is no regular expression")),
        }
    }

    pub(super) fn string(&mut self) -> Result<String, String> {
        let quote = self.0.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or_else(|| self.complaint("a text in quotes"))?;
        let mut text = String::new();
        let mut characters = self.0.char_indices().skip(1);
        while let Some((at, c)) = characters.next() {
            match c {
                c if c == quote => {
                    self.0 = self.0[at + 1..].trim_start();
                    return Ok(text);
                }
                '\\' => match characters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, c @ ('\\' | '"' | '\''))) => text.push(c),
                    _ => return Err(self.complaint("a known escape")),
                },
                c => text.push(c),
            }
        }
        Err("a text in quotes has no end".to_owned())
    }
}

fn opposite(op: MatchOp) -> MatchOp {
    match op {
        MatchOp::Equal => MatchOp::NotEqual,
        MatchOp::NotEqual => MatchOp::Equal,
        MatchOp::Matches => MatchOp::NotMatches,
        MatchOp::NotMatches => MatchOp::Matches,
    }
}

/// One of several values of the same label.
fn either(terms: Vec<Term>) -> Result<Term, String> {
    let mut same = None;
    let mut values = Vec::new();
    for term in terms {
        let Term::Label { of_resource, matcher: Matcher { label, op, value } } = term else {
            return Err("OR is about more than the values of one label".to_owned());
        };
        match op {
            MatchOp::Equal => values.push(regex::escape(&value)),
            MatchOp::Matches => values.push(value),
            MatchOp::NotEqual | MatchOp::NotMatches => return Err("OR and NOT cannot be read together".to_owned()),
        }
        if same.get_or_insert_with(|| (of_resource, label.clone())) != &(of_resource, label) {
            return Err("OR is about more than the values of one label".to_owned());
        }
    }
    let (of_resource, label) = same.unwrap_or_default();
    Ok(Term::Label { of_resource, matcher: Matcher { label, op: MatchOp::Matches, value: values.join("|") } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(filter: &str) -> String {
        read(filter).and_then(Series::counter).map_or_else(|error| format!("!! {error}"), |found| found.to_string())
    }

    #[test]
    fn each_form_of_a_condition_is_read() {
        let of = |conditions: &str| {
            let metric =
                r#"metric.type="prometheus.googleapis.com/a_total/counter" resource.type = "prometheus_target""#;
            counter(&format!("{metric} {conditions}"))
        };
        for (conditions, labels) in [
            (r#"AND metric.labels."Outcome"="X""#, r#"Outcome="X""#),
            (r#"metric.label.Outcome = 'X'"#, r#"Outcome="X""#),
            (r#"metric.labels.a != "x\"y\\z""#, r#"a!="x\"y\\z""#),
            (r#"AND metric.labels.a=one_of("x", "y.z")"#, r#"a=~"x|y\\.z""#),
            (r#"AND metric.labels.a=one_of("x")"#, r#"a="x""#),
            (r#"AND metric.labels.a=monitoring.regex.full_match("x|y.*")"#, r#"a=~"x|y.*""#),
            (r#"AND NOT metric.labels.a=monitoring.regex.full_match("x")"#, r#"a!~"x""#),
            (r#"AND NOT metric.labels.a=one_of("x","y")"#, r#"a!~"x|y""#),
            (r#"AND (metric.labels.a="x" OR metric.labels.a="y")"#, r#"a=~"x|y""#),
            (r#"AND metric.labels.a=starts_with("x")"#, r#"a=~"x.*""#),
            (r#"AND resource.labels.namespace="red" AND metric.labels.a="x""#, r#"a="x",namespace="red""#),
        ] {
            assert_eq!(of(conditions), format!("a_total{{{labels}}}"), "{conditions}");
        }
    }

    #[test]
    fn what_would_be_read_as_something_near_it_is_refused() {
        let metric = r#"metric.type="prometheus.googleapis.com/a_total/counter""#;
        for filter in [
            String::new(),
            "((((((((((".to_owned(),
            r#"metric.labels.a="x""#.to_owned(),
            format!("{metric} {metric}"),
            format!("{metric} OR metric.labels.a=\"x\""),
            format!("{metric} AND metric.labels.a=\"x\" OR metric.labels.a=\"y\""),
            format!("{metric} AND (metric.labels.a=\"x\" OR metric.labels.b=\"y\")"),
            format!("{metric} AND metric.labels.a:\"x\""),
            format!("{metric} AND metric.labels.a>\"x\""),
            format!("{metric} AND metric.labels.a=\"x"),
            format!("{metric} AND metric.labels.a=x"),
            format!("{metric} AND metric.labels.__name__=\"x\""),
            format!("{metric} AND metric.labels.a=monitoring.regex.full_match(\"(\")"),
            format!("{metric} AND group.id=\"x\""),
            format!("{metric} AND resource.type=\"k8s_container\""),
            format!("{metric} AND NOT (metric.labels.a=\"x\" metric.labels.b=\"y\")"),
            r#"metric.type="loadbalancing.googleapis.com/https/request_count""#.to_owned(),
            r#"metric.type="prometheus.googleapis.com/a b/counter""#.to_owned(),
            r#"metric.type="prometheus.googleapis.com/a_total/gauge""#.to_owned(),
            r#"metric.type="prometheus.googleapis.com/a_total/histogram""#.to_owned(),
            r#"metric.type="prometheus.googleapis.com/a_total/summary""#.to_owned(),
            "x".repeat(10_000),
        ] {
            assert!(counter(&filter).starts_with("!! "), "{filter}: {}", counter(&filter));
        }
    }

    #[test]
    fn any_text_is_read_or_refused() {
        let filter = r#"metric.type="prometheus.googleapis.com/a_total/counter" AND (metric.labels."a\"ä"=one_of("x", 'y') OR NOT resource.label.b!=monitoring.regex.full_match("é.*"))"#;
        for (at, _) in filter.char_indices() {
            let (one, other) = filter.split_at(at);
            let mut rest = other.chars();
            rest.next();
            for text in [one.to_owned(), other.to_owned(), format!("{one}{}", rest.as_str())] {
                let _ = read(&text);
            }
            for more in ["ß", "\"", "\\", "(", ")", "OR", "AND", "NOT "] {
                let _ = read(&format!("{one}{more}{other}"));
            }
        }
    }

    #[test]
    fn kinds_of_metrics_are_told_apart() {
        let of = |kind: &str| format!("metric.type=\"prometheus.googleapis.com/{kind}\"");
        for kind in ["a/counter", "a/unknown:counter", "a_count/summary"] {
            assert!(!counter(&of(kind)).starts_with("!!"), "{kind}");
        }
        assert!(read(&of("a/histogram")).unwrap().histogram().is_ok());
        assert!(read(&of("a/counter")).unwrap().histogram().is_err());
    }
}
