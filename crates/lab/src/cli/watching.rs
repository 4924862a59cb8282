//! What looks at a lab, or mends it: `lab status`, `probe`, `synthetic`, `copy`, `doctor`, `reset`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{Folder, GoogleApi};

#[derive(Args, Debug)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The figures as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab probe --once
  lab probe --web-url http://guru.example --every 30 --listen 0.0.0.0:8088")]
pub(crate) struct ProbeArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
    /// Seconds from one walk to the next
    #[arg(long, env = "LAB_PROBE_EVERY", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) every: u64,
    /// Where its metrics are
    #[arg(long, env = "LAB_PROBE_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8088")]
    pub(crate) listen: SocketAddr,
    /// Walk once; the exit code says whether it went well
    #[arg(long)]
    pub(crate) once: bool,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab synthetic new my-check           write lab-data/checks/my-check.yaml, to begin with
  lab synthetic validate               whether all files are sound: every mistake, with its line
  lab synthetic run my-check           once, now: each step with its time, and what failed
  lab synthetic list

`lab up` runs every file of that folder on its own schedule, and looks at it again when it changes (docs/synthetic.md).")]
pub(crate) struct SyntheticArguments {
    #[command(subcommand)]
    pub(crate) command: SyntheticCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SyntheticCommand {
    /// The checks there are, how often each runs, and which do not run
    #[command(after_help = "Examples:
  lab synthetic list")]
    List(Folder),
    /// Run one now, once; the exit code says whether it went well
    #[command(after_help = "Examples:
  lab synthetic run my-check
  lab synthetic run my-check --web-url http://guru.example

Exit codes: 0 every step went as expected; 1 one did not, or the file is not sound; 2 used wrongly.")]
    Run {
        /// Its file's name, without .yaml
        name: String,
        #[command(flatten)]
        target: SyntheticTarget,
    },
    /// Write a check to begin with
    #[command(after_help = "Examples:
  lab synthetic new my-check")]
    New {
        /// Its file's name, without .yaml: letters, digits and -
        name: String,
        #[command(flatten)]
        folder: Folder,
    },
    /// Whether checks are sound: every mistake, with file, line and what would be right
    #[command(after_help = "Examples:
  lab synthetic validate               all of the data folder
  lab synthetic validate my-check.yaml my-checks/")]
    Validate {
        /// Files, or folders of them; those of the data folder where none is named
        #[arg(value_name = "FILES")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        folder: Folder,
    },
}

/// Which app is meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct SyntheticTarget {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// The app, where it is not the one of the data folder's lab
    #[arg(long, env = "LAB_WEB_URL", value_name = "URL")]
    pub(crate) web_url: Option<url::Url>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab copy --from sqlite://lab-data --to postgres://guru@localhost:5432/guru
  PGPASSWORD=… lab copy --from sqlite://lab-data/movie-guru.db --to postgres://guru@db.example/guru --ca ca.pem

Where it is interrupted, the same command goes on. People log in again afterwards: sessions are not copied.")]
pub(crate) struct CopyArguments {
    /// The SQLite database of a lab that is not running: its data folder, or the file in it
    #[arg(long, value_name = "sqlite://PATH")]
    pub(crate) from: String,
    /// The PostgreSQL database, empty; the password may stay in PGPASSWORD or PGPASSFILE
    #[arg(long, env = "DATABASE_URL", value_name = "postgres://USER@HOST:PORT/NAME", hide_env_values = true)]
    pub(crate) to: String,
    /// The certificate (PEM) of the CA that the PostgreSQL server must prove its name with
    #[arg(long, env = "DATABASE_CA", value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  lab doctor                                 this machine: ports, disk, clock, folder
  lab doctor --cloud                         Google Cloud: account, project, APIs, permissions
  lab doctor --cloud --project my-project

Exit codes: 0 all is well; 1 something is to be mended: each line that begins with !! says how.")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// Look at Google Cloud in place of this machine
    #[arg(long)]
    pub(crate) cloud: bool,
    /// The project; gcloud's own where it is left out
    #[arg(long, value_name = "PROJECT", requires = "cloud")]
    pub(crate) project: Option<String>,
    #[command(flatten)]
    pub(crate) google: GoogleApi,
}

#[derive(Args, Debug)]
pub(crate) struct ResetArguments {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
}
