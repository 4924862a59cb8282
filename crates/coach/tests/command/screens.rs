//! Every screen, as it stands in `screens/`. `UPDATE=1 cargo test -p movie-guru-coach --test command screens` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use movie_guru_test_kubernetes::StandIn;

use crate::coach::Coach;
use crate::trouble::with_one_away;

fn kept() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/command/screens")
}

/// Holds a text against the kept one.
fn hold(name: &str, text: &str) -> Result<(), String> {
    let file = kept().join(format!("{name}.txt"));
    let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let text: String = text.split_inclusive('\n').map(without_hash).collect();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    if there == text {
        return Ok(());
    }
    Err(format!("{name} is otherwise (UPDATE=1 writes it anew):\n{text}"))
}

/// Kustomize puts a hash of what is in a ConfigMap behind its name.
fn without_hash(line: &str) -> String {
    let hashed = line.trim_end().strip_prefix("  + ConfigMap/").and_then(|name| name.rsplit_once('-'));
    hashed.map_or_else(|| line.to_owned(), |(name, _)| format!("  + ConfigMap/{name}-HASH\n"))
}

/// The commands that a help page lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let named = listed.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    named.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_commands_help_has_examples_and_is_as_it_is_kept() {
    let coach = Coach::new();
    let mut wrong = Vec::new();
    let mut names = BTreeSet::from(["help.txt".to_owned()]);
    let mut open = vec![Vec::new()];
    while let Some(command) = open.pop() {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = coach.run(&[&words[..], &["--help"]].concat());
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{command:?}");
        let name = if command.is_empty() { "help".to_owned() } else { format!("help-{}", command.join("-")) };
        let shown = format!("\n  coach {}", words.join(" "));
        let above = words.split_last().map(|(_, above)| coach.run(&[above, &["--help"]].concat()).out);
        let has_examples =
            help.out.contains("Examples:\n  coach ") || words.len() > 1 && above.unwrap().contains(&shown);
        assert!(has_examples, "{name} has no examples, nor has the command above it one");
        names.insert(format!("{name}.txt"));
        wrong.extend(hold(&name, &help.out).err());
        open.extend(commands(&help.out).into_iter().map(|next| [command.clone(), vec![next]].concat()));
    }
    let helps = fs::read_dir(kept()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<_> = helps.filter(|name| name.starts_with("help") && !names.contains(name)).collect();
    assert!(left.is_empty(), "of no command: {left:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn screens_of_files_are_as_they_are_kept() {
    let coach = Coach::new();
    let mut screen = String::new();
    let mut play = |arguments: &[&str]| {
        let ran = coach.run(arguments);
        screen.push_str(&format!("$ coach {}\n{}{}[{}]\n\n", arguments.join(" "), ran.err, ran.out, ran.code));
    };
    play(&["validate"]);
    play(&["init", "--local", "3", "--names", "red"]);
    play(&["init", "--local", "3"]);
    play(&["validate"]);
    play(&["validate", "--output", "json"]);
    play(&["up", "yellow"]);
    play(&["init", "--local", "2", "--force", "--output", "json"]);
    play(&["up", "--dry-run"]);
    play(&["up", "--dry-run", "--output", "json"]);
    play(&["up", "--local", "4"]);
    play(&["down"]);
    play(&["down", "--yes"]);
    play(&["down", "popcorn", "--yes", "--output", "json"]);
    let mistaken =
        "version: 1\nimags: x\nteams:\n  - name: Popcorn\n    local: true\n  - name: nachos\n    context: kind\n";
    coach.write("mistaken.yaml", mistaken);
    play(&["validate", "--teams", "mistaken.yaml"]);
    play(&["validate", "--teams", "mistaken.yaml", "--output", "json"]);
    play(&["up", "--teams", "mistaken.yaml"]);
    coach.write("cluster.yaml", "version: 1\nteams:\n  - {name: nachos, context: kind, overlay: gke}\n");
    play(&["validate", "--teams", "cluster.yaml"]);
    play(&["init", "--teams", "new.yaml"]);
    play(&["init", "--context", "kind"]);
    hold("files", &screen).unwrap();
}

/// What is told meanwhile depends on the moment; results do not.
#[test]
fn screens_of_clusters_are_as_they_are_kept() {
    let server = StandIn::start();
    let coach = with_one_away(&server);
    let mut screen = String::new();
    let mut play = |arguments: &[&str]| {
        let ran = coach.run(arguments);
        screen.push_str(&format!("$ coach {}\n{}[{}]\n\n", arguments.join(" "), ran.out, ran.code));
    };
    play(&["up", "fine", "--dry-run"]);
    play(&["up"]);
    play(&["up", "--output", "json"]);
    coach.images('b');
    play(&["up", "fine", "--dry-run"]);
    play(&["down", "fine", "--yes", "--no-archive", "--output", "json"]);
    play(&["down", "--yes", "--no-archive"]);
    hold("clusters", &screen).unwrap();
}

#[test]
fn completions_and_the_manual_know_every_command() {
    let coach = Coach::new();
    for shell in ["bash", "zsh", "fish"] {
        let ran = coach.run(&["completions", shell]);
        assert_eq!(ran.code, 0);
        assert!(["up", "down", "dry-run"].iter().all(|word| ran.out.contains(word)), "{shell}");
    }
    let manual = coach.run(&["man"]).out;
    assert!(manual.contains(".TH coach 1") && manual.contains("coach\\-up(1)"), "{manual}");
    assert_eq!(coach.run(&["man", "--dir", "pages"]).code, 0);
    let page = coach.read("pages/coach-up.1");
    assert!(page.contains("dry\\-run") && page.contains("Exit codes"), "{page}");
}
