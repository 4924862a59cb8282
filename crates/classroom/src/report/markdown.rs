//! The report in Markdown. What teams wrote stands in it as text, whatever they wrote.

use std::fmt::Write;

use jiff::Timestamp;

use super::story::{Report, TeamReport};

/// The report in Markdown (CommonMark, with GitHub's tables).
pub fn markdown(report: &Report) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = write(report, &mut out);
    out
}

fn write(report: &Report, out: &mut String) -> std::fmt::Result {
    writeln!(out, "# Report of a Movie Guru workshop\n")?;
    writeln!(out, "Made on {}. Times are UTC.\n", report.at.strftime("%F at %H:%M"))?;
    writeln!(out, "| team | challenges done | criteria held | hints | calls |\n|---|---|---|---|---|")?;
    for team in &report.teams {
        let held: usize = team.challenges.iter().map(|challenge| challenge.passed).sum();
        let hints: usize = team.challenges.iter().map(|challenge| challenge.hints).sum();
        let calls = team.timeline.iter().filter(|entry| entry.what.starts_with("called the coach")).count();
        let (name, done, of) = (plain(&team.team), team.done(), team.of);
        writeln!(out, "| {name} | {done} of {of} | {held} | {hints} | {calls} |")?;
    }
    report.teams.iter().try_for_each(|team| of_team(team, out))
}

fn of_team(team: &TeamReport, out: &mut String) -> std::fmt::Result {
    writeln!(out, "\n## Team {}\n", plain(&team.team))?;
    if team.challenges.is_empty() {
        writeln!(out, "It has begun no challenge.")?;
    } else {
        writeln!(out, "| challenge | begun | done | criteria | hints |\n|---|---|---|---|---|")?;
        for challenge in &team.challenges {
            let done = clock(challenge.done_at).unwrap_or_else(|| "not done".to_owned());
            let begun = clock(challenge.started_at).unwrap_or_default();
            let (title, passed, of, hints) = (plain(&challenge.title), challenge.passed, challenge.of, challenge.hints);
            writeln!(out, "| {title} | {begun} | {done} | {passed} of {of} | {hints} |")?;
        }
    }
    writeln!(out, "\n### What happened\n")?;
    for entry in &team.timeline {
        let until = clock(entry.until).map(|until| format!("–{until}")).unwrap_or_default();
        let at = entry.at.strftime("%H:%M:%S");
        writeln!(out, "- {at}{until} · {} · {}", entry.matter.word(), plain(&entry.what))?;
    }
    if team.timeline.is_empty() {
        writeln!(out, "Nothing was recorded.")?;
    }
    for unknown in &team.unknown {
        writeln!(out, "\nNot known: {}", plain(unknown))?;
    }
    Ok(())
}

fn clock(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.strftime("%H:%M").to_string())
}

/// Text that means nothing in Markdown, on one line.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '~' => plain.extend(['\\', character]),
            character if character.is_whitespace() || character.is_control() => plain.push(' '),
            character => plain.push(character),
        }
    }
    plain
}
