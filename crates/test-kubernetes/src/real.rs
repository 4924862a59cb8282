//! A real API server, 1.20, with its controllers and no kubelets: `scripts/kube-test-server` throws it away when its input
//! ends, so also when the test does, however.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use movie_guru_test_support::workspace;

/// What the script ends with where something is absent.
const ABSENT: i32 = 77;

/// A real server, for as long as this value is there.
pub struct RealServer {
    process: Child,
    orders: Option<ChildStdin>,
    kubeconfig: PathBuf,
    /// With which it was started.
    command: Vec<String>,
    again: Option<Child>,
}

impl RealServer {
    /// Takes some five seconds.
    ///
    /// # Errors
    /// What is absent; for `movie_guru_test_support::skipped`.
    pub fn start() -> Result<Self, String> {
        let mut command = Command::new(workspace().join("scripts/kube-test-server"));
        command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(|error| format!("bash: {error}"))?;
        let (orders, mut answers) = (process.stdin.take(), BufReader::new(process.stdout.take().unwrap()));
        let mut kubeconfig = String::new();
        if answers.read_line(&mut kubeconfig).unwrap() == 0 {
            let mut said = String::new();
            process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!(process.wait().unwrap().code(), Some(ABSENT), "{said}");
            return Err(said);
        }
        let kubeconfig = PathBuf::from(kubeconfig.trim_end());
        let mut server = Self { process, orders, kubeconfig, command: Vec::new(), again: None };
        let command = std::fs::read(format!("/proc/{}/cmdline", server.id())).unwrap();
        let parts = command.split(|byte| *byte == 0).filter(|part| !part.is_empty());
        server.command = parts.map(|part| String::from_utf8(part.to_vec()).unwrap()).collect();
        Ok(server)
    }

    /// Of its context `kube-test`.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    fn noted(&self) -> PathBuf {
        self.kubeconfig.parent().unwrap().join("apiserver.pid")
    }

    fn id(&self) -> String {
        std::fs::read_to_string(self.noted()).unwrap().trim().to_owned()
    }

    /// The API server alone, by SIGKILL; etcd holds what it held.
    pub fn kill(&mut self) {
        let id = self.id();
        assert!(Command::new("kill").args(["-KILL", &id]).status().unwrap().success());
        if let Some(mut again) = self.again.take() {
            let _ = again.wait();
        }
        movie_guru_test_support::wait_for("the API server is gone", || {
            let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            state.is_empty() || state.contains(") Z ")
        });
    }

    /// With the same port and store. The script ends it with all else.
    pub fn start_again(&mut self) {
        let mut command = Command::new(&self.command[0]);
        command.args(&self.command[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let again = command.spawn().unwrap();
        std::fs::write(self.noted(), again.id().to_string()).unwrap();
        self.again = Some(again);
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        if let Some(mut again) = self.again.take() {
            let _ = again.kill();
            let _ = again.wait();
        }
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}
