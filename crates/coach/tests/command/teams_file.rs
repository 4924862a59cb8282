//! `coach init` and `coach validate`.

use movie_guru_test_kubernetes::StandIn;
use serde_json::json;

use crate::coach::Coach;

#[test]
fn a_file_is_written_from_the_contexts_at_hand_and_is_sound() {
    let server = StandIn::start();
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    assert_eq!(coach.run(&["init"]).code, 0);
    let text = coach.read("teams.yaml");
    assert!(text.contains("name: popcorn\n    context: stand-in\n    namespace: movie-guru\n"), "{text}");
    assert_eq!(coach.json(&["validate"]), (0, json!({"sound": true, "teams": 1, "mistakes": []})));

    let again = coach.run(&["init"]);
    assert!(again.code == 2 && again.err.contains("--force"), "{again:?}");
    assert_eq!(coach.read("teams.yaml"), text);
    let twenty = coach.run(&["init", "--force", "--context", "stand-in", "--namespaces", "20", "--names", "red,blue"]);
    assert_eq!(twenty.code, 0, "{twenty:?}");
    let text = coach.read("teams.yaml");
    assert!(text.contains("defaults:\n  context: stand-in\n  overlay: local\n"), "{text}");
    assert!(text.contains("name: blue\n    namespace: movie-guru-blue\n") && text.matches("- name:").count() == 20);
    assert_eq!(coach.json(&["validate"]).1["teams"], 20);

    for (arguments, words) in [
        (&["init", "--force", "--contexts", "stand-im"][..], "did you mean stand-in?"),
        (&["init", "--force", "--contexts", "stand-in", "--names", "a,b"], "2 names for 1 teams"),
        (&["init", "--force", "--local", "2", "--names", "a,a"], "there twice"),
        (&["init", "--force", "--local", "2", "--names", "A"], "no name of a team"),
        (&["init", "--force", "--local", "2", "--contexts", "a"], "cannot be used with"),
        (&["init", "--force", "--terraform-output", "gone"], "gone cannot be read"),
    ] {
        let ran = coach.run(arguments);
        assert!(ran.code == 2 && ran.err.contains(words), "{arguments:?}: {ran:?}");
    }
    assert_eq!(coach.read("teams.yaml"), text, "what was wrong has written nothing");
}

#[test]
fn terraforms_teams_come_with_clusters_and_addresses() {
    let coach = Coach::new();
    let team = |name: &str, address: &str| {
        let kustomization = include_str!("../../../../deploy/terraform/team.yaml.tftpl")
            .replace("${team}", name)
            .replace("${namespace}", "movie-guru")
            .replace("${overlay}", "gke")
            .replace("${address}", address);
        json!({"project": "p-1", "cluster": format!("movie-guru-{name}"), "location": "us-central1-a",
            "namespace": "movie-guru", "kustomization": kustomization})
    };
    let output = json!({"blue": team("blue", "203.0.113.1"), "red": team("red", "203.0.113.2")});
    coach.write("output.json", &output.to_string());
    coach.images('a');
    let ran = coach.run(&["init", "--terraform-output", "output.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let text = coach.read("teams.yaml");
    assert!(text.contains("gke: {project: p-1, location: us-central1-a, cluster: movie-guru-red}"), "{text}");
    assert!(text.contains("address: \"203.0.113.2\"\n    project: p-1\n"), "{text}");
    assert_eq!(coach.run(&["validate"]).code, 0);

    // As Terraform would be asked, by a program in its place.
    let bin = coach.path("bin");
    std::fs::create_dir(&bin).unwrap();
    let program = bin.join("terraform");
    std::fs::write(&program, "#!/bin/sh\n[ \"$*\" = '-chdir=deploy output -json teams' ] && cat output.json\n")
        .unwrap();
    assert!(std::process::Command::new("chmod").arg("+x").arg(&program).status().unwrap().success());
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let run = |arguments: &[&str]| {
        let output =
            coach.command(arguments).env("PATH", &path).env("GOOGLE_OAUTH_ACCESS_TOKEN", "t").output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = run(&["init", "--force", "--terraform", "deploy"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(coach.read("teams.yaml"), text);

    // The same with one command. Google is not there, so nothing comes up.
    std::fs::remove_file(coach.path("teams.yaml")).unwrap();
    std::fs::remove_file(coach.path("images.txt")).unwrap();
    let (code, said) = run(&["up", "--terraform", "deploy"]);
    assert!(code == Some(2) && said.contains("images.txt cannot be read"), "{said}");
    assert_eq!(coach.read("teams.yaml"), text);
    coach.write("output.json", &json!({"red": team("red", "203.0.113.2")}).to_string());
    let (code, said) = run(&["up", "--terraform", "deploy"]);
    assert!(code == Some(2) && said.contains("other teams than Terraform's"), "{said}");
}

#[test]
fn validate_says_what_is_wrong_with_what_the_file_leads_to() {
    let coach = Coach::new();
    let team = "{name: a, context: k, overlay: local, overrides: [{kind: Service, name: x, patch: []}]}";
    coach.write("teams.yaml", &format!("version: 1\nimages: images.txt\nteams:\n  - {team}\n"));
    let ran = coach.run(&["validate"]);
    assert!(ran.code == 1 && ran.err.contains("images.txt cannot be read"), "{ran:?}");
    coach.images('a');
    let ran = coach.run(&["validate"]);
    assert!(ran.code == 1 && ran.err.contains("a: the override of Service/x changes nothing"), "{ran:?}");
    coach.images('0');
    let (code, said) = coach.json(&["validate"]);
    assert_eq!((code, said["mistakes"].as_array().unwrap().len()), (1, 3), "{said}");
}
