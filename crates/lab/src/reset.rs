//! `lab reset`: back to the lab's first minute.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail};
use movie_guru::store::sqlite::DATABASE_FILES;

use crate::cli::ResetArguments;
use crate::folder::HeldFolder;
use crate::terminal::say;

pub(crate) fn reset(arguments: &ResetArguments) -> anyhow::Result<ExitCode> {
    let folder = &arguments.folder.data_dir;
    let files: Vec<_> = DATABASE_FILES.map(|name| folder.join(name)).into_iter().filter(|file| file.exists()).collect();
    if files.is_empty() {
        say(&format!("There is nothing to reset in {}.", folder.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let _held = HeldFolder::take(folder)?;
    if !arguments.yes && !confirmed(&format!("Forget all people, preferences and messages in {}?", folder.display()))? {
        say("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    for file in files {
        fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
    }
    say("The lab is back at its first minute; start it with `lab up`.");
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
