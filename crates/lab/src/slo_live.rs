//! `lab slo apply|list|delete`: the SLOs of a running lab, by the monitor's own API.

use std::path::PathBuf;

use anyhow::bail;
use movie_guru_monitor::slos::{Applied, MistakeView, Unmatched, Warning};
use movie_guru_slo::readable::{burn_rate, percent_in_column};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::cli::MonitorTarget;
use crate::client;
use crate::folder::Addresses;
use crate::slo_files;
use crate::terminal::say;

pub(crate) async fn apply(files: &[PathBuf], target: &MonitorTarget) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct Answer {
        applied: Vec<Applied>,
        #[serde(default)]
        warnings: Vec<Warning>,
    }
    let joined = Joined::of(slo_files::texts(files)?);
    let monitor = monitor(target)?;
    let request = request(target, Method::POST, monitor.join("api/slos")?)?;
    let request = request.header("content-type", "application/yaml").body(joined.text.clone());
    let response = client::send(request, &monitor).await?;
    if response.status() == StatusCode::UNPROCESSABLE_ENTITY {
        bail!("{}", joined.refusal(&response.json().await.unwrap_or_default()));
    }
    let Answer { applied, warnings } = client::taken(response, &monitor).await?.json().await?;
    let mut lines: Vec<_> =
        applied.iter().map(|object| format!("{:<9} {} {}", object.change, object.kind, object.name)).collect();
    lines.extend(warnings.iter().map(|Warning { slo, unmatched }| warning(slo, unmatched)));
    lines.push(format!("They are at {}slos; `lab slo list` shows how they stand.", monitor));
    say(&lines.join("\n"));
    Ok(())
}

pub(crate) async fn list(json: bool, target: &MonitorTarget) -> anyhow::Result<()> {
    let monitor = monitor(target)?;
    let request = request(target, Method::GET, monitor.join("api/slos")?)?;
    let answer: Value = client::answer(request, &monitor).await?.json().await?;
    say(&if json { serde_json::to_string_pretty(&answer)? } else { table(&answer) });
    Ok(())
}

pub(crate) async fn delete(name: &str, alert: bool, target: &MonitorTarget) -> anyhow::Result<()> {
    let monitor = monitor(target)?;
    let mut url = monitor.join(if alert { "api/alerts/?detach=true" } else { "api/slos/" })?;
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(name);
    }
    client::answer(request(target, Method::DELETE, url)?, &monitor).await?;
    say(&format!("{name} is deleted."));
    Ok(())
}

fn monitor(target: &MonitorTarget) -> anyhow::Result<Url> {
    match &target.monitor_url {
        Some(url) => Ok(client::folder(url.clone())),
        None => Ok(Addresses::read(&target.folder.data_dir)?.monitor),
    }
}

fn request(target: &MonitorTarget, method: Method, url: Url) -> anyhow::Result<RequestBuilder> {
    let request = client::http()?.request(method, url);
    Ok(match &target.admin_token {
        Some(token) => request.bearer_auth(token),
        None => request,
    })
}

/// Files as one text, and where each begins in it: the lab takes all or nothing.
struct Joined {
    text: String,
    /// The line before the first of each file, and its name.
    begins: Vec<(u64, String)>,
}

impl Joined {
    fn of(files: Vec<(String, String)>) -> Self {
        let mut joined = Self { text: String::new(), begins: Vec::new() };
        for (name, text) in files {
            if !joined.begins.is_empty() {
                joined.text.push_str("---\n");
            }
            joined.begins.push((joined.text.lines().count() as u64, name));
            joined.text.push_str(&text);
            if !text.ends_with('\n') {
                joined.text.push('\n');
            }
        }
        joined
    }

    /// A mistake in the words of whoever wrote the files.
    fn told(&self, mistake: &MistakeView) -> String {
        let MistakeView { object, line, column, field, detail } = mistake;
        let place = match (object, self.begins.iter().rev().find(|(before, _)| before < line)) {
            (Some(object), _) => object.clone(),
            (None, Some((before, name))) => format!("{name}:{}:{column}", line - before),
            (None, None) => "the files".to_owned(),
        };
        if field.is_empty() { format!("{place}: {detail}") } else { format!("{place}: {field} {detail}") }
    }

    fn refusal(&self, problem: &Value) -> String {
        let mistakes: Vec<MistakeView> = serde_json::from_value(problem["errors"].clone()).unwrap_or_default();
        if mistakes.is_empty() {
            return problem["detail"].as_str().unwrap_or("the lab did not say why").to_owned();
        }
        let (count, of) = (mistakes.len(), if mistakes.len() == 1 { "problem" } else { "problems" });
        let told: Vec<_> = mistakes.iter().map(|mistake| self.told(mistake)).collect();
        let missing = told.iter().any(|told| told.contains("not in these files"));
        let hint = if missing { "; name the file with what it refers to as well" } else { "" };
        format!(
            "{count} {of}, and nothing was changed:\n{}\nMend the file and run the same command again{hint}.",
            told.join("\n")
        )
    }
}

/// What is to be said of an SLO that was taken.
fn warning(slo: &str, unmatched: &Unmatched) -> String {
    format!("{:<9} SLO {slo}: {}", "warning", unmatched.detail)
}

fn table(answer: &Value) -> String {
    let slos = answer["slos"].as_array().map(Vec::as_slice).unwrap_or_default();
    if slos.is_empty() {
        return "There is no SLO yet. Begin with `lab slo apply FILE`; docs/slo.md and slos/ have examples.".to_owned();
    }
    let percent = |value: &Value| value.as_f64().map_or_else(|| "-".to_owned(), percent_in_column);
    let times = |value: &Value| value.as_f64().map_or_else(|| "-".to_owned(), |rate| format!("{}x", burn_rate(rate)));
    let row = |name: &str, cells: [String; 6], alerts: &str| {
        let [objective, window, sli, left, long, short] = cells;
        format!("{name:<31} {objective:>9} {window:<12} {sli:>9} {left:>12} {long:>8} {short:>8}  {alerts}")
            .trim_end()
            .to_owned()
    };
    let heads = ["objective", "window", "SLI", "budget left", "long", "short"].map(str::to_owned);
    let mut lines = vec![row("SLO", heads, "alerts")];
    lines.extend(slos.iter().map(|slo| {
        let (status, text) = (&slo["status"], |field: &str| slo[field].as_str().unwrap_or_default().to_owned());
        let alerts = slo["alerts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let active = alerts.iter().filter(|alert| alert["state"] != "inactive");
        let active = active.map(|alert| {
            format!("{} {}", alert["policy"].as_str().unwrap_or_default(), alert["state"].as_str().unwrap_or_default())
        });
        let cells = [
            percent(&slo["target"]),
            text("window"),
            percent(&status["sli"]),
            percent(&status["budget_left"]),
            times(&status["burn_rate"]["long"]),
            times(&status["burn_rate"]["short"]),
        ];
        row(&text("name"), cells, &active.collect::<Vec<_>>().join(", "))
    }));
    for slo in slos {
        let unmatched: Vec<Unmatched> = serde_json::from_value(slo["unmatched"].clone()).unwrap_or_default();
        lines.extend(unmatched.iter().map(|unmatched| warning(slo["name"].as_str().unwrap_or_default(), unmatched)));
    }
    if let Some(words) = answer["time_scale"]["words"].as_str().filter(|_| answer["time_scale"]["factor"] != 1.0) {
        lines.push(format!("In {words}."));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_mistake_is_told_with_the_line_of_its_own_file() {
        let joined = Joined::of(vec![
            ("a.yaml".to_owned(), "a: 1\nb: 2".to_owned()),
            ("b.yaml".to_owned(), "c: 3\nd: 4\n".to_owned()),
        ]);
        assert_eq!(joined.text, "a: 1\nb: 2\n---\nc: 3\nd: 4\n");
        let mistake = |line, object: Option<&str>| MistakeView {
            object: object.map(str::to_owned),
            line,
            column: 1,
            field: "x".to_owned(),
            detail: "is wrong".to_owned(),
        };
        assert_eq!(joined.told(&mistake(2, None)), "a.yaml:2:1: x is wrong");
        assert_eq!(joined.told(&mistake(5, None)), "b.yaml:2:1: x is wrong");
        assert_eq!(joined.told(&mistake(0, None)), "the files: x is wrong");
        assert_eq!(joined.told(&mistake(5, Some("SLO y, there already"))), "SLO y, there already: x is wrong");
    }

    #[test]
    fn the_list_has_as_many_decimals_as_the_nines_need() {
        let answer = json!({"slos": [{
            "name": "x", "target": 0.99995, "window": "7d", "alerts": [],
            "status": {"sli": 0.999_949, "budget_left": -0.000_02, "burn_rate": {"long": 1.02, "short": 0.004}},
        }]});
        let table = table(&answer);
        let row = table.lines().nth(1).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(row, "x 99.995 % 7d 99.9949 % -0.002 % 1.02x 0.004x", "{table}");
    }

    #[test]
    fn the_list_says_how_they_stand_and_that_time_is_short() {
        let answer = json!({
            "time_scale": {"factor": 24.0, "words": "workshop time: a day of an SLO lasts 1h"},
            "slos": [{
                "name": "chat-is-fast", "target": 0.99, "window": "24h",
                "status": {"sli": 0.975, "budget_left": -1.5, "burn_rate": {"long": 2.5, "short": 0.0}},
                "alerts": [{"policy": "burns-fast-10x", "state": "firing"}, {"policy": "other", "state": "inactive"}],
            }, {
                "name": "new", "target": 0.9, "window": "7d", "status": null, "alerts": [],
                "unmatched": [{"part": "good", "selector": "x", "detail": "No series matches `x`."}],
            }],
        });
        let table = table(&answer);
        let row = table.lines().nth(1).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(row, "chat-is-fast 99.00 % 24h 97.50 % -150.00 % 2.5x 0.0x burns-fast-10x firing", "{table}");
        let warned = table.lines().find(|line| line.starts_with("warning")).unwrap_or_default();
        assert_eq!(warned, "warning   SLO new: No series matches `x`.");
        assert!(table.ends_with("In workshop time: a day of an SLO lasts 1h."));
        assert!(super::table(&json!({"slos": []})).contains("lab slo apply"));
    }
}
