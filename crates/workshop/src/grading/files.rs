//! Files that people have, told apart by what is in them.

use movie_guru_slo::KnownMetrics;
use movie_guru_slo::yaml::{Node, Value, documents};

use super::reading::{Assumed, Reading};
use super::{openslo, rules};

/// More is no file of SLOs or rules.
const MOST_BYTES: usize = 8 * 1024 * 1024;
const NEITHER: &str = "Hand in OpenSLO (`apiVersion: openslo/v1`) or rules of Prometheus (`groups:`).";

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The SLOs and rules of files, read together, so that what is in one may refer to what is in another. The metrics of
/// OpenSLO are held against `known`.
pub fn of_files(files: &[File], known: &KnownMetrics, assumed: Assumed) -> Reading {
    let mut reading = Reading::default();
    let (mut documents, mut groups) = (Vec::new(), Vec::new());
    for file in files {
        match kind(file) {
            Ok((Kind::OpenSlo, text)) => documents.push((file.name.as_str(), text)),
            Ok((Kind::Rules, text)) => groups.push((file.name.as_str(), text)),
            Err((place, why, next)) => reading.refuse(format!("{}{place}", file.name), why, next),
        }
    }
    reading.add(openslo::of_openslo(&documents, known));
    reading.add(rules::of_rules(&groups, assumed));
    reading
}

enum Kind {
    OpenSlo,
    Rules,
}

/// What a file is, and its text; or where and why it is neither, and what to do.
fn kind(file: &File) -> Result<(Kind, &str), (String, String, String)> {
    let refused = |why: &str, next: &str| (String::new(), why.to_owned(), next.to_owned());
    if file.bytes.len() > MOST_BYTES {
        let why = format!("it has {} MB, and {} are read", file.bytes.len() >> 20, MOST_BYTES >> 20);
        return Err(refused(&why, "Hand in the files of your own SLOs and alerts alone."));
    }
    let text = std::str::from_utf8(&file.bytes).map_err(|error| {
        let before = file.bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        (format!(":{line}"), "it is no text in UTF-8".to_owned(), "Save it as UTF-8.".to_owned())
    })?;
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(refused("it is empty", NEITHER));
    }
    match documents(text) {
        Ok(nodes) => match nodes.first().and_then(of_node) {
            Some(kind) => Ok((kind, text)),
            None if nodes.is_empty() => Err(refused("it holds nothing but comments", NEITHER)),
            None => Err(refused("it is neither OpenSLO nor rules of Prometheus", NEITHER)),
        },
        // Whoever reads it says where it is broken, and rules may be read one by one.
        Err(_) if text.lines().any(|line| line.starts_with("groups:")) => Ok((Kind::Rules, text)),
        Err(_) if text.contains("openslo/v1") => Ok((Kind::OpenSlo, text)),
        Err((at, why)) => Err((format!(":{}:{}", at.line, at.column), format!("it {why}"), NEITHER.to_owned())),
    }
}

fn of_node(node: &Node) -> Option<Kind> {
    let Value::Map(entries) = &node.value else { return None };
    let text = |key: &str| {
        let entry = entries.iter().find(|entry| entry.key == key)?;
        if let Value::Text(text) = &entry.node.value { Some(text.as_str()) } else { None }
    };
    if entries.iter().any(|entry| entry.key == "groups") || text("kind") == Some("PrometheusRule") {
        return Some(Kind::Rules);
    }
    let is_openslo = text("apiVersion").is_some_and(|version| version.starts_with("openslo"));
    let is_like = entries.iter().any(|entry| matches!(entry.key.as_str(), "apiVersion" | "kind" | "metadata" | "spec"));
    (is_openslo || is_like).then_some(Kind::OpenSlo)
}
