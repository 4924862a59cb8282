//! OpenSLO documents. One that is wrong is said with its place, and the others are graded.

use std::collections::BTreeSet;

use movie_guru_slo::{KnownMetrics, Mistake, Mistakes, SloSet, Source};

use super::reading::Reading;
use super::slos;

/// A document that is left out may be missed by another one, and so on.
const MOST_ROUNDS: usize = 6;
const MEND: &str = "Mend it; `lab slo validate` says every mistake of a file.";
const ELSEWHERE: &str = "Name the file with what it refers to as well.";

/// The SLOs of texts, each with its name, read together; metrics are held against `known`.
pub fn of_openslo(texts: &[(&str, &str)], known: &KnownMetrics) -> Reading {
    let mut texts: Vec<(String, String)> =
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let mut reading = Reading::default();
    let mut said = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        texts.retain(|(_, text)| has_something(text));
        let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
        match SloSet::parse(&sources, known) {
            Ok(set) => {
                reading.add(slos::of_slos(&set.slos));
                break;
            }
            Err(Mistakes(mistakes)) => {
                let missing: BTreeSet<_> = mistakes.iter().filter_map(missing_target).map(str::to_owned).collect();
                if !missing.is_empty() {
                    texts.push(("what is told".to_owned(), missing.iter().map(|name| target(name)).collect()));
                    continue;
                }
                for mistake in &mistakes {
                    if said.insert(mistake.to_string()) {
                        let (what, why) = told(mistake);
                        let next = if mistake.detail.contains("not in these files") { ELSEWHERE } else { MEND };
                        reading.refuse(what, why, next);
                    }
                }
                for Mistake { source, position, .. } in &mistakes {
                    if let Some((_, text)) = texts.iter_mut().find(|(name, _)| name == source) {
                        *text = without(text, position.line);
                    }
                }
            }
        }
    }
    reading
}

/// Where an alert goes, where that is in none of the files: it changes nothing of its grade.
fn missing_target(mistake: &Mistake) -> Option<&str> {
    let said = mistake.detail.strip_prefix("names an AlertNotificationTarget that is not in these files: `")?;
    said.split('`').next()
}

fn target(name: &str) -> String {
    format!(
        "---\napiVersion: openslo/v1\nkind: AlertNotificationTarget\nmetadata: {{name: {name}}}\nspec: {{target: inbox}}\n"
    )
}

fn told(mistake: &Mistake) -> (String, String) {
    let Mistake { source, position, field, detail } = mistake;
    let place =
        if position.line > 0 { format!("{source}:{}:{}", position.line, position.column) } else { source.clone() };
    (place, if field.is_empty() { format!("it {detail}") } else { format!("`{field}` {detail}") })
}

fn has_something(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && line != "---" && line != "..."
    })
}

/// The text without the document that has a line; its lines are left empty, so that those of the others stay what they are.
/// Nothing is left where no line is named.
fn without(text: &str, line: u64) -> String {
    if line == 0 {
        return String::new();
    }
    let lines: Vec<_> = text.lines().collect();
    let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1).min(lines.len().saturating_sub(1));
    let is_end = |line: &&str| line.starts_with("---");
    let first = lines.iter().take(at + 1).rposition(&is_end).map_or(0, |at| at + 1);
    let last = lines.iter().skip(at + 1).position(is_end).map_or(lines.len(), |after| at + 1 + after);
    let kept = lines.iter().enumerate().map(|(at, line)| if (first..last).contains(&at) { "" } else { *line });
    kept.collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_goes_and_lines_stay() {
        let text = "a: 1\n---\nb: 2\nc: 3\n---\nd: 4\n";
        assert_eq!(without(text, 1), "\n---\nb: 2\nc: 3\n---\nd: 4\n");
        assert_eq!(without(text, 4), "a: 1\n---\n\n\n---\nd: 4\n");
        assert_eq!(without(text, 6), "a: 1\n---\nb: 2\nc: 3\n---\n\n");
        assert_eq!(without(text, 0), "");
        assert!(!has_something("# nothing\n---\n"));
    }
}
