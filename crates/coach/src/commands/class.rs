//! What commands for running labs have in common: which teams they are for, the ways to their labs, and what became of an
//! action for each.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use movie_guru_classroom::lab::{Lab, LabError};
use serde::Serialize;

use crate::clusters::Clusters;
use crate::options::Output;
use crate::outcome;
use crate::place::reach;
use crate::side_by_side::side_by_side;
use crate::table::table;
use crate::team::{Team, Teams};
use crate::terminal::{say, say_json};

/// Labs that are asked at a time.
const PARALLEL: usize = 32;

/// For which teams something is done: said each time, for it concerns a room full of people.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// For these teams; with commas between, or several times
    #[arg(long = "team", value_name = "TEAM", value_delimiter = ',')]
    named: Vec<String>,
    /// For all teams of the file
    #[arg(long)]
    all: bool,
}

impl Which {
    /// The labs of those teams.
    ///
    /// # Errors
    /// The teams' file, or a name that is not in it.
    pub(crate) fn labs(&self, file: &Path) -> anyhow::Result<Vec<Arc<Lab>>> {
        let teams = Teams::read(file)?;
        let chosen = teams.chosen(if self.all { &[] } else { &self.named })?;
        Ok(labs(&teams, &chosen))
    }
}

/// Labs, reached by one connection to each cluster. Nobody is asked yet.
pub(crate) fn labs(teams: &Teams, chosen: &[&Team]) -> Vec<Arc<Lab>> {
    let clusters = Clusters::default();
    chosen.iter().map(|team| Arc::new(Lab::new(&*team.name, reach(teams, team, &clusters)))).collect()
}

/// What became of an action for a team.
#[derive(Serialize)]
struct Done {
    team: String,
    done: bool,
    /// What was done, or why not, with the next step.
    words: String,
    /// Whether nobody answers.
    away: bool,
}

/// Does it for these labs, side by side, and says what became of it.
pub(crate) async fn act(
    labs: &[Arc<Lab>],
    output: Output,
    action: impl AsyncFn(&Lab) -> Result<String, LabError>,
) -> anyhow::Result<ExitCode> {
    let each = labs.iter().map(|lab| async {
        let team = lab.team().to_owned();
        match action(lab).await {
            Ok(words) => Done { team, done: true, words, away: false },
            Err(error) => Done { team, done: false, words: error.to_string(), away: error.is_unreachable() },
        }
    });
    let all = side_by_side(each, PARALLEL).await;
    match output {
        Output::Json => say_json(&serde_json::json!({ "teams": all }))?,
        Output::Text => {
            let how = |done: &Done| {
                if done.done {
                    "done"
                } else if done.away {
                    "away"
                } else {
                    "not done"
                }
            };
            let row = |done: &Done| vec![done.team.clone(), how(done).to_owned(), done.words.clone()];
            say(&table(&["team", "", "what"], &all.iter().map(row).collect::<Vec<_>>()));
        }
    }
    Ok(outcome::code(all.iter().map(|done| (done.done, done.away))))
}
