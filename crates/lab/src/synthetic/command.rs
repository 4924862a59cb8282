//! `lab synthetic`: the checks of one's own, seen, tried and begun from the terminal.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use movie_guru_workshop::synthetic::{
    CHECKS, Check, DRAFT, Found, Mistake, Outcome, as_name, check_of, duration_text as text, file_of, files,
};
use url::Url;

use super::run::{Page, Run, run};
use crate::cli::{SyntheticArguments, SyntheticCommand, SyntheticTarget};
use crate::client;
use crate::folder::Addresses;
use crate::terminal::{complain, say};

/// The command.
pub(crate) async fn synthetic(arguments: SyntheticArguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        SyntheticCommand::List(folder) => list(&folder.data_dir.join(CHECKS)),
        SyntheticCommand::Run { name, target } => once(&name, target).await,
        SyntheticCommand::New { name, folder } => new(&name, &folder.data_dir.join(CHECKS)),
        SyntheticCommand::Validate { files, folder } => validate(files, &folder.data_dir.join(CHECKS)),
    }
}

/// Every file of a folder, with what is in it.
fn all(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Outcome)>> {
    let found = files(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    Ok(found.into_iter().map(|file: Found| (file.path.clone(), file.read())).collect())
}

fn list(folder: &Path) -> anyhow::Result<ExitCode> {
    let all = all(folder)?;
    if all.is_empty() {
        say(&format!(
            "There is no check in {}; `lab synthetic new my-check` writes one to begin with.",
            folder.display()
        ));
    }
    for (path, outcome) in all {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match outcome {
            Ok(Check { title, every, acts, steps, .. }) => {
                let (every, count) = (format!("every {}", text(every)), steps.len());
                say(&format!("{name:<20} {every:<10} {acts:<8} {count:>2} steps  {title}"));
            }
            Err(mistakes) => {
                let more =
                    if mistakes.len() > 1 { format!(" (and {} more)", mistakes.len() - 1) } else { String::new() };
                let first = mistakes.first().map(ToString::to_string).unwrap_or_default();
                say(&format!("{name:<20} does not run: {first}{more}"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn once(name: &str, target: SyntheticTarget) -> anyhow::Result<ExitCode> {
    let folder = target.folder.data_dir.join(CHECKS);
    let file = file_of(&folder, as_name(name).map_err(anyhow::Error::msg)?);
    if !file.exists() {
        bail!(
            "there is no {}; `lab synthetic list` names those there are, `lab synthetic new {name}` writes one",
            file.display()
        );
    }
    let check = match check_of(&file) {
        Ok(check) => check,
        Err(mistakes) => {
            tell(&file, &mistakes);
            return Ok(ExitCode::FAILURE);
        }
    };
    let app: Url = match target.web_url {
        Some(url) => client::folder(url),
        None => Addresses::read(&target.folder.data_dir)?.web,
    };
    let run = run(&check, &app, &mut Page::new()).await;
    say(&shown(&check, &run));
    Ok(if run.failure().is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Each step with its time, then what became of it all.
fn shown(check: &Check, run: &Run) -> String {
    let mut lines = Vec::new();
    let width = check.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or_default();
    for (at, step) in check.steps.iter().enumerate() {
        let call = format!("{} {}", step.method, step.path);
        lines.push(match run.steps.get(at) {
            Some(done) => {
                let mark = if done.failure.is_some() { "!!" } else { "ok" };
                let why = done.failure.as_ref().map(|failure| format!("  {failure:#}")).unwrap_or_default();
                format!("{mark}  {:<width$} {:>7} ms  {call}{why}", step.name, done.took.as_millis())
            }
            None => format!("--  {:<width$} {:>10}  {call}", step.name, ""),
        });
    }
    let took = format!("in {} ms, of at most {}", run.took.as_millis(), text(check.limit));
    lines.push(match run.failure() {
        None => format!("{}: went well {took}.", check.title),
        Some((step, _)) => format!("{}: failed at `{step}` {took}.", check.title),
    });
    lines.join("\n")
}

/// Writes a file to begin with, where there is none.
fn new(name: &str, folder: &Path) -> anyhow::Result<ExitCode> {
    let file = file_of(folder, as_name(name).map_err(anyhow::Error::msg)?);
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        File::create_new(&file)?.write_all(DRAFT.as_bytes())
    };
    match write() {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is there already; choose another name, or edit it", file.display())
        }
        written => written.with_context(|| format!("{} cannot be written", file.display()))?,
    }
    say(&format!(
        "{} is a check to begin with; a running lab takes it up within seconds. Change it, then:\n  \
         lab synthetic validate\n  lab synthetic run {name}",
        file.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// The checks of these files and folders, or of the data folder.
fn validate(named: Vec<PathBuf>, folder: &Path) -> anyhow::Result<ExitCode> {
    let named = if named.is_empty() { vec![folder.to_owned()] } else { named };
    let mut outcomes = Vec::new();
    for path in named {
        if path.is_dir() || path == folder {
            outcomes.extend(all(&path)?);
        } else if path.exists() {
            outcomes.push((path.clone(), check_of(&path)));
        } else {
            return Err(anyhow!("there is no {}", path.display()));
        }
    }
    let broken: Vec<_> = outcomes.iter().filter_map(|(path, outcome)| Some((path, outcome.as_ref().err()?))).collect();
    broken.iter().for_each(|(path, mistakes)| tell(path, mistakes));
    if broken.is_empty() {
        let count = outcomes.len();
        say(&if count == 1 { "1 check is sound.".to_owned() } else { format!("{count} checks are sound.") });
    }
    Ok(if broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(path: &Path, mistakes: &[Mistake]) {
    mistakes.iter().for_each(|mistake| complain(&format!("{}: {mistake}", path.display())));
}
