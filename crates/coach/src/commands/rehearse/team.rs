//! One team's lab is rehearsed: looked at, played on, and left as it was.

use std::time::Duration;

use movie_guru_classroom::lab::{Lab, LabError};
use movie_guru_workshop::{Challenge, Library};
use tokio_util::sync::CancellationToken;

use super::before::{Before, work};
use super::outcome::{How, Played, Rehearsed};
use super::play::Stage;
use crate::clusters::Clusters;
use crate::place::reach;
use crate::progress::OfTeam;
use crate::team::{Team, Teams};

const CALLED_OFF: &str = "called off before all was played; `coach rehearse` begins anew";

/// What a rehearsal needs.
pub(super) struct Rehearsing<'t> {
    pub(super) teams: &'t Teams,
    pub(super) clusters: Clusters,
    pub(super) library: &'t Library,
    /// In the order of the workshop.
    pub(super) challenges: Vec<&'t Challenge>,
    /// For each challenge.
    pub(super) limit: Duration,
    /// Whether what the model attendee did stays.
    pub(super) keeps: bool,
    /// Whether what the team did goes.
    pub(super) forgets: bool,
    pub(super) stop: CancellationToken,
}

impl Rehearsing<'_> {
    /// Plays all challenges on a team's lab, one after the other, and leaves it as it was.
    pub(super) async fn rehearse(&self, team: &Team, told: &OfTeam<'_>) -> Rehearsed {
        let name = team.name.as_str();
        let lab = Lab::new(name, reach(self.teams, team, &self.clusters));
        let before = tokio::select! {
            before = self.ready(team, &lab, told) => before,
            () = self.stop.cancelled() => return Rehearsed::not(name, CALLED_OFF, false),
        };
        let before = match before {
            Ok(before) => before,
            Err(Refused { why, away }) => return Rehearsed::not(name, why, away),
        };
        let (challenges, away) = self.play(&lab, told).await;
        told.say(if self.keeps { "app and people as they were" } else { "leaves it as it was" });
        let mut problems = before.again(&lab, !self.keeps).await;
        if self.stop.is_cancelled() {
            problems.insert(0, CALLED_OFF.to_owned());
        }
        Rehearsed::of(name, challenges, problems, away)
    }

    /// Whether it can be played on; then, how it was before.
    async fn ready(&self, team: &Team, lab: &Lab, told: &OfTeam<'_>) -> Result<Before, Refused> {
        told.say("looks at the lab");
        let health = lab.health().await?;
        if health.ready < health.of || health.of == 0 {
            let stuck = if health.stuck.is_empty() {
                format!("`coach up {}` brings it up", team.name)
            } else {
                health.stuck.join(" ")
            };
            let why = format!("{} of {} ready: {stuck}", health.ready, health.of);
            return Err(Refused { why, away: health.of == 0 || health.ready == 0 });
        }
        let work = work(self.teams, team, lab).await?;
        if !work.is_empty() && !self.forgets {
            let next = "--forget-their-work rehearses all the same, and forgets that for good";
            return Err(Refused {
                why: format!("the team has done something: {}; {next}", work.join("; ")),
                away: false,
            });
        }
        let before = Before::look(lab).await?;
        if !work.is_empty() {
            told.say("forgets what the team did");
            lab.forget().await?;
        }
        Ok(before)
    }

    async fn play(&self, lab: &Lab, told: &OfTeam<'_>) -> (Vec<Played>, bool) {
        let mut played = Vec::new();
        let stage = match Stage::of(lab, self.library, self.limit, told).await {
            Ok(stage) => stage,
            Err(error) => {
                let first = self.challenges.iter().take(1);
                played.extend(first.map(|challenge| ended(challenge, &error)));
                return (played, error.is_unreachable());
            }
        };
        for challenge in &self.challenges {
            let outcome = tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                outcome = stage.play(challenge) => outcome,
            };
            match outcome {
                Ok(outcome) => played.push(outcome),
                Err(error) => {
                    played.push(ended(challenge, &error));
                    // Nothing of it would answer to the others.
                    if error.is_unreachable() {
                        return (played, true);
                    }
                }
            }
        }
        (played, false)
    }
}

fn ended(challenge: &Challenge, error: &LabError) -> Played {
    Played { why: Some(error.to_string()), ..Played::new(challenge, How::NotReady) }
}

/// Why a lab is not played on.
struct Refused {
    why: String,
    away: bool,
}

impl From<LabError> for Refused {
    fn from(error: LabError) -> Self {
        Self { why: error.to_string(), away: error.is_unreachable() }
    }
}
