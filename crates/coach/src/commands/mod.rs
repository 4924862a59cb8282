//! A file for each command: its arguments, its examples, and what it does.

mod broadcast;
mod class;
mod completions;
mod console;
mod doctor;
mod down;
mod extend;
mod forward;
mod gcp;
mod init;
mod load;
mod logs;
mod man;
mod phase;
mod rehearse;
mod report;
mod reset;
mod status;
mod support;
mod up;
mod validate;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(
    name = "coach",
    version,
    about = "Movie Guru labs for many teams: brought up, shown, steered, taken down",
    after_help = "Examples:
  coach init --local 5                               five teams on this machine, in teams.yaml
  coach init --context kind --namespaces 20          or twenty in namespaces of a cluster
  coach validate                                     whether all of it is sound
  coach up                                           brings the labs up, and says where they are
  coach console                                      a page of all teams: who needs you, and what to do
  coach down                                         keeps what the teams did, and takes all down

`coach COMMAND --help` has more of each.

Exit codes: 0 done, or it holds; 1 not, or not for all; 2 used wrongly; 3 nobody answers."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Writes the teams' file
    Init(init::Arguments),
    /// Whether the teams' file is sound: every mistake, with line, field and what would be right
    Validate(validate::Arguments),
    /// Brings labs up, or makes them what they should be
    Up(up::Arguments),
    /// Takes labs down: what is ours, and nothing else
    Down(down::Arguments),
    /// How the teams are doing
    Status(status::Arguments),
    /// The same as a page, for the projector and the tablet, with buttons
    Console(console::Arguments),
    /// Changes how apps behave
    Phase(phase::Arguments),
    /// The simulated people: starts and stops them
    Load(load::Arguments),
    /// Tells everybody something, on every page of app and guide
    Broadcast(broadcast::Arguments),
    /// Gives a team more time for its challenge
    Extend(extend::Arguments),
    /// Has a team begin challenges anew
    Reset(reset::Arguments),
    /// What a lab says
    Logs(logs::Arguments),
    /// Everything of a lab on this machine's loopback
    Forward(forward::Arguments),
    /// What each team reached when, and what happened
    Report(report::Arguments),
    /// Dashboards, channels, SLOs and alerts in Cloud Monitoring
    Gcp(gcp::Arguments),
    /// Whether labs can be brought up, and what to do where they cannot
    Doctor(doctor::Arguments),
    /// Plays the workshop on every lab the evening before, and says which team is ready
    Rehearse(rehearse::Arguments),
    /// Packs what a bug report needs of a team's lab, without secrets
    Support(support::Arguments),
    /// Completions for a shell
    Completions(completions::Arguments),
    /// The manual, as a page for `man`
    Man(man::Arguments),
}

pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Up(arguments) => up::run(arguments).await,
        Command::Down(arguments) => down::run(arguments).await,
        Command::Status(arguments) => status::run(arguments).await,
        Command::Console(arguments) => console::run(arguments).await,
        Command::Phase(arguments) => phase::run(arguments).await,
        Command::Load(arguments) => load::run(arguments).await,
        Command::Broadcast(arguments) => broadcast::run(arguments).await,
        Command::Extend(arguments) => extend::run(arguments).await,
        Command::Reset(arguments) => reset::run(arguments).await,
        Command::Logs(arguments) => logs::run(arguments).await,
        Command::Forward(arguments) => forward::run(arguments).await,
        Command::Report(arguments) => report::run(arguments).await,
        Command::Gcp(arguments) => gcp::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Rehearse(arguments) => rehearse::run(arguments).await,
        Command::Support(arguments) => support::run(arguments).await,
        Command::Completions(arguments) => Ok(completions::run(&arguments, Cli::command())),
        Command::Man(arguments) => man::run(&arguments, Cli::command()),
    }
}
