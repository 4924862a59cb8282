//! How a lab was before the rehearsal, and having it so again.

use std::fs;
use std::time::Duration;

use movie_guru_classroom::lab::{Lab, LabError};
use movie_guru_workshop::record::Kind;
use serde_json::{Map, Value};

use crate::place::local_lab;
use crate::team::{Place, Team, Teams};

/// A lab that does not answer for a moment is asked again.
const TRIES: u32 = 4;
const BETWEEN: Duration = Duration::from_secs(2);
/// The name of a scenario that has none.
const CUSTOM: &str = "custom";
/// The 24 fields in what the app says.
const FIELDS: &str = "CurrentProbMetrics";
/// The folder of synthetic checks, of a lab on this machine.
const CHECKS: &str = "checks";

/// How a lab was.
pub(super) struct Before {
    /// As the app is asked for it.
    phase: Map<String, Value>,
    people: bool,
}

impl Before {
    pub(super) async fn look(lab: &Lab) -> Result<Self, LabError> {
        let (phase, people) = tokio::try_join!(lab.phase(), lab.people())?;
        let phase = again(&phase).ok_or_else(|| {
            let next = format!("`coach phase set healthy --team {}` first", lab.team());
            LabError::NotNow(format!("the app has faults of somebody's own, which could not be put back; {next}"))
        })?;
        Ok(Self { phase, people: people.is_running })
    }

    /// Has it so again; gives what could not be done, with the next step.
    pub(super) async fn again(&self, lab: &Lab, forgets: bool) -> Vec<String> {
        let team = lab.team();
        let mut left = Vec::new();
        if forgets {
            let forgotten = patiently(async || lab.forget().await.map(drop)).await;
            left.extend(forgotten.err().map(|error| {
                format!(
                    "what the model attendee did is still there ({error}); `coach rehearse {team} --forget-their-work` forgets it"
                )
            }));
        }
        let phase = patiently(async || lab.set_phase(&self.phase).await).await;
        left.extend(phase.err().map(|error| {
            let name = self.phase.get("scenario").and_then(Value::as_str).unwrap_or("healthy");
            format!("the scenario is not what it was ({error}); `coach phase set {name} --team {team}` sets it")
        }));
        if !self.people {
            let people = patiently(async || lab.stop_load().await.map(drop)).await;
            left.extend(people.err().map(|error| {
                format!("simulated people are still there ({error}); `coach load stop --team {team}` sends them home")
            }));
        }
        left
    }
}

async fn patiently(ask: impl AsyncFn() -> Result<(), LabError>) -> Result<(), LabError> {
    let mut tries = 1;
    loop {
        match ask().await {
            Err(error) if error.is_unreachable() && tries < TRIES => tokio::time::sleep(BETWEEN).await,
            done => return done,
        }
        tries += 1;
    }
}

/// What has the app behave as it says that it does (docs/scenarios.md): a scenario of the lab's by its name; one of somebody's own
/// by its form or its 24 fields. None where these fields stand beside faults: no form has both.
fn again(phase: &Map<String, Value>) -> Option<Map<String, Value>> {
    let only = |names: &[&str]| -> Map<String, Value> {
        let kept = names.iter().filter_map(|name| Some(((*name).to_owned(), phase.get(*name)?.clone())));
        kept.filter(|(_, value)| !value.is_null()).collect()
    };
    if phase.get("scenario").is_some_and(|name| name != CUSTOM) {
        return Some(only(&["scenario"]));
    }
    if phase.contains_key("behaviour") {
        return Some(only(&["version", "title", "behaviour", "mixes", "faults"]));
    }
    let fields = phase.get(FIELDS).filter(|_| !phase.contains_key("faults"))?.as_object()?;
    if !phase.contains_key("title") {
        return Some(fields.clone());
    }
    let mut older = only(&["title"]);
    older.insert("phase".to_owned(), fields.clone().into());
    Some(older)
}

/// What a team has done already, in words; nothing where it has not begun.
pub(super) async fn work(teams: &Teams, team: &Team, lab: &Lab) -> Result<Vec<String>, LabError> {
    let (state, record, slos, policies) =
        tokio::try_join!(lab.state(), lab.record(0), lab.own_slos(), lab.own_policies())?;
    let mut work = Vec::new();
    match record.iter().filter(|event| event.kind == Kind::CheckPassed).count() {
        0 => {}
        1 => work.push("1 check has passed".to_owned()),
        count => work.push(format!("{count} checks have passed")),
    }
    let mut written = Vec::new();
    for challenge in &state.challenges {
        let page = lab.page(&challenge.slug).await?;
        if page.values().any(|answer| !answer.is_empty()) {
            written.push(challenge.number.map_or_else(|| challenge.slug.clone(), |number| number.to_string()));
        }
    }
    if !written.is_empty() {
        work.push(format!("the workbook has text at challenge {}", written.join(", ")));
    }
    if let Some(slos) = slos.filter(|slos| !slos.is_empty()) {
        work.push(format!("there are SLOs: {}", slos.into_iter().collect::<Vec<_>>().join(", ")));
    }
    if !policies.is_empty() {
        work.push(format!("there are alerts: {}", policies.join(", ")));
    }
    if team.place == Place::Local {
        let files = fs::read_dir(local_lab(teams, team).data().join(CHECKS)).into_iter().flatten().flatten();
        let checks = files.filter(|file| file.path().extension().is_some_and(|ending| ending == "yaml")).count();
        if checks > 0 {
            work.push(format!("there are {checks} synthetic checks"));
        }
    }
    Ok(work)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_behaviour_is_asked_for_in_a_form_that_the_app_takes() {
        let again = |phase: Value| again(phase.as_object().unwrap()).map(Value::Object);
        let fields = json!({"ChatSuccess": 0.5});
        let own = |more: Value| {
            let mut phase = json!({"scenario": "custom", "CurrentProbMetrics": fields});
            phase.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            phase
        };
        let named = json!({"scenario": "healthy", "CurrentProbMetrics": fields});
        assert_eq!(again(named), Some(json!({"scenario": "healthy"})));
        assert_eq!(again(own(json!({}))), Some(fields.clone()));
        assert_eq!(again(own(json!({"title": "x", "version": 1}))), Some(json!({"title": "x", "phase": fields})));
        let form = json!({"version": 1, "behaviour": {"chat": {}}, "faults": [{"name": "web.drop"}]});
        assert_eq!(again(own(form.clone())), Some(form));
        assert_eq!(again(own(json!({"version": 1, "faults": [{"name": "web.drop"}]}))), None);
    }
}
