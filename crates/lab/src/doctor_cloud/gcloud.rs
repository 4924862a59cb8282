//! Asking `gcloud`, which may be missing, logged out, or waiting for something that does not come.

use std::io::{self, ErrorKind, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// It starts slowly, and may refresh a login over the network.
const PATIENCE: Duration = Duration::from_secs(60);
/// What it answers here is a line.
const MOST_BYTES: u64 = 64 * 1024;
const MOST_WORDS: usize = 200;
/// On Windows it is a script.
const PROGRAM: &str = if cfg!(windows) { "gcloud.cmd" } else { "gcloud" };

/// Why `gcloud` gives no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GcloudError {
    /// It is not there.
    #[error(
        "gcloud is not here: install it (https://cloud.google.com/sdk/docs/install), and see that it is on your PATH"
    )]
    Missing,
    /// It says no, in its own words.
    #[error("gcloud says: {0}")]
    Failed(String),
    /// It takes too long.
    #[error("gcloud did not answer within {} s; run it once by hand, and see what it waits for", PATIENCE.as_secs())]
    TooSlow,
}

/// What it prints, without the space around it.
///
/// # Errors
/// As [`GcloudError`] has them.
pub(crate) async fn gcloud(arguments: &'static [&'static str]) -> Result<String, GcloudError> {
    let ended = tokio::task::spawn_blocking(move || run(arguments)).await;
    ended.unwrap_or_else(|error| Err(GcloudError::Failed(error.to_string())))
}

fn run(arguments: &[&str]) -> Result<String, GcloudError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => GcloudError::Missing,
        _ => GcloudError::Failed(error.to_string()),
    };
    let mut command = Command::new(PROGRAM);
    // It would ask whether to install or to enable something.
    command.args(arguments).env("CLOUDSDK_CORE_DISABLE_PROMPTS", "1").stdin(Stdio::null());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let (said, complained) = (text(child.stdout.take()), text(child.stderr.take()));
    let begin = Instant::now();
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if begin.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(20)),
            None => {
                // Gone by itself meanwhile is as good.
                let _ = child.kill();
                let _ = child.wait();
                return Err(GcloudError::TooSlow);
            }
        }
    };
    // What it started may hold its output open.
    let wait = Duration::from_secs(5);
    let said = said.recv_timeout(wait).unwrap_or_default();
    if status.success() {
        return Ok(said.trim().to_owned());
    }
    let complained = complained.recv_timeout(wait).unwrap_or_default();
    let line = complained.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("nothing");
    Err(GcloudError::Failed(line.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()))
}

/// Reads to the end, aside, so that a full pipe stops nobody.
fn text(from: Option<impl Read + Send + 'static>) -> Receiver<String> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let Some(mut from) = from else { return };
        let mut bytes = Vec::new();
        let _ = from.by_ref().take(MOST_BYTES).read_to_end(&mut bytes);
        let _ = io::copy(&mut from, &mut io::sink());
        // Nobody waits any more where it took too long.
        let _ = send.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receive
}
