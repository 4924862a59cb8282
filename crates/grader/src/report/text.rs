//! A grade on a terminal: what it means in words first, then the figures.

use movie_guru_slo::readable::percent;

use super::grid::{Grid, LAYOUTS, width};
use super::words::{duration, share};
use crate::graded::{AlertName, Grade, GradedSubject, OnTimeline};

/// Fewer columns than this are taken for this many.
const LEAST_COLUMNS: usize = 40;
const LEGEND: [&str; 5] = [
    "due: how many events deserve a call, for they spend 2 % of the budget in 1h, 5 % in 6h or 10 % in 3d.",
    "called after: the longest from the start of such an event to the first call; * where others were missed.",
    "budget spent: the most that such an event had spent of the whole budget when the first call came, or all that it \
     cost where none came.",
    "nothing a week: calls a week for nothing of that kind.",
    "goes on: the longest that alerts went on after the end.",
];

/// For a terminal of so many columns.
pub fn text(grade: &Grade, columns: usize) -> String {
    let mut page = Page { columns: columns.max(LEAST_COLUMNS), text: String::new() };
    for subject in &grade.subjects {
        page.subject(subject);
    }
    if grade.subjects.iter().any(|subject| !subject.timelines.is_empty()) {
        page.line("In the tables");
        for line in LEGEND {
            page.says("  ", "    ", line);
        }
        page.line("");
    }
    if !grade.unread.is_empty() {
        page.line("What could not be read; the rest was graded");
        for unread in &grade.unread {
            page.says("  ", "    ", &format!("{}: {}", unread.what, unread.why));
            page.says("    next: ", "      ", &unread.next);
        }
        page.line("");
    }
    if grade.subjects.is_empty() {
        page.line("There was nothing to grade.");
    }
    let mut text = page.text;
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

struct Page {
    columns: usize,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Text that goes on in the next line, at a space.
    fn says(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_owned();
        let mut is_empty = true;
        // A sign stands with its number.
        let text = text.replace(" %", "\u{a0}%");
        for word in text.split_ascii_whitespace().map(|word| word.replace('\u{a0}', " ")) {
            if !is_empty && width(&line) + 1 + width(&word) > self.columns {
                self.line(&line);
                line = rest.to_owned();
                is_empty = true;
            }
            if !is_empty {
                line.push(' ');
            }
            line.push_str(&word);
            is_empty = false;
        }
        if !is_empty {
            self.line(&line);
        }
    }

    fn subject(&mut self, subject: &GradedSubject) {
        let title = format!("{}: {} over {}", subject.title, percent(subject.target), duration(subject.window));
        self.says("", "", &title);
        self.line(&"=".repeat(width(&title).min(self.columns)));
        self.says("", "", &subject.verdict.headline);
        self.line("");
        for says in &subject.verdict.says {
            self.says("- ", "  ", says);
        }
        if !subject.verdict.says.is_empty() {
            self.line("");
        }
        self.table(&subject.timelines);
        if !subject.alerts.is_empty() {
            self.line("Alerts");
            for alert in &subject.alerts {
                self.says("  ", "    ", &described(alert));
            }
            self.line("");
        }
        self.findings(subject);
        let sli = &subject.sli;
        if !sli.says.is_empty() || !sli.next.is_empty() {
            self.line("The SLO itself");
            sli.says.iter().for_each(|says| self.says("  ", "    ", says));
            sli.next.iter().for_each(|next| self.says("  next: ", "    ", next));
            self.line("");
        }
    }

    fn findings(&mut self, subject: &GradedSubject) {
        if subject.findings.is_empty() {
            return;
        }
        self.line("What to change");
        for (number, finding) in (1..).zip(&subject.findings) {
            let of = finding.alert.as_ref().map(|alert| format!("{alert}: ")).unwrap_or_default();
            // Some say it themselves.
            let of = if finding.says.contains(of.trim_end_matches(": ")) { "" } else { &of };
            self.says(&format!("{number:>3}. "), "     ", &format!("{of}{}", finding.says));
            self.says("     next: ", "       ", &finding.next);
        }
        self.line("");
    }

    /// A row for each timeline: what alerts did, and beside it what others would have done, as much as there is room for.
    fn table(&mut self, timelines: &[OnTimeline]) {
        let grids = LAYOUTS.map(|layout| Grid::of(timelines, layout));
        let Some(grid) = grids.iter().find(|grid| grid.width() <= self.columns).or(grids.last()) else { return };
        for row in &grid.rows {
            self.line(&grid.line(row));
        }
        if !grid.rows.is_empty() {
            self.line("");
        }
    }
}

fn described(alert: &AlertName) -> String {
    let never = match alert.least_error_rate {
        Some(least) => format!("never below {} of errors", share(least)),
        None => "never fires, even if all fail".to_owned(),
    };
    format!("{} ({}): {}; {never}", alert.name, alert.severity, alert.when)
}
