//! Goose's page with what a lab adds: links to its other parts, the figures, and what people do. Nothing of Goose's
//! script is touched; what it has and a lab has not (Quit, its own reports) is hidden, and refused by `routes`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use movie_guru_pages::below;

use crate::front::links::links;
use crate::front::proxy;
use crate::front::state::Front;

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("front.css")).into_response()
}

pub(super) async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("front.js")).into_response()
}

pub(super) async fn base_script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("base.js")).into_response()
}

pub(super) async fn index(State(front): State<Arc<Front>>) -> Response {
    let Some(answer) = proxy::answer(&front, "/").await else { return proxy::away() };
    match answer.text().await {
        Ok(goose) => Html(with_the_labs_part(&goose, &front)).into_response(),
        Err(_) => proxy::away(),
    }
}

fn with_the_labs_part(goose: &str, front: &Front) -> String {
    let (pods, panel) = (pods(front).into_string(), panel(front).into_string());
    let links = links(&front.links).into_string();
    // Goose's script asks by addresses that begin at the root.
    let shim = match below("") {
        base if base.is_empty() => String::new(),
        _ => format!(r#"<script src="{}"></script>"#, below("/lab/base.js")),
    };
    [
        (r#"href="/static/"#, format!(r#"href="{}"#, below("/static/"))),
        (r#"src="/static/"#, format!(r#"src="{}"#, below("/static/"))),
        ("<title>Goose Dashboard</title>", "<title>Load · Movie Guru Lab</title>".to_owned()),
        ("</head>", format!(r#"<link rel="stylesheet" href="{}">{shim}</head>"#, below("/lab/front.css"))),
        (r#"<header class="top-bar">"#, format!(r#"{links}<header class="top-bar">"#)),
        ("<h1>Goose</h1>", "<h1>Load generator</h1>".to_owned()),
        ("</header>", format!("</header>{pods}")),
        (r#"<section id="kpis""#, format!(r#"{panel}<section id="kpis""#)),
        ("</body>", format!(r#"<script src="{}"></script></body>"#, below("/lab/front.js"))),
    ]
    .into_iter()
    .fold(goose.to_owned(), |page, (place, put)| page.replacen(place, &put, 1))
}

/// Filled in by the script, as pods come and go.
fn pods(front: &Front) -> Markup {
    html! { @if front.peers.is_some() { p #lab-pods role="status" hidden { strong {} " " span {} } } }
}

fn panel(front: &Front) -> Markup {
    html! {
        section #lab-panel.card aria-labelledby="lab-heading" {
            h2 #lab-heading { "People" }
            form #lab-form novalidate {
                label for="lab-journeys" { "Journeys" }
                input #lab-journeys name="journeys" list="lab-sets" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-sets { @for set in front.load.journeys().sets() { option value=(set) {} } }
                label for="lab-think_time" { "Think time" }
                input #lab-think_time name="think_time" list="lab-thinks" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-thinks { option value="1s-2s" {} option value="log-normal:2s,6s" {} }
                label for="lab-shape" { "Shape" }
                input #lab-shape name="shape" list="lab-shapes" placeholder="steady" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-shapes {
                    option value="ramp:50,10m" {} option value="steps:10,20,40,5m" {} option value="sine:5,50,8h" {}
                    option value="spike:10,100,1m" {}
                }
                label for="lab-rate" { "Rate" }
                input #lab-rate name="rate" placeholder="as people come" list="lab-rates" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-rates { option value="50/s" {} }
                label for="lab-stop_if" { "Stop if" }
                input #lab-stop_if name="stop_if" placeholder="never before its time" list="lab-stops" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-stops { option value="errors>20%" {} option value="p99.9>10s" {} }
                label for="lab-percentiles" { "Percentiles" }
                input #lab-percentiles name="percentiles" placeholder="p50, p90, p95, p99" list="lab-asked" autocomplete="off" spellcheck="false" aria-describedby="lab-status";
                datalist #lab-asked { option value="p99.9" {} option value="p75,p99.9,p99.99" {} }
                label for="lab-through" { "Through" }
                select #lab-through name="through" aria-describedby="lab-status" {
                    option value="web" { "web app, as browsers" } option value="backend" { "straight to the backend" }
                }
                button type="submit" .ctrl-btn { "Apply" }
            }
            p #lab-status.control-help role="status" {
                "For the next start. A shape says how many people there are when; a rate sends that many requests each second, \
                 however slow the answers (open model)."
            }
            p #lab-ended role="status" hidden {}
            p.lab-figures {
                "Figures of this run: "
                a href=(below("/report")) { "report" } " · " a href=(below("/api/stats")) { "JSON" } " · " a href=(below("/api/stats.csv")) { "requests" } " · "
                a href=(below("/api/failures.csv")) { "failures" } " · " a href=(below("/api/run.csv")) { "seconds" }
            }
        }
    }
}
