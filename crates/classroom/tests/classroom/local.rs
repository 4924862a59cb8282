//! Labs on this machine: a real `lab`, where there is one.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use movie_guru_classroom::lab::Lab;
use movie_guru_classroom::local::{LocalLab, LocalReach, Program, Settings, Stopped};
use movie_guru_classroom::reach::{Reach, Service};
use movie_guru_classroom::watch::once;
use movie_guru_test_support::{skipped, until};
use tempfile::TempDir;

/// The `lab` of this build, or the one that the environment names.
fn program() -> Option<Program> {
    let named = std::env::var_os("COACH_LAB").map(PathBuf::from);
    let own = std::env::current_exe().unwrap();
    let built = own.ancestors().nth(2).unwrap().join("lab");
    let found = Program::find(Some(&named.unwrap_or(built)));
    found.inspect_err(|_| skipped("there is no `lab`; `cargo build` makes it")).ok()
}

/// Ends what a test has started, also where it fails.
struct Ends(Vec<LocalLab>);

impl Drop for Ends {
    fn drop(&mut self) {
        for lab in &self.0 {
            if let Ok(Some(kept)) = lab.kept() {
                let _ = Command::new("kill").args(["-9", &kept.pid.to_string()]).status();
            }
        }
    }
}

fn quiet() -> Settings {
    Settings { scenario: Some("healthy".to_owned()), users: Some(0), ..Settings::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_is_started_once_asked_steered_and_ended() {
    let Some(program) = program() else { return };
    let folder = TempDir::new().unwrap();
    let own = LocalLab::new(folder.path(), "red");
    let _ends = Ends(vec![own.clone()]);
    let started = own.start(&program, &quiet()).await.unwrap();
    let kept = own.kept().unwrap().unwrap();
    let mode = std::fs::metadata(own.folder().join("coach.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let arguments = std::fs::read(format!("/proc/{}/cmdline", kept.pid)).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&arguments).contains(&kept.admin_token), "the token is in the arguments");

    let again = own.start(&program, &quiet()).await.unwrap();
    assert!(again.ran_already && !started.ran_already);
    assert_eq!(again.addresses, started.addresses);

    let reach = Arc::new(LocalReach::new(own.clone()));
    let lab = Lab::new("red", Arc::clone(&reach) as _);
    assert_eq!(lab.state().await.unwrap().team, "red");
    lab.set_scenario("challenge-7").await.unwrap();
    assert_eq!(lab.scenario().await.unwrap().as_deref(), Some("challenge-7"));
    lab.start("1", false).await.unwrap();
    assert!(lab.extend_current(10).await.unwrap().minutes.is_some());
    let class = once(&[Arc::new(lab)], Duration::from_secs(20)).await;
    let team = &class.teams[0];
    assert_eq!(team.not_asked, [], "all can be asked of a real lab");
    assert_eq!(team.current.as_ref().unwrap().extended, 10);
    assert!(team.load.unwrap().is_running, "challenge 1 brings people");

    assert_eq!(own.stop().await.unwrap(), Stopped::Ended);
    assert_eq!(own.stop().await.unwrap(), Stopped::WasNotThere);
    let away = reach.connect(Service::Web).await.err().unwrap().to_string();
    assert!(away.contains("`coach up red` starts it"), "{away}");
    assert!(own.data().is_dir(), "its data stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_that_died_is_seen_and_starts_again() {
    let Some(program) = program() else { return };
    let folder = TempDir::new().unwrap();
    let own = LocalLab::new(folder.path(), "blue");
    let _ends = Ends(vec![own.clone()]);
    own.start(&program, &quiet()).await.unwrap();
    let reach = LocalReach::new(own.clone());
    assert_eq!(reach.health().await.unwrap().ready, 1);
    let pid = own.kept().unwrap().unwrap().pid;
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    until("its end is seen", async || reach.health().await.unwrap().ready == 0).await;
    let health = reach.health().await.unwrap();
    assert!(health.stuck[0].contains("lab.log") && health.stuck[0].contains("`coach up blue`"), "{health:?}");
    // Its threads, which have the ports, may outlive it for a moment.
    until("nobody listens", async || reach.connect(Service::Web).await.is_err()).await;
    let away = reach.connect(Service::Web).await.err().unwrap().to_string();
    assert!(away.contains("has ended by itself"), "{away}");
    let started = own.start(&program, &quiet()).await.unwrap();
    assert!(!started.ran_already);
    assert_eq!(own.stop().await.unwrap(), Stopped::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_not_the_lab_is_never_asked_to_end() {
    let folder = TempDir::new().unwrap();
    let own = LocalLab::new(folder.path(), "green");
    let mut other = Command::new("sleep").arg("600").spawn().unwrap();
    std::fs::create_dir_all(own.folder()).unwrap();
    // As if the number had been given to another process since.
    let kept = serde_json::json!({ "pid": other.id(), "began": 1_000_000_000, "addresses": null, "admin_token": "x" });
    std::fs::write(own.folder().join("coach.json"), kept.to_string()).unwrap();
    assert_eq!(own.stop().await.unwrap(), Stopped::WasNotThere);
    assert!(other.try_wait().unwrap().is_none(), "another's process was ended");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_that_cannot_start_says_why_and_where_more_stands() {
    let Some(program) = program() else { return };
    let folder = TempDir::new().unwrap();
    let own = LocalLab::new(folder.path(), "red");
    let wrong = Settings { scenario: Some("no-such".to_owned()), ..Settings::default() };
    let error = own.start(&program, &wrong).await.unwrap_err().to_string();
    assert!(error.contains("no-such") && error.contains("lab.log"), "{error}");
    let missing = Program::find(Some(&folder.path().join("lab"))).unwrap_err().to_string();
    assert!(missing.contains("--lab PATH"), "{missing}");
}

/// Not a test of what is right, but of how much: `COACH_LAB=…/release/lab cargo test -p movie-guru-classroom twenty -- --ignored
/// --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes a machine of its own, and a release build"]
async fn twenty_labs_with_five_people_each() {
    let program = program().unwrap();
    let folder = TempDir::new().unwrap();
    let labs: Vec<_> = (1..=20).map(|n| LocalLab::new(folder.path(), &format!("team-{n:02}"))).collect();
    let _ends = Ends(labs.clone());
    let settings = Settings { users: Some(5), ..Settings::default() };
    let at_once: usize = std::env::var("AT_ONCE").map_or(4, |text| text.parse().unwrap());
    let started = Instant::now();
    let starting = labs.iter().map(|lab| {
        let (program, settings) = (&program, &settings);
        async move { lab.start(program, settings).await.unwrap() }
    });
    use futures::StreamExt as _;
    futures::stream::iter(starting).buffer_unordered(at_once).collect::<Vec<_>>().await;
    println!("20 labs ready after {:.1} s, {at_once} at a time", started.elapsed().as_secs_f64());
    for after in [10, 60] {
        tokio::time::sleep_until((started + Duration::from_secs(30 + after)).into()).await;
        let of = |field: &str| -> u64 {
            let one = |lab: &LocalLab| {
                let pid = lab.kept().unwrap().unwrap().pid;
                let file = if field == "Pss:" { "smaps_rollup" } else { "status" };
                let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap();
                let line = text.lines().find(|line| line.starts_with(field)).unwrap();
                line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
            };
            labs.iter().map(one).sum()
        };
        println!("{after} s later: RSS {} MB, PSS {} MB", of("VmRSS:") / 1024, of("Pss:") / 1024);
    }
    let stopping = Instant::now();
    let ended = futures::future::join_all(labs.iter().map(LocalLab::stop)).await;
    assert!(ended.into_iter().all(|ended| matches!(ended, Ok(Stopped::Ended))));
    println!("ended after {:.1} s", stopping.elapsed().as_secs_f64());
}
