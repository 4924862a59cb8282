//! `GET /grade`: the lab's own SLOs and alerts, graded; a part of it again while a slider moves.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use movie_guru_grader::page::{SCRIPT, STYLE, answer, changed, refused, with_sliders};
use movie_guru_grader::{Grade, Submission};
use movie_guru_monitor::pages::{Frame, Framed};
use movie_guru_pages::{FOR_GOOD, below, content_type};
use movie_guru_service::asked::{Path, Query};

use super::desk::{Desk, NoGrade, Own};

/// Where the page is.
pub(crate) const ADDRESS: &str = "/grade";
/// Where sliders ask.
pub(super) const WHAT_IF: &str = "/grade/what-if";
/// The page's files.
pub(super) const FILES: &str = "/grade/{version}/{file}";

/// Of the page's files: another content has another address.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    [STYLE, SCRIPT].hash(&mut hasher);
    format!("{:016x}", hasher.finish())
});

/// What the page is made of.
pub(super) struct Served {
    pub(super) desk: Arc<Desk>,
    pub(super) frame: Frame,
}

/// A grade that is there by then is shown at once, without saying that it is under way.
const SOON: Duration = Duration::from_millis(1500);

/// `GET /grade`
pub(super) async fn page(State(served): State<Arc<Served>>) -> Markup {
    let own = served.desk.own();
    let _ = tokio::time::timeout(SOON, own.grade()).await;
    framed(&served.frame, content(&own))
}

fn framed(frame: &Frame, content: Markup) -> Markup {
    let (style, script) = (asset("style.css"), asset("script.js"));
    let content = html! {
        h1 { "Grade" }
        p .lead {
            "What the SLOs and alerts of this lab would have done on two weeks of each kind of trouble, and what to change. "
            code { "lab grade" } " grades files, and says the same in a terminal."
        }
        (content)
    };
    frame.render(&Framed { title: "Grade", address: ADDRESS, style: &style, script: &script, content })
}

/// While the grade is under way, the page asks again by itself; then no longer, for somebody may try numbers on it.
fn content(own: &Own) -> Markup {
    let reading = &own.reading;
    if reading.submission.subjects.is_empty() && reading.submission.unread.is_empty() {
        return html! {
            div #grade .empty data-live {
                p { strong { "There is no SLO to grade yet." } }
                p { "Make one, and an alert for it: this page then says what they are worth." }
                p { a .button href=(below("/slos/new")) { "New SLO" } }
            }
        };
    }
    match own.known() {
        None => {
            let (done, of) = own.progress();
            html! {
                div #grade .grade-progress .card data-live {
                    p { strong { "The grade is under way" } @if of > 0 { ": " (done) " of " (of) " done" } "." }
                    progress max=(of.max(1)) value=(done) aria-label="The grade" {}
                    p .small { "Two weeks of each kind of trouble are played to these SLOs and their alerts; the page shows what comes of it by itself." }
                    ul { @for subject in &reading.submission.subjects { li { (subject.title) ", " (subject.alerts.len()) " alerts" } } }
                }
            }
        }
        Some(Ok(grade)) => html! {
            div #grade .stack {
                (with_sliders(&grade, &below(WHAT_IF)))
                @if !reading.notes.is_empty() {
                    ul .small { @for note in &reading.notes { li { (note) } } }
                }
            }
        },
        Some(Err(_)) => html! {
            div #grade data-live {
                p .problem role="alert" { "The grade broke, and the lab's log says how. This page tries again by itself." }
            }
        },
    }
}

/// `GET /grade/what-if`: with the fields of the page's form.
pub(super) async fn what_if(
    State(served): State<Arc<Served>>,
    Query(fields): Query<Vec<(String, String)>>,
) -> (StatusCode, Markup) {
    match tried(&served.desk, &fields).await {
        Ok(answer) => (StatusCode::OK, answer),
        Err((status, why)) => (status, refused(&why)),
    }
}

async fn tried(desk: &Desk, fields: &[(String, String)]) -> Result<Markup, (StatusCode, String)> {
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let own = desk.own();
    let (slo, timeline) = (field("slo").unwrap_or_default(), field("timeline").unwrap_or_default());
    let gone = |what: &str| (StatusCode::NOT_FOUND, format!("There is no such {what} any more: load the page anew."));
    let subject =
        own.reading.submission.subjects.iter().find(|subject| subject.title == slo).ok_or_else(|| gone("SLO"))?;
    let timeline = desk.timeline(timeline).ok_or_else(|| gone("timeline"))?;
    let pairs = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let subject = changed(subject, pairs).map_err(|why| (StatusCode::UNPROCESSABLE_ENTITY, why))?;
    let name = timeline.name.clone();
    let recordings = own.reading.submission.recordings.clone();
    let submission = Submission { subjects: vec![subject], recordings, unread: Vec::new() };
    let grade = desk.grade_on(submission, timeline).await.map_err(|error| match error {
        NoGrade::Crowded => {
            (StatusCode::SERVICE_UNAVAILABLE, "Others try numbers too: try again in some seconds.".to_owned())
        }
        NoGrade::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "It broke, and the lab's log says how.".to_owned()),
    })?;
    let known = own.known().and_then(Result::ok);
    let before = known.as_ref().and_then(|grade| before(grade, slo, &name));
    let graded = grade.subjects.first().ok_or_else(|| gone("SLO"))?;
    Ok(answer(graded, before))
}

fn before<'a>(grade: &'a Grade, slo: &str, timeline: &str) -> Option<&'a movie_guru_grader::report::OnTimeline> {
    let graded = grade.subjects.iter().find(|subject| subject.title == slo)?;
    graded.timelines.iter().find(|on| on.name == timeline)
}

/// The address of a file of the page.
fn asset(file: &str) -> String {
    format!("{ADDRESS}/{}/{file}", *VERSION)
}

/// `GET /grade/{version}/{file}`
pub(super) async fn file(Path((version, file)): Path<(String, String)>) -> Response {
    let text = match file.as_str() {
        "style.css" => STYLE,
        "script.js" => SCRIPT,
        _ => "",
    };
    if text.is_empty() || version != *VERSION {
        return (StatusCode::NOT_FOUND, "There is no such file.\n").into_response();
    }
    let headers: [(_, HeaderValue); 2] =
        [(header::CACHE_CONTROL, FOR_GOOD), (header::CONTENT_TYPE, content_type(&file))];
    (headers, text).into_response()
}
