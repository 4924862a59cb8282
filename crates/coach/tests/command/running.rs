//! Labs that run, shown and steered: real ones on this machine.

use std::fs;
use std::path::Path;
use std::process::Child;

use movie_guru_test_support::{Running, client, skipped, wait_for};
use serde_json::Value;

use crate::coach::{Coach, Ran};

/// Ends labs however the test ends.
struct Ends<'c>(&'c Coach);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.run(&["down", "--yes", "--no-archive"]);
    }
}

/// A command that goes on until it is told to end, and the JSON document that it begins with.
fn going_on(coach: &Coach, arguments: &[&str]) -> (Running, Value) {
    let mut command = coach.command(&[arguments, &["--output", "json"]].concat());
    let running = Running::start(&mut command).unwrap();
    let mut said = Value::Null;
    wait_for("its first document", || match serde_json::from_str(&running.said().join("\n")) {
        Ok(value) => {
            said = value;
            true
        }
        Err(_) => false,
    });
    (running, said)
}

fn ended_well(mut running: Running) {
    running.signal("-INT");
    let process: &mut Child = &mut running.process;
    let mut status = None;
    wait_for("its end", || {
        status = process.try_wait().unwrap();
        status.is_some()
    });
    assert!(status.unwrap().success(), "{status:?} {}", running.all_said());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_on_this_machine_is_shown_and_steered() {
    let lab = Path::new(env!("CARGO_BIN_EXE_coach")).with_file_name("lab");
    if !lab.is_file() {
        return skipped("the program `lab` is not built (cargo build -p lab)");
    }
    let coach = Coach::new();
    let _ends = Ends(&coach);
    let (code, said) = coach.json(&["up", "--local", "2", "--lab", lab.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    let ok = |ran: &Ran| assert_eq!(ran.code, 0, "{ran:?}");

    let (code, class) = coach.json(&["status"]);
    let teams = class["teams"].as_array().unwrap();
    assert_eq!((code, teams.len()), (0, 2), "{class}");
    assert!(teams.iter().all(|team| team["not_asked"] == serde_json::json!([])), "{class}");
    let ran = coach.run(&["status", "popcorn"]);
    assert!(ran.code == 0 && ran.out.contains("popcorn") && !ran.out.contains("nachos"), "{ran:?}");

    let unnamed = coach.run(&["phase", "set", "challenge-7"]);
    assert!(unnamed.code == 2 && unnamed.err.contains("--all"), "{unnamed:?}");
    ok(&coach.run(&["phase", "set", "challenge-7", "--all"]));
    let (_, class) = coach.json(&["status"]);
    assert!(class["teams"].as_array().unwrap().iter().all(|team| team["scenario"] == "challenge-7"), "{class}");
    let refused = coach.run(&["phase", "set", "nonsense", "--team", "popcorn"]);
    assert!(refused.code == 1 && refused.out.contains("nonsense"), "{refused:?}");
    ok(&coach.run(&["load", "stop", "--team", "popcorn"]));
    let (_, class) = coach.json(&["status"]);
    assert_eq!(
        (&class["teams"][0]["load"]["is_running"], &class["teams"][1]["load"]["is_running"]),
        (&false.into(), &true.into())
    );
    ok(&coach.run(&["load", "start", "--team", "popcorn", "--users", "3"]));

    let none = coach.run(&["extend", "popcorn", "10m"]);
    assert!(none.code == 1 && none.out.contains("no challenge is on"), "{none:?}");
    let (forward, said) = going_on(&coach, &["forward", "popcorn"]);
    let web = said["services"][0]["url"].as_str().unwrap().to_owned();
    let start = format!("{web}api/workshop/challenges/1/start");
    assert!(client().post(start).send().await.unwrap().status().is_success());
    assert!(said["services"].as_array().unwrap().iter().all(|service| service["url"].is_string()), "{said}");
    ended_well(forward);
    let extended = coach.run(&["extend", "popcorn", "10m"]);
    assert!(extended.code == 0 && extended.out.contains("10 more minutes for Your first day"), "{extended:?}");
    let report = coach.run(&["report", "popcorn", "--html", "report.html"]);
    assert!(report.code == 0 && report.out.contains("10 more minutes for Your first day"), "{report:?}");
    assert!(coach.read("report.html").contains("Team popcorn"));

    let (console, said) = going_on(&coach, &["console", "--listen", "127.0.0.1:0"]);
    let url = said["console"].as_str().unwrap();
    let page = client().get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("row-popcorn") && page.contains("row-nachos"), "{page}");
    ended_well(console);
    let open = coach.run(&["console", "--listen", "0.0.0.0:0"]);
    assert!(open.code == 2 && open.err.contains("COACH_CONSOLE_TOKEN"), "{open:?}");

    assert!(coach.run(&["logs", "popcorn"]).out.contains("Movie Guru Lab is up"));
    let service = coach.run(&["logs", "popcorn", "web"]);
    assert!(service.code == 2 && service.err.contains("one process"), "{service:?}");
    let asked = coach.run(&["reset", "popcorn"]);
    assert!(asked.code == 2 && asked.err.contains("type: popcorn"), "{asked:?}");
    let reset = coach.run(&["reset", "popcorn", "--yes"]);
    assert!(reset.code == 0 && reset.out.contains("1 challenge begins anew"), "{reset:?}");
    let forgotten = coach.run(&["reset", "popcorn", "--forget", "--yes"]);
    assert!(forgotten.code == 0 && forgotten.out.contains("as on the first day"), "{forgotten:?}");
    let kept = fs::read_dir(coach.path("forgotten")).unwrap().next().unwrap().unwrap().path();
    let record = fs::read_to_string(kept.join("popcorn/record.json")).unwrap();
    assert!(record.contains("challenge-started"), "{record}");
    let anew = coach.run(&["status", "popcorn", "--output", "json"]);
    assert!(anew.out.contains("has not begun"), "{anew:?}");

    assert_eq!(coach.run(&["down", "nachos", "--yes"]).code, 0);
    let status = coach.run(&["status"]);
    assert!(status.code == 3 && status.out.contains("`coach up nachos` starts it"), "{status:?}");
    let report = coach.run(&["report"]);
    assert!(
        report.code == 0 && report.out.contains("Team nachos") && report.err.contains("is told from archive"),
        "{report:?}"
    );
    let away = coach.run(&["forward", "nachos"]);
    assert!(away.code == 3 && away.err.contains("coach up nachos"), "{away:?}");
}
