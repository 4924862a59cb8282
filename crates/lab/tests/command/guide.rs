//! What the challenge guide tells attendees to type and to open, done on a real lab.

use std::path::Path;

use movie_guru_test_support::client;
use movie_guru_web::guide::Chapter;
use tempfile::TempDir;

use crate::running::{Lab, command, text};

/// What stands between a sign and the next one, `` `code` `` or `<address>`.
fn between<'a>(markdown: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    markdown.split(open).skip(1).filter_map(|rest| rest.split_once(close)).map(|(inside, _)| inside).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_works_and_every_address_is_there() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0"]);
    let slos = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos");
    // The file that challenge 6 speaks of.
    let files = ["movie-guru.yaml", "alerts.yaml", "achievable.yaml"]
        .map(|file| std::fs::read_to_string(slos.join(file)).unwrap());
    std::fs::write(folder.path().join("my-slo.yaml"), files.join("\n---\n")).unwrap();
    let mut commands = 0;
    let mut addresses = 0;
    for chapter in Chapter::embedded() {
        for code in chapter.markdown.split('`').skip(1).step_by(2).filter(|code| code.trim().starts_with("lab ")) {
            let arguments = code.split_whitespace().skip(1).collect::<Vec<_>>();
            let done =
                command(&arguments).current_dir(folder.path()).env("LAB_DATA_DIR", folder.path()).output().unwrap();
            assert!(done.status.success(), "{}: {code}: {}", chapter.slug, text(&done.stderr));
            commands += 1;
        }
        for address in between(&chapter.markdown, "<http://localhost:", ">") {
            let (port, path) = address.split_at(4);
            let part = match port {
                "8080" => "web",
                "8081" => "backend",
                "8089" => "load",
                "9090" => "monitor",
                _ => panic!("{}: {address} is no part of the lab", chapter.slug),
            };
            let answer = client().get(running.url(part, path.trim_start_matches('/'))).send().await.unwrap();
            assert!(answer.status().is_success(), "{}: {address}: {}", chapter.slug, answer.status());
            addresses += 1;
        }
    }
    assert!(commands >= 5 && addresses >= 8, "{commands} commands and {addresses} addresses were found");
}
