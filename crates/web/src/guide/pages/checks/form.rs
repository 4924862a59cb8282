//! The form of a check: what was typed, what is wrong with it beside its field, and what somebody else wrote meanwhile.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::synthetic::{
    Checks, Complaint, LastRun, MOST_STEPS, Mistake, Place, StepField, Typed, TypedStep,
};
use serde_json::json;

use super::address::address_of;
use super::list::{does_not_run, explore, last_run};
use crate::app::App;
use crate::guide::pages::frame::framed;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// What is put in place of the app's address where it is not known.
const SOME_ADDRESS: &str = "URL";

/// Which check it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// One that has no file yet.
    New,
    /// One that has, or had, a file.
    Kept,
}

/// The file is not what the form was opened with.
pub(super) struct Conflict {
    /// The file as the form would write it.
    pub(super) mine: String,
    /// The file as it is; none: it is gone.
    pub(super) now: Option<String>,
}

/// A form as it is shown.
pub(super) struct Form<'a> {
    pub(super) app: &'a App,
    pub(super) of: Of,
    pub(super) name: String,
    pub(super) name_is_wrong: Option<String>,
    pub(super) typed: Typed,
    pub(super) complaints: Vec<Complaint>,
    /// The file as the form was opened; none: there was none.
    pub(super) was: Option<String>,
    /// Whether saving takes comments away that somebody wrote by hand.
    pub(super) loses_comments: bool,
    pub(super) conflict: Option<Conflict>,
    /// Why it was not saved, beside what is told of fields.
    pub(super) told: Option<String>,
    /// The file that it makes, where nothing keeps it.
    pub(super) file: Option<String>,
    pub(super) last_run: Option<LastRun>,
}

impl<'a> Form<'a> {
    /// With nothing in it.
    pub(super) fn new(app: &'a App, of: Of) -> Self {
        Self {
            app,
            of,
            name: String::new(),
            name_is_wrong: None,
            typed: Typed::default(),
            complaints: Vec::new(),
            was: None,
            loses_comments: false,
            conflict: None,
            told: None,
            file: None,
            last_run: None,
        }
    }

    /// The page with it.
    pub(super) fn page(self, status: StatusCode) -> Response {
        let title = if self.of == Of::New { "A new check".to_owned() } else { format!("The check {}", self.name) };
        let page = framed(
            self.app,
            &title,
            html! {
                main #main .guide-index {
                    h1 { (title) }
                    @if self.of == Of::Kept && status == StatusCode::OK && self.conflict.is_none() {
                        (last_run(self.last_run.as_ref()))
                    }
                    (self.trouble())
                    (self.made())
                    (self.fields())
                    (self.deleting())
                    p .ways {
                        a href=(below("/guide/checks")) { "All checks" }
                        @if self.of == Of::Kept { (explore(self.app, Some(&self.name), "In Explore")) }
                    }
                }
            },
        );
        (status, page).into_response()
    }

    fn address(&self) -> String {
        address_of(if self.of == Of::New { "new" } else { &self.name })
    }

    /// What the form says of a field.
    fn wrong(&self, place: Place) -> Option<&str> {
        let found = self.complaints.iter().find(|complaint| complaint.place == place)?;
        Some(&found.detail)
    }

    fn trouble(&self) -> Markup {
        let name = self.name_is_wrong.as_ref().map(|why| ("name".to_owned(), why));
        let wrong: Vec<_> =
            name.into_iter().chain(self.complaints.iter().map(|one| (id_of(one.place), &one.detail))).collect();
        html! {
            @if let Some(told) = &self.told {
                div .trouble role="alert" { p { strong { "Not done: " } (told) "." } }
            }
            @if !wrong.is_empty() {
                div .trouble role="alert" {
                    p { strong { "Not saved." } " " @if wrong.len() == 1 { "One thing is wrong:" } @else { (wrong.len()) " things are wrong:" } }
                    ul .links { @for (id, detail) in &wrong { li { a href={ "#" (id) } { (detail) } } } }
                }
            }
            @if self.loses_comments && self.conflict.is_none() {
                p .warning {
                    strong { "This file has comments. " }
                    "The form does not keep them: to keep them, change the file by hand."
                }
            }
        }
    }

    /// The file, where nothing here keeps it, and what to do with it.
    fn made(&self) -> Markup {
        let Some(file) = &self.file else { return html! {} };
        let web = self.app.addresses.web.as_deref().unwrap_or(SOME_ADDRESS);
        html! {
            section .made aria-labelledby="made-title" {
                h2 #made-title { "Your check as a file" }
                p { "On a laptop, write it into " code { "lab-data/checks/" (self.name) ".yaml" } ":" }
                div .code { pre tabindex="0" { code { (file) } } }
                p {
                    "Then run it against this app"
                    @if web == SOME_ADDRESS { ", with the address of its main page in place of " code { (web) } }
                    ":"
                }
                div .code { pre tabindex="0" { code { "lab synthetic run " (self.name) " --web-url " (web) } } }
            }
        }
    }

    fn fields(&self) -> Markup {
        let label = match (self.of, &self.app.checks, self.loses_comments) {
            (_, None, _) => "Show the file",
            (_, Some(_), true) => "Save without the comments",
            (Of::New, ..) => "Save the check",
            (Of::Kept, ..) => "Save",
        };
        html! {
            form #check-form .fields .check-form method="post" action=(self.address()) autocomplete="off" {
                // Enter in a field saves; it would press the first button there is.
                button .visually-hidden type="submit" name="do" value="save" tabindex="-1" aria-hidden="true" { (label) }
                input type="hidden" name="was" value=(json!(self.was));
                (self.conflict())
                @if self.of == Of::New {
                    (self.line("name", "Name", html! { "Of its file, and of its series: letters, digits and -" }, &self.name, self.name_is_wrong.as_deref()))
                }
                (self.line("title", "Title", html! { "What it shows, in a line" }, &self.typed.title, self.wrong(Place::Title)))
                div .beside {
                    (self.line("every", "Every", html! { "5s to 1h; empty: 10s" }, &self.typed.every, self.wrong(Place::Every)))
                    (self.line("limit", "Limit", html! { "All steps together, 100ms to 1m; empty: 30s" }, &self.typed.limit, self.wrong(Place::Limit)))
                }
                (self.acts())
                (self.steps())
                p .ways { button .button type="submit" name="do" value="save" { (label) } }
            }
        }
    }

    /// A field on one line.
    fn line(&self, name: &str, label: &str, help: Markup, value: &str, wrong: Option<&str>) -> Markup {
        let told = wrong.is_some().then(|| format!("{name}-wrong"));
        let described = told.iter().fold(format!("{name}-help"), |all, told| format!("{all} {told}"));
        html! {
            div .field {
                label .field-name for=(name) { (label) }
                p .field-help id={ (name) "-help" } { (help) }
                input id=(name) name=(name) value=(value) aria-describedby=(described) aria-invalid=[told.as_ref().map(|_| "true")] dir="auto" autocapitalize="none" spellcheck="false";
                @if let Some(wrong) = wrong { p .field-error id=[told] { (wrong) } }
            }
        }
    }

    fn acts(&self) -> Markup {
        let wrong = self.wrong(Place::Acts);
        html! {
            div .field {
                label .field-name for="as" { "Acts as" }
                p #as-help .field-help { "Whom it is like: what reaches the app from a program may not from a page" }
                select #as name="as" aria-describedby="as-help" {
                    @for (value, words) in [("client", "A client: every call leaves it"), ("browser", "A browser: the app's page")] {
                        option value=(value) selected[self.typed.acts == value] { (words) }
                    }
                }
                @if let Some(wrong) = wrong { p .field-error { (wrong) } }
            }
        }
    }

    fn steps(&self) -> Markup {
        let address = self.address();
        let blank = TypedStep { method: "GET".to_owned(), ..TypedStep::default() };
        let steps = if self.typed.steps.is_empty() { std::slice::from_ref(&blank) } else { &self.typed.steps[..] };
        html! {
            div #step-list .field {
                fieldset aria-describedby="steps-help" {
                    legend .field-name { "Steps" }
                    p #steps-help .field-help {
                        "In their order; the first that fails ends the run. Each run begins logged out. "
                        "Only a name, a method and a path must be there."
                    }
                    @if let Some(wrong) = self.wrong(Place::Steps) { p #steps .field-error { (wrong) } }
                    ol .rows data-most=(MOST_STEPS) {
                        @for (at, step) in steps.iter().enumerate() { (self.step(Some(at), step, &address)) }
                    }
                    template { (self.step(None, &blank, &address)) }
                    button .quiet .add type="submit" name="do" value="add" formaction={ (address) "#step-" (steps.len() + 1) } { "Add a step" }
                }
            }
        }
    }

    /// A step, or the one that others are made from.
    fn step(&self, at: Option<usize>, step: &TypedStep, address: &str) -> Markup {
        let remove = at.map_or_else(|| "save".to_owned(), |at| format!("remove {at}"));
        let number = at.map_or(0, |at| at + 1);
        let cell = |field, label, input: &dyn Fn(&Cell<'_>) -> Markup| {
            let place = at.map(|at| Place::Step(at, field));
            let cell =
                Cell { id: place.map(id_of), name: name_of(field), wrong: place.and_then(|place| self.wrong(place)) };
            let is_wide = field == StepField::Json;
            html! {
                div .cell .wide[is_wide] {
                    label { span .cell-name { (label) } (input(&cell)) }
                    @if let Some(wrong) = cell.wrong { p .field-error id=[cell.told()] { (wrong) } }
                }
            }
        };
        let line = |value: &str, like: &str| {
            let (value, like) = (value.to_owned(), like.to_owned());
            move |cell: &Cell<'_>| cell.line(&value, &like)
        };
        html! {
            li .row id=[at.map(|at| format!("step-{}", at + 1))] {
                (cell(StepField::Name, "Name", &line(&step.name, "")))
                (cell(StepField::Method, "Method", &|cell| cell.method(&step.method)))
                (cell(StepField::Path, "Path", &line(&step.path, "/api/startup")))
                (cell(StepField::Json, "Body in JSON, but for GET", &|cell| cell.json(&step.json)))
                (cell(StepField::Status, "Expected status", &line(&step.status, "any of 200 to 299")))
                (cell(StepField::Contains, "The answer contains", &line(&step.contains, "anything")))
                (cell(StepField::Within, "Within", &line(&step.within, "what is left of the limit")))
                button .quiet .remove type="submit" name="do" value=(remove) formaction={ (address) "#step-list" } {
                    "Remove" span .visually-hidden { " step " span .row-number { (number) } }
                }
            }
        }
    }

    /// What was typed beside what somebody else wrote.
    fn conflict(&self) -> Markup {
        let Some(Conflict { mine, now }) = &self.conflict else { return html! {} };
        let theirs = if now.is_some() { self.address() } else { below("/guide/checks") };
        html! {
            div .trouble role="alert" {
                p { strong { "Not saved." } " The file was changed since you opened this form. Which one is to stay?" }
            }
            div .conflict role="group" aria-label="Two versions of this check" {
                input type="hidden" name="now" value=(json!(now));
                div .version {
                    p .version-title { "Yours, not saved" }
                    pre .version-text tabindex="0" { (mine) }
                    button .quiet type="submit" name="do" value="keep" { "Keep mine" }
                }
                div .version {
                    p .version-title { "The file as it is" }
                    pre .version-text tabindex="0" { @match now { Some(now) => { (now) } None => { "It is gone." } } }
                    a .quiet href=(theirs) { "Take theirs" }
                }
            }
        }
    }

    fn deleting(&self) -> Markup {
        let Some(was) = self.was.as_ref().filter(|_| self.of == Of::Kept && self.conflict.is_none()) else {
            return html! {};
        };
        deleting(&self.name, was)
    }
}

/// A field of a step.
struct Cell<'a> {
    /// None in the step that others are made from.
    id: Option<String>,
    name: &'static str,
    wrong: Option<&'a str>,
}

impl Cell<'_> {
    /// The id of what is told of it.
    fn told(&self) -> Option<String> {
        self.id.as_ref().filter(|_| self.wrong.is_some()).map(|id| format!("{id}-wrong"))
    }

    fn is_invalid(&self) -> Option<&'static str> {
        self.wrong.is_some().then_some("true")
    }

    fn line(&self, value: &str, like: &str) -> Markup {
        html! {
            input id=[self.id.as_ref()] name=(self.name) data-column=(self.name) value=(value) placeholder=(like) aria-invalid=[self.is_invalid()] aria-describedby=[self.told()] dir="auto" autocapitalize="none" spellcheck="false";
        }
    }

    fn method(&self, value: &str) -> Markup {
        html! {
            select id=[self.id.as_ref()] name=(self.name) data-column=(self.name) aria-invalid=[self.is_invalid()] aria-describedby=[self.told()] {
                @for method in METHODS { option value=(method) selected[method == value] { (method) } }
            }
        }
    }

    fn json(&self, value: &str) -> Markup {
        html! {
            // A line break at its beginning would be lost, as HTML has it.
            textarea .query id=[self.id.as_ref()] name=(self.name) data-column=(self.name) rows="2" placeholder="{\"user\": \"ada\"}" aria-invalid=[self.is_invalid()] aria-describedby=[self.told()] autocapitalize="none" spellcheck="false" { "\n" (value) }
        }
    }
}

fn name_of(field: StepField) -> &'static str {
    match field {
        StepField::Name => "step.name",
        StepField::Method => "step.method",
        StepField::Path => "step.path",
        StepField::Json => "step.json",
        StepField::Status => "step.status",
        StepField::Contains => "step.contains",
        StepField::Within => "step.within",
    }
}

/// The id of a field: where a link to what is wrong leads.
fn id_of(place: Place) -> String {
    match place {
        Place::Title => "title".to_owned(),
        Place::Every => "every".to_owned(),
        Place::Limit => "limit".to_owned(),
        Place::Acts => "as".to_owned(),
        Place::Steps => "steps".to_owned(),
        Place::Step(at, field) => format!("step-{}-{}", at + 1, name_of(field).trim_start_matches("step.")),
    }
}

/// A button that deletes, once it was asked for.
fn deleting(name: &str, was: &str) -> Markup {
    html! {
        details .doings-alone {
            summary .quiet { "Delete this check" }
            form .doing method="post" action={ (address_of(name)) "/delete" } {
                input type="hidden" name="was" value=(json!(was));
                p { "Its file goes, and its series end: an SLO on them has nothing more to count." }
                p { button #delete .button type="submit" { "Delete " (name) } }
            }
        }
    }
}

/// The page of a file that has mistakes: no form would show it whole.
pub(super) fn broken(
    app: &App,
    checks: &Checks,
    name: &str,
    text: &str,
    mistakes: &[Mistake],
    told: Option<&str>,
) -> Response {
    let file = checks.folder().join(format!("{name}.yaml"));
    let page = framed(
        app,
        name,
        html! {
            main #main .guide-index {
                h1 { "The check " (name) }
                @if let Some(told) = told { div .trouble role="alert" { p { strong { "Not done: " } (told) "." } } }
                (does_not_run(mistakes))
                p { "Mend it by hand, in " code { (file.display()) } ". Then load this page again, and it is a form." }
                div .code { pre tabindex="0" { code { (text) } } }
                (deleting(name, text))
                p .ways { a href=(below("/guide/checks")) { "All checks" } (explore(app, Some(name), "In Explore")) }
            }
        },
    );
    let status = if told.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    (status, page).into_response()
}
