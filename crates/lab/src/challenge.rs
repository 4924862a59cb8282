//! `lab challenge`: the challenges of a running lab, and writing one.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use jiff::{Timestamp, Unit};
use movie_guru_workshop::challenge::draft;
use movie_guru_workshop::{ChallengeState, Library, RoomState};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::check::look;
use crate::cli::{ChallengeArguments, ChallengeCommand};
use crate::terminal::say;
use crate::workshop::{Guide, shown};

pub(crate) async fn challenge(arguments: ChallengeArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        ChallengeCommand::List(target) => {
            let guide = Guide::of(&target)?;
            let state: RoomState = guide.ask(guide.request(Method::GET, &[])?).await?;
            say(&if target.json { shown(&state.challenges)? } else { list(&state) });
        }
        ChallengeCommand::Status(target) => {
            let guide = Guide::of(&target)?;
            let state: RoomState = guide.ask(guide.request(Method::GET, &[])?).await?;
            say(&if target.json { shown(&state)? } else { status(&state) });
        }
        ChallengeCommand::Start { name, bring, target } => {
            let guide = Guide::of(&target)?;
            let request =
                guide.request(Method::POST, &["challenges", &name, "start"])?.json(&json!({ "bring": bring }));
            let state: ChallengeState = guide.ask(request).await?;
            say(&if target.json { shown(&state)? } else { started(&state, &guide) });
        }
        ChallengeCommand::Check { name, target } => return look(&Guide::of(&target)?, &[name], &target).await,
        ChallengeCommand::Reset { name, target } => {
            let guide = Guide::of(&target)?;
            let state: ChallengeState =
                guide.ask(guide.request(Method::POST, &["challenges", &name, "reset"])?).await?;
            say(&if target.json {
                shown(&state)?
            } else {
                format!("{} begins anew. What was written stays.", state.title)
            });
        }
        ChallengeCommand::Extend { name, minutes, admin_token, target } => {
            let guide = Guide::of(&target)?;
            let mut request = guide.request(Method::POST, &["challenges", &name, "extend"])?;
            if let Some(token) = admin_token {
                request = request.bearer_auth(token);
            }
            let state: ChallengeState = guide.ask(request.json(&json!({ "minutes": minutes }))).await?;
            let minutes = state.minutes.unwrap_or_default();
            say(&if target.json { shown(&state)? } else { format!("{} has {minutes} minutes now.", state.title) });
        }
        ChallengeCommand::Hint { name, criterion, target } => {
            #[derive(Deserialize, serde::Serialize)]
            struct Hint {
                level: usize,
                of: usize,
                text: String,
            }
            let guide = Guide::of(&target)?;
            let hint: Hint =
                guide.ask(guide.request(Method::POST, &["challenges", &name, "criteria", &criterion, "hint"])?).await?;
            say(&if target.json {
                shown(&hint)?
            } else {
                format!("Hint {} of {}: {}", hint.level, hint.of, hint.text)
            });
        }
        ChallengeCommand::New { name, challenges } => new(&name, &challenges)?,
        ChallengeCommand::Validate { challenges } => {
            let library = match &challenges {
                Some(folder) => Library::of_folder(folder)?,
                None => Library::embedded()?,
            };
            let sound = library.challenges().len();
            say(&format!("{sound} challenges are sound."));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(state: &RoomState) -> String {
    let rows = state.challenges.iter().map(|challenge| {
        let number = challenge.number.map(|number| number.to_string()).unwrap_or_default();
        let minutes = challenge.minutes.map(|minutes| format!("{minutes} min")).unwrap_or_default();
        let held =
            if challenge.of > 0 { format!("{} of {} hold", challenge.passed, challenge.of) } else { String::new() };
        let current = if state.current.as_ref() == Some(&challenge.slug) { "← now" } else { "" };
        format!("{number:>3}  {:<36} {minutes:>7}  {held:<14} {current}", challenge.title).trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn status(state: &RoomState) -> String {
    let help = state.help.as_ref().map(|call| format!("\nThe coach was called at {}.", call.at.strftime("%H:%M UTC")));
    let current = state.challenges.iter().find(|challenge| state.current.as_ref() == Some(&challenge.slug));
    let Some(challenge) = current else {
        return format!(
            "No challenge was started yet; begin with `lab challenge start 1`.{}",
            help.unwrap_or_default()
        );
    };
    let number = challenge.number.map(|number| format!("{number}. ")).unwrap_or_default();
    let mut lines = vec![format!("{}: {number}{}, {}", state.team, challenge.title, left(challenge))];
    lines.push(format!("{} of {} hold; `lab check` looks at them.", challenge.passed, challenge.of));
    lines.extend(challenge.criteria.iter().map(|criterion| {
        let mark = match (criterion.passed_at, criterion.is_checked) {
            (Some(_), _) => "held",
            (None, true) => "not yet",
            (None, false) => "your coach",
        };
        format!("  {mark:<12} {}", criterion.title)
    }));
    lines.join("\n") + &help.unwrap_or_default()
}

fn left(challenge: &ChallengeState) -> String {
    let Some(ends_at) = challenge.ends_at else { return "not started".to_owned() };
    let left = ends_at.since(Timestamp::now()).and_then(|left| left.total(Unit::Minute)).unwrap_or_default();
    if left >= 0.0 { format!("{left:.0} min left") } else { format!("{:.0} min over; nothing is locked", -left) }
}

fn started(state: &ChallengeState, guide: &Guide) -> String {
    let minutes = state.minutes.map(|minutes| format!(" You have {minutes} minutes.")).unwrap_or_default();
    format!("{} has begun.{minutes}\nRead on at {}", state.title, guide.page(&format!("guide/{}", state.slug)))
}

/// Writes a new challenge, whole or not at all, where there is none.
fn new(name: &str, challenges: &Path) -> anyhow::Result<()> {
    let files = draft(name).map_err(anyhow::Error::msg)?;
    let folder = challenges.join(name);
    if folder.exists() {
        bail!("{} is there already; choose another name", folder.display());
    }
    for (file, text) in files {
        let path = folder.join(file);
        let write = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, text)
        };
        write().with_context(|| format!("{} cannot be written", path.display()))?;
    }
    say(&format!(
        "{} is a challenge to begin with. Then:\n  lab challenge validate --challenges {}\n  lab up --challenges {}",
        folder.display(),
        challenges.display(),
        challenges.display()
    ));
    Ok(())
}
