//! One team's workshop: its stage, its workbook, its checks, its record.

mod announcing;
mod findings;
mod forget;
mod notice;
mod stage;
mod state;
mod telling;

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::join_all;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::challenge::{Challenge, Criterion, Library};
use crate::check::{Finding, Scene, Verdict};
use crate::evidence::{Evidence, Missing, sentence};
use crate::record::{Event, Kind, VERSION, Webhook};
use crate::workbook::{self, Answer, Form, Page, PageError, Shelf, ShelfError, read_page, write_page};

use findings::Findings;
use notice::LastNotice;
pub use notice::Notice;
pub use state::{ChallengeState, CriterionState, HelpCall, RoomState};

/// The name of the record on its shelf.
pub const RECORD: &str = "record.jsonl";
/// Others may write between reading and writing; more often than this it is no coincidence.
const TRIES: usize = 20;
/// Characters of a call for help.
const MOST_WORDS: usize = 1000;

/// What a room is made of.
pub struct RoomConfig {
    /// The team's name.
    pub team: String,
    /// The challenges.
    pub library: Library,
    /// What checks look at.
    pub evidence: Evidence,
    /// Where workbook and record are kept.
    pub shelf: Arc<dyn Shelf>,
    /// Who is told of each event.
    pub webhook: Option<Webhook>,
}

/// One team's workshop.
pub struct Room {
    team: String,
    library: Library,
    evidence: Evidence,
    shelf: Arc<dyn Shelf>,
    webhook: Option<Webhook>,
    findings: Mutex<Findings>,
    notice: LastNotice,
}

/// A hint that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Counts them, from 1.
    pub level: usize,
    /// How many there are.
    pub of: usize,
    /// What it says.
    pub text: String,
}

/// What was forgotten besides workbook, record and notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forgotten {
    /// SLOs that were deleted, by name.
    pub slos: Vec<String>,
    /// Why SLOs stay where they are, in sentences; none where none does.
    pub slos_stay: Option<String>,
}

/// Why a room does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// There is no challenge of this name.
    #[error("there is no challenge `{0}`; `lab challenge list` names them")]
    NoSuchChallenge(String),
    /// The challenge has pages alone: nothing to check, nothing to write.
    #[error("{0} has no challenge.yaml, so there is nothing to start, to write or to check")]
    NoSheet(String),
    /// The challenge has no criterion of this name.
    #[error("{challenge} has no criterion `{criterion}`")]
    NoSuchCriterion {
        /// The challenge.
        challenge: String,
        /// The criterion.
        criterion: String,
    },
    /// All hints were taken, or there are none.
    #[error("there is no further hint; your coach knows more")]
    NoMoreHints,
    /// The page has no field of this name.
    #[error("{challenge} has no field `{field}`")]
    NoSuchField {
        /// The challenge.
        challenge: String,
        /// The field.
        field: String,
    },
    /// The field cannot have this.
    #[error("{0}")]
    BadAnswer(String),
    /// The field is not what the writer saw: somebody else wrote.
    #[error("somebody else changed this field meanwhile; nothing was saved")]
    Conflict {
        /// What stands there now.
        now: Answer,
    },
    /// The page was edited into something that cannot be read.
    #[error("{place}: {error}; mend the file, and nothing that stands in it is lost")]
    BrokenPage {
        /// Where the page is.
        place: String,
        /// What is wrong with it.
        error: PageError,
    },
    /// What has to be asked cannot be.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// What is kept cannot be read or written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Too many write at once.
    #[error("{0} is changed by others all the time; try again")]
    Busy(String),
}

impl RoomError {
    /// What went wrong, and what to do about it, in sentences.
    pub fn in_words(&self) -> String {
        match self {
            Self::Missing(missing) => format!("{} {}", missing.in_words(), missing.next_step()),
            error => sentence(&error.to_string()),
        }
    }
}

impl Room {
    /// Puts it together; nothing is read yet.
    pub fn new(config: RoomConfig) -> Self {
        let RoomConfig { team, library, evidence, shelf, webhook } = config;
        Self { team, library, evidence, shelf, webhook, findings: Mutex::default(), notice: LastNotice::default() }
    }

    /// The team's name.
    pub fn team(&self) -> &str {
        &self.team
    }

    /// The challenges.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The challenge of this folder's name, or this number.
    ///
    /// # Errors
    /// [`RoomError::NoSuchChallenge`].
    pub fn challenge(&self, name: &str) -> Result<&Challenge, RoomError> {
        self.library.find(name).ok_or_else(|| RoomError::NoSuchChallenge(name.to_owned()))
    }

    /// Everything, as it stands.
    ///
    /// # Errors
    /// Where the record cannot be read.
    pub async fn state(&self) -> Result<RoomState, RoomError> {
        let events = self.record().await?;
        let notice = self.notice().await?;
        let mut findings = self.findings.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(RoomState::of(&self.team, &self.library, &events, findings.beside(&events), notice))
    }

    /// One challenge, as it stands.
    ///
    /// # Errors
    /// Where there is none, or the record cannot be read.
    pub async fn challenge_state(&self, name: &str) -> Result<ChallengeState, RoomError> {
        let slug = &self.challenge(name)?.slug;
        let state = self.state().await?;
        let found = state.challenges.into_iter().find(|challenge| challenge.slug == *slug);
        found.ok_or_else(|| RoomError::NoSuchChallenge(name.to_owned()))
    }

    /// A challenge's page of the workbook.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn page(&self, name: &str) -> Result<Page, RoomError> {
        let challenge = self.challenge(name)?;
        let Some(form) = challenge.form() else { return Ok(Page::new()) };
        Ok(self.read(challenge, form).await?.1)
    }

    async fn read(&self, challenge: &Challenge, form: &Form) -> Result<(Option<String>, Page), RoomError> {
        let file = challenge.page();
        let text = self.shelf.read(&file).await?;
        let page = read_page(text.as_deref().unwrap_or_default(), form);
        let page = page.map_err(|error| RoomError::BrokenPage { place: self.shelf.place(&file), error })?;
        Ok((text, page))
    }

    /// Writes a field of the workbook, if it still is what the writer saw (`was`).
    ///
    /// # Errors
    /// [`RoomError::Conflict`] where somebody else was faster, with what stands there; others where it cannot be.
    pub async fn write(&self, name: &str, field: &str, was: &Answer, becomes: Answer) -> Result<(), RoomError> {
        let challenge = self.challenge(name)?;
        let no_field = || RoomError::NoSuchField { challenge: challenge.slug.clone(), field: field.to_owned() };
        let form = challenge.form().ok_or_else(no_field)?;
        form.field(field).ok_or_else(no_field)?.takes(&becomes).map_err(RoomError::BadAnswer)?;
        let (was, becomes) = (was.tidy(), becomes.tidy());
        for _ in 0..TRIES {
            let (text, mut page) = self.read(challenge, form).await?;
            let now = page.get(field).cloned().unwrap_or_default();
            if now == becomes || now.is_empty() && becomes.is_empty() {
                return Ok(());
            }
            if now != was && !(now.is_empty() && was.is_empty()) {
                return Err(RoomError::Conflict { now });
            }
            page.insert(field.to_owned(), becomes.clone());
            if self.put(challenge, form, text.as_deref(), &page).await? {
                return Ok(());
            }
        }
        Err(RoomError::Busy(self.shelf.place(&challenge.page())))
    }

    async fn put(&self, challenge: &Challenge, form: &Form, was: Option<&str>, page: &Page) -> Result<bool, RoomError> {
        let becomes = write_page(challenge.title(), form, page);
        Ok(self.shelf.replace(&challenge.page(), was, &becomes).await?)
    }

    /// Makes the pages that are not there yet; gives the places of all.
    ///
    /// # Errors
    /// Where one cannot be written.
    pub async fn begin_workbook(&self) -> Result<Vec<String>, RoomError> {
        let mut places = Vec::new();
        for challenge in self.library.challenges() {
            let Some(form) = challenge.form() else { continue };
            let file = challenge.page();
            if self.shelf.read(&file).await?.is_none() {
                self.put(challenge, form, None, &Page::new()).await?;
            }
            places.push(self.shelf.place(&file));
        }
        Ok(places)
    }

    /// The whole workbook as one Markdown page.
    ///
    /// # Errors
    /// Where a page of it cannot be read.
    pub async fn export(&self) -> Result<String, RoomError> {
        let mut pages = Vec::new();
        for challenge in self.library.challenges() {
            if let Some(form) = challenge.form() {
                pages.push((challenge.title(), form, self.read(challenge, form).await?.1));
            }
        }
        Ok(workbook::markdown(&self.team, pages.iter().map(|(title, form, page)| (*title, *form, page))))
    }

    /// What a query answers just now, as somebody types it.
    pub async fn preview(&self, query: &str) -> Finding {
        crate::check::preview(self.evidence.metrics.as_ref(), query).await
    }

    /// Looks at every criterion of a challenge, and keeps what holds.
    ///
    /// # Errors
    /// Where the workbook cannot be read, or the record cannot be written.
    pub async fn check(&self, name: &str) -> Result<ChallengeState, RoomError> {
        let challenge = self.challenge(name)?;
        if challenge.sheet.is_none() {
            return Err(RoomError::NoSheet(challenge.slug.clone()));
        }
        let page = self.page(name).await?;
        let scene = Scene::new(&page, &self.evidence);
        let findings = join_all(challenge.criteria().iter().map(|criterion| look(criterion, &scene))).await;
        self.keep(challenge, &findings).await?;
        self.findings.lock().unwrap_or_else(PoisonError::into_inner).keep(&challenge.slug, findings);
        self.challenge_state(name).await
    }

    /// Notes what holds now and did not, and what held and does not now.
    async fn keep(&self, challenge: &Challenge, findings: &[Finding]) -> Result<(), RoomError> {
        let before = self.challenge_state(&challenge.slug).await?;
        let mut events = Vec::new();
        for ((criterion, finding), before) in challenge.criteria().iter().zip(findings).zip(before.criteria) {
            let held = before.passed_at.is_some() && before.lost_at.is_none();
            let kind = match finding.verdict {
                Verdict::Holds if !held => Kind::CheckPassed,
                Verdict::DoesNotHold if held => Kind::CheckLost,
                _ => continue,
            };
            let detail = Map::from_iter([("observed".to_owned(), Value::from(finding.observed.clone()))]);
            events.push(self.event(kind, Some(&challenge.slug), Some(&criterion.name), detail));
        }
        self.append(&events).await
    }

    /// Takes the next hint of a criterion; where only a coach can judge, the last one says what a coach looks at.
    ///
    /// # Errors
    /// Where there is none, or the record cannot be written.
    pub async fn hint(&self, name: &str, criterion: &str) -> Result<Hint, RoomError> {
        let challenge = self.challenge(name)?;
        let no_criterion =
            || RoomError::NoSuchCriterion { challenge: challenge.slug.clone(), criterion: criterion.to_owned() };
        let hints = challenge.criterion(criterion).ok_or_else(no_criterion)?.told();
        let state = self.challenge_state(name).await?;
        let taken = state.criteria.iter().find(|state| state.name == criterion).map_or(0, |state| state.hints.len());
        let text = (*hints.get(taken).ok_or(RoomError::NoMoreHints)?).to_owned();
        let detail = Map::from_iter([("level".to_owned(), Value::from(taken + 1))]);
        self.note(Kind::HintTaken, Some(&challenge.slug), Some(criterion), detail).await?;
        Ok(Hint { level: taken + 1, of: hints.len(), text })
    }

    /// The record, the oldest event first. Lines of versions to come that cannot be read are left out.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn record(&self) -> Result<Vec<Event>, RoomError> {
        let text = self.shelf.read(RECORD).await?.unwrap_or_default();
        let events = text.lines().filter_map(|line| serde_json::from_str::<Event>(line).ok());
        Ok(events.filter(|event| event.kind != Kind::Unknown).collect())
    }

    /// Writes something down, and tells it.
    ///
    /// # Errors
    /// Where the record cannot be written.
    pub async fn note(
        &self,
        kind: Kind,
        challenge: Option<&str>,
        criterion: Option<&str>,
        detail: Map<String, Value>,
    ) -> Result<Event, RoomError> {
        let event = self.event(kind, challenge, criterion, detail);
        self.append(std::slice::from_ref(&event)).await?;
        Ok(event)
    }

    fn event(&self, kind: Kind, challenge: Option<&str>, criterion: Option<&str>, detail: Map<String, Value>) -> Event {
        Event {
            version: VERSION,
            at: Timestamp::now(),
            team: self.team.clone(),
            kind,
            challenge: challenge.map(str::to_owned),
            criterion: criterion.map(str::to_owned),
            detail,
        }
    }

    /// Writes events into the record, all or none, and tells them.
    async fn append(&self, events: &[Event]) -> Result<(), RoomError> {
        if events.is_empty() {
            return Ok(());
        }
        let lines = events.iter().map(|event| serde_json::to_string(event).unwrap_or_default() + "\n");
        let lines: String = lines.collect();
        for _ in 0..TRIES {
            let text = self.shelf.read(RECORD).await?;
            let becomes = format!("{}{lines}", text.as_deref().unwrap_or_default());
            if self.shelf.replace(RECORD, text.as_deref(), &becomes).await? {
                if let Some(webhook) = &self.webhook {
                    events.iter().for_each(|event| webhook.tell(event));
                }
                return Ok(());
            }
        }
        Err(RoomError::Busy(self.shelf.place(RECORD)))
    }
}

async fn look(criterion: &Criterion, scene: &Scene<'_>) -> Finding {
    match &criterion.check {
        Some(check) => check.look(scene).await,
        // What the coach looks at may be the answer: it is told on request.
        None => {
            Finding::for_your_coach("Show it to your coach. Without one, take its hint: it says what a coach looks at.")
        }
    }
}
