//! `lab status`: what is up, and how the last minute went.

use std::process::ExitCode;

use movie_guru_slo::readable::percent;
use url::Url;

use crate::cli::StatusArguments;
use crate::client;
use crate::folder::Addresses;
use crate::minute::Figures;
use crate::status_api::Status;
use crate::terminal::say;

pub(crate) async fn status(arguments: StatusArguments) -> anyhow::Result<ExitCode> {
    let addresses = Addresses::read(&arguments.folder.data_dir)?;
    let http = client::http()?;
    let request = http.get(addresses.monitor.join("api/status")?);
    let answer = client::answer(request, &addresses.monitor).await?;
    if arguments.json {
        say(answer.text().await?.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let status: Status = answer.json().await?;
    let web = readiness(&http, &addresses.web).await;
    let backend = readiness(&http, &addresses.backend).await;
    let load = readiness(&http, &addresses.load).await;
    say(&describe(&status, &addresses, [web, backend, load]));
    Ok(ExitCode::SUCCESS)
}

async fn readiness(http: &reqwest::Client, service: &Url) -> &'static str {
    let Ok(url) = service.join("readyz") else { return "no address" };
    match http.get(url).send().await {
        Ok(response) if response.status().is_success() => "ready",
        Ok(_) => "not ready",
        Err(_) => "does not answer",
    }
}

fn describe(status: &Status, addresses: &Addresses, [web, backend, load]: [&str; 3]) -> String {
    let mut lines = vec![
        format!("{}: {}", status.scenario, status.title),
        format!("  app       {}  {web}", addresses.web),
        format!("  backend   {}  {backend}, up {}", addresses.backend, duration(status.up_seconds)),
        format!("  load      {}  {load}, {} simulated people", addresses.load, status.users),
        String::new(),
        format!(
            "{:<22}{:>12}{:>11}{:>10}{:>10}{:>10}",
            format!("the last {:.0} s", status.minute.window_seconds),
            "per second",
            "success",
            "p50",
            "p95",
            "p99"
        ),
    ];
    lines.extend(status.minute.operations.iter().map(row));
    lines.join("\n")
}

fn row(figures: &Figures) -> String {
    let ms = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.0} ms"));
    let success = figures.success_ratio.map_or_else(|| "-".to_owned(), percent);
    format!(
        "{:<22}{:>12.2}{:>11}{:>10}{:>10}{:>10}",
        figures.operation,
        figures.per_second,
        success,
        ms(figures.p50_ms),
        ms(figures.p95_ms),
        ms(figures.p99_ms)
    )
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min", seconds / 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}
