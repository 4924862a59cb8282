//! The command as a person runs it: real process, real signals.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::stand_in::{Fault, StandIn, until};
use tokio::process::{Child, Command};

pub(crate) fn loadtest(flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadtest"));
    command.args(["run", "--listen", "127.0.0.1:0", "--spawn-rate", "10", "--data-dir", "kept"]).args(flags);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

async fn signal(child: &Child, name: &str) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args([name, &id]).status().await.unwrap().success());
}

pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) async fn ended(child: Child) -> Said {
    let output = tokio::time::timeout(Duration::from_secs(20), child.wait_with_output()).await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_kindly_with_a_summary_and_so_does_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["-INT", "-TERM"] {
        let app = StandIn::well().await;
        let mut command = loadtest(&["--host", app.host.as_str(), "--users", "3", "--seed", "7"]);
        let child = command.current_dir(folder.path()).spawn().unwrap();
        until("requests", async || app.count("GET /startup") > 0).await;
        let since = Instant::now();
        signal(&child, name).await;
        let said = ended(child).await;
        assert!(since.elapsed() < Duration::from_secs(5), "{name} took {:?}", since.elapsed());
        assert_eq!(said.code, Some(0), "{name}: {}\n{}", said.out, said.err);
        assert!(said.out.contains("Summary (stopped)") && said.out.contains("--seed 7"), "{}", said.out);
        assert_eq!(said.err, "", "{name}");
        assert!(!said.out.contains("users launched"), "Goose printed: {}", said.out);
    }
    let names = |folder: &std::path::Path| -> Vec<_> {
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names(folder.path()), ["kept"], "files left behind");
    let kept = names(&folder.path().join("kept/runs"));
    assert!(kept.iter().any(|name| name.ends_with(".figures.json")), "no report kept: {kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ctrl_c_ends_it_at_once() {
    let app = StandIn::with("/login", Fault::Stall).await;
    let mut child = loadtest(&["--host", app.host.as_str(), "--users", "1"]).spawn().unwrap();
    until("a request that is never answered", async || app.count("POST /login") > 0).await;
    let since = Instant::now();
    signal(&child, "-INT").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(child.try_wait().unwrap().is_none(), "it waits for the request in flight");
    signal(&child, "-INT").await;
    assert_eq!(ended(child).await.code, Some(130));
    assert!(since.elapsed() < Duration::from_secs(3), "{:?}", since.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_runs_in_the_background_of_a_script_where_ctrl_c_is_ignored() {
    let app = StandIn::well().await;
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' INT; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_loadtest"), "run"]);
    command.args(["--listen", "127.0.0.1:0", "--users", "1", "--host", app.host.as_str()]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
    until("a main page", async || app.count("GET /startup") > 0).await;
    signal(&child, "-TERM").await;
    let said = ended(child).await;
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_succeeded_is_said_and_is_no_success() {
    let app = StandIn::with("/login", Fault::Status500).await;
    let flags = ["--host", app.host.as_str(), "--users", "1", "--run-time", "2s"];
    let said = ended(loadtest(&flags).spawn().unwrap()).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("nothing succeeded"), "{}", said.err);
    assert!(said.out.contains("the run time is over") && said.out.contains("HTTP 500"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_where_nobody_listens_is_refused_before_the_run() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = ended(loadtest(&["--host", &format!("http://{free}")]).spawn().unwrap()).await;
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""));
    assert!(said.err.contains("cannot be reached") && said.err.contains("lab up"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_a_clear_error() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadtest"));
    command.args(["run", "--listen", &address]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let said = ended(command.spawn().unwrap()).await;
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains(&address) && said.err.contains("--listen"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_decide_the_exit_code_and_figures_go_where_they_are_wanted() {
    let app = StandIn::with("/startup", Fault::Status500).await;
    let page = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("kept/report.html");
    std::fs::create_dir_all(page.parent().unwrap()).unwrap();
    let html = format!("html={}", page.display());
    let flags = ["--host", app.host.as_str(), "--users", "2", "--run-time", "2s", "--think-time", "10ms"];
    let with = |more: &[&str]| {
        let flags: Vec<_> = flags.iter().chain(more).copied().collect();
        ended(loadtest(&flags).spawn().unwrap())
    };
    let said =
        with(&["--fail-if", "errors(startup)>1%", "--fail-if", "p95(login)>9s", "--output", "json", "--output", &html])
            .await;
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(
        said.err.contains("errors(startup)>1%: it is 100.00 %") && !said.err.contains("p95(login)"),
        "{}",
        said.err
    );
    assert!(said.err.contains("Summary (the run time is over)"), "the summary gives way to the figures: {}", said.err);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&figures["state"], &figures["ended"]), (&"ended".into(), &"run-time".into()));
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg"));

    let said = with(&["--fail-if", "errors(login)>1%", "--output", "csv"]).await;
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.starts_with("of,name,count,failures,refused"), "{}", said.out);
    let said = with(&["--output", "html=/no/such/folder/report.html"]).await;
    assert!(said.code == Some(1) && said.err.contains("--output: there is no folder /no/such/folder"), "{}", said.err);
    let said = ended(loadtest(&["--host", "http://shop.example.com"]).spawn().unwrap()).await;
    assert!(said.code == Some(1) && said.err.contains("--allow-host shop.example.com"), "{}", said.err);
}
