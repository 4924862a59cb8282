//! A lab is started: in a process group of its own, so that neither the end of the coach's command nor its Ctrl-C is its end.

use std::env;
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::error::LocalError;
use super::kept::{Addresses, Kept};
use super::lab::{LocalLab, Seen};
use super::process;
use super::program::Program;

/// A lab gets ready within a second; on a machine that starts twenty at once, each waits for the others.
const PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN: Duration = Duration::from_millis(20);
/// Letters and digits: a sixth of a bit less than 160 bits.
const TOKEN_LENGTH: usize = 27;

/// How a lab is started.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How the app behaves at first; the lab's own choice where none is named.
    pub scenario: Option<String>,
    /// How many simulated people use it; the lab's own choice where none is named.
    pub users: Option<usize>,
    /// Who is told of each event of the team's record.
    pub events_webhook: Option<Url>,
    /// Further arguments of `lab up`.
    pub more: Vec<String>,
}

/// A lab that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Where it listens.
    pub addresses: Addresses,
    /// Whether it ran already, and nothing was changed.
    pub ran_already: bool,
}

impl LocalLab {
    /// Starts the lab and waits until it is ready; where it runs already, nothing is changed.
    ///
    /// # Errors
    /// Where it does not start, or does not get ready.
    pub async fn start(&self, program: &Program, settings: &Settings) -> Result<Started, LocalError> {
        let _taken = self.taken().await?;
        match self.seen()? {
            Seen::Runs(Kept { addresses: Some(addresses), .. }) => return Ok(Started { addresses, ran_already: true }),
            // A coach was ended while it waited.
            Seen::Runs(kept) => return self.ready(kept, true).await,
            Seen::None | Seen::Died(_) if self.is_held_for_good().await => {
                return Err(LocalError::NotOurs { team: self.team().to_owned(), folder: self.data() });
            }
            Seen::None | Seen::Died(_) => {}
        }
        let ready = self.ready_file();
        // One that an earlier lab has left would be taken for this one's.
        let _ = fs::remove_file(&ready);
        let admin_token = token();
        let mut child = self.spawn(program, settings, &admin_token)?;
        let pid = child.id();
        // It may have ended before it can be looked at: then it is not there, and that is found below.
        let began = process::began(pid).unwrap_or_default();
        // Whoever waits for it lets it go when it has ended; otherwise it would be there, ended, as long as this process is.
        std::thread::spawn(move || child.wait());
        let kept = Kept { pid, began, addresses: None, admin_token };
        kept.write(&self.kept_file())?;
        self.ready(kept, false).await
    }

    fn spawn(&self, program: &Program, settings: &Settings, admin_token: &str) -> Result<Child, LocalError> {
        let log = self.log();
        let out = File::options().create(true).append(true).open(&log).map_err(LocalError::file(&log))?;
        let errors = out.try_clone().map_err(LocalError::file(&log))?;
        let mut command = Command::new(program.path());
        // What the coach's own shell says of a lab is not said of every team's.
        for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LAB_")) {
            command.env_remove(name);
        }
        command.arg("up").arg("--data-dir").arg(absolute(&self.data())).args(["--team", self.team()]);
        for flag in ["--web", "--backend", "--load", "--monitor"] {
            command.args([flag, "127.0.0.1:0"]);
        }
        command.arg("--ready-file").arg(absolute(&self.ready_file()));
        if let Some(scenario) = &settings.scenario {
            command.args(["--scenario", scenario]);
        }
        if let Some(users) = settings.users {
            command.args(["--users", &users.to_string()]);
        }
        if let Some(webhook) = &settings.events_webhook {
            command.env("LAB_EVENTS_WEBHOOK", webhook.as_str());
        }
        command.args(&settings.more).env("LAB_ADMIN_TOKEN", admin_token);
        command.stdin(Stdio::null()).stdout(out).stderr(errors).process_group(0);
        let not_started = |reason| LocalError::NotStarted { program: program.path().to_owned(), reason };
        command.spawn().map_err(not_started)
    }

    /// Waits until it is ready, and keeps where it listens.
    async fn ready(&self, kept: Kept, ran_already: bool) -> Result<Started, LocalError> {
        let started = Instant::now();
        let mut looked = started;
        let ready = self.ready_file();
        loop {
            let said = fs::read(&ready).ok().and_then(|bytes| serde_json::from_slice::<Addresses>(&bytes).ok());
            if let Some(addresses) = said {
                Kept { addresses: Some(addresses.clone()), ..kept }.write(&self.kept_file())?;
                return Ok(Started { addresses, ran_already });
            }
            // Looking at a process costs more than at a file.
            if looked.elapsed() > Duration::from_millis(200) {
                looked = Instant::now();
                if !process::is_there(kept.pid, kept.began) {
                    let _ = fs::remove_file(self.kept_file());
                    let said = self.last_words().map(|words| format!(": {words}")).unwrap_or_default();
                    return Err(LocalError::Ended { team: self.team().to_owned(), said, log: self.log() });
                }
            }
            if started.elapsed() > PATIENCE {
                let seconds = PATIENCE.as_secs();
                return Err(LocalError::NotReady { team: self.team().to_owned(), seconds, log: self.log() });
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }
}

fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn token() -> String {
    use rand::RngExt as _;
    let mut random = rand::rng();
    (0..TOKEN_LENGTH).map(|_| char::from(random.sample(rand::distr::Alphanumeric))).collect()
}
