//! `deploy/k8s/roll-out`, which the release workflow runs: which clusters it asks for what, told by programs in place of
//! `kubectl` and `gcloud`.

use std::fs;
use std::path::Path;
use std::process::Command;

use movie_guru_test_support::workspace;
use serde_json::{Value, json};

use crate::scripts::have;

/// A copy of `deploy/k8s` beside programs that only tell what they were asked; `kubectl` fails where its words have `fails`.
fn cluster(folder: &Path, fails: &str) {
    let copied = Command::new("cp").arg("-r").arg(workspace().join("deploy/k8s")).arg(folder).status().unwrap();
    assert!(copied.success());
    for program in ["kubectl", "gcloud"] {
        let file = folder.join("bin").join(program);
        fs::create_dir_all(folder.join("bin")).unwrap();
        let told = folder.join("told").display().to_string();
        let text =
            format!("#!/bin/sh\necho \"{program} $*\" >> '{told}'\ncase \"$*\" in *'{fails}'*) exit 1 ;; esac\n");
        fs::write(&file, text).unwrap();
        assert!(Command::new("chmod").arg("+x").arg(file).status().unwrap().success());
    }
}

/// Runs the roll-out for two teams; gives whether it succeeded, and what the cluster was asked.
fn roll_out(folder: &Path, images: &str) -> (bool, String) {
    fs::write(folder.join("images.txt"), images).unwrap();
    let team = |name: &str| {
        json!({"project": "p", "cluster": format!("c-{name}"), "location": "us-central1-a",
            "namespace": format!("n-{name}"), "kustomization": format!("# of {name}\n")})
    };
    let teams = json!({"blue": team("blue"), "red": team("red")}).to_string();
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(folder.join("k8s/roll-out"));
    command.arg(folder.join("images.txt")).env("PATH", path).env("TEAMS", teams);
    let output = command.output().unwrap();
    let told = fs::read_to_string(folder.join("told")).unwrap_or_default();
    (output.status.success(), format!("{told}{}", String::from_utf8(output.stderr).unwrap()))
}

fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

fn images() -> String {
    let digest = "a".repeat(64);
    ["movie-guru", "movie-guru-web", "movie-guru-loadtest"]
        .map(|name| format!("{name}=us-central1-docker.pkg.dev/p/movie-guru/{name}@sha256:{digest}\n"))
        .concat()
}

#[test]
fn new_images_come_to_every_team_by_digest() {
    if !have(&["jq"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    cluster(folder.path(), "nothing fails");
    let (passed, told) = roll_out(folder.path(), &images());
    assert!(passed, "{told}");
    for team in ["blue", "red"] {
        assert!(
            told.contains(&format!("get-credentials c-{team} --project p --location us-central1-a --dns-endpoint"))
        );
        assert!(told.contains(&format!("-n n-{team} rollout status deployment/load")), "{told}");
        let written = fs::read_to_string(folder.path().join(format!("k8s/teams/{team}/kustomization.yaml"))).unwrap();
        assert_eq!(written.trim_end(), format!("# of {team}"));
    }
    let images: Value =
        read(&fs::read_to_string(folder.path().join("k8s/images/kustomization.yaml")).unwrap())["images"].clone();
    let of = |name: &str| images.as_array().unwrap().iter().find(|image| image["name"] == name).unwrap().clone();
    assert_eq!(of("movie-guru-web")["newName"], "us-central1-docker.pkg.dev/p/movie-guru/movie-guru-web");
    assert_eq!(of("movie-guru-web")["digest"], format!("sha256:{}", "a".repeat(64)));
    let others = fs::read_to_string(workspace().join("deploy/k8s/images/kustomization.yaml")).unwrap();
    assert_eq!(of("postgres"), read(&others)["images"].as_array().unwrap()[3], "others' images stay");
}

#[test]
fn a_lab_that_does_not_come_up_goes_back_and_the_roll_out_ends() {
    if !have(&["jq"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    cluster(folder.path(), "rollout status deployment/web");
    let (passed, told) = roll_out(folder.path(), &images());
    assert!(!passed);
    assert!(told.contains("-n n-blue rollout undo deployment/backend") && told.contains("did not come up"), "{told}");
    assert!(!told.contains("n-red"), "{told}");
}

#[test]
fn an_image_without_a_digest_and_an_unknown_one_are_refused_before_anything_is_asked() {
    for (line, expected) in [
        ("movie-guru=registry/movie-guru:latest\n", "is not named by digest"),
        (&*format!("movie-critic=registry/movie-critic@sha256:{}\n", "a".repeat(64)), "is no image of ours"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        cluster(folder.path(), "nothing fails");
        let (passed, told) = roll_out(folder.path(), line);
        assert!(!passed && told.contains(expected) && !told.contains("kubectl"), "{told}");
    }
}
