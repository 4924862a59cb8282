//! A check as somebody types it into a form: texts, of which some may be wrong. What is wrong is told with its field.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use super::check::{Acts, AppPath, Check, Expect, Step};
use super::duration;
use super::rules::{self, EVERY, EVERY_UNSAID, LIMIT, LIMIT_UNSAID, METHODS};

/// A body that is shorter stands on one line.
const MOST_ON_A_LINE: usize = 60;

/// What stands in the fields of a form. What is left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// What it shows, for people.
    pub title: String,
    /// From the begin of one run to that of the next.
    pub every: String,
    /// So long may all steps take together.
    pub limit: String,
    /// `client` or `browser`.
    pub acts: String,
    /// In their order. One without a word is not there.
    pub steps: Vec<TypedStep>,
}

/// The fields of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedStep {
    /// One of its own.
    pub name: String,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// A path of the app.
    pub path: String,
    /// The body, in JSON.
    pub json: String,
    /// The status that the answer must have.
    pub status: String,
    /// A text that the answer must have.
    pub contains: String,
    /// So long may this step take.
    pub within: String,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The title.
    Title,
    /// How often.
    Every,
    /// How long at most.
    Limit,
    /// Whom it acts as.
    Acts,
    /// The steps, all of them.
    Steps,
    /// A field of the step at this place, from 0.
    Step(usize, StepField),
}

/// A field of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "they are the fields of a `TypedStep`")]
pub enum StepField {
    Name,
    Method,
    Path,
    Json,
    Status,
    Contains,
    Within,
}

/// What is wrong in a field, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The field.
    pub place: Place,
    /// What is wrong, and what would be right.
    pub detail: String,
}

impl TypedStep {
    /// Whether nothing was typed; a method is always chosen.
    fn is_blank(&self) -> bool {
        let Self { name, method: _, path, json, status, contains, within } = self;
        [name, path, json, status, contains, within].iter().all(|text| text.trim().is_empty())
    }
}

impl Typed {
    /// What a form shows of a check.
    pub fn of(check: &Check) -> Self {
        Self {
            title: check.title.clone(),
            every: duration::text(check.every),
            limit: duration::text(check.limit),
            acts: check.acts.to_string(),
            steps: check.steps.iter().map(TypedStep::of).collect(),
        }
    }

    /// The check.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the fields.
    pub fn check(&self) -> Result<Check, Vec<Complaint>> {
        let mut complaints = Complaints::default();
        let title = complaints.keep(Place::Title, rules::line("title", &self.title)).unwrap_or_default();
        let every = complaints.length(Place::Every, "every", &self.every, &EVERY).unwrap_or(EVERY_UNSAID);
        let limit = complaints.length(Place::Limit, "limit", &self.limit, &LIMIT).unwrap_or(LIMIT_UNSAID);
        let acts = complaints.keep(Place::Acts, acts(&self.acts)).unwrap_or_default();
        let written: Vec<_> = self.steps.iter().enumerate().filter(|(_, step)| !step.is_blank()).collect();
        complaints.keep(Place::Steps, rules::count(written.len()));
        let mut names = BTreeSet::new();
        let steps = written.into_iter().filter_map(|(at, step)| complaints.step(at, step, limit, &mut names)).collect();
        if complaints.0.is_empty() { Ok(Check { title, every, limit, acts, steps }) } else { Err(complaints.0) }
    }
}

impl TypedStep {
    fn of(step: &Step) -> Self {
        let Expect { status, contains, within } = &step.expect;
        Self {
            name: step.name.clone(),
            method: step.method.to_string(),
            path: step.path.to_string(),
            json: step.json.as_ref().map(shown).unwrap_or_default(),
            status: status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
            contains: contains.clone().unwrap_or_default(),
            within: within.map(duration::text).unwrap_or_default(),
        }
    }
}

/// JSON as people read it.
fn shown(json: &Value) -> String {
    let line = json.to_string();
    if line.chars().count() <= MOST_ON_A_LINE { line } else { serde_json::to_string_pretty(json).unwrap_or(line) }
}

fn acts(text: &str) -> Result<Acts, String> {
    match text.trim() {
        "" | "client" => Ok(Acts::Client),
        "browser" => Ok(Acts::Browser),
        other => Err(format!("`{other}` is neither client nor browser")),
    }
}

fn method(text: &str) -> Result<Method, String> {
    let found = METHODS.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(text.trim()));
    found.ok_or_else(|| format!("`{text}` is no method; get, post, put, patch and delete are"))
}

fn json(text: &str) -> Result<Value, String> {
    match serde_json::from_str(text) {
        Ok(Value::Null) => Err("null is no body; leave the field empty for none".to_owned()),
        Ok(json) => Ok(json),
        Err(error) => Err(format!("this is not JSON: {error}; {{\"user\": \"ada\"}} would be")),
    }
}

/// What was found wrong so far.
#[derive(Default)]
struct Complaints(Vec<Complaint>);

impl Complaints {
    fn keep<T>(&mut self, place: Place, said: Result<T, String>) -> Option<T> {
        said.map_err(|detail| self.0.push(Complaint { place, detail })).ok()
    }

    /// What somebody typed into a field that may be left empty.
    fn typed<T>(&mut self, place: Place, text: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = text.trim();
        if text.is_empty() { None } else { self.keep(place, read(text)) }
    }

    fn length(
        &mut self,
        place: Place,
        field: &str,
        text: &str,
        range: &std::ops::RangeInclusive<std::time::Duration>,
    ) -> Option<std::time::Duration> {
        self.typed(place, text, |text| rules::length(field, duration::parse(text)?, range))
    }

    fn step(
        &mut self,
        at: usize,
        step: &TypedStep,
        limit: std::time::Duration,
        names: &mut BTreeSet<String>,
    ) -> Option<Step> {
        let place = |field| Place::Step(at, field);
        let name = rules::line("name", &step.name);
        let name = name.and_then(|name| rules::name_of_its_own(names, &name).map(|()| name));
        let name = self.keep(place(StepField::Name), name);
        let method = self.keep(place(StepField::Method), method(&step.method));
        let path = self.keep(place(StepField::Path), AppPath::parse(step.path.trim()));
        let is_alone = |json| {
            let name = step.name.trim();
            rules::body(name, method.as_ref().unwrap_or(&Method::POST), true).map(|()| json)
        };
        let json = self.typed(place(StepField::Json), &step.json, |text| json(text).and_then(is_alone));
        let expect = Expect {
            status: self.typed(place(StepField::Status), &step.status, rules::status),
            contains: self.typed(place(StepField::Contains), &step.contains, |text| rules::line("contains", text)),
            within: self.length(place(StepField::Within), "within", &step.within, &rules::within(limit)),
        };
        Some(Step { name: name?, method: method?, path: path?, json, expect })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{DRAFT, read};

    fn typed() -> Typed {
        Typed::of(&read(DRAFT).unwrap())
    }

    #[test]
    fn what_is_left_empty_is_as_if_it_were_left_out_of_the_file() {
        let step = TypedStep { name: "a".into(), method: "GET".into(), path: "/".into(), ..TypedStep::default() };
        let blank = TypedStep { method: "POST".into(), json: " \n".into(), ..TypedStep::default() };
        let typed = Typed { title: "t".into(), steps: vec![blank, step], ..Typed::default() };
        assert_eq!(typed.check(), Ok(read("title: t\nsteps:\n- {name: a, get: /}\n").unwrap()));
    }

    #[test]
    fn each_mistake_is_told_with_its_field_and_what_would_be_right() {
        type Change = fn(&mut Typed);
        let many = |typed: &mut Typed| {
            let step = typed.steps[1].clone();
            typed.steps = (0..21).map(|at| TypedStep { name: at.to_string(), ..step.clone() }).collect();
        };
        let of = |field| Place::Step(1, field);
        let wrong: [(Change, Place, &str); 20] = [
            (|typed| typed.title = " ".into(), Place::Title, "one line"),
            (|typed| typed.title = "x".repeat(201), Place::Title, "200"),
            (|typed| typed.every = "1s".into(), Place::Every, "5s to 1h"),
            (|typed| typed.every = "soon".into(), Place::Every, "500ms, 10s or 1m"),
            (|typed| typed.limit = "2m".into(), Place::Limit, "100ms to 1m"),
            (|typed| typed.acts = "robot".into(), Place::Acts, "neither client nor browser"),
            (|typed| typed.steps = Vec::new(), Place::Steps, "1 to 20"),
            (many, Place::Steps, "there are 21 steps"),
            (|typed| typed.steps[1].name = String::new(), of(StepField::Name), "one line"),
            (|typed| typed.steps[1].name = " log in".into(), of(StepField::Name), "two steps"),
            (|typed| typed.steps[1].method = "HEAD".into(), of(StepField::Method), "get, post"),
            (|typed| typed.steps[1].path = String::new(), of(StepField::Path), "/api/startup"),
            (|typed| typed.steps[1].path = "//other.example".into(), of(StepField::Path), "no other host"),
            (|typed| typed.steps[1].json = "{}".into(), of(StepField::Json), "only the others have a body"),
            (|typed| typed.steps[1].json = "{user}".into(), of(StepField::Json), "not JSON"),
            (|typed| typed.steps[1].json = "null".into(), of(StepField::Json), "leave the field empty"),
            (|typed| typed.steps[1].status = "99".into(), of(StepField::Status), "200 to 599"),
            (|typed| typed.steps[1].contains = "a\nb".into(), of(StepField::Contains), "one line"),
            (|typed| typed.steps[1].within = "9s".into(), of(StepField::Within), "1ms to 8s"),
            (|typed| typed.steps[1].within = "-1s".into(), of(StepField::Within), "500ms, 10s or 1m"),
        ];
        for (at, (change, place, words)) in wrong.into_iter().enumerate() {
            let mut typed = typed();
            change(&mut typed);
            let told = typed.check().unwrap_err();
            assert!(told.len() == 1 && told[0].place == place && told[0].detail.contains(words), "{at}: {told:?}");
        }
        let all = Typed { steps: vec![TypedStep { name: "a".into(), ..TypedStep::default() }], ..Typed::default() };
        let places: Vec<_> = all.check().unwrap_err().into_iter().map(|complaint| complaint.place).collect();
        let of = |field| Place::Step(0, field);
        assert_eq!(places, [Place::Title, of(StepField::Method), of(StepField::Path)], "all at once");
    }
}
