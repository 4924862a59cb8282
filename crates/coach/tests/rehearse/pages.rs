//! What pages tell coaches to type.

use std::fs;

use movie_guru_test_support::{pages, workspace};

use crate::coach::Coach;

/// The arguments of each `coach …` in a page, in code or in a block.
fn commands(markdown: &str) -> Vec<Vec<String>> {
    let code = markdown.split('`').filter(|code| !code.is_empty());
    let lines = code.flat_map(str::lines).map(|line| line.split(" #").next().unwrap_or_default());
    let lines = lines.map(|line| line.split(" | ").next().unwrap_or_default().trim());
    lines.filter_map(|line| line.strip_prefix("coach ")).map(words).collect()
}

/// As a shell divides them, by double quotes too.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let words = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[test]
fn every_command_of_every_page_is_one_that_coach_takes() {
    let coach = Coach::new();
    let mut found = 0;
    let mut all = pages(&workspace().join("docs"));
    for page in ["README.md", "CHANGELOG.md"] {
        all.push((page.to_owned(), fs::read_to_string(workspace().join(page)).unwrap()));
    }
    for (page, markdown) in all {
        for mut arguments in commands(&markdown) {
            // What stands for something else, and what is cut off; all commands at once.
            let is_cut = arguments.iter().any(|argument| argument.contains(['…', '|', '[', '<', '$', '\'']));
            if is_cut || arguments.first().is_some_and(|first| first == "COMMAND") {
                continue;
            }
            for argument in &mut arguments {
                // A word in capitals stands for a value.
                if argument.chars().all(|c| c.is_ascii_uppercase()) {
                    *argument = match argument.as_str() {
                        "URL" => "http://127.0.0.1:9",
                        "SHELL" => "bash",
                        _ => "1",
                    }
                    .to_owned();
                }
            }
            let mut typed: Vec<&str> = arguments.iter().map(String::as_str).collect();
            typed.push("--help");
            let ran = coach.run(&typed);
            // A page may name a flag without a value.
            let is_taken = ran.code == 0 || ran.err.contains("a value is required for");
            assert!(is_taken, "{page}: coach {}: {}", arguments.join(" "), ran.err);
            found += 1;
        }
    }
    assert!(found >= 30, "{found} commands were found");
}
