//! The program that a kubeconfig may name for credentials (`exec`, client.authentication.k8s.io).
//!
//! kube's client runs it by itself, three times a client, on the thread that asks, and waits for it as long as it takes. A
//! coach with twenty contexts needs one that hangs to end, and to read what it says.

use std::process::Stdio;
use std::time::Duration;

use kube::config::ExecConfig;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::Mutex;

use crate::bearer::Token;
use crate::trouble::Trouble;

/// Before a token's end another is asked for.
const AHEAD: i64 = 60;

/// What a program said who we are.
#[derive(Clone)]
pub(crate) enum Credential {
    Token {
        token: String,
        until: Option<jiff::Timestamp>,
    },
    /// Both PEM.
    Certificate {
        certificate: String,
        key: String,
    },
}

/// The program, run again before its token ends.
pub(crate) struct Plugin {
    exec: ExecConfig,
    patience: Duration,
    held: Mutex<(String, Option<jiff::Timestamp>)>,
}

impl Plugin {
    pub(crate) fn new(exec: ExecConfig, patience: Duration, token: String, until: Option<jiff::Timestamp>) -> Self {
        Self { exec, patience, held: Mutex::new((token, until)) }
    }
}

#[async_trait::async_trait]
impl Token for Plugin {
    async fn token(&self) -> Result<String, String> {
        let mut held = self.held.lock().await;
        let soon = jiff::Timestamp::now().as_second() + AHEAD;
        if held.1.is_some_and(|until| until.as_second() <= soon) {
            match run(&self.exec, self.patience).await.map_err(|trouble| trouble.to_string())? {
                Credential::Token { token, until } => *held = (token, until),
                Credential::Certificate { .. } => {
                    return Err(format!("{} gave a token before, and now none; start again", name(&self.exec)));
                }
            }
        }
        Ok(held.0.clone())
    }
}

fn name(exec: &ExecConfig) -> &str {
    exec.command.as_deref().unwrap_or("the program for tokens")
}

/// Runs it once, and ends it after `patience`.
pub(crate) async fn run(exec: &ExecConfig, patience: Duration) -> Result<Credential, Trouble> {
    let Some(program) = &exec.command else {
        return Err(Trouble::Config("the context's user has an exec without a command; look at the kubeconfig".into()));
    };
    let version = exec.api_version.as_deref().unwrap_or("client.authentication.k8s.io/v1");
    let mut spec = json!({"interactive": false});
    if let Some(cluster) = &exec.cluster
        && let Ok(cluster) = serde_json::to_value(cluster)
    {
        spec["cluster"] = cluster;
    }
    let info = json!({"apiVersion": version, "kind": "ExecCredential", "spec": spec});
    let mut command = Command::new(program);
    command.args(exec.args.iter().flatten()).env("KUBERNETES_EXEC_INFO", info.to_string());
    for pair in exec.env.iter().flatten() {
        if let (Some(name), Some(value)) = (pair.get("name"), pair.get("value")) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut process = command.spawn().map_err(|error| {
        let hint = exec.install_hint.as_deref().unwrap_or("install it, or choose another context").trim();
        Trouble::Auth(format!("the kubeconfig gets its token from {program}, which cannot be run: {error}; {hint}"))
    })?;

    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
    let whole = async {
        let said = async {
            if let Some(mut stdout) = stdout {
                let _ = stdout.read_to_end(&mut output).await;
            }
        };
        let complained = async {
            if let Some(mut stderr) = stderr {
                let _ = stderr.read_to_end(&mut errors).await;
            }
        };
        let ((), (), status) = tokio::join!(said, complained, process.wait());
        status
    };
    let Ok(status) = tokio::time::timeout(patience, whole).await else {
        end(&mut process).await;
        let said = last_words(&errors);
        return Err(Trouble::Auth(format!(
            "{program}, from which the kubeconfig gets its token, did not end within {} s and was ended{said}; run it by \
             hand: it may want a log-in",
            patience.as_secs_f32()
        )));
    };
    let status = status.map_err(|error| Trouble::Auth(format!("{program}: {error}")))?;
    if !status.success() {
        let said = last_words(&errors);
        return Err(Trouble::Auth(format!(
            "{program}, from which the kubeconfig gets its token, failed ({status}){said}; run it by hand: it may want a \
             log-in"
        )));
    }
    understood(program, &output)
}

/// It and whom it started: a shell that waits for a child hands down its pipes.
async fn end(process: &mut tokio::process::Child) {
    #[cfg(unix)]
    if let Some(id) = process.id() {
        let group = format!("-{id}");
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status().await;
    }
    let _ = process.kill().await;
}

fn last_words(errors: &[u8]) -> String {
    let text = String::from_utf8_lossy(errors);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(4)..].join(" / ");
    if last.is_empty() { String::new() } else { format!(": {last}") }
}

fn understood(program: &str, output: &[u8]) -> Result<Credential, Trouble> {
    let wrong = |why: &str| {
        Trouble::Auth(format!("{program} wrote no ExecCredential: {why}; run it by hand, or look at the kubeconfig"))
    };
    let said: Value = serde_json::from_slice(output).map_err(|error| wrong(&error.to_string()))?;
    let status = &said["status"];
    let text = |name: &str| status[name].as_str().map(str::to_owned);
    if let (Some(certificate), Some(key)) = (text("clientCertificateData"), text("clientKeyData")) {
        return Ok(Credential::Certificate { certificate, key });
    }
    let token = text("token").ok_or_else(|| wrong("it has no status.token"))?;
    let until = text("expirationTimestamp").map(|at| at.parse()).transpose();
    let until = until.map_err(|_| wrong("status.expirationTimestamp is no time"))?;
    Ok(Credential::Token { token, until })
}
