//! `lab probe`: a synthetic user who walks log in → main page → one chat through the web edge, again and again.
//!
//! It sees what no metric of a service sees: that there is no service. It does what a page asks for, without a browser,
//! so what goes wrong inside a page it does not meet.

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use movie_guru_contract::{CallResult, Operation, PROBE_DURATION, PROBE_RUNS, PROBE_SUCCESS, label};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, instruments};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{BoundCounter, Gauge, Meter};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::cli::ProbeArguments;
use crate::client;
use crate::folder::Addresses;
use crate::probe_page;
use crate::terminal::{complain, say};

/// How often it walks.
pub(crate) const EVERY: Duration = Duration::from_secs(10);
/// Longer than the edge's own time-out, so that its 504 is seen as one.
const PATIENCE: Duration = Duration::from_secs(35);
const NAME: &str = "lab-probe";
const MESSAGE: &str = "A comedy for tonight, please";

/// A step of the walk: the label `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    LogIn,
    MainPage,
    Chat,
}

impl Step {
    const ALL: [Self; 3] = [Self::LogIn, Self::MainPage, Self::Chat];

    const fn name(self) -> &'static str {
        match self {
            Self::LogIn => Operation::Login.name(),
            Self::MainPage => Operation::Startup.name(),
            Self::Chat => Operation::Chat.name(),
        }
    }
}

/// How one walk went, as far as it came.
pub(crate) struct Walk {
    took: Vec<(Step, Duration)>,
    failure: Option<anyhow::Error>,
}

impl fmt::Display for Walk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.failure.is_some() { "!! " } else { "ok " })?;
        for (step, took) in &self.took {
            write!(formatter, " {} {} ms", step.name(), took.as_millis())?;
        }
        self.failure.as_ref().map_or(Ok(()), |failure| write!(formatter, "  {failure:#}"))
    }
}

/// The series of the probe.
pub(crate) struct Meters {
    success: Gauge<u64>,
    duration: Gauge<f64>,
    runs: [BoundCounter<u64>; 2],
}

impl Meters {
    /// Success and durations appear with the first walk: before it, nothing is known.
    pub(crate) fn new(meter: &Meter) -> Self {
        let runs = instruments::counter(meter, PROBE_RUNS);
        Self {
            success: instruments::gauge(meter, PROBE_SUCCESS),
            duration: instruments::gauge_f64(meter, PROBE_DURATION),
            runs: CallResult::ALL.map(|result| {
                let runs = runs.bind(&[KeyValue::new(label::RESULT, result.name())]);
                runs.add(0);
                runs
            }),
        }
    }

    fn record(&self, walk: &Walk) {
        let result = if walk.failure.is_none() { CallResult::Success } else { CallResult::Error };
        self.success.record(u64::from(result == CallResult::Success), &[]);
        self.runs[result as usize].add(1);
        for step in Step::ALL {
            // A step that was not come to took no time, so that no old figure stays.
            let took = walk.took.iter().find(|(taken, _)| *taken == step).map_or(0.0, |(_, took)| took.as_secs_f64());
            self.duration.record(took, &[KeyValue::new(label::STEP, step.name())]);
        }
    }
}

/// Walks every `every`, beginning now, until told to stop.
pub(crate) async fn keep_walking(
    web: Url,
    every: Duration,
    meters: Meters,
    tell: impl Fn(&Walk),
    stop: CancellationToken,
) -> std::io::Result<()> {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let walking = async {
        loop {
            tick.tick().await;
            let walk = walk(&web).await;
            meters.record(&walk);
            tell(&walk);
        }
    };
    tokio::select! {
        () = stop.cancelled() => Ok(()),
        never = walking => never,
    }
}

async fn walk(web: &Url) -> Walk {
    let mut walk = Walk { took: Vec::new(), failure: None };
    let client = match reqwest::Client::builder().no_proxy().cookie_store(true).timeout(PATIENCE).build() {
        Ok(client) => client,
        Err(error) => return Walk { failure: Some(error.into()), ..walk },
    };
    for step in Step::ALL {
        let started = Instant::now();
        let done = take(&client, web, step).await;
        walk.took.push((step, started.elapsed()));
        if let Err(error) = done {
            walk.failure = Some(error.context(step.name()));
            break;
        }
    }
    walk
}

async fn take(client: &reqwest::Client, web: &Url, step: Step) -> anyhow::Result<()> {
    let ask = |method, path: &str| anyhow::Ok(client.request(method, web.join(path)?));
    match step {
        Step::LogIn => {
            let answer = json_of(ask(Method::POST, "api/login")?.json(&json!({ "user": NAME }))).await?;
            ensure!(answer["login"] == "success", "the answer is no success");
        }
        Step::MainPage => {
            let page = answer(ask(Method::GET, "")?).await?.text().await?;
            ensure!(page.contains("<main"), "the page is blank");
            let films = json_of(ask(Method::GET, "api/startup")?).await?;
            ensure!(films["context"].as_array().is_some_and(|films| !films.is_empty()), "there are no films");
        }
        Step::Chat => {
            let said = json_of(ask(Method::POST, "api/chat")?.json(&json!({ "content": MESSAGE }))).await?;
            ensure!(said["answer"].as_str().is_some_and(|answer| !answer.trim().is_empty()), "the answer is blank");
        }
    }
    Ok(())
}

async fn json_of(request: RequestBuilder) -> anyhow::Result<Value> {
    answer(request).await?.json().await.context("the answer is not JSON")
}

async fn answer(request: RequestBuilder) -> anyhow::Result<reqwest::Response> {
    let response = request.send().await.map_err(reqwest::Error::without_url)?;
    let status = response.status();
    if status == StatusCode::OK { Ok(response) } else { bail!("HTTP {status}") }
}

/// The command.
pub(crate) async fn probe(arguments: ProbeArguments) -> anyhow::Result<ExitCode> {
    let web = match arguments.web_url {
        Some(url) => client::folder(url),
        None => Addresses::read(&arguments.folder.data_dir)?.web,
    };
    if arguments.once {
        let walk = walk(&web).await;
        say(&walk.to_string());
        return Ok(if walk.failure.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let telemetry = Telemetry::new("lab-probe", &Otlp::from_environment())?;
    let stop = movie_guru_service::listen().context("cannot listen for Ctrl-C")?;
    let page = probe_page::bind(arguments.listen).await?;
    say(&format!("Walking through {web} every {} s; http://{}/metrics", arguments.every, page.local_addr()?));
    let tell = |walk: &Walk| if walk.failure.is_none() { say(&walk.to_string()) } else { complain(&walk.to_string()) };
    let meters = Meters::new(telemetry.meter());
    let walking = keep_walking(web, Duration::from_secs(arguments.every), meters, tell, stop.clone());
    tokio::try_join!(walking, probe_page::serve(page, telemetry.clone(), stop))?;
    tokio::task::spawn_blocking(move || telemetry.shutdown()).await?;
    Ok(ExitCode::SUCCESS)
}
