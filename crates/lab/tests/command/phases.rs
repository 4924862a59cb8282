//! `lab phase`.

use tempfile::TempDir;

use crate::running::{Lab, json, lab, text};

const QUIET: [&str; 4] = ["--scenario", "healthy", "--users", "0"];

#[tokio::test(flavor = "multi_thread")]
async fn a_phase_is_set_by_name_and_by_file_and_shown() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &QUIET);
    let phase = running.url("backend", "phase");
    assert!(text(&lab(folder.path(), &["phase", "show"]).stdout).contains("healthy"));

    let quiet = lab(folder.path(), &["phase", "set", "challenge-7", "--quiet"]);
    let said = text(&quiet.stdout);
    let said = said.trim_end();
    let (is_on, since) = said.rsplit_once(' ').unwrap();
    assert!(is_on == "challenge-7 is on since" && since.split(':').count() == 3 && since.len() == 8, "{said}");
    let set = lab(folder.path(), &["phase", "set", "challenge-7"]);
    assert!(set.status.success() && text(&set.stdout).contains("4500 to  8000 ms"), "{}", text(&set.stdout));
    let now = json(&phase).await;
    assert_eq!(now["scenario"], "challenge-7");

    let file = folder.path().join("mine.json");
    let mut fields = now["CurrentProbMetrics"].clone();
    fields["LoginSuccess"] = 0.5.into();
    std::fs::write(&file, fields.to_string()).unwrap();
    let file = file.to_str().unwrap();
    assert!(lab(folder.path(), &["phase", "set", "--file", file]).status.success());
    assert_eq!(json(&phase).await["scenario"], "custom");
    assert_eq!(json(&phase).await["CurrentProbMetrics"]["LoginSuccess"], 0.5);

    let yaml = folder.path().join("mine.yaml");
    std::fs::write(&yaml, "title: as it is\nphase: null\n").unwrap();
    assert!(lab(folder.path(), &["phase", "set", "--file", yaml.to_str().unwrap()]).status.success());
    assert_eq!(json(&phase).await["scenario"], "healthy");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_keeps_its_title_and_its_faults() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &QUIET);
    let phase = running.url("backend", "phase");
    let file = folder.path().join("mine.yaml");
    std::fs::write(
        &file,
        "title: Search is slow\nbehaviour:\n  search: {success: 0.5, latency_ms: {min: 7, max: 9}, failure: {status: 503}}\n\
         faults:\n  - {name: web.drop, share: 0.25}\n",
    )
    .unwrap();
    let set = lab(folder.path(), &["phase", "set", "--file", file.to_str().unwrap()]);
    assert!(set.status.success(), "{}", text(&set.stderr));
    let shown = lab(folder.path(), &["phase", "show"]);
    assert_eq!(text(&shown.stdout), text(&set.stdout));
    for part in ["custom: Search is slow", "search", "50.0 % succeed", "7 to     9 ms", "503", "web.drop", "share 0.25"]
    {
        assert!(text(&shown.stdout).contains(part), "{}", text(&shown.stdout));
    }
    let now = json(&phase).await;
    assert_eq!((&now["title"], &now["web"]["drop"]), (&"Search is slow".into(), &0.25.into()));

    // A file of a newer version: what is not known is said, and the rest is taken.
    std::fs::write(&file, "version: 9\ntitle: From elsewhere\nfaults: [{name: net.slow, ms: 3}]\nmoon: full\n")
        .unwrap();
    let set = lab(folder.path(), &["phase", "set", "--file", file.to_str().unwrap()]);
    assert!(set.status.success(), "{}", text(&set.stderr));
    for part in ["moon", "net.slow"] {
        assert!(text(&set.stderr).contains(part), "{}", text(&set.stderr));
    }
    let shown = lab(folder.path(), &["phase", "show"]);
    assert!(text(&shown.stdout).contains("custom: From elsewhere") && text(&shown.stdout).contains("net.slow"));
    assert_eq!(text(&shown.stderr), "");
}

#[test]
fn faults_are_listed_with_what_they_need_to_know() {
    let output = crate::running::command(&["phase", "faults"]).output().unwrap();
    for part in ["web.drop", "share: a number from 0 to 1"] {
        assert!(text(&output.stdout).contains(part), "{}", text(&output.stdout));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_mistakes_names_each_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &QUIET);
    let file = folder.path().join("wrong.yaml");
    std::fs::write(&file, "title: wrong\nphase: {LoginSuccess: 2, Colour: red}\n").unwrap();
    let refused = lab(folder.path(), &["phase", "set", "--file", file.to_str().unwrap()]);
    let complaint = text(&refused.stderr);
    assert!(!refused.status.success());
    for part in ["wrong.yaml", "LoginSuccess", "Colour", "ChatLatencyMinMS"] {
        assert!(complaint.contains(part), "{complaint}");
    }
    assert_eq!(json(&running.url("backend", "phase")).await["scenario"], "healthy");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_admin_token_only_its_holder_changes_the_phase() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &[QUIET.as_slice(), &["--admin-token", "s3cret"]].concat());
    for wrong in [vec![], vec!["--admin-token", "guess"]] {
        let refused = lab(folder.path(), &[["phase", "set", "challenge-1"].as_slice(), &wrong].concat());
        assert!(!refused.status.success());
        assert!(text(&refused.stderr).contains("401"), "{}", text(&refused.stderr));
    }
    assert_eq!(json(&running.url("backend", "phase")).await["scenario"], "healthy");
    assert!(lab(folder.path(), &["phase", "set", "challenge-1", "--admin-token", "s3cret"]).status.success());
    assert_eq!(json(&running.url("backend", "phase")).await["scenario"], "challenge-1");
}

#[test]
fn the_list_has_every_scenario_of_the_workshop() {
    let output = crate::running::command(&["phase", "list"]).output().unwrap();
    let listed = text(&output.stdout);
    for name in ["challenge-1", "challenge-6", "challenge-7", "challenge-8", "healthy"] {
        assert!(listed.contains(name), "{listed}");
    }
}
