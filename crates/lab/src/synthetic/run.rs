//! One run of a check: its steps in their order, with a cookie jar of its own, until one fails or the time is over.

use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail, ensure};
use movie_guru_contract::CallResult;
use movie_guru_workshop::synthetic::{Acts, Check, Expect, Step, duration_text, is_below};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// No page of the app is as large.
const MOST_BYTES: usize = 4 << 20;
const MOST_REDIRECTS: usize = 5;
/// So long an answer to `/behaviour` is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// What a page says to a person whose call did not leave it.
const LOST: &str = "the connection was lost before an answer came";
/// So much of the app's own words is told.
const MOST_SIGNS: usize = 120;

/// How one step went.
#[derive(Debug)]
pub(super) struct StepRun {
    pub(super) name: String,
    pub(super) took: Duration,
    pub(super) failure: Option<anyhow::Error>,
}

/// How one run went, as far as it came.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) steps: Vec<StepRun>,
    pub(super) took: Duration,
}

impl Run {
    pub(super) fn result(&self) -> CallResult {
        if self.failure().is_none() { CallResult::Success } else { CallResult::Error }
    }

    /// The step that failed, and why.
    pub(super) fn failure(&self) -> Option<(&str, &anyhow::Error)> {
        self.steps.iter().find_map(|step| Some((step.name.as_str(), step.failure.as_ref()?)))
    }
}

/// The page that a check acts as: it drops the share of its calls that the scenario wants, exactly.
#[derive(Debug)]
pub(super) struct Page {
    drop: f64,
    /// Where in the row of calls it stands, 0 to 1.
    owed: f64,
}

/// What of `GET /behaviour` matters here.
#[derive(Deserialize)]
struct Behaviour {
    drop: f64,
}

impl Page {
    pub(super) fn new() -> Self {
        Self::beginning_at(rand::random())
    }

    fn beginning_at(owed: f64) -> Self {
        Self { drop: 0.0, owed }
    }

    /// Asks how to behave. Without an answer it goes on as before.
    async fn ask(&mut self, client: &Client, app: &Url) {
        let Ok(url) = app.join("behaviour") else { return };
        let Ok(answer) = client.get(url).timeout(PATIENCE).send().await else { return };
        if let Ok(behaviour) = answer.json::<Behaviour>().await {
            self.drop = behaviour.drop.clamp(0.0, 1.0);
        }
    }

    /// Whether the next call does not leave it.
    fn drops(&mut self) -> bool {
        self.owed += self.drop;
        let drops = self.owed >= 1.0;
        if drops {
            self.owed -= 1.0;
        }
        drops
    }
}

/// Runs a check once against the app at an address that ends with a slash.
pub(super) async fn run(check: &Check, app: &Url, page: &mut Page) -> Run {
    let client = client(app);
    if let (Acts::Browser, Ok(client)) = (check.acts, &client) {
        page.ask(client, app).await;
    }
    let started = Instant::now();
    let mut steps = Vec::new();
    for step in &check.steps {
        let begun = Instant::now();
        let left = check.limit.saturating_sub(started.elapsed());
        let is_lost = check.acts == Acts::Browser && step.path.is_call() && page.drops();
        let done = match &client {
            _ if is_lost => Err(anyhow!(LOST)),
            Ok(client) => in_time(client, app, step, left, check.limit).await,
            Err(error) => Err(anyhow!("{error:#}")),
        };
        let failed = done.is_err();
        steps.push(StepRun { name: step.name.clone(), took: begun.elapsed(), failure: done.err() });
        if failed {
            break;
        }
    }
    Run { steps, took: started.elapsed() }
}

/// A client with an empty cookie jar. It follows the app where it leads, and nobody else.
fn client(app: &Url) -> anyhow::Result<Client> {
    let app = app.clone();
    let follow = move |attempt: Attempt<'_>| {
        let goes_on = is_below(attempt.url(), &app) && attempt.previous().len() <= MOST_REDIRECTS;
        if goes_on { attempt.follow() } else { attempt.stop() }
    };
    let client = Client::builder().no_proxy().cookie_store(true).redirect(Policy::custom(follow));
    client.build().context("no HTTP client")
}

/// A step, for as long as it may take: `within`, or what is `left` of the limit.
async fn in_time(client: &Client, app: &Url, step: &Step, left: Duration, limit: Duration) -> anyhow::Result<()> {
    let within = step.expect.within.filter(|within| *within <= left);
    match tokio::time::timeout(within.unwrap_or(left), take(client, app, step)).await {
        Ok(done) => done,
        Err(_) => match within {
            Some(within) => bail!("no answer within {}", duration_text(within)),
            None => bail!("no answer within the limit of {} for all steps", duration_text(limit)),
        },
    }
}

async fn take(client: &Client, app: &Url, step: &Step) -> anyhow::Result<()> {
    let mut request = client.request(step.method.clone(), step.path.at(app)?);
    if let Some(json) = &step.json {
        request = request.json(json);
    }
    let response = request.send().await.map_err(reqwest::Error::without_url)?;
    let status = response.status();
    let body = body(response).await?;
    let Expect { status: wanted, contains, .. } = &step.expect;
    if !wanted.map_or(status.is_success(), |wanted| status == wanted) {
        let wanted = wanted.map_or_else(|| "a success".to_owned(), |wanted| wanted.as_str().to_owned());
        bail!("HTTP {}, not {wanted}{}", status.as_str(), words(&body));
    }
    if let Some(contains) = contains {
        ensure!(body.contains(contains), "the answer does not contain `{contains}`");
    }
    Ok(())
}

/// The whole body, as text.
async fn body(mut response: Response) -> anyhow::Result<String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(reqwest::Error::without_url)? {
        ensure!(body.len() + chunk.len() <= MOST_BYTES, "the answer is larger than {} MB", MOST_BYTES >> 20);
        body.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}

/// What the app itself says of an error (RFC 9457).
fn words(body: &str) -> String {
    let problem: Value = serde_json::from_str(body).unwrap_or_default();
    let detail = problem["detail"].as_str().unwrap_or_default();
    let words: String = detail.chars().filter(|sign| !sign.is_control()).take(MOST_SIGNS).collect();
    if words.is_empty() { words } else { format!(": {words}") }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::response::Redirect;
    use axum::routing::get;
    use movie_guru_workshop::synthetic::read;

    use super::*;

    /// An app with these routes, at an address of its own.
    async fn serve(routes: Router) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        url
    }

    async fn failure_of(step: &str, app: &Url) -> Option<String> {
        let check = read(&format!("title: t\nlimit: 5s\nsteps:\n- {step}\n")).unwrap();
        let run = run(&check, app, &mut Page::new()).await;
        run.failure().map(|(_, failure)| format!("{failure:#}"))
    }

    #[tokio::test]
    async fn the_app_is_followed_and_nobody_else() {
        let other = serve(Router::new().route("/", get(|| async { "elsewhere" }))).await;
        let to_other = Redirect::to(other.as_str());
        let routes = Router::new()
            .route("/team/in", get(|| async { Redirect::to("/team/there") }))
            .route("/team/there", get(|| async { "here" }))
            .route("/team/out", get(|| async move { to_other }))
            .route("/team/up", get(|| async { Redirect::to("/there") }))
            .route("/team/round", get(|| async { Redirect::to("/team/round") }));
        let app = serve(routes).await.join("team/").unwrap();
        assert_eq!(failure_of("{name: a, get: /in, expect: {contains: here}}", &app).await, None);
        for path in ["/out", "/up", "/round"] {
            let failure = failure_of(&format!("{{name: a, get: {path}}}"), &app).await.unwrap();
            assert_eq!(failure, "HTTP 303, not a success", "{path}");
        }
    }

    #[tokio::test]
    async fn an_answer_without_an_end_is_not_read_to_its_end() {
        let large = "x".repeat(MOST_BYTES + 1);
        let app = serve(Router::new().route("/", get(|| async { large }))).await;
        assert_eq!(failure_of("{name: a, get: /}", &app).await.unwrap(), "the answer is larger than 4 MB");
    }

    #[test]
    fn a_page_drops_exactly_the_wanted_share() {
        let dropped = |drop, owed| {
            let mut page = Page { drop, ..Page::beginning_at(owed) };
            (0..100).filter(|_| page.drops()).count()
        };
        assert_eq!([dropped(0.0, 0.9), dropped(0.5, 0.0), dropped(0.5, 0.9), dropped(1.0, 0.3)], [0, 50, 50, 100]);
    }
}
