//! A check as it is written. Everything that is not known is a mistake, for what is misspelt would else be left out in
//! silence, and a check that expects nothing holds always.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use super::check::{Acts, AppPath, Check, Expect, Step};
use super::duration::Length;
use super::rules::{self, EVERY, EVERY_UNSAID, LIMIT, LIMIT_UNSAID};

/// So many signs that may begin a comment are looked at.
const MOST_SIGNS_TRIED: usize = 100;

/// What is wrong in a file, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1; none where it is the file as a whole.
    pub line: Option<u64>,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl Mistake {
    /// One of the file as a whole.
    pub fn of_file(detail: impl Into<String>) -> Self {
        Self { line: None, detail: detail.into() }
    }

    fn at(place: Location, detail: String) -> Self {
        Self { line: Some(place.line()), detail }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(to, "line {line}: {}", self.detail),
            None => to.write_str(&self.detail),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: Spanned<String>,
    every: Option<Spanned<Length>>,
    limit: Option<Spanned<Length>>,
    #[serde(rename = "as", default)]
    acts: Acts,
    steps: Spanned<Vec<Spanned<WrittenStep>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    name: Spanned<String>,
    get: Option<Spanned<String>>,
    post: Option<Spanned<String>>,
    put: Option<Spanned<String>>,
    patch: Option<Spanned<String>>,
    delete: Option<Spanned<String>>,
    json: Option<Value>,
    #[serde(default)]
    expect: WrittenExpect,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenExpect {
    status: Option<Status>,
    contains: Option<Spanned<String>>,
    within: Option<Spanned<Length>>,
}

struct Status(StatusCode);

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        rules::status(&text).map(Self).map_err(de::Error::custom)
    }
}

/// Reads a file's text.
///
/// # Errors
/// Every mistake that can be told; where the text has not the form at all, the first.
pub fn read(text: &str) -> Result<Check, Vec<Mistake>> {
    if text.trim().is_empty() {
        return Err(vec![Mistake::of_file("is empty; `lab synthetic new NAME` writes a check to begin with")]);
    }
    let written: Written = serde_saphyr::from_str(text).map_err(|error| vec![malformed(&error)])?;
    let mut mistakes = Mistakes::default();
    let limit = mistakes.length("limit", written.limit, &LIMIT).unwrap_or(LIMIT_UNSAID);
    let check = Check {
        title: mistakes.line("title", &written.title),
        every: mistakes.length("every", written.every, &EVERY).unwrap_or(EVERY_UNSAID),
        limit,
        acts: written.acts,
        steps: mistakes.steps(written.steps, limit),
    };
    if mistakes.0.is_empty() { Ok(check) } else { Err(mistakes.0) }
}

/// Whether a file has a comment: what stands behind a `#` that can go, and the check is the same.
pub fn has_comment(text: &str) -> bool {
    let Ok(check) = read(text) else { return false };
    let begins = |at: usize| text[..at].chars().next_back().is_none_or(char::is_whitespace);
    let mut signs = text.match_indices('#').map(|(at, _)| at).filter(|at| begins(*at));
    // Each is a reading of the whole. Nobody writes so many signs without a comment among them.
    signs.by_ref().take(MOST_SIGNS_TRIED).any(|at| {
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        read(&format!("{}{}", &text[..at], &text[end..])).as_ref() == Ok(&check)
    }) || signs.next().is_some()
}

/// A text that has not the form.
fn malformed(error: &serde_saphyr::Error) -> Mistake {
    let error = error.without_snippet();
    let detail = match error {
        serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
            format!("{} is there twice; once is right", key.as_deref().unwrap_or("a field"))
        }
        serde_saphyr::Error::MultipleDocuments { .. } => "a file has one check; put the next into its own".to_owned(),
        _ => {
            let told = error.to_string();
            // The place is told once.
            let told = told.split(" at line ").next().unwrap_or(&told);
            format!("{told}; docs/synthetic.md has the whole form")
        }
    };
    Mistake { line: error.location().map(|place| place.line()), detail }
}

/// What was found wrong so far. What is wrong is read as if it were left out.
#[derive(Default)]
struct Mistakes(Vec<Mistake>);

impl Mistakes {
    fn tell(&mut self, place: Location, detail: String) {
        self.0.push(Mistake::at(place, detail));
    }

    /// What a rule said of the value at a place; none where it is wrong.
    fn keep<T>(&mut self, place: Location, said: Result<T, String>) -> Option<T> {
        said.map_err(|detail| self.tell(place, detail)).ok()
    }

    /// Words on one line.
    fn line(&mut self, field: &str, text: &Spanned<String>) -> String {
        let said = rules::line(field, &text.value);
        self.keep(text.referenced, said).unwrap_or_else(|| text.value.trim().to_owned())
    }

    fn length(
        &mut self,
        field: &str,
        length: Option<Spanned<Length>>,
        range: &RangeInclusive<Duration>,
    ) -> Option<Duration> {
        let Spanned { value: Length(length), referenced, .. } = length?;
        self.keep(referenced, rules::length(field, length, range))
    }

    fn steps(&mut self, steps: Spanned<Vec<Spanned<WrittenStep>>>, limit: Duration) -> Vec<Step> {
        self.keep(steps.referenced, rules::count(steps.value.len()));
        let mut names = BTreeSet::new();
        let mut read = Vec::new();
        for Spanned { value: step, referenced, .. } in steps.value {
            let name = self.line("name", &step.name);
            self.keep(step.name.referenced, rules::name_of_its_own(&mut names, &name));
            let request = one_of([
                (Method::GET, step.get),
                (Method::POST, step.post),
                (Method::PUT, step.put),
                (Method::PATCH, step.patch),
                (Method::DELETE, step.delete),
            ]);
            let Some((method, path)) = request else {
                self.tell(
                    referenced,
                    format!("step `{name}` must have one of get, post, put, patch and delete, each with a path"),
                );
                continue;
            };
            self.keep(referenced, rules::body(&name, &method, step.json.is_some()));
            let expect = self.expect(step.expect, limit);
            if let Some(path) = self.keep(path.referenced, AppPath::parse(&path.value)) {
                read.push(Step { name, method, path, json: step.json, expect });
            }
        }
        read
    }

    fn expect(&mut self, expect: WrittenExpect, limit: Duration) -> Expect {
        Expect {
            status: expect.status.map(|status| status.0),
            contains: expect.contains.map(|contains| self.line("contains", &contains)),
            within: self.length("within", expect.within, &rules::within(limit)),
        }
    }
}

/// The only one that was written.
fn one_of<const N: usize>(all: [(Method, Option<Spanned<String>>); N]) -> Option<(Method, Spanned<String>)> {
    let mut written = all.into_iter().filter_map(|(method, path)| Some((method, path?)));
    let first = written.next();
    if written.next().is_none() { first } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &str = "title: t\nsteps:\n  - ";

    fn mistakes(text: &str) -> Vec<String> {
        read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_whole_check_is_read() {
        let check = read(
            "title: Somebody finds a film\nevery: 1m\nlimit: 8s\nas: browser\nsteps:\n\
             - {name: log in, post: /api/login, json: {user: synthetic}, expect: {status: 200}}\n\
             - {name: ask, get: '/api/search?q=ghost', expect: {contains: answer, within: 500ms}}\n",
        )
        .unwrap();
        assert_eq!((check.every, check.limit), (Duration::from_secs(60), Duration::from_secs(8)));
        assert_eq!((check.acts, check.steps.len()), (Acts::Browser, 2));
        assert_eq!(check.steps[0].method, Method::POST);
        assert_eq!(check.steps[0].json, Some(serde_json::json!({"user": "synthetic"})));
        assert_eq!(check.steps[0].expect, Expect { status: Some(StatusCode::OK), ..Expect::default() });
        let contains = Some("answer".to_owned());
        assert_eq!(check.steps[1].expect, Expect { status: None, contains, within: Some(Duration::from_millis(500)) });
    }

    #[test]
    fn the_page_and_the_draft_show_checks_that_are_sound() {
        let page = include_str!("../../../../docs/synthetic.md");
        let written = page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap();
        assert_eq!(read(written).unwrap(), read(crate::synthetic::DRAFT).unwrap());
    }

    #[test]
    fn what_is_left_out_has_a_value_of_its_own() {
        let check = read(&format!("{STEPS}{{name: one, get: /}}")).unwrap();
        assert_eq!((check.every, check.limit, check.acts), (EVERY_UNSAID, LIMIT_UNSAID, Acts::Client));
        assert_eq!(check.steps[0].expect, Expect::default());
    }

    #[test]
    fn each_mistake_is_told_with_its_line_and_what_would_be_right() {
        let step = |text: &str| format!("{STEPS}{text}");
        let many: String = (0..21).map(|at| format!("- {{name: s{at}, get: /}}\n")).collect();
        let mut wrong = Vec::new();
        for (text, line, words) in [
            (" \n".to_owned(), "is empty", "lab synthetic new"),
            ("title: [".to_owned(), "line 1", "docs/synthetic.md"),
            ("just words".to_owned(), "line 1", "docs/synthetic.md"),
            ("title: t".to_owned(), "line 1", "steps"),
            (step("{name: a, get: /}\nevry: 10s"), "line 4", "every"),
            (step("{name: a, get: /}\nevery: 10"), "line 4", "10s"),
            (step("{name: a, get: /}\nevery: soon"), "line 4", "10s"),
            (step("{name: a, get: /}\nevery: 4s"), "line 4", "5s to 1h"),
            (step("{name: a, get: /}\nevery: 2h"), "line 4", "5s to 1h"),
            (step("{name: a, get: /}\nlimit: 2m"), "line 4", "100ms to 1m"),
            (step("{name: a, get: /}\nas: robot"), "line 4", "browser"),
            (step("{name: a, get: /}\ntitle: again"), "line 4", "title is there twice"),
            (step("{name: a, get: /}\n---\ntitle: another"), "line 5", "one check"),
            ("title: ' '\nsteps:\n  - {name: a, get: /}".to_owned(), "line 1", "one line"),
            ("title: |\n  two\n  lines\nsteps:\n  - {name: a, get: /}".to_owned(), "line 2", "one line"),
            ("title: t\nsteps: []".to_owned(), "line 2", "1 to 20"),
            (format!("title: t\nsteps:\n{many}"), "line 3", "there are 21 steps; 1 to 20"),
            (step("{get: /}"), "line 3", "name"),
            (step("{name: '', get: /}"), "line 3", "one line"),
            (step("{name: a, get: /}\n  - {name: a, get: /}"), "line 4", "two steps"),
            (step("{name: a}"), "line 3", "get, post, put, patch and delete"),
            (step("{name: a, get: /, post: /}"), "line 3", "one of get, post"),
            (step("{name: a, head: /}"), "line 3", "get"),
            (step("{name: a, get: /, json: {}}"), "line 3", "body"),
            (step("{name: a, get: http://other.example/}"), "line 3", "no other host"),
            (step("name: a\n    get: //other.example/"), "line 4", "no other host"),
            (step("name: a\n    get: /../load/stop"), "line 4", "leads out of the app"),
            (step("{name: a, get: /, expect: {status: 99}}"), "line 3", "200 to 599"),
            (step("{name: a, get: /, expect: {status: fine}}"), "line 3", "200 to 599"),
            (step("{name: a, get: /, expect: {contains: ''}}"), "line 3", "one line"),
            (step("{name: a, get: /, expect: {within: 31s}}"), "line 3", "1ms to 30s"),
            (step("{name: a, get: /, expect: {has: films}}"), "line 3", "contains"),
        ] {
            let told = mistakes(&text);
            if told.len() != 1 || !told[0].starts_with(line) || !told[0].contains(words) {
                wrong.push(format!("{text}\n: {told:?}, not {line}, {words}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn all_that_can_be_told_is_told_at_once() {
        let told = mistakes("title: t\nevery: 1s\nlimit: 1h\nsteps:\n  - {name: a, get: elsewhere}\n  - {name: b}\n");
        let lines: Vec<_> = told.iter().map(|told| told.split(':').next().unwrap()).collect();
        assert_eq!(lines, ["line 3", "line 2", "line 5", "line 6"], "{told:?}");
    }
    #[test]
    fn a_comment_is_told_from_a_sign_in_a_value() {
        assert!(has_comment(crate::synthetic::DRAFT));
        let plain = format!("{STEPS}{{name: one, get: /}}\n");
        assert!(has_comment(&format!("# of ours\n{plain}")) && has_comment(&format!("{plain}  # the end")));
        let quoted = "title: 'film #1'\nsteps:\n- {name: '# one', get: /, expect: {contains: \"a # b\"}}\n";
        assert!(!has_comment(&plain) && !has_comment(quoted));
        assert!(!has_comment("# only\n"), "it is no check, and no form is shown for it");
    }
}
