//! What manifests and the compose file set is what the programs read, what they mount is there, and both run the same
//! images of others.
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use movie_guru_test_support::workspace;
use serde_json::Value;

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(yaml_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    files
}

fn compose() -> Value {
    let text = fs::read_to_string(workspace().join("deploy/compose.yaml")).unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// The variables that the programs' `--help` names: each is declared where its flag is.
fn known() -> String {
    let files = [
        "crates/movie-guru/src/main.rs",
        "crates/web/src/main.rs",
        "crates/web/src/team.rs",
        "loadtest/src/cli.rs",
        "loadtest/src/pod_args.rs",
    ];
    files.map(|file| fs::read_to_string(workspace().join(file)).unwrap()).concat()
}

fn ours(name: &str) -> bool {
    ["MOVIE_GURU_", "LAB_", "LOADTEST_", "DATABASE_"].iter().any(|prefix| name.starts_with(prefix))
}

#[test]
fn every_variable_is_one_that_a_program_reads() {
    let mut set = BTreeSet::new();
    for file in yaml_files(&workspace().join("deploy")) {
        let text = fs::read_to_string(&file).unwrap();
        let words = text.split(|character: char| !(character.is_ascii_alphanumeric() || character == '_'));
        set.extend(words.filter(|word| ours(word)).map(str::to_owned));
    }
    assert!(set.len() > 12, "only {set:?}");
    let known = known();
    let unknown: Vec<_> = set.iter().filter(|name| !known.contains(&format!("env = \"{name}\""))).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_service_of_the_compose_file_is_locked_up_and_what_it_mounts_is_there() {
    let compose = compose();
    let services = compose["services"].as_object().unwrap();
    assert_eq!(services.len(), 7);
    for (name, service) in services {
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(service["cap_drop"][0], "ALL", "{name}");
        for port in service["ports"].as_array().into_iter().flatten() {
            assert!(port.as_str().unwrap().starts_with("127.0.0.1:"), "{name} is open to the network");
        }
        for volume in service["volumes"].as_array().into_iter().flatten() {
            let here = volume.as_str().unwrap().split(':').next().unwrap();
            let there = here == "people" || workspace().join("deploy").join(here).exists();
            assert!(there, "{name} mounts {here}, which is not there");
        }
    }
}

#[test]
fn the_compose_file_and_the_manifests_run_the_same_images() {
    let pinned = fs::read_to_string(workspace().join("deploy/k8s/images/kustomization.yaml")).unwrap();
    for (name, service) in compose()["services"].as_object().unwrap() {
        let Some(image) = service["image"].as_str() else { continue };
        let digest = image.split_once('@').unwrap_or_else(|| panic!("{name}: {image} has no digest")).1;
        // No overlay has an Alertmanager: Cloud Monitoring sends the alerts there.
        assert!(name == "alertmanager" || pinned.contains(digest), "{name}: {digest}");
    }
}

#[test]
fn the_dockerfile_has_a_stage_for_each_image_of_the_manifests() {
    let dockerfile = fs::read_to_string(workspace().join("deploy/docker/Dockerfile")).unwrap();
    for image in ["movie-guru", "movie-guru-web", "movie-guru-loadtest"] {
        assert!(dockerfile.contains(&format!("FROM ground AS {image}\n")), "{image}");
    }
}

/// On a read-only root: see `ENV TMPDIR` of the Dockerfile.
#[test]
fn the_load_engine_has_a_folder_to_write_to() {
    let dockerfile = fs::read_to_string(workspace().join("deploy/docker/Dockerfile")).unwrap();
    let image = dockerfile.split("FROM ground AS movie-guru-loadtest").nth(1).unwrap();
    assert!(image.contains("TMPDIR=/data"));
    for file in ["base/load.yaml", "components/load-job/job.yaml"] {
        let manifest = fs::read_to_string(workspace().join("deploy/k8s").join(file)).unwrap();
        assert!(manifest.contains("mountPath: /data"), "{file}");
    }
    let mounted = compose()["services"]["load"]["tmpfs"][0].as_str().unwrap().to_owned();
    assert!(mounted.starts_with("/data"), "{mounted}");
}

#[test]
fn grafana_in_a_cluster_is_given_every_dashboard() {
    let folder = workspace().join("dashboards/grafana");
    let handed = fs::read_to_string(folder.join("kustomization.yaml")).unwrap();
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let forgotten: Vec<_> =
        names.filter(|name| name.ends_with(".json") && !handed.contains(&format!("- {name}\n"))).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
}
