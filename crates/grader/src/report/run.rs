//! Grades: each subject on each timeline by itself, on several threads, and then what follows of all of them.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::figures::{figures, together};
use crate::finding::{Finding, Mistake};
use crate::findings::{fewest_failures, of_figures, of_rules};
use crate::graded::{AlertName, BurnRate, Grade, GradedSubject, NotRead, OnAlert, OnReference, OnTimeline};
use crate::reference::{Reference, best, references};
use crate::replay::{Played, Stage, least_error_rate, metrics};
use crate::report::chart::{chart, stretches};
use crate::report::words::{number, when};
use crate::sli;
use crate::subject::{Condition, GradedAlert, Recording, Subject, Submission, Unread};
use crate::timeline::Timeline;
use crate::verdict::verdict;
use crate::world::World;

/// What the best that is possible is called among the references.
const BEST: &str = "Best possible";

/// What is to be graded how.
pub struct Options<'a> {
    /// On which timelines.
    pub timelines: &'a [Timeline],
    /// Worlds that were recorded, beside them: a title, and the world for each subject, in order.
    pub recorded: Vec<(String, Vec<World>)>,
    /// Told after each subject on each timeline: how many of how many are done.
    pub progress: &'a (dyn Fn(usize, usize) + Sync),
}

/// Grades a submission, on as many threads as there are processors.
pub fn grade(submission: &Submission, options: Options<'_>) -> Grade {
    grade_on(submission, options, thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// Grades a submission on so many threads, each of which holds one world at a time. How many they are changes nothing of
/// what is said.
pub fn grade_on(submission: &Submission, options: Options<'_>, threads: NonZeroUsize) -> Grade {
    let subjects: Vec<_> = submission.subjects.iter().map(|subject| Prepared::of(subject, submission)).collect();
    let scenes: Vec<Scene<'_>> = options
        .timelines
        .iter()
        .map(Scene::Made)
        .chain(options.recorded.iter().map(|(title, worlds)| Scene::Recorded(title, worlds)))
        .collect();
    // The scenes of a subject follow each other.
    let on = each(subjects.len() * scenes.len(), threads, options.progress, |unit| {
        let (subject, scene) = (unit / scenes.len(), unit % scenes.len());
        subjects.get(subject).zip(scenes.get(scene)).and_then(|(prepared, scene)| prepared.on(scene, subject))
    });
    let rated: Vec<(usize, usize)> = subjects
        .iter()
        .enumerate()
        .flat_map(|(at, of)| (0..of.subject.alerts.len()).map(move |alert| (at, alert)))
        .collect();
    let names = each(rated.len(), threads, &|_, _| (), |unit| {
        let (subject, alert) = rated.get(unit)?;
        let prepared = subjects.get(*subject)?;
        prepared.subject.alerts.get(*alert).map(|alert| name(prepared.subject, alert, prepared.recordings))
    });
    let (mut on, mut names) = (on.into_iter(), names.into_iter());
    let subjects = subjects
        .iter()
        .map(|prepared| {
            let on = on.by_ref().take(scenes.len()).flatten().collect();
            let names = names.by_ref().take(prepared.subject.alerts.len()).flatten().collect();
            prepared.graded(on, names)
        })
        .collect();
    Grade { subjects, unread: submission.unread.iter().map(NotRead::from).collect() }
}

/// The results of so many units, in their order.
fn each<T: Send>(
    units: usize,
    threads: NonZeroUsize,
    progress: &(dyn Fn(usize, usize) + Sync),
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let (next, done, results) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::new(Vec::new()));
    let take = || loop {
        let unit = next.fetch_add(1, Ordering::Relaxed);
        if unit >= units {
            return;
        }
        let result = work(unit);
        results.lock().unwrap_or_else(PoisonError::into_inner).push((unit, result));
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, units);
    };
    thread::scope(|scope| {
        for _ in 1..threads.get().min(units) {
            scope.spawn(take);
        }
        take();
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(unit, _)| *unit);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Where alerts are played.
enum Scene<'a> {
    Made(&'a Timeline),
    Recorded(&'a str, &'a [World]),
}

/// A subject, and what is the same of it on every timeline.
struct Prepared<'a> {
    subject: &'a Subject,
    recordings: &'a [Recording],
    metrics: BTreeSet<String>,
    references: Vec<Reference>,
}

/// A subject on a timeline, and what could not be evaluated there: the alert's name, or none of a recording, and why.
struct Outcome {
    on: OnTimeline,
    failures: Vec<(Option<String>, String)>,
}

impl From<&Unread> for NotRead {
    fn from(Unread { what, why, next }: &Unread) -> Self {
        Self { what: what.clone(), why: why.clone(), next: next.clone() }
    }
}

impl<'a> Prepared<'a> {
    fn of(subject: &'a Subject, submission: &'a Submission) -> Self {
        let recordings = submission.recordings.as_slice();
        Self { subject, recordings, metrics: metrics(subject, recordings), references: references(subject) }
    }

    /// None where nothing was recorded for the subject.
    fn on(&self, scene: &Scene<'_>, subject: usize) -> Option<Outcome> {
        match scene {
            Scene::Made(timeline) => {
                let world = World::of(timeline, self.subject, &self.metrics);
                let named = OnTimeline {
                    name: timeline.name.clone(),
                    title: timeline.title.clone(),
                    story: timeline.story.clone(),
                    ..OnTimeline::default()
                };
                Some(self.played(&world, named))
            }
            Scene::Recorded(title, worlds) => {
                let named = OnTimeline {
                    name: "recorded".to_owned(),
                    title: (*title).to_owned(),
                    story: "What a lab recorded.".to_owned(),
                    ..OnTimeline::default()
                };
                worlds.get(subject).map(|world| self.played(world, named))
            }
        }
    }

    fn played(&self, world: &World, named: OnTimeline) -> Outcome {
        let subject = self.subject;
        let events = world.truth.events(subject, world.pace);
        let figures = |played: &Played| figures(&world.truth, &events, subject, world.pace, played);
        let (stage, failed) = Stage::set(world, self.recordings, subject);
        let told = |(record, error)| (None, format!("the recording rule `{record}`: {error}"));
        let mut failures: Vec<_> = failed.into_iter().map(told).collect();
        let played: Vec<Played> = subject
            .alerts
            .iter()
            .map(|alert| {
                stage.play(subject, alert).unwrap_or_else(|error| {
                    failures.push((Some(alert.name.clone()), error.to_string()));
                    Played::default()
                })
            })
            .collect();
        let on_alert = |(alert, played): (&GradedAlert, &Played)| OnAlert {
            figures: figures(played),
            firing: stretches(world, &played.firing),
            pending: stretches(world, &played.pending),
            fewest_failures: fewest_failures(world, subject, alert, self.recordings, played),
        };
        let on_reference = |title: &str, played: &Played| OnReference {
            title: title.to_owned(),
            figures: figures(played),
            firing: stretches(world, &played.firing),
        };
        let beside = self.references.iter().map(|reference| {
            // Burn rates on the subject's own counts: nothing of them can fail.
            let played: Vec<_> = reference.alerts.iter().filter_map(|alert| stage.play(subject, alert).ok()).collect();
            on_reference(&reference.title, &together(&played))
        });
        let on = OnTimeline {
            length: world.every.mul_f64(world.scrapes.saturating_sub(1) as f64 * world.pace),
            sli: sli::on_timeline(&stage, subject),
            alerts: subject.alerts.iter().zip(&played).map(on_alert).collect(),
            together: figures(&together(&played)),
            references: beside.chain([on_reference(BEST, &best(world, &events))]).collect(),
            chart: chart(&stage, subject, &events),
            ..named
        };
        Outcome { on, failures }
    }

    fn graded(&self, outcomes: Vec<Outcome>, alerts: Vec<AlertName>) -> GradedSubject {
        let mut findings = of_rules(self.subject, self.recordings);
        let mut timelines = Vec::new();
        for Outcome { on, failures } in outcomes {
            for (alert, why) in failures {
                let finding = cannot_be_evaluated(alert, &why);
                // What the rules themselves say has the place. A recording is said there with the alert that asks for it.
                let record = why.split('`').nth(1).map(|record| format!("`{record}`"));
                let is_known = findings.iter().any(|known| match &finding.alert {
                    Some(_) => known.kind == finding.kind && known.alert == finding.alert,
                    None => {
                        known == &finding
                            || (known.kind == finding.kind
                                && record.as_ref().is_some_and(|record| known.says.contains(record)))
                    }
                });
                if !is_known {
                    findings.push(finding);
                }
            }
            timelines.push(on);
        }
        let on: Vec<_> = timelines.iter().filter_map(|on| on.sli.clone().map(|sli| (on.name.clone(), sli))).collect();
        let mut graded = GradedSubject {
            title: self.subject.title.clone(),
            target: self.subject.target.share(),
            window: self.subject.window,
            alerts,
            timelines,
            sli: sli::verdict(self.subject, &on),
            ..GradedSubject::default()
        };
        for finding in of_figures(&graded) {
            let is_known = |known: &Finding| known.kind == finding.kind && known.alert == finding.alert;
            // What the rules say already.
            if finding.kind != Mistake::PagesForOneFailure || !findings.iter().any(is_known) {
                findings.push(finding);
            }
        }
        findings.sort_by_key(|finding| finding.kind.rank());
        graded.findings = findings;
        graded.verdict = verdict(&graded);
        graded
    }
}

fn cannot_be_evaluated(alert: Option<String>, why: &str) -> Finding {
    let says = match &alert {
        Some(name) => format!("`{name}` cannot be evaluated: {why}."),
        None => format!("It cannot be evaluated: {why}."),
    };
    let next = "Mend the query; all else was graded without it.".to_owned();
    Finding { kind: Mistake::CannotBeEvaluated, alert, says, next }
}

fn name(subject: &Subject, alert: &GradedAlert, recordings: &[Recording]) -> AlertName {
    let burn_rate = match &alert.condition {
        Condition::BurnRate(alert) => Some(BurnRate {
            factor: alert.factor,
            long: alert.long.fixed().unwrap_or_default(),
            short: alert.short.and_then(|short| short.fixed()),
            after: alert.after.fixed().unwrap_or_default(),
        }),
        Condition::Query { .. } => None,
    };
    AlertName {
        name: alert.name.clone(),
        severity: alert.severity.clone(),
        least_error_rate: least_error_rate(subject, &alert.condition, recordings),
        when: match &alert.condition {
            Condition::BurnRate(alert) => {
                let short = alert.short.map(|short| format!(" and {short}")).unwrap_or_default();
                let (factor, long) = (number(alert.factor), alert.long);
                format!("burn rate above {factor} over {long}{short}{}", when(alert.after.fixed().unwrap_or_default()))
            }
            Condition::Query { query, after, .. } => format!("{}{}", query.trim(), when(*after)),
        },
        burn_rate,
    }
}
