//! A file of rules, read strictly: every rule that is wrong is said with its place and what was meant, and the others go on.

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_slo::yaml::{Entry, Node, Value, documents};
use movie_guru_slo::{Position, nearest};
use series::is_label_name;

use super::expression::mistake;
use super::place::in_file;
use super::placed::{MOST_RULES, Placed};
use crate::evidence::prometheus_rules::rule::{Kind, Rule};
use crate::grading::reading::Reading;

const OF_GROUPS: [&str; 9] = [
    "name",
    "interval",
    "limit",
    "rules",
    "labels",
    "query_offset",
    "evaluation_delay",
    "partial_response_strategy",
    "source_tenants",
];
const OF_RULES: [&str; 7] = ["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"];
const MEND: &str = "Mend it; the other rules are graded.";

/// A mistake: where, what is wrong, and what to do.
type Wrong = (Position, String, String);

/// Reads a file's rules, and says what cannot be read. `columns` is for how many wrong expressions the place is still looked for.
pub(super) fn read(name: &str, text: &str, columns: &mut usize, rules: &mut Vec<Placed>, reading: &mut Reading) {
    let file = File { name, text };
    let nodes = match documents(text) {
        Ok(nodes) => nodes,
        Err((at, why)) => {
            let next = "Mend it and grade it again: nothing of this file could be read.";
            return reading.refuse(file.place(at), format!("it {why}"), next);
        }
    };
    for node in &nodes {
        for group in file.groups(node, reading) {
            for rule in file.of_group(group, reading) {
                if rules.len() >= MOST_RULES {
                    let why = format!("there are more than {MOST_RULES} rules, and no further ones are read");
                    return reading.refuse(file.place(rule.position), why, "Hand in those of your own SLOs alone.");
                }
                match file.rule(rule, columns) {
                    Ok(placed) => rules.push(placed),
                    Err((at, why, next)) => reading.refuse(file.named(at, rule), why, next),
                }
            }
        }
    }
}

struct File<'f> {
    name: &'f str,
    text: &'f str,
}

impl File<'_> {
    fn place(&self, at: Position) -> String {
        if at.line == 0 { self.name.to_owned() } else { format!("{}:{}:{}", self.name, at.line, at.column) }
    }

    /// A place, with the name of the rule where it has one.
    fn named(&self, at: Position, rule: &Node) -> String {
        let name = ["alert", "record"].into_iter().find_map(|key| text(&entry(rule, key)?.node));
        match name {
            Some(name) => {
                format!("{} {}", self.place(at), name.chars().filter(|c| !c.is_control()).take(80).collect::<String>())
            }
            None => self.place(at),
        }
    }

    /// The groups of a document, those of a `PrometheusRule` of Kubernetes too.
    fn groups<'n>(&self, root: &'n Node, reading: &mut Reading) -> &'n [Node] {
        let is_of_operator = entry(root, "kind").and_then(|kind| text(&kind.node)).as_deref() == Some("PrometheusRule");
        let spec = if is_of_operator { entry(root, "spec").map_or(root, |spec| &spec.node) } else { root };
        if !is_of_operator {
            self.unknown(spec, &["groups"], reading);
        }
        match entry(spec, "groups").map(|groups| (&groups.node, &groups.node.value)) {
            Some((_, Value::List(groups))) => groups,
            Some((_, Value::Null)) => &[],
            Some((node, value)) => {
                let why = format!("`groups` must be a list, not {}", value.shown());
                reading.refuse(self.place(node.position), why, "Begin each group with `- name: …`.");
                &[]
            }
            None => {
                reading.refuse(
                    self.place(spec.position),
                    "it has no `groups`",
                    "Put the rules below `groups:`, `- name: …`, `rules:`.",
                );
                &[]
            }
        }
    }

    fn of_group<'n>(&self, group: &'n Node, reading: &mut Reading) -> &'n [Node] {
        self.unknown(group, &OF_GROUPS, reading);
        match entry(group, "rules").map(|rules| (&rules.node, &rules.node.value)) {
            Some((_, Value::List(rules))) => rules,
            Some((_, Value::Null)) => &[],
            Some((node, value)) => {
                let why = format!("`rules` must be a list, not {}", value.shown());
                reading.refuse(self.place(node.position), why, "Begin each rule with `- alert: …` or `- record: …`.");
                &[]
            }
            None => {
                reading.refuse(self.place(group.position), "this group has no `rules`", "Put them below `rules:`.");
                &[]
            }
        }
    }

    /// Says keys that nobody knows. What stands beside them is read all the same.
    fn unknown(&self, node: &Node, known: &[&str], reading: &mut Reading) {
        let Value::Map(entries) = &node.value else { return };
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let (why, next) = unknown(entry, known);
            reading.refuse(self.place(entry.key_position), why, next);
        }
    }

    fn rule(&self, node: &Node, columns: &mut usize) -> Result<Placed, Wrong> {
        let Value::Map(entries) = &node.value else {
            let why = format!("a rule must be a mapping, not {}", node.value.shown());
            return Err((node.position, why, "Begin it with `- alert: …` or `- record: …`.".to_owned()));
        };
        if let Some(entry) = entries.iter().find(|entry| !OF_RULES.contains(&entry.key.as_str())) {
            let (why, next) = unknown(entry, &OF_RULES);
            return Err((entry.key_position, why, next));
        }
        let mend = |at: Position, why: &str| (at, why.to_owned(), MEND.to_owned());
        let (kind, name) = match (entry(node, "alert"), entry(node, "record")) {
            (Some(alert), None) => (Kind::Alerting, alert),
            (None, Some(record)) => (Kind::Recording, record),
            (Some(_), Some(record)) => {
                return Err(mend(record.key_position, "it is an alert and a recording at once: write two rules"));
            }
            (None, None) => {
                return Err(mend(
                    node.position,
                    "it is neither an alert nor a recording: it has no `alert` and no `record`",
                ));
            }
        };
        let is_recording = kind == Kind::Recording;
        let title = text(&name.node).filter(|name| !name.trim().is_empty());
        let title = title.ok_or_else(|| mend(name.node.position, &format!("`{}` must be a name", name.key)))?;
        if is_recording && !is_metric_name(&title) {
            let why = format!("`{title}` is no name of a metric: letters, digits, `_` and `:`, and no digit first");
            return Err(mend(name.node.position, &why));
        }
        let alerts_only = ["for", "keep_firing_for", "annotations"].into_iter().find_map(|key| entry(node, key));
        if let Some(entry) = alerts_only.filter(|_| is_recording) {
            return Err(mend(entry.key_position, &format!("`{}` is of alerts, and this is a recording", entry.key)));
        }
        let labels = labels(node)?;
        let after = length(node, "for")?;
        let keep = length(node, "keep_firing_for")?;
        let expr = entry(node, "expr").ok_or_else(|| mend(node.position, "it has no `expr`"))?;
        let query = text(&expr.node).ok_or_else(|| {
            mend(expr.node.position, &format!("`expr` must be an expression, not {}", expr.node.value.shown()))
        })?;
        if let Some(wrong) = mistake(&query, *columns > 0) {
            *columns = columns.saturating_sub(1);
            return Err((in_file(self.text, expr.node.position, &query, wrong.at), wrong.why, wrong.next));
        }
        let place = self.named(node.position, node);
        Ok(Placed { rule: Rule::written(kind, title, query, labels).lasting(after, keep), place })
    }
}

fn unknown(entry: &Entry, known: &[&str]) -> (String, String) {
    let next = match nearest(&entry.key, known.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None => format!("Take it away; there are {}.", known.join(", ")),
    };
    (
        format!("nobody knows `{}` here", entry.key.chars().filter(|c| !c.is_control()).take(60).collect::<String>()),
        next,
    )
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|entry| entry.key == key)
}

/// A text, or a number as one.
fn text(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

fn length(node: &Node, key: &str) -> Result<Duration, Wrong> {
    let Some(entry) = entry(node, key) else { return Ok(Duration::ZERO) };
    text(&entry.node).and_then(|text| series::duration::parse(&text)).ok_or_else(|| {
        let why = format!("`{key}` must be a duration, not {}", entry.node.value.shown());
        (entry.node.position, why, "Write it as `5m`, `1h30m` or `30s`.".to_owned())
    })
}

fn labels(node: &Node) -> Result<BTreeMap<String, String>, Wrong> {
    let Some(entry) = entry(node, "labels") else { return Ok(BTreeMap::new()) };
    let entries = match &entry.node.value {
        Value::Map(entries) => entries,
        Value::Null => return Ok(BTreeMap::new()),
        other => {
            let why = format!("`labels` must be a mapping, not {}", other.shown());
            return Err((entry.node.position, why, "Write each as `name: value`.".to_owned()));
        }
    };
    let one = |label: &Entry| {
        if !is_label_name(&label.key) {
            let why = format!("`{}` is no name of a label", label.key);
            return Err((label.key_position, why, "Take letters, digits and `_`, and no digit first.".to_owned()));
        }
        let value = text(&label.node).unwrap_or_default();
        Ok((label.key.clone(), value))
    };
    entries.iter().map(one).collect()
}

fn is_metric_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    !name.starts_with(|c: char| c.is_ascii_digit()) && name.chars().all(is_part)
}
