//! `lab reset`: back to the lab's first minute.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use movie_guru::store::sqlite::DATABASE_FILES;
use movie_guru_monitor::slos;

use crate::cli::ResetArguments;
use crate::folder::HeldFolder;
use crate::monitoring::METRICS;
use crate::terminal::say;

pub(crate) fn reset(arguments: &ResetArguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder.data_dir;
    let names = DATABASE_FILES.into_iter().chain(slos::FILES).chain([METRICS, movie_guru_workshop::RECORD]);
    let kept: Vec<_> = names.map(|name| folder.join(name)).filter(|path| path.exists()).collect();
    if kept.is_empty() {
        say(&format!("There is nothing to reset in {}.", folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let _held = HeldFolder::take(folder)?;
    if !arguments.yes
        && !confirmed(&format!(
            "Forget all people, messages, metrics, SLOs, alerts and what was checked in {}?",
            folder.display()
        ))?
    {
        say("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    for path in kept {
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("{} cannot be removed", path.display()))?;
    }
    say("The lab is back at its first minute; start it with `lab up`. The workbook is kept.");
    Ok(ExitCode::SUCCESS)
}

fn confirmed(question: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        bail!("{question} Say --yes where nobody can be asked");
    }
    write!(io::stdout(), "{question} [y/N] ")?;
    io::stdout().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
