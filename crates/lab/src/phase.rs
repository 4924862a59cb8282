//! `lab phase`: see and change how the app behaves.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, bail};
use movie_guru::phase::Phase;
use movie_guru::phase::scenario::{self, Scenario};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{PhaseArguments, PhaseCommand, Target};
use crate::client;
use crate::folder::Addresses;
use crate::terminal::say;

/// What `GET /phase` answers.
#[derive(Deserialize)]
struct Current {
    #[serde(rename = "CurrentProbMetrics")]
    phase: Option<Phase>,
    scenario: String,
}

pub(crate) async fn phase(arguments: PhaseArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        PhaseCommand::List => list()?,
        PhaseCommand::Show(target) => show(&target).await?,
        PhaseCommand::Set { name, file, target, admin_token } => {
            let wanted = match (name, file) {
                (Some(name), _) => json!({"scenario": Scenario::named(&name)?.name}),
                (None, Some(file)) => {
                    let text =
                        fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                    body(&Scenario::parse(scenario::CUSTOM, &text).with_context(|| file.display().to_string())?)?
                }
                (None, None) => bail!("name a scenario, or a file with --file"),
            };
            set(&target, &wanted, admin_token).await?;
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

/// What the API takes for a scenario from a file.
fn body(scenario: &Scenario) -> anyhow::Result<Value> {
    if scenario.web.drop > 0.0 {
        bail!("only the shipped scenarios can drop browser calls (web.drop); leave it out of the file");
    }
    match &scenario.phase {
        Some(phase) => Ok(serde_json::to_value(phase)?),
        None => Ok(json!({"scenario": scenario::HEALTHY})),
    }
}

async fn show(target: &Target) -> anyhow::Result<()> {
    let backend = backend(target)?;
    let url = backend.join("phase")?;
    let current: Current = client::answer(client::http()?.get(url.clone()), &backend).await?.json().await?;
    say(&describe(&current));
    Ok(())
}

async fn set(target: &Target, wanted: &Value, admin_token: Option<String>) -> anyhow::Result<()> {
    let backend = backend(target)?;
    let mut request = client::http()?.post(backend.join("phase")?).json(wanted);
    if let Some(token) = admin_token {
        request = request.bearer_auth(token);
    }
    let current: Current = client::answer(request, &backend).await?.json().await?;
    say(&describe(&current));
    Ok(())
}

fn backend(target: &Target) -> anyhow::Result<url::Url> {
    match &target.backend_url {
        Some(url) => Ok(url.clone()),
        None => Ok(Addresses::read(&target.folder.data_dir)?.backend),
    }
}

fn describe(current: &Current) -> String {
    let title =
        Scenario::named(&current.scenario).map_or_else(|_| "a phase of your own".to_owned(), |known| known.title);
    let mut lines = vec![format!("{}: {title}", current.scenario)];
    lines.extend(current.phase.as_ref().map(table));
    lines.join("\n")
}

/// The phase as a person reads it.
pub(crate) fn table(phase: &Phase) -> String {
    let row = |name: &str, success: f64, min: u64, max: u64| {
        format!("  {name:<18} {:>5.1} % succeed   {min:>5} to {max:>5} ms", success * 100.0)
    };
    let share = |value: f64| format!("{:.0} %", value * 100.0);
    [
        row("login", phase.login_success, phase.login_latency_min_ms, phase.login_latency_max_ms),
        row("main page", phase.startup_success, phase.startup_latency_min_ms, phase.startup_latency_max_ms),
        row("chat", phase.chat_success, phase.chat_latency_min_ms, phase.chat_latency_max_ms),
        row("read preferences", phase.pref_get_success, phase.pref_get_latency_min_ms, phase.pref_get_latency_max_ms),
        row(
            "write preferences",
            phase.pref_update_success,
            phase.pref_update_latency_min_ms,
            phase.pref_update_latency_max_ms,
        ),
        format!(
            "  chat outcome       {} engaged, {} acknowledged, {} rejected, {} unclassified; {} safety issues",
            share(phase.chat_engaged),
            share(phase.chat_acknowledged),
            share(phase.chat_rejected),
            share(phase.chat_unclassified),
            share(phase.chat_safety_issue)
        ),
        format!(
            "  chat sentiment     {} positive, {} negative, {} neutral, {} unclassified",
            share(phase.chat_s_positive),
            share(phase.chat_s_negative),
            share(phase.chat_s_neutral),
            share(phase.chat_s_unclassified)
        ),
    ]
    .join("\n")
}
