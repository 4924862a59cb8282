//! A lab that answers as a test tells it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_workshop::evidence::{App, Board, BoardSlo, Fired, Load, Metrics, Missing, People, Run, Sample};
use movie_guru_workshop::workbook::Folder;
use movie_guru_workshop::{Evidence, Library, Room, RoomConfig};

/// What the lab says.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) scenario: Option<String>,
    pub(crate) people: Option<People>,
    /// By a part of the query, the first that fits.
    pub(crate) answers: BTreeMap<String, Result<Vec<f64>, Missing>>,
    pub(crate) missing: Option<Missing>,
    pub(crate) slos: Vec<BoardSlo>,
    pub(crate) fired: Vec<Fired>,
    /// What clearing the board answers, once.
    pub(crate) cleared: Option<Result<Vec<String>, Missing>>,
    /// How often the board was asked for its SLOs.
    pub(crate) boards: usize,
    /// What was asked for, and the moment.
    pub(crate) queries: Vec<(String, Option<Timestamp>)>,
}

#[derive(Clone, Default)]
pub(crate) struct StandIn(pub(crate) Arc<Mutex<Said>>);

impl StandIn {
    fn ask<T>(&self, answer: impl FnOnce(&mut Said) -> T) -> Result<T, Missing> {
        let mut said = self.0.lock().unwrap();
        match &said.missing {
            Some(missing) => Err(missing.clone()),
            None => Ok(answer(&mut said)),
        }
    }
}

#[async_trait]
impl Metrics for StandIn {
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        let answer = self.ask(|said| {
            said.queries.push((promql.to_owned(), at));
            let found = said.answers.iter().find(|(part, _)| promql.contains(part.as_str()));
            found.map_or(Ok(Vec::new()), |(_, answer)| answer.clone())
        })??;
        let sample = |(index, value): (usize, f64)| Sample { labels: format!("{{\"series\":\"{index}\"}}"), value };
        Ok(answer.into_iter().enumerate().map(sample).collect())
    }
}

#[async_trait]
impl Board for StandIn {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        // Others get on meanwhile.
        tokio::task::yield_now().await;
        self.ask(|said| {
            said.boards += 1;
            said.slos.clone()
        })
    }
    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        self.ask(|said| said.fired.clone())
    }
    async fn apply(&self, _: &str) -> Result<(), Missing> {
        self.ask(|_| ())
    }
    async fn clear(&self) -> Result<Vec<String>, Missing> {
        self.ask(|said| said.cleared.take().unwrap_or(Ok(Vec::new())))?
    }
}

#[async_trait]
impl App for StandIn {
    async fn scenario(&self) -> Result<Option<String>, Missing> {
        self.ask(|said| said.scenario.clone())
    }
    async fn set_scenario(&self, name: &str) -> Result<(), Missing> {
        self.ask(|said| said.scenario = Some(name.to_owned()))
    }
}

#[async_trait]
impl Load for StandIn {
    async fn load(&self) -> Result<People, Missing> {
        self.ask(|said| said.people.unwrap_or(People { is_running: false, users: 0 }))
    }
    async fn start(&self, load: &Run) -> Result<(), Missing> {
        self.ask(|said| said.people = Some(People { is_running: true, users: load.users.into() }))
    }
}

/// A room with the lab's own challenges on a folder.
pub(crate) fn room(folder: &Path, lab: &StandIn) -> Room {
    let lab = Arc::new(lab.clone());
    let evidence = Evidence { metrics: lab.clone(), board: lab.clone(), app: lab.clone(), load: lab };
    Room::new(RoomConfig {
        team: "owls".to_owned(),
        library: Library::embedded().unwrap(),
        evidence,
        shelf: Arc::new(Folder::new(folder)),
        webhook: None,
    })
}
