//! What a coach does, for one team or for all side by side.

use futures::future::join_all;
use movie_guru_workshop::evidence::Run;
use serde::{Deserialize, Serialize};

use super::app::App;
use crate::lab::{Lab, LabError};

/// As a form asks for it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    action: String,
    #[serde(default)]
    scenario: String,
    #[serde(default)]
    users: String,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    challenge: String,
    #[serde(default)]
    bring: String,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    Scenario(String),
    LoadStart(Run),
    LoadStop,
    Extend(u32),
    Answered,
    Start { challenge: String, bring: bool },
}

/// What became of it, for a team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Outcome {
    pub(super) team: String,
    pub(super) is_done: bool,
    pub(super) words: String,
}

impl Asked {
    /// What is meant, or what is wrong with it.
    pub(super) fn action(self) -> Result<Action, String> {
        let number = |text: &str, what: &str, most: u32| match text.trim().parse::<u32>() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(format!("{what} is `{text}`; it can be 1 to {most}.")),
        };
        let named = |text: String, what: &str| match text.trim() {
            "" => Err(format!("Choose a {what}.")),
            name => Ok(name.to_owned()),
        };
        Ok(match &*self.action {
            "scenario" => Action::Scenario(named(self.scenario, "scenario")?),
            "load-start" => {
                let users = number(&self.users, "People", 10_000)?;
                Action::LoadStart(Run { users, spawn_rate: None, run_time: None })
            }
            "load-stop" => Action::LoadStop,
            "extend" => Action::Extend(number(&self.minutes, "Minutes", 600)?),
            "answered" => Action::Answered,
            "start" => Action::Start { challenge: named(self.challenge, "challenge")?, bring: self.bring == "true" },
            other => return Err(format!("There is nothing called `{other}` to do.")),
        })
    }
}

impl Action {
    async fn on(&self, lab: &Lab) -> Result<String, LabError> {
        Ok(match self {
            Self::Scenario(name) => {
                lab.set_scenario(name).await?;
                format!("the scenario is {name}")
            }
            Self::LoadStart(run) => {
                let people = lab.start_load(Some(run)).await?;
                format!("{} people use it", people.users.max(u64::from(run.users)))
            }
            Self::LoadStop => {
                lab.stop_load().await?;
                "nobody simulated uses it".to_owned()
            }
            Self::Extend(minutes) => {
                let challenge = lab.extend_current(*minutes).await?;
                format!("{minutes} more minutes for {}", challenge.title)
            }
            Self::Answered => {
                lab.answer_help().await?;
                "the call is answered".to_owned()
            }
            Self::Start { challenge, bring } => {
                let started = lab.start(challenge, *bring).await?;
                format!("{} has begun", started.title)
            }
        })
    }
}

/// Does it for these teams, side by side: one that does not answer holds up no other.
pub(super) async fn act(app: &App, action: &Action, teams: &[String]) -> Vec<Outcome> {
    let acting = teams.iter().filter_map(|team| app.watch.lab(team).map(|lab| (team, lab))).map(|(team, lab)| async {
        let done = action.on(lab).await;
        app.watch.changed(team);
        let (is_done, words) = match done {
            Ok(words) => (true, words),
            Err(error) => (false, error.to_string()),
        };
        Outcome { team: team.clone(), is_done, words }
    });
    join_all(acting).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_understood_or_said_to_be_wrong() {
        let asked = |action: &str| Asked { action: action.to_owned(), ..Asked::default() };
        assert_eq!(asked("load-stop").action(), Ok(Action::LoadStop));
        let extend = |minutes: &str| Asked { minutes: minutes.to_owned(), ..asked("extend") }.action();
        assert_eq!(extend("10"), Ok(Action::Extend(10)));
        for wrong in ["0", "601", "-1", "ten", ""] {
            assert!(extend(wrong).unwrap_err().contains("1 to 600"), "{wrong}");
        }
        assert!(asked("scenario").action().unwrap_err().contains("Choose a scenario"));
        assert!(asked("drop").action().unwrap_err().contains("nothing called `drop`"));
    }
}
