//! `lab phase`: see and change how the app behaves.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use movie_guru::phase::behaviour::{Behaviour, Failure, Shape};
use movie_guru::phase::faults::{self, Fault};
use movie_guru::phase::mixes::Mixes;
use movie_guru::phase::scenario::{self, Read, Scenario, ScenarioError};
use movie_guru::phase::{Answer, Shaped};
use movie_guru_contract::{Operation, Outcome, Sentiment};
use reqwest::RequestBuilder;
use serde_json::{Map, Value, json};

use crate::cli::{PhaseArguments, PhaseCommand, Target};
use crate::client;
use crate::folder::Addresses;
use crate::terminal::{complain, say};

pub(crate) async fn phase(arguments: PhaseArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        PhaseCommand::List => list()?,
        PhaseCommand::Faults => list_faults(),
        PhaseCommand::Show(target) => {
            let backend = backend(&target)?;
            tell(client::http()?.get(backend.join("phase")?), &backend, describe).await?;
        }
        PhaseCommand::Set { name, file, quiet, target, admin_token } => {
            let wanted = match (name, file) {
                (Some(name), _) => json!({"scenario": Scenario::named(&name)?.name}),
                (None, Some(file)) => Value::Object(written(&file).with_context(|| file.display().to_string())?),
                (None, None) => bail!("name a scenario, or a file with --file"),
            };
            let backend = backend(&target)?;
            let mut request = client::http()?.post(backend.join("phase")?).json(&wanted);
            if let Some(token) = admin_token {
                request = request.bearer_auth(token);
            }
            tell(request, &backend, if quiet { only_that_it_is_on } else { describe }).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> anyhow::Result<()> {
    for name in scenario::names() {
        say(&format!("{name:<12} {}", Scenario::named(name)?.title));
    }
    Ok(())
}

fn list_faults() {
    for kind in faults::KINDS {
        say(&format!("{:<12} {}", kind.name, kind.does));
        for parameter in kind.parameters {
            say(&format!("{:<12}   {}: {}", "", parameter.name, parameter.takes));
        }
    }
}

/// A file with a scenario that can be taken, as it is: the backend may know more of it.
fn written(file: &Path) -> anyhow::Result<Map<String, Value>> {
    let fields = scenario::fields(&fs::read_to_string(file).context("it cannot be read")?)?;
    Scenario::read(&fields).map_err(ScenarioError::Fields)?;
    Ok(fields)
}

/// Asks the backend, and says what is on.
async fn tell(request: RequestBuilder, backend: &url::Url, words: fn(&Scenario) -> String) -> anyhow::Result<()> {
    let answer: Map<String, Value> = client::answer(request, backend).await?.json().await?;
    let Read { scenario, .. } = Answer::scenario(&answer)
        .map_err(|problems| anyhow::anyhow!("{backend} answered {}", scenario::list(&problems)))?;
    say(&words(&scenario));
    // What the backend does not know of what it was asked for.
    for part in answer.get("unknown").and_then(Value::as_array).into_iter().flatten() {
        let said = |name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default();
        complain(&format!("{} {}", said("field"), said("detail")));
    }
    Ok(())
}

fn backend(target: &Target) -> anyhow::Result<url::Url> {
    match &target.backend_url {
        Some(url) => Ok(url.clone()),
        None => Ok(Addresses::read(&target.folder.data_dir)?.backend),
    }
}

fn only_that_it_is_on(scenario: &Scenario) -> String {
    format!("{} is on since {}", scenario.name, jiff::Zoned::now().strftime("%H:%M:%S"))
}

fn describe(scenario: &Scenario) -> String {
    let mut lines = vec![format!("{}: {}", scenario.name, scenario.title)];
    lines.extend(table(scenario));
    lines.join("\n")
}

/// What people call the operations.
fn for_people(operation: Shaped) -> &'static str {
    match operation {
        Shaped::Measured(Operation::Startup) => "main page",
        Shaped::Measured(Operation::PrefGet) => "read preferences",
        Shaped::Measured(Operation::PrefUpdate) => "write preferences",
        other => other.name(),
    }
}

/// A scenario as a person reads it; none where the app is as it is.
pub(crate) fn table(scenario: &Scenario) -> Option<String> {
    let Behaviour { operations, mixes } = &scenario.behaviour;
    let shaped = Shaped::ALL.into_iter().filter_map(|operation| Some((operation, operations.get(&operation)?)));
    let mut lines: Vec<_> = shaped.map(|(operation, shape)| row(for_people(operation), shape)).collect();
    lines.extend(mixes.iter().flat_map(mixes_rows));
    lines.extend(scenario.faults.iter().map(fault_row));
    Some(lines.join("\n")).filter(|table| !table.is_empty())
}

fn row(name: &str, Shape { success, min_ms, max_ms, failure }: &Shape) -> String {
    let row = format!("  {name:<18} {:>5.1} % succeed   {min_ms:>5} to {max_ms:>5} ms", success * 100.0);
    match failure {
        Failure { status: 500, detail: None } => row,
        Failure { status, detail } => format!("{row}   others: {status} {}", detail.as_deref().unwrap_or_default()),
    }
}

fn mixes_rows(mixes: &Mixes) -> [String; 2] {
    let share = |value: f64| format!("{:.0} %", value * 100.0);
    let outcomes = Outcome::ALL.into_iter().zip(mixes.outcome);
    // The one that the 24 fields cannot say is told where there is some of it.
    let outcomes = outcomes.filter(|(outcome, value)| *outcome != Outcome::Irrelevant || *value > 0.0);
    let outcomes: Vec<_> =
        outcomes.map(|(outcome, value)| format!("{} {}", share(value), outcome.name().to_lowercase())).collect();
    let sentiments = Sentiment::ALL.into_iter().zip(mixes.sentiment);
    let sentiments: Vec<_> =
        sentiments.map(|(tone, value)| format!("{} {}", share(value), tone.name().to_lowercase())).collect();
    let unsafe_share = share(mixes.safety_issue);
    [
        format!("  chat outcome       {}; {unsafe_share} safety issues", outcomes.join(", ")),
        format!("  chat sentiment     {}", sentiments.join(", ")),
    ]
}

fn fault_row(fault: &Fault) -> String {
    let parameters: Vec<_> = fault.parameters.iter().map(|(name, value)| format!("{name} {value}")).collect();
    let known = faults::KINDS.iter().any(|kind| kind.name == fault.name);
    let known = if known { "" } else { "   (not known to this version of lab)" };
    format!("  fault {:<12} {}{known}", fault.name, parameters.join(", "))
}
