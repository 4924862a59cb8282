//! How a rehearsal went: team by team, challenge by challenge.

use movie_guru_workshop::Challenge;
use serde::Serialize;

use super::images::Pulled;
use crate::table::table;

/// How a team's lab did.
#[derive(Debug, Serialize)]
pub(super) struct Rehearsed {
    pub(super) team: String,
    /// Whether all that was played holds, and nothing is in the way.
    pub(super) ready: bool,
    /// In the order in which they were played.
    pub(super) challenges: Vec<Played>,
    /// What else is in the way, or was left behind, with the next step.
    pub(super) problems: Vec<String>,
    /// Whether nobody answers.
    pub(super) away: bool,
}

/// How a challenge went.
#[derive(Debug, Serialize)]
pub(super) struct Played {
    /// Its folder's name.
    pub(super) challenge: String,
    pub(super) number: Option<u32>,
    pub(super) title: String,
    pub(super) how: How,
    pub(super) seconds: u64,
    /// What does not hold.
    pub(super) open: Vec<Open>,
    /// Why it was not played, or ended early, with the next step.
    pub(super) why: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum How {
    /// All holds that a machine can check.
    Ready,
    /// Not all.
    NotReady,
    /// This lab has not what it takes, and that is no fault.
    NotPlayed,
}

/// A criterion that does not hold.
#[derive(Debug, Serialize)]
pub(super) struct Open {
    pub(super) criterion: String,
    /// What must hold.
    pub(super) title: String,
    /// What was seen.
    pub(super) observed: String,
    pub(super) next: Option<String>,
}

impl Played {
    pub(super) fn new(challenge: &Challenge, how: How) -> Self {
        Self {
            challenge: challenge.slug.clone(),
            number: challenge.number(),
            title: challenge.title().to_owned(),
            how,
            seconds: 0,
            open: Vec::new(),
            why: None,
        }
    }

    pub(super) fn not_played(challenge: &Challenge, why: &str) -> Self {
        Self { why: Some(why.to_owned()), ..Self::new(challenge, How::NotPlayed) }
    }

    /// Its number, or its folder's name.
    fn name(&self) -> String {
        self.number.map_or_else(|| self.challenge.clone(), |number| number.to_string())
    }
}

impl Rehearsed {
    /// Of which nothing is known but a problem.
    pub(super) fn not(team: &str, problem: impl Into<String>, away: bool) -> Self {
        Self { team: team.to_owned(), ready: false, challenges: Vec::new(), problems: vec![problem.into()], away }
    }

    pub(super) fn of(team: &str, challenges: Vec<Played>, problems: Vec<String>, away: bool) -> Self {
        let holds = challenges.iter().all(|played| played.how != How::NotReady);
        let any = challenges.iter().any(|played| played.how == How::Ready);
        let ready = holds && any && problems.is_empty();
        Self { team: team.to_owned(), ready, challenges, problems, away }
    }

    /// Adds what it lacks besides.
    pub(super) fn lacks(&mut self, problems: Vec<String>) {
        self.ready &= problems.is_empty();
        // Somebody did answer.
        self.away &= problems.is_empty();
        self.problems.extend(problems);
    }

    pub(super) fn in_short(&self) -> &'static str {
        match self {
            Self { ready: true, .. } => "ready",
            Self { away: true, .. } => "away",
            _ => "not ready",
        }
    }

    fn those(&self, how: How) -> String {
        let names: Vec<_> = self.challenges.iter().filter(|played| played.how == how).map(Played::name).collect();
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    }

    /// What is in the way, and why, a line each.
    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.problems.iter().map(|problem| format!("{}: {problem}", self.team)).collect();
        for played in &self.challenges {
            let at = format!("{}: challenge {} ({})", self.team, played.name(), played.title);
            lines.extend(played.why.iter().map(|why| format!("{at}: {why}")));
            lines.extend(played.open.iter().map(|open| {
                let next = open.next.as_ref().map(|next| format!(" {next}")).unwrap_or_default();
                format!("{at}: {} does not hold. {}{next}", open.criterion, open.observed)
            }));
        }
        lines
    }
}

pub(super) fn screen(images: &[Pulled], teams: &[Rehearsed]) -> String {
    let mut text = String::new();
    if !images.is_empty() {
        let row = |pulled: &Pulled| {
            let how = pulled.problem.clone().unwrap_or_else(|| "has all images".to_owned());
            vec![pulled.cluster.clone(), pulled.node.clone(), how]
        };
        text.push_str(&table(&["cluster", "node", "images"], &images.iter().map(row).collect::<Vec<_>>()));
        text.push_str("\n\n");
    }
    let row = |team: &Rehearsed| {
        let [ready, not, no] = [How::Ready, How::NotReady, How::NotPlayed].map(|how| team.those(how));
        vec![team.team.clone(), team.in_short().to_owned(), ready, not, no]
    };
    let rows: Vec<_> = teams.iter().map(row).collect();
    text.push_str(&table(&["team", "", "challenges ready", "not ready", "not played"], &rows));
    let lines: Vec<_> = teams.iter().flat_map(Rehearsed::lines).collect();
    if !lines.is_empty() {
        text.push_str("\n\n");
        text.push_str(&lines.join("\n"));
    }
    let ready = teams.iter().filter(|team| team.ready).count();
    text.push_str(&format!("\n\n{ready} of {} ready", teams.len()));
    text
}
