//! `coach reset`

use std::io::BufRead;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use movie_guru_classroom::lab::{Lab, LabError};
use movie_guru_classroom::report::archive;

use super::class::{act, labs};
use crate::options::Common;
use crate::team::Teams;
use crate::terminal::{Failure, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach reset popcorn --challenge 4      challenge 4 begins anew
  coach reset popcorn                    every challenge that was begun; asks for the team's name first
  coach reset popcorn --yes
  coach reset popcorn --forget           another team is to have this lab: keeps what the team did,
                                         then forgets workbook, record, SLOs, alerts and checks of its own

The clock is gone and what held counts no more. What the team wrote stays, and so do its SLOs and
its record, but with --forget: then all of it is kept in forgotten/TIME beside the teams' file.

Exit codes: 0 done; 1 not; 2 used wrongly, or not confirmed; 3 the lab cannot be reached.")]
pub(crate) struct Arguments {
    /// Which team
    #[arg(value_name = "TEAM")]
    team: String,
    /// One challenge alone: its number, or its folder's name
    #[arg(long, value_name = "N")]
    challenge: Option<String>,
    /// Forgets all that the team did, once it is kept beside the teams' file
    #[arg(long, conflicts_with = "challenge")]
    forget: bool,
    /// Does not ask
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { team, challenge, forget, yes, common } = arguments;
    let teams = Teams::read(&common.teams)?;
    let labs = labs(&teams, &teams.chosen(std::slice::from_ref(&team))?);
    if challenge.is_none() && !yes {
        let what = if forget { "all that it did is forgotten" } else { "what it has had checked counts no more" };
        confirm(&team, what, &mut std::io::stdin().lock())?;
    }
    if forget {
        let now = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
        let folder = teams.folder().join("forgotten").join(now);
        for lab in &labs {
            let kept = archive(lab, &folder).await.with_context(|| {
                format!("team {team} is as it was, since what it did cannot be kept in {}", folder.display())
            })?;
            tell(&format!("What team {team} did is in {}", kept.display()));
        }
    }
    act(&labs, common.output, async |lab| match &challenge {
        None if forget => {
            let gone = "begins as on the first day";
            let stays = lab.forget().await?.slos_stay;
            Ok(stays.map_or_else(|| gone.to_owned(), |why| format!("{gone}. {why}")))
        }
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

fn confirm(team: &str, what: &str, answers: &mut impl BufRead) -> Result<(), Failure> {
    tell(&format!("Team {team}: {what}. To go on, type: {team}"));
    let mut line = String::new();
    let _ = answers.read_line(&mut line);
    if line.trim() == team {
        return Ok(());
    }
    Err(Failure::Usage("that is not the name, and nothing was changed; --yes does not ask".to_owned()))
}
