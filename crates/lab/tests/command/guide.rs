//! What the guides tell people to type and to open, done on a real lab.

use std::fs;

use movie_guru_test_support::{client, pages, workspace};
use movie_guru_workshop::Library;
use tempfile::TempDir;

use crate::running::{Lab, command, text};

/// What stands between a sign and the next one, `` `code` `` or `<address>`.
fn between<'a>(markdown: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    markdown.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside).collect()
}

/// The arguments of each `lab …` in a page, in code or in a block.
fn commands(markdown: &str) -> Vec<Vec<&str>> {
    let code = markdown.split('`').filter(|code| !code.is_empty());
    let lines = code.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or_default().trim());
    let commands = lines.filter_map(|line| line.strip_prefix("lab "));
    commands.map(|line| line.split_whitespace().collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_works_and_every_address_is_there() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0"]);
    let slos = workspace().join("slos");
    // The file that challenge 6 speaks of.
    let files =
        ["movie-guru.yaml", "alerts.yaml", "achievable.yaml"].map(|file| fs::read_to_string(slos.join(file)).unwrap());
    fs::write(folder.path().join("my-slo.yaml"), files.join("\n---\n")).unwrap();
    let mut found = 0;
    let mut addresses = 0;
    for challenge in Library::embedded().unwrap().challenges() {
        for arguments in commands(&challenge.guide) {
            let done =
                command(&arguments).current_dir(folder.path()).env("LAB_DATA_DIR", folder.path()).output().unwrap();
            assert!(done.status.success(), "{}: {arguments:?}: {}", challenge.slug, text(&done.stderr));
            found += 1;
        }
        for address in between(&challenge.guide, "<http://localhost:", ">") {
            let (port, path) = address.split_at(4);
            let part = match port {
                "8080" => "web",
                "8081" => "backend",
                "8089" => "load",
                "9090" => "monitor",
                _ => panic!("{}: {address} is no part of the lab", challenge.slug),
            };
            let answer = client().get(running.url(part, path.trim_start_matches('/'))).send().await.unwrap();
            assert!(answer.status().is_success(), "{}: {address}: {}", challenge.slug, answer.status());
            addresses += 1;
        }
    }
    assert!(found >= 5 && addresses >= 8, "{found} commands and {addresses} addresses were found");
}

#[test]
fn every_command_of_every_page_is_one_that_lab_takes() {
    let mut found = 0;
    for (page, markdown) in pages(&workspace().join("docs")) {
        for mut arguments in commands(&markdown) {
            // What stands for something else, and what is cut off.
            if arguments.iter().any(|argument| argument.contains(['…', '|', '[', '<', '$', '"', '\''])) {
                continue;
            }
            for argument in &mut arguments {
                // A word in capitals stands for a value.
                if argument.chars().all(|c| c.is_ascii_uppercase()) {
                    *argument = if *argument == "URL" { "http://127.0.0.1:9" } else { "1" };
                }
            }
            let taken = command(&arguments).arg("--help").output().unwrap();
            let said = text(&taken.stderr);
            // A page may name a flag without a value.
            let is_taken = taken.status.success() || said.contains("a value is required for");
            assert!(is_taken, "{page}: lab {}: {said}", arguments.join(" "));
            found += 1;
        }
    }
    assert!(found >= 60, "{found} commands were found");
}
