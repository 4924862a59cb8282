//! `lab slo`: check SLOs, write them for others, and hand them to a running lab.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use movie_guru_slo::readable::percent;
use movie_guru_slo::render::{gcp, openslo, prometheus};
use movie_guru_slo::{Slo, SloSet, TimeScale, Window};

use crate::cli::{RenderArguments, SloArguments, SloCommand, SloForm};
use crate::slo_files;
use crate::slo_live;
use crate::terminal::say;

/// How often figures are scraped: no scaled window is shorter than four times this.
const SCRAPE_INTERVAL: Duration = Duration::from_secs(5);

pub(crate) async fn slo(arguments: SloArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        SloCommand::Validate(files) => say(&overview(&slo_files::read(&files)?)),
        SloCommand::Render(arguments) => say(render(&arguments)?.trim_end()),
        SloCommand::Apply { files, target } => slo_live::apply(&files, &target).await?,
        SloCommand::List { json, target } => slo_live::list(json, &target).await?,
        SloCommand::Delete { name, alert, target } => slo_live::delete(&name, alert, &target).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn overview(set: &SloSet) -> String {
    let mut lines: Vec<String> = set.slos.iter().map(line).collect();
    let (slos, objects) = (set.slos.len(), set.objects.len());
    let alerts: usize = set.slos.iter().map(|slo| slo.alerts.len()).sum();
    lines.push(format!("Sound: {objects} objects, {slos} of them SLOs, which {alerts} alerts watch."));
    lines.join("\n")
}

fn line(slo: &Slo) -> String {
    let window = match &slo.window {
        Window::Rolling(length) => format!("over {length}"),
        Window::Calendar(calendar) => format!("each {}", calendar.length),
    };
    let factors: Vec<_> = slo.alerts.iter().map(|alert| format!("{}x", alert.factor)).collect();
    let alerts = if factors.is_empty() { "no alerts".to_owned() } else { format!("alerts at {}", factors.join(", ")) };
    format!("{:<31} {:>8} {window:<9} {alerts}", slo.metadata.name, percent(slo.target.share()))
}

fn render(arguments: &RenderArguments) -> anyhow::Result<String> {
    if arguments.time_scale != 1.0 && arguments.to != SloForm::Prometheus {
        bail!("only rules for Prometheus can be scaled; leave --time-scale out");
    }
    let scale = TimeScale::new(arguments.time_scale, SCRAPE_INTERVAL, TimeScale::REAL.origin())?;
    let set = slo_files::read(&arguments.files)?;
    Ok(match arguments.to {
        SloForm::Prometheus => prometheus::rules(&set, &scale)?,
        SloForm::Openslo => openslo::yaml(&set)?,
        SloForm::Gcp => {
            let project = arguments.project.as_deref();
            let project = project.context("Cloud Monitoring wants to know whose: add --project PROJECT")?;
            serde_json::to_string_pretty(&gcp::resources(&set, project)?)?
        }
    })
}
