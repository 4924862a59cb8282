//! `coach report`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use futures::future::join_all;
use movie_guru_classroom::report::{Archive, ArchiveError, Report, markdown, page};

use super::class::labs;
use crate::options::{Common, Output};
use crate::team::Teams;
use crate::terminal::{Failure, complain, say, say_json, tell};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach report                               of all labs, as they stand, in Markdown
  coach report popcorn --html popcorn.html   as a page to be printed
  coach report --archive archive             of what `coach down` has kept
  coach report --output json | jq '.teams[].challenges'

Per team: what was reached when, and what happened in one order: scenarios, faults, alerts,
checks, hints, calls. A lab that is gone is told from its archive beside the teams' file, where
there is one.

Exit codes: 0 all are in it; 1 not all; 2 used wrongly; 3 none of the labs can be reached.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// Of the archives in this folder, without asking any lab
    #[arg(long, value_name = "DIR")]
    archive: Option<PathBuf>,
    /// Writes a page to be printed there too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { names, archive, html, common } = arguments;
    let (archives, missing) = match &archive {
        Some(folder) => (kept(folder, &names)?, 0),
        None => asked(&common, &names).await?,
    };
    if archives.is_empty() {
        return Err(Failure::Unreachable(
            "of none of the teams anything can be told; `coach status` says why".to_owned(),
        )
        .into());
    }
    let report = Report::of(&archives, jiff::Timestamp::now());
    if let Some(file) = html {
        std::fs::write(&file, page(&report)).with_context(|| format!("{} cannot be written", file.display()))?;
        tell(&format!("The page is {}.", file.display()));
    }
    match common.output {
        Output::Json => say_json(&report)?,
        Output::Text => say(markdown(&report).trim_end()),
    }
    Ok(if missing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was kept, of these teams.
fn kept(folder: &Path, names: &[String]) -> anyhow::Result<Vec<Archive>> {
    let all = Archive::read_all(folder).map_err(|error| Failure::Usage(error.to_string()))?;
    if let Some(unknown) = names.iter().find(|name| all.iter().all(|archive| archive.team != **name)) {
        return Err(Failure::Usage(format!("{} has nothing of a team `{unknown}`", folder.display())).into());
    }
    Ok(all.into_iter().filter(|archive| names.is_empty() || names.contains(&archive.team)).collect())
}

/// What the labs say, or what was kept of those that are gone; and of how many there is nothing.
async fn asked(common: &Common, names: &[String]) -> anyhow::Result<(Vec<Archive>, usize)> {
    let teams = Teams::read(&common.teams)?;
    let labs = labs(&teams, &teams.chosen(names)?);
    let folder = teams.folder().join("archive");
    let asked = join_all(labs.iter().map(|lab| async { (lab.team(), Archive::of(lab).await) })).await;
    let (mut found, mut missing) = (Vec::new(), 0);
    for (team, asked) in asked {
        match asked.or_else(|error| before(&folder, team, error)) {
            Ok(archive) => found.push(archive),
            Err(error) => {
                complain(&error.to_string());
                missing += 1;
            }
        }
    }
    Ok((found, missing))
}

/// What was kept of a lab that cannot be asked.
fn before(folder: &Path, team: &str, error: ArchiveError) -> Result<Archive, ArchiveError> {
    let kept = Archive::read(&folder.join(team)).map_err(|_| error)?;
    tell(&format!("{team} is told from {}.", folder.join(team).display()));
    Ok(kept)
}
