//! `coach completions`

use std::process::ExitCode;

use clap::{Args, Command};
use clap_complete::Shell;

use crate::terminal::say;

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach completions bash > ~/.local/share/bash-completion/completions/coach
  coach completions zsh > ~/.zfunc/_coach
  coach completions fish > ~/.config/fish/completions/coach.fish")]
pub(crate) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut coach: Command) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut coach, "coach", &mut text);
    say(String::from_utf8_lossy(&text).trim_end());
    ExitCode::SUCCESS
}
