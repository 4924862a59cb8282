//! Rules as subjects: which alerts are of which SLO. Alerts that no SLO is known for belong together where they ask for the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use movie_guru_grader::{Concern, Condition, GradedAlert, Recording, Subject, World};
use movie_guru_slo::nearest;
use movie_guru_slo::readable::percent;

use super::about::{Names, asked, compared_with};
use super::placed::{MOST_ALERTS, Placed};
use crate::evidence::prometheus_rules::rule::{Kind, Rule};
use crate::evidence::prometheus_rules::{IDENTITIES, OfRules, understood};
use crate::grading::concern::{concern, title};
use crate::grading::reading::{Assumed, Reading, USUAL_WINDOW, distinct};
use crate::grading::slos::of_board_slo;

/// The subjects of rules.
pub(super) fn of(rules: Vec<Placed>, assumed: Assumed) -> Reading {
    let (rules, places): (Vec<_>, Vec<_>) = rules.into_iter().map(|placed| (placed.rule, placed.place)).unzip();
    let mut sorting = Sorting::new(&rules, assumed);
    let (slos, _) = understood(&rules);
    let mut of_slos = BTreeSet::new();
    for OfRules { slo, pace, rules: alerts } in slos {
        of_slos.extend(alerts.iter().copied());
        sorting.slo(&slo, f64::from(pace), &alerts);
    }
    let mut watchers = 0;
    for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.kind == Kind::Alerting) {
        if of_slos.contains(&index) {
            continue;
        }
        // That a metric is gone is watched beside an SLO.
        if rule.query.trim_start().starts_with("absent") {
            watchers += 1;
            continue;
        }
        if let Err((why, next)) = sorting.alert(rule) {
            sorting.reading.refuse(places.get(index).cloned().unwrap_or_default(), why, next);
        }
    }
    sorting.finished(watchers)
}

/// On the way from rules to subjects.
struct Sorting<'r> {
    assumed: Assumed,
    names: Names<'r>,
    rules: &'r [Rule],
    reading: Reading,
    /// Subjects by the name of their SLO.
    by_name: BTreeMap<String, usize>,
    /// Those that nobody wrote an SLO for.
    without_slo: Vec<usize>,
    /// The names of the alerts of each subject.
    taken: Vec<Vec<String>>,
    alerts: usize,
    is_list_wanted: bool,
}

impl<'r> Sorting<'r> {
    fn new(rules: &'r [Rule], assumed: Assumed) -> Self {
        let mut reading = Reading::default();
        let recording = |rule: &Rule| Recording {
            record: rule.name.clone(),
            query: rule.query.clone(),
            labels: rule.labels.clone(),
        };
        let recordings = rules.iter().filter(|rule| rule.kind == Kind::Recording);
        reading.submission.recordings = recordings.map(recording).collect();
        Self {
            assumed,
            names: Names::of(rules, World::known_metrics()),
            rules,
            reading,
            by_name: BTreeMap::new(),
            without_slo: Vec::new(),
            taken: Vec::new(),
            alerts: 0,
            is_list_wanted: false,
        }
    }

    fn slo(&mut self, slo: &crate::evidence::BoardSlo, pace: f64, alerts: &BTreeSet<usize>) {
        let Some(subject) = of_board_slo(slo, &mut self.reading) else { return };
        self.reading.notes.extend(slo.derived.as_ref().map(|derived| format!("{}: {derived}.", subject.title)));
        let at = self.put(Subject { pace, ..subject });
        self.by_name.insert(slo.slo.metadata.name.clone(), at);
        for rule in alerts.iter().filter_map(|index| self.rules.get(*index)) {
            // One too many is said where alerts are read by themselves.
            let _ = self.add(at, rule);
        }
    }

    /// Finds the subject of an alert that no SLO is known for; or says why there is none, and what to do.
    fn alert(&mut self, rule: &Rule) -> Result<(), (String, String)> {
        let by_label = IDENTITIES.into_iter().find_map(|label| self.by_name.get(rule.labels.get(label)?)).copied();
        let asked = asked(&rule.query, &self.names);
        let by_what = concern(&asked.of_app, compared_with(&rule.query));
        let at = match (by_label, by_what) {
            (Some(at), _) => at,
            (None, Ok((concern, note))) => {
                self.reading.notes.extend(note.map(|note| format!("{}: {note}", rule.name)));
                self.like(concern)
            }
            (None, Err(why)) => return Err(self.unknown(&asked.unknown, why)),
        };
        self.add(at, rule)
    }

    /// The subject of a concern; a new one where there is none.
    fn like(&mut self, concern: Concern) -> usize {
        let known = self.reading.submission.subjects.iter().position(|subject| subject.concern == concern);
        known.unwrap_or_else(|| {
            let subjects = &self.reading.submission.subjects;
            // Whoever writes one rule in workshop time writes all of them so.
            let pace = subjects.first().map_or(1.0, |first| first.pace);
            let target = self.assumed.target;
            let at = self.put(Subject {
                title: title(concern),
                concern,
                target,
                window: USUAL_WINDOW,
                slo: None,
                pace,
                alerts: Vec::new(),
            });
            self.without_slo.push(at);
            at
        })
    }

    fn put(&mut self, subject: Subject) -> usize {
        self.reading.submission.subjects.push(subject);
        self.taken.push(Vec::new());
        self.taken.len() - 1
    }

    fn add(&mut self, at: usize, rule: &Rule) -> Result<(), (String, String)> {
        self.alerts += 1;
        if self.alerts > MOST_ALERTS {
            let why = format!("more than {MOST_ALERTS} alerts are not graded at once");
            return Err((why, "Hand in those of your own SLOs alone.".to_owned()));
        }
        let severity = ["severity", "sloth_severity"].into_iter().find_map(|label| rule.labels.get(label));
        if let (Some(subject), Some(taken)) = (self.reading.submission.subjects.get_mut(at), self.taken.get_mut(at)) {
            subject.alerts.push(GradedAlert {
                name: distinct(taken, &rule.name),
                severity: severity.map_or("page", String::as_str).to_owned(),
                condition: Condition::Query { query: rule.query.clone(), after: rule.after(), keep: rule.keep() },
            });
        }
        Ok(())
    }

    /// Why nobody can say what an alert is about.
    fn unknown(&mut self, unknown: &[String], why: String) -> (String, String) {
        let Some(name) = unknown.first() else {
            return (why, "Ask for what the app measures of an operation.".to_owned());
        };
        // Recordings have colons in their names.
        let is_recording = name.contains(':');
        let known = self.names.recorded().chain(self.names.app()).filter(|known| known.contains(':') == is_recording);
        let near = nearest(name, known).map(|near| format!("Did you mean `{near}`?"));
        if is_recording {
            let next = near.unwrap_or_else(|| "Hand in the file that records it, too.".to_owned());
            return (format!("it asks for `{name}`, which no rule records"), next);
        }
        self.is_list_wanted = true;
        let next = near.unwrap_or_else(|| "Grade rules on what the app measures; its metrics are listed.".to_owned());
        (format!("it asks for `{name}`, which the timelines do not have"), next)
    }

    fn finished(mut self, watchers: usize) -> Reading {
        let subjects = &self.reading.submission.subjects;
        let titles = self.without_slo.iter().filter_map(|at| subjects.get(*at)).map(|subject| subject.title.as_str());
        let titles = titles.collect::<Vec<_>>().join(", ");
        if !titles.is_empty() && !self.assumed.is_asked_for {
            let target = percent(self.assumed.target.share());
            let note =
                format!("Nothing says a target for {titles}: {target} over 30 days is assumed; --target says another.");
            self.reading.notes.push(note);
        }
        if watchers > 0 {
            let alerts = if watchers == 1 { "alert" } else { "alerts" };
            self.reading.notes.push(format!("{watchers} {alerts} on metrics that are gone (absent) are not graded."));
        }
        if self.is_list_wanted {
            let known = self.names.app().collect::<Vec<_>>().join(", ");
            self.reading.notes.push(format!("The timelines have: {known}."));
        }
        self.reading
    }
}
