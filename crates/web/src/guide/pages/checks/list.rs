//! `GET /guide/checks`: every check of one's own, and how its last run went.

use maud::{Markup, html};
use movie_guru_contract::{SYNTHETIC_RUNS, label};
use movie_guru_workshop::synthetic::{Checks, KeptCheck, LastRun, MOST_CHECKS, Mistake, duration_text};
use url::form_urlencoded;

use super::address::{TAKEN, address_of};
use crate::app::App;
use crate::guide::pages::frame::{clock, trouble};

/// The parts that change.
pub(super) async fn part(app: &App, checks: &Checks) -> Markup {
    let all = checks.all().await;
    html! {
        section #checks .checks data-part="" aria-labelledby="checks-title" {
            h2 #checks-title { "Yours" }
            @match &all {
                Err(error) => { (trouble("The folder of checks cannot be read.", &error.to_string())) }
                Ok(all) if all.is_empty() => { p .muted { "There is none yet." } }
                Ok(all) => {
                    ul .cards { @for check in all { (card(app, check)) } }
                    p .ways { (explore(app, None, "All of them in Explore")) }
                }
            }
            @match all.as_ref().map_or(0, Vec::len) {
                count if count >= MOST_CHECKS => { p { "There are " (MOST_CHECKS) " checks, and no more can run. Delete one to make another." } }
                _ => { p { a .button href=(address_of("new")) { "Make a check" } } }
            }
        }
    }
}

fn card(app: &App, check: &KeptCheck) -> Markup {
    let name = check.name.as_deref();
    let shown = name.unwrap_or(&check.file);
    // An address that is another page's, or none, leads to no form.
    let form = name.filter(|name| !TAKEN.contains(name)).map(address_of);
    html! {
        li .card id={ "check-" (shown) } {
            h3 {
                @match &check.outcome { Ok(check) => { (check.title) } Err(_) => { (shown) } }
            }
            @match &check.outcome {
                Ok(written) => {
                    p .small {
                        code { (shown) } " runs every " (duration_text(written.every)) " as a " (written.acts) ": "
                        (steps(written.steps.len()))
                    }
                    (last_run(check.last_run.as_ref()))
                }
                Err(mistakes) => { (does_not_run(mistakes)) }
            }
            p .ways {
                @if let Some(form) = form { a href=(form) { "Change " span .visually-hidden { (shown) } } }
                @else { span .muted { "Only its file, " code { (check.file) } ", can be changed." } }
                @if let (Ok(_), Some(name)) = (&check.outcome, name) {
                    (explore(app, Some(name), "In Explore"))
                }
            }
        }
    }
}

fn steps(count: usize) -> String {
    if count == 1 { "1 step".to_owned() } else { format!("{count} steps") }
}

/// How the last run went.
pub(super) fn last_run(run: Option<&LastRun>) -> Markup {
    html! {
        @match run {
            None => { p .run { "It has not run yet. The first run comes within ten seconds." } }
            Some(LastRun { at, took, failure: None }) => {
                p .run data-verdict="holds" { span .mark { "Went well" } " at " (clock(*at)) ", in " (took.as_millis()) " ms" }
            }
            Some(LastRun { at, took, failure: Some((step, why)) }) => {
                p .run data-verdict="fails" {
                    span .mark { "Failed" } " at " (clock(*at)) ", after " (took.as_millis()) " ms, in the step “" (step) "”: " (why)
                }
            }
        }
    }
}

/// Why a file does not run.
pub(super) fn does_not_run(mistakes: &[Mistake]) -> Markup {
    html! {
        p .run data-verdict="fails" { span .mark { "Does not run" } }
        ul .links { @for mistake in mistakes { li { (mistake) } } }
    }
}

/// A link to the page that plots the share of runs that went well, of one check or of each; nothing without a monitor.
pub(super) fn explore(app: &App, check: Option<&str>, words: &str) -> Markup {
    let Some(monitor) = &app.addresses.monitor else { return html! {} };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("query", &query(check)).finish();
    html! {
        a href={ (monitor) "/explore?" (query) } {
            (words)
            @if let Some(check) = check { span .visually-hidden { ": " (check) } }
        }
    }
}

/// The share of runs that went well; docs/synthetic.md has the same.
fn query(check: Option<&str>) -> String {
    let (runs, by) = (SYNTHETIC_RUNS.exposed(), label::CHECK);
    let of = check.map(|check| format!("{by}=\"{check}\"")).unwrap_or_default();
    let comma = if of.is_empty() { "" } else { "," };
    let all = if of.is_empty() { String::new() } else { format!("{{{of}}}") };
    format!(
        "sum by ({by}) (rate({runs}{{{of}{comma}{}=\"success\"}}[1m])) / sum by ({by}) (rate({runs}{all}[1m]))",
        label::RESULT
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plotted_is_what_the_docs_say() {
        let page = include_str!("../../../../../../docs/synthetic.md");
        assert!(page.contains(&format!("```\n{}\n```", query(None))), "{}", query(None));
        assert!(
            query(Some("a")).contains("{check=\"a\",result=\"success\"}")
                && query(Some("a")).contains("{check=\"a\"}[")
        );
    }
}
