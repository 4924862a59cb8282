//! The model attendee on real labs.

use std::io::{BufRead, BufReader, Read};
use std::process::Command;

use movie_guru_test_support::client;
use serde_json::{Value, json};

use crate::local::Labs;

/// What is left of a rehearsal in a lab: its record, its workbook, its SLOs, its scenario.
async fn left(labs: &Labs, team: &str) -> (Value, bool, Value, Value) {
    let record = labs.get(team, "web", "api/record").await["events"].clone();
    let mut any = false;
    for challenge in ["01-first-day", "06-slos-on-the-dashboard", "07-stay-alert"] {
        let page = labs.get(team, "web", &format!("api/workshop/workbook/{challenge}")).await;
        let texts = page["fields"].as_object().unwrap().values();
        any |= texts.clone().any(|text| !matches!(text.as_str(), Some("")) && *text != json!([]));
    }
    let slos = labs.get(team, "monitor", "api/slos").await["slos"].clone();
    let alerts = labs.get(team, "monitor", "api/alerts").await["policies"].clone();
    assert_eq!(alerts, json!([]));
    (record, any, slos, labs.get(team, "backend", "phase").await["scenario"].clone())
}

async fn type_something(labs: &Labs, team: &str) {
    let url = labs.url(team, "web", "api/workshop/workbook/01-first-day/notes");
    let written = client().put(url).json(&json!({"value": "I got in", "was": ""})).send().await.unwrap();
    assert!(written.status().is_success(), "{}", written.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_are_played_on_and_left_as_they_were_but_for_those_that_have_begun() {
    let Some(labs) = Labs::up(2) else { return };
    let coach = &labs.coach;
    assert_eq!(coach.run(&["phase", "set", "challenge-7", "--team", "popcorn"]).code, 0);
    assert_eq!(coach.run(&["load", "stop", "--team", "popcorn"]).code, 0);
    let nothing = (json!([]), false, json!([]), json!("challenge-7"));
    type_something(&labs, "nachos").await;

    let (code, said) = coach.json(&["rehearse", "--challenges", "1,6", "--limit", "5m"]);
    let [popcorn, nachos] = &said["teams"].as_array().unwrap()[..] else { panic!("{said}") };
    assert_eq!((code, &popcorn["ready"], &nachos["ready"]), (1, &true.into(), &false.into()), "{said:#}");
    let played: Vec<_> =
        popcorn["challenges"].as_array().unwrap().iter().map(|one| (&one["number"], &one["how"])).collect();
    assert_eq!(played, [(&json!(1), &json!("ready")), (&json!(6), &json!("ready"))], "{said:#}");
    let why = nachos["problems"][0].as_str().unwrap();
    assert!(why.contains("text at challenge 1") && why.contains("--forget-their-work"), "{why}");
    assert_eq!(left(&labs, "popcorn").await, nothing);
    let people = labs.get("popcorn", "load", "api/load").await;
    assert_ne!(people["state"], "running", "people came for the rehearsal alone");
    assert!(left(&labs, "nachos").await.1, "what the team wrote is there");

    // What does not hold is told, with what was seen and the next step; and nothing is left of it either.
    let ran = coach.run(&["rehearse", "popcorn", "--challenges", "6", "--limit", "1s"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("popcorn: challenge 6 (") && ran.out.contains(" does not hold. "), "{ran:?}");
    assert!(ran.out.contains("0 of 1 ready") && ran.err.contains("popcorn: challenge 6: sets the stage"), "{ran:?}");
    assert_eq!(left(&labs, "popcorn").await, nothing);

    // Kept, it is work like any other, until it is to be forgotten.
    let (code, said) = coach.json(&["rehearse", "popcorn", "--challenges", "2", "--keep"]);
    assert_eq!(code, 0, "{said:#}");
    let (record, written, _, scenario) = left(&labs, "popcorn").await;
    assert!(record.as_array().unwrap().iter().any(|event| event["kind"] == "check-passed"), "{record}");
    assert!(written && scenario == "challenge-7", "what it builds on was brought, and stays");
    let refused = coach.run(&["rehearse", "popcorn", "--challenges", "2"]);
    assert!(refused.code == 1 && refused.out.contains("checks have passed"), "{refused:?}");
    // A behaviour of somebody's own has no name, and comes back all the same.
    let own = async || labs.get("nachos", "backend", "phase").await;
    let mut fields = own().await["CurrentProbMetrics"].clone();
    fields["ChatSuccess"] = json!(0.375);
    let set = client()
        .post(labs.url("nachos", "backend", "phase"))
        .bearer_auth(labs.kept("nachos")["admin_token"].as_str().unwrap());
    assert!(set.json(&fields).send().await.unwrap().status().is_success());
    let phase = own().await;
    let (code, said) = coach.json(&["rehearse", "--challenges", "2", "--forget-their-work"]);
    assert_eq!(code, 0, "{said:#}");
    assert_eq!(left(&labs, "popcorn").await, nothing);
    assert!(!left(&labs, "nachos").await.1);
    assert_eq!(own().await, phase);

    let unknown = coach.run(&["rehearse", "--challenges", "12"]);
    assert!(unknown.code == 2 && unknown.err.contains("01-first-day"), "{unknown:?}");
    assert_eq!(coach.run(&["down", "nachos", "--yes", "--no-archive"]).code, 0);
    let (code, said) = coach.json(&["rehearse", "--challenges", "2"]);
    assert_eq!(
        (code, &said["teams"][0]["ready"], &said["teams"][1]["away"]),
        (3, &true.into(), &true.into()),
        "{said:#}"
    );
    assert!(said["teams"][1]["problems"][0].as_str().unwrap().contains("coach up nachos"), "{said:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ctrl_c_nothing_is_left_either() {
    let Some(labs) = Labs::up(1) else { return };
    assert_eq!(labs.coach.run(&["phase", "set", "healthy", "--all"]).code, 0);
    let mut process = labs.coach.command(&["rehearse", "--challenges", "7"]).spawn().unwrap();
    let mut told = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(" hold; waits for ") {
        line.clear();
        assert_ne!(told.read_line(&mut line).unwrap(), 0, "it has ended by itself");
    }
    let slos = labs.get("popcorn", "monitor", "api/slos").await["slos"].clone();
    let scenario = labs.get("popcorn", "backend", "phase").await["scenario"].clone();
    assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(slos.as_array().unwrap().len() >= 4 && scenario != "healthy", "{scenario} {slos}");
    assert_eq!(output.status.code(), Some(1), "{rest}");
    assert!(rest.contains("leaves it as it was"), "{rest}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("called off"), "{output:?}");
    assert_eq!(left(&labs, "popcorn").await, (json!([]), false, json!([]), json!("healthy")));
}
