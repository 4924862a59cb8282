//! `lab load`: the simulated people of a running lab, by the load generator's own API; its page does the same.

use std::process::ExitCode;

use reqwest::Method;
use serde_json::Value;

use crate::cli::{LoadArguments, LoadCommand, LoadTarget};
use crate::client;
use crate::folder::Addresses;
use crate::terminal::say;

pub(crate) async fn load(arguments: Box<LoadArguments>) -> anyhow::Result<ExitCode> {
    let (target, method, path, change) = match &arguments.command {
        LoadCommand::Start { change, target } => (target, Method::POST, "api/load/start", Some(change)),
        LoadCommand::Set { change, target } => (target, Method::POST, "api/load/set", Some(change)),
        LoadCommand::Stop(target) => (target, Method::POST, "api/load/stop", None),
        LoadCommand::Status(target) => (target, Method::GET, "api/load", None),
    };
    let LoadTarget { folder, load_url, password } = target;
    let load = match load_url {
        Some(url) => url.clone(),
        None => Addresses::read(&folder.data_dir)?.load,
    };
    let mut request = client::http()?.request(method, load.join(path)?);
    if let Some(password) = password {
        request = request.basic_auth("lab", Some(password));
    }
    if let Some(change) = change {
        request = request.json(change);
    }
    let status: Value = client::answer(request, &load).await?.json().await?;
    say(&describe(&status, load.as_str()));
    Ok(ExitCode::SUCCESS)
}

fn describe(status: &Value, page: &str) -> String {
    let state = status["state"].as_str().unwrap_or("unknown");
    let is_on = matches!(state, "running" | "stopping");
    let (asked, what) = if is_on { (&status["run"], "asked for") } else { (&status["next"], "next start") };
    let people = match status["users"].as_u64().unwrap_or_default() {
        1 => "1 person".to_owned(),
        users => format!("{users} people"),
    };
    let last = match (&status["ended"], is_on) {
        (Value::String(why), false) => format!("\nlast run:   {} ({why})", fields(&status["run"])),
        _ => String::new(),
    };
    format!("{state}: {people} at work\n{what}: {}{last}\nwatch:     {page}", fields(asked))
}

/// What a run was last asked to do, or will be.
fn fields(asked: &Value) -> String {
    let text = |name: &str| match &asked[name] {
        Value::Null => None,
        Value::String(text) => Some(format!("{name}={text}")),
        other => Some(format!("{name}={other}")),
    };
    let names = [
        "users",
        "spawn_rate",
        "run_time",
        "journeys",
        "think_time",
        "shape",
        "rate",
        "stop_if",
        "percentiles",
        "host",
        "through",
    ];
    names.into_iter().filter_map(text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_status_says_what_is_on_or_what_comes_next() {
        let run = json!({"users": 5, "spawn_rate": 1.0, "run_time": "7h", "journeys": "swarm=1", "rate": null});
        let next = json!({"users": 9, "spawn_rate": 1.0});
        let status = |state: &str| json!({"state": state, "users": 1, "run": run, "next": next});
        let on = describe(&status("running"), "http://127.0.0.1:8089/");
        assert!(
            on.starts_with(
                "running: 1 person at work\nasked for: users=5 spawn_rate=1.0 run_time=7h journeys=swarm=1\n"
            ),
            "{on}"
        );
        assert!(describe(&status("ended"), "").contains("next start: users=9 spawn_rate=1.0"));
        let mut over = status("ended");
        over["ended"] = json!("ended early by errors>1%: it is 9.00 %");
        let said = describe(&over, "");
        assert!(
            said.contains("\nlast run:   users=5 spawn_rate=1.0 run_time=7h")
                && said.contains("(ended early by errors>1%"),
            "{said}"
        );
    }
}
