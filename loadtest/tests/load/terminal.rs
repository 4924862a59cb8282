//! How it goes, on a real terminal and where there is none. `script` gives the command a terminal; what it writes there
//! is `script`'s output.

use std::process::Stdio;

use movie_guru_test_support::skipped;
use tokio::process::Command;

use crate::command::{ended, loadtest};
use crate::stand_in::StandIn;

const UP: &str = "\u{1b}[";

/// The flags of `script` differ between util-linux and the BSDs.
fn on_a_terminal(command: &Command) -> Command {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args()).map(|word| word.to_str().unwrap());
    let mut script = Command::new("script");
    if cfg!(target_os = "linux") {
        let quoted: Vec<_> = words.map(|word| format!("'{word}'")).collect();
        script.args(["-q", "-e", "-c", &quoted.join(" "), "/dev/null"]);
    } else {
        script.args(["-q", "/dev/null"]).args(words);
    }
    script.current_dir(command.get_current_dir().unwrap());
    script.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    script
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_the_table_is_drawn_again_in_its_place() {
    let app = StandIn::well().await;
    let command = loadtest(&["--host", app.host.as_str(), "--users", "2", "--think-time", "50ms", "--run-time", "4s"]);
    let Ok(child) = on_a_terminal(&command).spawn() else {
        return skipped("`script` is absent");
    };
    let said = ended(child).await;
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    let tables: Vec<_> = said.out.split("request ").skip(1).collect();
    assert!(tables.len() >= 4, "drawn {} times: {:?}", tables.len(), said.out);
    // Each but the last is taken away before the next: up by its own lines, and the rest of the screen cleared.
    for table in &tables[..tables.len() - 1] {
        let (drawn, up) = table.split_once(&format!("{UP}?7h")).unwrap_or_else(|| panic!("{table:?}"));
        let lines: usize = up.split_once(UP).unwrap().1.split_once('A').unwrap().0.parse().unwrap();
        // The line above the table and its head are two of them.
        assert_eq!(lines, drawn.trim_end().lines().count() + 1, "{table:?}");
        assert!(up.contains(&format!("{UP}J")), "{table:?}");
        assert!(drawn.lines().all(|line| line.chars().count() < 80), "{drawn}");
    }
    assert!(tables.last().unwrap().contains("--seed"), "{:?}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn elsewhere_it_is_a_plain_line_now_and_then() {
    let app = StandIn::well().await;
    let flags = ["--host", app.host.as_str(), "--users", "2", "--think-time", "50ms", "--run-time", "11s"];
    let said = ended(loadtest(&flags).spawn().unwrap()).await;
    assert_eq!(said.code, Some(0), "{}\n{}", said.out, said.err);
    assert!(!said.out.contains('\u{1b}'), "{:?}", said.out);
    let (progress, summary) = said.out.split_once("Summary").unwrap();
    assert_eq!(
        progress.lines().filter(|line| line.contains("2 people")).count(),
        2,
        "the announcement and one line: {progress}"
    );
    assert!(!progress.contains("p95 ms") && summary.contains("p95 ms"), "{}", said.out);
}
