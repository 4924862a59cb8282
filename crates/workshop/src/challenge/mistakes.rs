//! What is wrong with a challenge beyond its form: names that nothing has, and pages that say something else.

use std::collections::BTreeSet;
use std::fmt;

use super::slo_files::slo_file;
use super::written::{Challenge, Sheet};
use crate::check::scenario_file;
use crate::workbook::{Field, Input};

/// Something wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, below the folder of challenges.
    pub file: String,
    /// The line, from 1; 0 where it is the file as a whole.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl Mistake {
    pub(super) fn of_file(file: String, detail: String) -> Self {
        Self { file, line: 0, detail }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(to, "{} {}", self.file, self.detail),
            line => write!(to, "{}:{line}: {}", self.file, self.detail),
        }
    }
}

/// The mistakes of a challenge; `text` is its challenge.yaml, to find lines in.
pub(super) fn of(challenge: &Challenge, text: Option<&String>) -> Vec<Mistake> {
    let Some(sheet) = &challenge.sheet else { return Vec::new() };
    let file = format!("{}/challenge.yaml", challenge.slug);
    let text = text.map_or("", String::as_str);
    let mut details = Vec::new();
    of_pages(challenge, sheet, &mut details);
    of_form(sheet, &mut details);
    of_criteria(sheet, &mut details);
    let line = |about: &str| text.lines().position(|line| line.contains(about)).map_or(1, |index| index as u64 + 1);
    let mut mistakes: Vec<_> =
        details.into_iter().map(|(about, detail)| Mistake { file: file.clone(), line: line(&about), detail }).collect();
    mistakes.extend(of_answers(challenge, sheet));
    mistakes
}

/// What is wrong, and a word by which its line is found.
type Details = Vec<(String, String)>;

fn of_pages(challenge: &Challenge, sheet: &Sheet, details: &mut Details) {
    let heading = challenge.guide.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or_default();
    if heading != sheet.title {
        details.push(("title:".to_owned(), format!("title: the guide's heading is “{heading}”")));
    }
    if !challenge.guide.contains(&format!("*{} minutes.*", sheet.minutes)) {
        let detail = format!("minutes: the guide does not begin with *{} minutes.*", sheet.minutes);
        details.push(("minutes:".to_owned(), detail));
    }
    if let Some(scenario) = &sheet.stage.scenario
        && scenario_file(scenario).is_none()
    {
        details.push((scenario.clone(), format!("stage: there is no scenario `{scenario}` (`lab phase list`)")));
    }
}

fn of_form(sheet: &Sheet, details: &mut Details) {
    let mut seen = BTreeSet::new();
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
    };
    let mut name = |at: &str, name: &str, details: &mut Details| {
        if !is_name(name) {
            details.push((
                format!("name: {name}"),
                format!("{at}: `{name}` is no name; letters, digits, `_` and `-` are"),
            ));
        }
        if !seen.insert(format!("{at} {name}")) {
            details.push((format!("name: {name}"), format!("{at}: `{name}` is there twice")));
        }
    };
    let choice = |what: &str, kind: Input, empty: bool| match (kind, empty) {
        (Input::Choice, true) => Some(format!("{what} is a choice without options")),
        (Input::Choice, false) | (_, true) => None,
        (_, false) => Some(format!("{what} has options, so its kind is choice")),
    };
    for Field { name: field, rows, kind, options, .. } in &sheet.workbook.fields {
        name("workbook", field, details);
        details.extend(choice(field, *kind, options.is_empty()).map(|detail| (format!("name: {field}"), detail)));
        for column in rows.iter().flatten() {
            name(&format!("rows of {field}"), &column.name, details);
            let detail = choice(&column.name, column.kind, column.options.is_empty());
            details.extend(detail.map(|detail| (format!("name: {}", column.name), detail)));
        }
    }
    for criterion in &sheet.criteria {
        name("criteria", &criterion.name, details);
    }
}

fn of_criteria(sheet: &Sheet, details: &mut Details) {
    if sheet.criteria.is_empty() {
        details.push(("criteria:".to_owned(), "criteria: there is none; what must hold?".to_owned()));
    }
    for criterion in &sheet.criteria {
        let at = format!("name: {}", criterion.name);
        let mut say = |detail: String| details.push((at.clone(), format!("{}: {detail}", criterion.name)));
        match (&criterion.check, &criterion.coach) {
            (None, None) => say("needs a check, or what a coach looks at".to_owned()),
            (Some(_), Some(_)) => say("has a check and a coach; one of them judges".to_owned()),
            _ => {}
        }
        if criterion.check.is_some() && criterion.hints.len() != 3 {
            say(format!(
                "has {} hints; there are three: where to look, what to look for, how it is done",
                criterion.hints.len()
            ));
        }
        for scenario in criterion.check.iter().flat_map(|check| check.scenarios()) {
            if scenario_file(scenario).is_none() {
                say(format!("there is no scenario `{scenario}` (`lab phase list`)"));
            }
        }
        for (field, columns) in criterion.check.iter().flat_map(|check| check.reads()) {
            let Some(found) = sheet.workbook.field(field) else {
                say(format!("reads the field `{field}`, which the workbook does not have"));
                continue;
            };
            let has: Vec<_> = found.rows.iter().flatten().map(|column| column.name.as_str()).collect();
            let missing: Vec<_> = columns.iter().filter(|column| !has.contains(column)).copied().collect();
            if !missing.is_empty() {
                say(format!("reads {} of `{field}`, which it does not have", missing.join(", ")));
            }
            if columns.is_empty() && found.rows.is_some() {
                say(format!("reads `{field}` as a text, and it is a list"));
            }
        }
    }
}

fn of_answers(challenge: &Challenge, sheet: &Sheet) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let mut say = |name: &str, detail: String| {
        mistakes.push(Mistake::of_file(format!("{}/answers/{name}.yaml", challenge.slug), detail));
    };
    let wrong = challenge.wrong.iter().map(|(name, answer)| (name.as_str(), &answer.workbook));
    let model = challenge.model.iter().map(|answer| ("model", &answer.workbook));
    for (name, workbook) in model.chain(wrong) {
        for (field, answer) in workbook {
            match sheet.workbook.field(field) {
                None => say(name, format!("answers `{field}`, which the workbook does not have")),
                Some(found) => found.takes(answer).err().into_iter().for_each(|detail| say(name, detail)),
            }
        }
    }
    for file in challenge.model.iter().flat_map(|model| &model.slos) {
        if slo_file(file).is_none() {
            say("model", format!("names {file}, which slos/ does not have"));
        }
    }
    for (name, answer) in &challenge.wrong {
        if challenge.criterion(&answer.fails).is_none() {
            say(name, format!("fails `{}`, which is no criterion", answer.fails));
        }
    }
    mistakes
}
