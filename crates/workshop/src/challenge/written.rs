//! What a challenge is made of, as its files say it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::check::Check;
use crate::evidence::Run;
use crate::workbook::{Answer, Form};

/// A challenge, whole.
#[derive(Clone, Debug)]
pub struct Challenge {
    /// The folder's name: a number, then letters, digits, `-` and `_`.
    pub slug: String,
    /// `challenge.yaml`; none in a folder that has only pages.
    pub sheet: Option<Sheet>,
    /// `guide.md`, for attendees, as it was written.
    pub guide: String,
    /// `coach.md`; empty where there is none.
    pub coach: String,
    /// `answers/model.yaml`; none where there is none.
    pub model: Option<ModelAnswer>,
    /// `answers/wrong-*.yaml` by the file's name.
    pub wrong: BTreeMap<String, WrongAnswer>,
}

/// `challenge.yaml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// The heading of its guide.
    pub title: String,
    /// How long it takes, by the guide.
    pub minutes: u32,
    /// What starting it changes; nothing where it is left out.
    #[serde(default)]
    pub stage: Stage,
    /// The fields of its page of the workbook.
    #[serde(default)]
    pub workbook: Form,
    /// What must hold, in the order of the guide.
    pub criteria: Vec<Criterion>,
    /// Alerts that fire on this stage where the model's SLOs are there, as `SLO/policy`.
    #[serde(default)]
    pub alerts: Vec<String>,
}

/// What starting a challenge sets.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The scenario; none leaves what is on.
    pub scenario: Option<String>,
    /// The run that is asked of the load generator where none is on; none leaves those who are there.
    pub load: Option<Run>,
}

/// One thing that must hold.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name within the challenge: letters, digits, `-`.
    pub name: String,
    /// In a few words, as a statement.
    pub title: String,
    /// What is looked at; none where only a coach can judge.
    pub check: Option<Check>,
    /// What the coach looks at, where there is no check.
    pub coach: Option<String>,
    /// Where to look, what to look for, how it is done: shown one by one, on request.
    #[serde(default)]
    pub hints: Vec<String>,
}

/// `answers/model.yaml`: answers with which every check holds.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelAnswer {
    /// What stands in the workbook's page, by field.
    #[serde(default)]
    pub workbook: BTreeMap<String, Answer>,
    /// Files of the folder `slos/` of the project, whose objects are in the monitor.
    #[serde(default)]
    pub slos: Vec<String>,
    /// Whether the SLOs of these files are meant without their alerts.
    #[serde(default)]
    pub without_alerts: bool,
}

/// `answers/wrong-*.yaml`: an answer that only looks right.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongAnswer {
    /// What is wrong about it, for people.
    pub title: String,
    /// The criterion that does not hold.
    pub fails: String,
    /// A part of the next step that is told.
    pub says: String,
    /// A part of what the board says where it refuses `openslo`; none where it takes it.
    pub refused: Option<String>,
    /// Fields that differ from the model answer's.
    #[serde(default)]
    pub workbook: BTreeMap<String, Answer>,
    /// OpenSLO objects in place of the model's.
    pub openslo: Option<String>,
}

impl Criterion {
    /// What is told on request, one by one: its hints, and where only a coach can judge, last of all what a coach looks at.
    pub fn told(&self) -> Vec<&str> {
        let coach = self.coach.as_deref().filter(|_| self.check.is_none());
        self.hints.iter().map(String::as_str).chain(coach).collect()
    }
}

impl Challenge {
    /// The heading of its guide, or its folder's name.
    pub fn title(&self) -> &str {
        let heading = self.guide.lines().find_map(|line| line.strip_prefix("# "));
        self.sheet.as_ref().map(|sheet| sheet.title.as_str()).or(heading).unwrap_or(&self.slug)
    }

    /// How long it takes: what its sheet says, or the guide in its first words (`*30 minutes.*`).
    pub fn minutes(&self) -> Option<u32> {
        let begin = || self.guide.lines().find_map(|line| line.strip_prefix('*')?.split_once(" minutes.*"));
        let of_guide = || begin()?.0.parse().ok();
        self.sheet.as_ref().map(|sheet| sheet.minutes).or_else(of_guide)
    }

    /// The number with which its name begins.
    pub fn number(&self) -> Option<u32> {
        self.slug.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }

    /// What must hold; none where it has no sheet.
    pub fn criteria(&self) -> &[Criterion] {
        self.sheet.as_ref().map_or(&[], |sheet| &sheet.criteria)
    }

    /// The criterion of this name.
    pub fn criterion(&self, name: &str) -> Option<&Criterion> {
        self.criteria().iter().find(|criterion| criterion.name == name)
    }

    /// The name of its page of the workbook, on a shelf.
    pub fn page(&self) -> String {
        format!("workbook/{}.yaml", self.slug)
    }

    /// The fields of its page of the workbook.
    pub fn form(&self) -> Option<&Form> {
        self.sheet.as_ref().map(|sheet| &sheet.workbook).filter(|form| !form.fields.is_empty())
    }
}
