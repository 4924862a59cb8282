//! `coach reset`

use std::io::BufRead;
use std::process::ExitCode;

use clap::Args;
use movie_guru_classroom::lab::{Lab, LabError};

use super::class::{act, labs};
use crate::options::Common;
use crate::team::Teams;
use crate::terminal::{Failure, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach reset popcorn --challenge 4      challenge 4 begins anew
  coach reset popcorn                    every challenge that was begun; asks for the team's name first
  coach reset popcorn --yes

The clock is gone and what held counts no more. What the team wrote stays, and so do its SLOs and
its record.

Exit codes: 0 done; 1 not; 2 used wrongly, or not confirmed; 3 the lab cannot be reached.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    /// One challenge alone: its number, or its folder's name
    #[arg(long, value_name = "N")]
    challenge: Option<String>,
    /// Does not ask
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { team, challenge, yes, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let labs = labs(&teams, &teams.chosen(std::slice::from_ref(&team))?);
    if challenge.is_none() && !yes {
        confirm(&team, &mut std::io::stdin().lock())?;
    }
    act(&labs, common.output, async |lab| match &challenge {
        Some(challenge) => Ok(format!("{} begins anew", lab.reset(challenge).await?.title)),
        None => all(lab).await,
    })
    .await
}

/// Each challenge of which there is something to forget.
async fn all(lab: &Lab) -> Result<String, LabError> {
    let state = lab.state().await?;
    let begun = state.challenges.iter().filter(|challenge| {
        challenge.started_at.is_some()
            || challenge.criteria.iter().any(|one| one.passed_at.is_some() || !one.hints.is_empty())
    });
    let mut count = 0;
    for challenge in begun {
        lab.reset(&challenge.slug).await?;
        count += 1;
    }
    Ok(match count {
        0 => "nothing was begun".to_owned(),
        1 => "1 challenge begins anew".to_owned(),
        _ => format!("{count} challenges begin anew"),
    })
}

fn confirm(team: &str, answers: &mut impl BufRead) -> Result<(), Failure> {
    tell(&format!("What team {team} has had checked counts no more. To go on, type: {team}"));
    let mut line = String::new();
    let _ = answers.read_line(&mut line);
    if line.trim() == team {
        return Ok(());
    }
    Err(Failure::Usage("that is not the name, and nothing was changed; --yes does not ask".to_owned()))
}
