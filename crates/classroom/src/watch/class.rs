//! A class that is watched: its labs are asked, and what they answer is put together.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::parts::{self, Part, Parts};
use super::watched::{Pace, Seen, Watched};
use crate::lab::Lab;
use crate::snapshot::{Class, Team};

/// A class that is watched. Dropped, nobody is asked any more.
pub struct Watch {
    labs: Vec<Arc<Watched>>,
    class: watch::Receiver<Arc<Class>>,
    stop: CancellationToken,
}

impl Watch {
    /// Watches these labs from now on.
    pub fn start(labs: impl IntoIterator<Item = Arc<Lab>>, pace: Pace) -> Self {
        let labs: Vec<_> = labs.into_iter().map(|lab| Arc::new(Watched::new(lab))).collect();
        let (sender, class) =
            watch::channel(Arc::new(Class::unknown(labs.iter().map(|watched| watched.lab.team().to_owned()))));
        let stop = CancellationToken::new();
        let (tell, told) = mpsc::channel(64);
        for (index, watched) in labs.iter().enumerate() {
            let asking = parts::ask(Arc::clone(watched), pace, index, tell.clone());
            tokio::spawn(stop.clone().run_until_cancelled_owned(asking));
        }
        tokio::spawn(stop.clone().run_until_cancelled_owned(collect(labs.len(), sender, told)));
        Self { labs, class, stop }
    }

    /// The class as it was last seen, and a wake-up where something of it changed.
    pub fn class(&self) -> watch::Receiver<Arc<Class>> {
        self.class.clone()
    }

    /// The lab of this team.
    pub fn lab(&self, team: &str) -> Option<&Arc<Lab>> {
        self.watched(team).map(|watched| &watched.lab)
    }

    /// All labs.
    pub fn labs(&self) -> impl Iterator<Item = &Arc<Lab>> {
        self.labs.iter().map(|watched| &watched.lab)
    }

    /// State and record of this team as they were last seen; none before.
    pub fn seen(&self, team: &str) -> Option<watch::Receiver<Option<Arc<Seen>>>> {
        self.watched(team).map(|watched| watched.seen.subscribe())
    }

    /// Has this team asked at once: somebody has just changed something there.
    pub fn changed(&self, team: &str) {
        if let Some(watched) = self.watched(team) {
            watched.changed.notify_waiters();
        }
    }

    fn watched(&self, team: &str) -> Option<&Arc<Watched>> {
        self.labs.iter().find(|watched| watched.lab.team() == team)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Puts together what the labs answer, and wakes whoever waits where something changed.
async fn collect(teams: usize, sender: watch::Sender<Arc<Class>>, mut told: mpsc::Receiver<(usize, Part)>) {
    let mut parts: Vec<Parts> = (0..teams).map(|_| Parts::default()).collect();
    let mut answers = Vec::new();
    while told.recv_many(&mut answers, 64).await > 0 {
        let now = Timestamp::now();
        let mut fresh: Vec<(usize, Team)> = Vec::new();
        for (index, part) in answers.drain(..) {
            parts[index].take(part);
            let name = sender.borrow().teams[index].team.clone();
            let team = parts[index].team(name, now);
            fresh.retain(|(other, _)| *other != index);
            fresh.push((index, team));
        }
        sender.send_if_modified(|class| {
            fresh.retain(|(index, team)| class.teams[*index] != *team);
            if fresh.is_empty() {
                return false;
            }
            let class = Arc::make_mut(class);
            class.at = now;
            for (index, team) in fresh {
                class.teams[index] = team;
            }
            true
        });
    }
}

/// Asks all labs once, side by side: what `coach status` shows. Whoever takes longer than the limit is not known.
pub async fn once(labs: &[Arc<Lab>], limit: Duration) -> Class {
    let asked = labs.iter().map(|lab| async move {
        let parts = tokio::time::timeout(limit, parts::once(lab)).await;
        let parts = parts.unwrap_or_else(|_| Parts::too_slow(limit));
        parts.team(lab.team().to_owned(), Timestamp::now())
    });
    let teams = futures::future::join_all(asked).await;
    Class { at: Timestamp::now(), teams }
}
