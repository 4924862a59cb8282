//! A cluster for as long as a test runs, and kubectl to talk to it as a person would. `scripts/kube-test-server` throws it
//! away when its input ends, so also when the test does, however.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use movie_guru_test_support::workspace;
use serde_json::{Value, json};

use crate::scripts::target;

pub(super) struct Server {
    orders: Option<RefCell<(ChildStdin, BufReader<ChildStdout>)>>,
    process: Child,
    kubeconfig: PathBuf,
}

impl Server {
    /// Takes some five seconds.
    ///
    /// # Errors
    /// What is absent.
    pub(super) fn start() -> Result<Self, String> {
        let mut command = Command::new(workspace().join("scripts/kube-test-server"));
        command.arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().map_err(|error| format!("bash: {error}"))?;
        let (orders, mut answers) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        let mut kubeconfig = String::new();
        if answers.read_line(&mut kubeconfig).unwrap() == 0 {
            let mut said = String::new();
            process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!(process.wait().unwrap().code(), Some(77), "{said}");
            return Err(said);
        }
        let kubeconfig = PathBuf::from(kubeconfig.trim_end());
        Ok(Self { orders: Some(RefCell::new((orders, answers))), process, kubeconfig })
    }

    pub(super) fn order(&self, order: &str) {
        let (orders, answers) = &mut *self.orders.as_ref().unwrap().borrow_mut();
        writeln!(orders, "{order}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert_eq!(answer, "done\n");
    }

    pub(super) fn apply(&self, objects: &[Value]) -> Result<String, String> {
        self.with_input(&["apply", "--server-side", "-f", "-"], objects)
    }

    /// The same objects as the server has them, in the same order.
    pub(super) fn get(&self, objects: &[Value]) -> Vec<Value> {
        let said = self.with_input(&["get", "--output=json", "-f", "-"], objects).unwrap();
        let mut list: Value = serde_json::from_str(&said).unwrap();
        serde_json::from_value(list["items"].take()).unwrap()
    }

    pub(super) fn with_input(&self, arguments: &[&str], objects: &[Value]) -> Result<String, String> {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
        self.run(&kubectl(), arguments, &list.to_string())
    }

    pub(super) fn kubectl(&self, arguments: &[&str]) -> Result<String, String> {
        self.run(&kubectl(), arguments, "")
    }

    /// What it says, or why it failed.
    pub(super) fn run(&self, program: &Path, arguments: &[&str], input: &str) -> Result<String, String> {
        let folder = kubectl().parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths([folder].into_iter().chain(std::env::split_paths(&path))).unwrap();
        let mut command = Command::new(program);
        command.args(arguments).env("PATH", path).env("KUBECONFIG", &self.kubeconfig);
        // What it remembers of a server goes with the server.
        command.env("HOME", self.kubeconfig.parent().unwrap());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let why = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(said) } else { Err(format!("{said}{why}")) }
    }
}

/// The one that renders the overlays.
fn kubectl() -> PathBuf {
    target().join("check-k8s/bin/kubectl")
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.orders.take());
        let _ = self.process.wait();
    }
}
