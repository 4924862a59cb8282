//! What if the numbers of an SLO and its alerts were others: sliders, and the answer on one timeline.

use std::time::Duration;

use maud::{Markup, html};
use movie_guru_slo::readable::percent;
use movie_guru_slo::{Alert, Shorthand, Target, Unit};

use super::marked::with_code;
use super::panel::{content, row_table, sentence};
use crate::graded::{AlertName, BurnRate, GradedSubject, OnTimeline};
use crate::report::words::number;
use crate::subject::{Condition, Subject};

const TARGETS: [f64; 10] = [0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999];
const FACTORS: [f64; 22] = [
    1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 9.0, 10.0, 12.0, 14.4, 20.0, 30.0, 36.0, 50.0, 90.0, 150.0, 300.0,
    500.0, 900.0,
];
const LONG: [u64; 11] = [300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 129_600, 259_200];
const SHORT: [u64; 8] = [60, 120, 300, 600, 900, 1800, 3600, 21_600];
const AFTER: [u64; 9] = [0, 60, 120, 300, 600, 900, 1800, 3600, 7200];
/// What stands for no short window.
const NONE: &str = "none";

/// The sliders of the SLO of this number, and room for the answer.
pub(super) fn form(number: usize, subject: &GradedSubject, address: &str) -> Markup {
    let id = |name: &str| format!("what-if-{number}-{name}");
    let tunable: Vec<_> =
        subject.alerts.iter().enumerate().filter_map(|(at, alert)| Some((at, alert, alert.burn_rate?))).collect();
    html! {
        div .what-if-part .stack {
            h3 { "What if" }
            @if tunable.is_empty() {
                p .small { "Only burn rates have numbers to try here; these alerts are queries. Change the query, and grade it anew." }
            } @else {
                p .small { "Move a slider: the alerts are played anew on the timeline. Nothing of the lab is changed." }
                form .what-if action=(address) data-answer=(id("answer")) {
                    input type="hidden" name="slo" value=(subject.title);
                    div .stack {
                        p .field {
                            label for=(id("timeline")) { "Timeline" }
                            select id=(id("timeline")) name="timeline" {
                                @for on in &subject.timelines { option value=(on.name) { (on.title) } }
                            }
                        }
                        (slider(&id("target"), "target", "Target", &targets(subject.target), &subject.target.to_string()))
                    }
                    @for (at, alert, burn_rate) in &tunable { (of_alert(&id(""), *at, alert, *burn_rate)) }
                    p .problem role="alert" {}
                }
                div .stack id=(id("answer")) { p .small { "The answer stands here." } }
            }
        }
    }
}

fn of_alert(id: &str, at: usize, alert: &AlertName, burn_rate: BurnRate) -> Markup {
    let BurnRate { factor, long, short, after } = burn_rate;
    let short = short.map(shorthand);
    let fields = [
        ("factor", "Burn rate above", factors(factor), factor.to_string()),
        ("long", "Over", windows(&LONG, Some(long)), shorthand(long)),
        ("short", "And over", shorts(burn_rate.short), short.unwrap_or_else(|| NONE.to_owned())),
        ("after", "For", windows(&AFTER, Some(after)), shorthand(after)),
    ];
    html! {
        fieldset {
            legend { (alert.name) }
            @for (name, label, values, chosen) in &fields {
                (slider(&format!("{id}{name}-{at}"), &format!("{name}-{at}"), label, values, chosen))
            }
        }
    }
}

/// A value, and how it is shown.
type Choice = (String, String);

fn slider(id: &str, name: &str, label: &str, choices: &[Choice], chosen: &str) -> Markup {
    let at = choices.iter().position(|(value, _)| value == chosen).unwrap_or_default();
    let shown = choices.get(at).map(|(_, shown)| shown.as_str()).unwrap_or_default();
    let all = |part: fn(&Choice) -> &str| choices.iter().map(part).collect::<Vec<_>>().join("|");
    html! {
        p .slider {
            label for=(id) { (label) }
            output for=(id) { (shown) }
            input id=(id) type="range" min="0" max=(choices.len().saturating_sub(1)) step="1" value=(at) aria-valuetext=(shown)
                autocomplete="off" data-name=(name) data-values=(all(|(value, _)| value)) data-shown=(all(|(_, shown)| shown));
        }
    }
}

fn targets(now: f64) -> Vec<Choice> {
    numbers(&TARGETS, now).into_iter().map(|target| (target.to_string(), percent(target))).collect()
}

fn factors(now: f64) -> Vec<Choice> {
    numbers(&FACTORS, now).into_iter().map(|factor| (factor.to_string(), format!("{}×", number(factor)))).collect()
}

/// In order, with what is there now among them.
fn numbers(usual: &[f64], now: f64) -> Vec<f64> {
    let mut numbers = usual.to_vec();
    if !numbers.contains(&now) {
        numbers.push(now);
    }
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn windows(usual: &[u64], now: Option<Duration>) -> Vec<Choice> {
    let mut all: Vec<_> = usual.iter().copied().map(Duration::from_secs).chain(now).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(shorthand).map(|window| (window.clone(), window)).collect()
}

fn shorts(now: Option<Duration>) -> Vec<Choice> {
    let mut choices = vec![(NONE.to_owned(), NONE.to_owned())];
    choices.extend(windows(&SHORT, now));
    choices
}

/// As OpenSLO writes it, in the largest unit that has it whole.
fn shorthand(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    match minutes {
        0 => "0m".to_owned(),
        m if m % 1440 == 0 => format!("{}d", m / 1440),
        m if m % 60 == 0 => format!("{}h", m / 60),
        m => format!("{m}m"),
    }
}

/// A subject with other numbers, as the form's fields have them: `target`, and of the alert at a place `factor-0`, `long-0`,
/// `short-0` and `after-0`. Other fields say nothing.
///
/// # Errors
/// What is wrong with a field, in a sentence.
pub fn changed<'a>(subject: &Subject, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Subject, String> {
    let mut subject = subject.clone();
    for (field, value) in fields {
        let (name, at) = field.split_once('-').unwrap_or((field, ""));
        if name == "target" {
            let target = value.parse().ok().and_then(Target::new);
            subject.target = target.ok_or_else(|| format!("`{value}` is no target: it is at least 0 and below 1."))?;
            if let Some(slo) = &mut subject.slo {
                slo.target = subject.target;
            }
        }
        let alert = at.parse().ok().and_then(|at: usize| subject.alerts.get_mut(at));
        if let Some(Condition::BurnRate(alert)) = alert.map(|alert| &mut alert.condition) {
            change(alert, name, value)?;
        }
    }
    Ok(subject)
}

fn change(alert: &mut Alert, name: &str, value: &str) -> Result<(), String> {
    let window = || {
        let window: Shorthand = value.parse().map_err(|error| format!("The window {error}."))?;
        let is_fixed = matches!(window.unit, Unit::Minute | Unit::Hour | Unit::Day | Unit::Week);
        if is_fixed { Ok(window) } else { Err(format!("`{value}` is no window of an alert.")) }
    };
    match name {
        "factor" => {
            let factor = value.parse().ok().filter(|factor: &f64| factor.is_finite() && *factor > 0.0);
            alert.factor = factor.ok_or_else(|| format!("`{value}` is no burn rate."))?;
        }
        "long" => alert.long = window()?,
        "short" if value == NONE => alert.short = None,
        "short" => alert.short = Some(window()?),
        "after" => alert.after = window()?,
        _ => {}
    }
    Ok(())
}

/// What the script puts where the answer stands: the verdict on one timeline with other numbers, beside what it was.
pub fn answer(graded: &GradedSubject, before: Option<&OnTimeline>) -> Markup {
    let Some(on) = graded.timelines.first() else { return refused("There is no such timeline.") };
    let rows = [("With these numbers", &on.together)];
    let rows = rows.into_iter().chain(before.map(|before| ("As it is", &before.together)));
    let rows = rows.chain(on.references.iter().map(|reference| (reference.title.as_str(), &reference.figures)));
    let name = format!("{} with these numbers, {}", graded.title, on.title);
    html! {
        div #answer {
            p .headline { (with_code(&graded.verdict.headline)) }
            p { (sentence(on)) }
            @if !graded.findings.is_empty() {
                ul .says { @for finding in &graded.findings { li { (with_code(&finding.says)) } } }
            }
            (row_table(rows, on.length, &format!("{name}: these numbers and others")))
            (content(&name, on, &graded.alerts))
        }
    }
}

/// Why there is no answer.
pub fn refused(why: &str) -> Markup {
    html! { div #refused { (why) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_written_as_openslo_has_them() {
        let written = [0, 300, 3600, 129_600, 259_200].map(|seconds| shorthand(Duration::from_secs(seconds)));
        assert_eq!(written, ["0m", "5m", "1h", "36h", "3d"]);
    }

    #[test]
    fn what_is_there_now_is_among_the_choices_once() {
        assert_eq!(factors(14.4).len(), FACTORS.len());
        assert_eq!(factors(7.0).iter().position(|(value, _)| value == "7"), Some(8));
        assert_eq!(windows(&LONG, Some(Duration::from_secs(3600))).len(), LONG.len());
        assert_eq!(shorts(None).first(), Some(&(NONE.to_owned(), NONE.to_owned())));
    }
}
