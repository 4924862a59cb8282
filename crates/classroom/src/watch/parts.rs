//! What is asked of one lab, kind by kind, and how a team is made of the answers.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_workshop::{Event, RoomState};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::watched::{Pace, Seen, Watched};
use crate::lab::{Alerts, Figures, Lab, LabError, People, Slos};
use crate::reach::Health;
use crate::snapshot::{NotAsked, Team, need, standing};

type Answer<T> = Result<T, LabError>;

/// An answer of one kind.
pub(super) enum Part {
    Workshop(Answer<Arc<Seen>>),
    Health(Answer<Health>),
    Stage(Answer<Option<String>>, Answer<People>),
    Figures(Answer<Figures>, Answer<(Slos, Alerts)>),
}

/// The last answer of each kind.
#[derive(Default)]
pub(super) struct Parts {
    workshop: Option<Answer<Arc<Seen>>>,
    health: Option<Answer<Health>>,
    scenario: Option<Answer<Option<String>>>,
    people: Option<Answer<People>>,
    figures: Option<Answer<Figures>>,
    board: Option<Answer<(Slos, Alerts)>>,
}

impl Parts {
    pub(super) fn take(&mut self, part: Part) {
        match part {
            Part::Workshop(answer) => self.workshop = Some(answer),
            Part::Health(answer) => self.health = Some(answer),
            Part::Stage(scenario, people) => (self.scenario, self.people) = (Some(scenario), Some(people)),
            Part::Figures(figures, board) => (self.figures, self.board) = (Some(figures), Some(board)),
        }
    }

    /// Of a lab that did not answer within a limit.
    pub(super) fn too_slow(limit: Duration) -> Self {
        let slow = LabError::Slow { part: "the lab", seconds: limit.as_secs() };
        Self { workshop: Some(Err(slow)), ..Self::default() }
    }

    /// The team at a moment.
    pub(super) fn team(&self, name: String, now: Timestamp) -> Team {
        let mut not_asked = Vec::new();
        let seen = known("workshop", &self.workshop, &mut not_asked);
        let health = known("health", &self.health, &mut not_asked);
        let scenario = known("scenario", &self.scenario, &mut not_asked).flatten();
        let load = known("load", &self.people, &mut not_asked);
        let figures = known("figures", &self.figures, &mut not_asked);
        let board = known("slos", &self.board, &mut not_asked);
        let standing = seen.map(|seen| standing(&seen.state, &seen.record, now));
        let mut team = Team {
            health,
            scenario,
            load,
            requests_per_second: figures.as_ref().and_then(|figures| figures.requests_per_second),
            operations: figures.map(|figures| figures.operations),
            slos: board.as_ref().map(|(slos, _)| *slos),
            alerts: board.map(|(_, alerts)| alerts),
            not_asked,
            ..Team::unknown(name)
        };
        if let Some(standing) = standing {
            team.challenges = Some(standing.challenges);
            team.current = standing.current;
            team.hints = Some(standing.hints);
            team.help = standing.help;
            team.minutes_since_pass = standing.minutes_since_pass;
            team.last_activity = standing.last_activity;
        }
        team.need = need(&team, now);
        team
    }
}

/// What was answered, or a note of why not.
fn known<T: Clone>(what: &'static str, answer: &Option<Answer<T>>, not_asked: &mut Vec<NotAsked>) -> Option<T> {
    match answer.as_ref()? {
        Ok(answer) => Some(answer.clone()),
        Err(error) => {
            not_asked.push(NotAsked { what, why: error.to_string(), is_none: error.is_none() });
            None
        }
    }
}

/// Asks one lab for everything, once.
pub(super) async fn once(lab: &Lab) -> Parts {
    let (workshop, health, stage, figures) = tokio::join!(
        async {
            let (state, record) = tokio::try_join!(lab.state(), lab.record(0))?;
            Ok(Arc::new(Seen { state, record }))
        },
        lab.health(),
        async { tokio::join!(lab.scenario(), lab.people()) },
        async { tokio::join!(lab.figures(), lab.board()) },
    );
    let mut parts = Parts { workshop: Some(workshop), health: Some(health), ..Parts::default() };
    parts.take(Part::Stage(stage.0, stage.1));
    parts.take(Part::Figures(figures.0, figures.1));
    parts
}

/// Asks one lab again and again, each kind by itself, and tells what it answers.
pub(super) async fn ask(watched: Arc<Watched>, pace: Pace, index: usize, tell: mpsc::Sender<(usize, Part)>) {
    // A class is not asked in one beat.
    let jitter = Duration::from_millis((index as u64 * 37) % 500);
    tokio::time::sleep(jitter).await;
    let lab = &watched.lab;
    let mut workshop = Workshop::default();
    tokio::join!(
        async {
            let mut ticks = ticks(pace.record);
            loop {
                let answer = workshop.asked(lab, pace.state).await;
                if let Ok(seen) = &answer {
                    watched.seen.send_if_modified(|old| {
                        let is_new = old.as_ref() != Some(seen);
                        *old = Some(Arc::clone(seen));
                        is_new
                    });
                }
                let _ = tell.send((index, Part::Workshop(answer))).await;
                wait(&mut ticks, &watched).await;
            }
        },
        async {
            let mut ticks = ticks(pace.stage);
            loop {
                let (scenario, people) = tokio::join!(lab.scenario(), lab.people());
                let _ = tell.send((index, Part::Stage(scenario, people))).await;
                wait(&mut ticks, &watched).await;
            }
        },
        async {
            let mut ticks = ticks(pace.figures);
            loop {
                let (figures, board) = tokio::join!(lab.figures(), lab.board());
                let _ = tell.send((index, Part::Figures(figures, board))).await;
                ticks.tick().await;
            }
        },
        async {
            let mut ticks = ticks(pace.health);
            loop {
                let _ = tell.send((index, Part::Health(lab.health().await))).await;
                ticks.tick().await;
            }
        },
    );
}

fn ticks(every: Duration) -> tokio::time::Interval {
    let mut ticks = interval(every);
    // Who was slow is not asked twice as often afterwards.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first one is over at once.
    ticks.reset();
    ticks
}

async fn wait(ticks: &mut tokio::time::Interval, watched: &Watched) {
    tokio::select! {
        _ = ticks.tick() => {}
        () = watched.changed.notified() => ticks.reset(),
    }
}

/// State and record as they were last seen.
#[derive(Default)]
struct Workshop {
    state: Option<(RoomState, Instant)>,
    record: Vec<Event>,
}

impl Workshop {
    /// What happened is asked for often, the state only where something did, or after a while.
    async fn asked(&mut self, lab: &Lab, every: Duration) -> Answer<Arc<Seen>> {
        let is_new = self.read_on(lab).await?;
        let state = match &self.state {
            Some((state, at)) if !is_new && at.elapsed() < every => state.clone(),
            _ => {
                let state = lab.state().await?;
                self.state = Some((state.clone(), Instant::now()));
                state
            }
        };
        Ok(Arc::new(Seen { state, record: self.record.clone() }))
    }

    /// Reads what was recorded since; says whether that is something. The last event that is known is asked for again: where
    /// it is another one, the record was begun anew.
    async fn read_on(&mut self, lab: &Lab) -> Result<bool, LabError> {
        let known = self.record.len();
        let after = known.saturating_sub(1);
        let more = lab.record(after).await?;
        if known > 0 && more.first() != self.record.last() {
            self.record = lab.record(0).await?;
            self.state = None;
            return Ok(true);
        }
        self.record.truncate(after);
        self.record.extend(more);
        Ok(self.record.len() != known)
    }
}
