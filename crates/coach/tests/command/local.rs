//! Labs on this machine, by the program `lab`.

use std::path::{Path, PathBuf};

use movie_guru_test_support::skipped;

use crate::coach::Coach;

/// The program `lab` beside this one; none where it was not built.
fn lab() -> Option<PathBuf> {
    let built = Path::new(env!("CARGO_BIN_EXE_coach")).with_file_name("lab");
    if !built.is_file() {
        skipped("the program `lab` is not built (cargo build -p lab)");
        return None;
    }
    Some(built)
}

/// Ends labs however the test ends.
struct Ends<'c>(&'c Coach);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.run(&["down", "--yes", "--no-archive"]);
    }
}

#[test]
fn labs_on_this_machine_are_brought_up_kept_and_taken_down() {
    let Some(lab) = lab() else { return };
    let coach = Coach::new();
    let _ends = Ends(&coach);
    let up = ["up", "--local", "2", "--lab", lab.to_str().unwrap()];
    let (code, said) = coach.json(&up);
    assert_eq!(code, 0, "{said}");
    let first = said["teams"][0]["app"].as_str().unwrap().to_owned();
    assert_ne!(first, said["teams"][1]["app"].as_str().unwrap());
    let page = coach.read("handout/popcorn.md");
    assert!(page.contains(&format!("<{first}guide>")) && !page.contains("password"), "{page}");
    let (_, again) = coach.json(&up);
    assert_eq!(again, said, "a lab that runs is left as it is");
    assert!(coach.run(&["up", "--dry-run"]).out.contains("popcorn (this machine): 0 of 1 would change"));
    let other = coach.run(&["up", "--local", "3"]);
    assert!(other.code == 2 && other.err.contains("2 teams on this machine"), "{other:?}");

    let down = coach.run(&["down", "popcorn", "--yes"]);
    assert!(down.code == 0 && down.out.contains("archive/popcorn"), "{down:?}");
    assert!(coach.read("archive/popcorn/record.json").contains("events"));
    assert!(coach.path("labs/popcorn/data").exists() && !coach.path("handout/popcorn.md").exists());
    assert!(coach.path("handout/nachos.md").exists(), "the other team's lab goes on");
    let (code, said) = coach.json(&["down", "--yes", "--archive", "elsewhere"]);
    assert_eq!((code, &said["teams"][1]["archive"]), (0, &"elsewhere/nachos".into()), "{said}");
    assert_eq!(said["teams"][0]["archive"], serde_json::Value::Null, "it had gone");
}

#[test]
fn without_the_program_the_next_step_is_said() {
    let coach = Coach::new();
    let ran = coach.run(&["up", "--local", "1", "--lab", "gone/lab"]);
    assert!(ran.code == 1 && ran.out.contains("--lab"), "{ran:?}");
}
