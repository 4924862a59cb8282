//! `coach man`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Command};

use crate::terminal::say;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach man | man -l -                              reads it
  coach man --dir ~/.local/share/man/man1           a page for each command: man coach-up")]
pub(crate) struct Arguments {
    /// Writes a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, coach: Command) -> anyhow::Result<ExitCode> {
    match &arguments.dir {
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(coach, folder))
                .with_context(|| format!("{} takes no pages", folder.display()))?;
        }
        None => {
            let mut text = Vec::new();
            clap_mangen::Man::new(coach).render(&mut text)?;
            say(String::from_utf8_lossy(&text).trim_end());
        }
    }
    Ok(ExitCode::SUCCESS)
}
