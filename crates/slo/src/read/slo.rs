//! SLOs: indicator, window, objective, alerts.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::known_metrics::KnownMetrics;
use crate::model::{Alert, Slo, Target};
use crate::readable::percent;
use crate::shorthand::Shorthand;
use crate::window::{Calendar, Window};

use super::alert::{Alerts, ReadAlert};
use super::fields::{At, Fields, Notes};
use super::header::{Header, read_description};
use super::sli::Indicators;

pub(super) fn read<'n>(
    header: &Header<'n>,
    indicators: &Indicators,
    alerts: &Alerts<'n>,
    catalogue: &KnownMetrics,
    notes: &mut Notes,
) -> Option<Slo> {
    let mut fields = header.spec.fields(notes)?;
    let description = read_description(fields.get("description"), notes);
    let service = fields.need(notes, "service").and_then(|service| service.name(notes));
    let sli = indicators.of_slo(&mut fields, catalogue, notes);
    let window = fields
        .need(notes, "timeWindow")
        .and_then(|window| window.only(notes, ": OpenSLO v1 has one window in an SLO"))
        .and_then(|window| read_window(&window, notes));
    if let Some(method) = fields.need(notes, "budgetingMethod") {
        read_method(&method, notes);
    }
    let advice = ": write an SLO for each, so that each has a name, a budget and alerts of its own";
    let objective = fields.need(notes, "objectives").and_then(|objectives| objectives.only(notes, advice));
    let policies = fields.get("alertPolicies").and_then(|policies| policies.list(notes)).unwrap_or_default();
    let read_alerts: Vec<_> = policies.iter().filter_map(|item| alerts.of_slo(item, notes)).collect();
    fields.done(notes);

    let mut objective = objective?.fields(notes)?;
    let name = objective.get("displayName").and_then(|name| name.text(notes)).map(str::to_owned);
    let target = read_target(&mut objective, notes);
    let indicator = match sli {
        Some(sli) => sli.with_objective(&mut objective, catalogue, notes),
        None => {
            // What they should be is not known while the SLI is wrong.
            let _ = (objective.get("op"), objective.get("value"));
            None
        }
    };
    objective.done(notes);

    let (target, window) = (target?, window?);
    let fitting = read_alerts.into_iter().filter_map(|alert| fitting(alert, header, target, &window, notes));
    Some(Slo {
        alerts: fitting.collect(),
        metadata: header.metadata.clone(),
        description,
        service: service?,
        indicator: indicator?,
        window,
        target,
        objective: name,
    })
}

fn read_method(method: &At<'_>, notes: &mut Notes) {
    let methods = [("Occurrences", true), ("Timeslices", false), ("RatioTimeslices", false)];
    if method.word(notes, &methods) == Some(false) {
        method.refuse(notes, "must be `Occurrences`: the lab counts requests, not minutes");
    }
}

fn read_target(objective: &mut Fields<'_>, notes: &mut Notes) -> Option<Target> {
    for slices in ["timeSliceTarget", "timeSliceWindow"] {
        if let Some(field) = objective.get(slices) {
            field.refuse(notes, "is only for Timeslices; the lab counts requests");
        }
    }
    let (at, share, whole) = match (objective.get("target"), objective.get("targetPercent")) {
        (Some(share), None) => (share.clone(), share.number(notes)?, "1"),
        (None, Some(percent)) => {
            // 99.95 / 100 would be 0.9995000000000001.
            let share = (percent.number(notes)? * 1e13).round() / 1e15;
            (percent, share, "100")
        }
        (Some(_), Some(both)) => {
            both.refuse(notes, "cannot stand beside `target`; have one of the two");
            return None;
        }
        (None, None) => {
            objective.refuse(notes, "needs a `target` (0.99) or a `targetPercent` (99)");
            return None;
        }
    };
    let target = Target::new(share);
    if target.is_none() {
        let reason = if share == 1.0 { ", for it would leave no error budget" } else { "" };
        at.refuse(notes, format!("must be at least 0 and below {whole}{reason}, not {}", at.node.value.shown()));
    }
    target
}

fn read_window(item: &At<'_>, notes: &mut Notes) -> Option<Window> {
    let mut fields = item.fields(notes)?;
    let duration_at = fields.need(notes, "duration");
    let duration = duration_at.as_ref().and_then(|at| at.parsed(notes, str::parse::<Shorthand>));
    let rolling = fields.get("isRolling");
    let calendar = fields.get("calendar");
    fields.done(notes);
    let (duration_at, duration) = (duration_at?, duration?);
    if duration.number == 0 {
        duration_at.refuse(notes, "must be longer than nothing");
        return None;
    }
    let is_rolling = rolling.as_ref().and_then(|rolling| rolling.boolean(notes));
    match (is_rolling, calendar) {
        (Some(true), None) if duration.fixed().is_some() => Some(Window::Rolling(duration)),
        (Some(true), None) => {
            let advice = "a rolling window has the same length all year: say it in d or w (28d, 90d, 365d)";
            duration_at.refuse(notes, format!("cannot be `{duration}`: {advice}"));
            None
        }
        (Some(true), Some(calendar)) => {
            calendar.refuse(notes, "cannot stand beside `isRolling: true`; have one of the two");
            None
        }
        (_, Some(calendar)) => read_calendar(duration, &calendar, notes),
        (None, None) if rolling.is_some() => None,
        (_, None) => {
            item.refuse(notes, "needs `isRolling: true`, or a `calendar`");
            None
        }
    }
}

fn read_calendar(length: Shorthand, calendar: &At<'_>, notes: &mut Notes) -> Option<Window> {
    let mut fields = calendar.fields(notes)?;
    let start = fields.need(notes, "startTime").and_then(|at| {
        at.parsed(notes, |text| {
            let wanted =
                || format!("must be a date and time without a zone, such as `2026-01-01 00:00:00`, not `{text}`");
            if text.ends_with('Z') { Err(wanted()) } else { text.parse::<DateTime>().map_err(|_| wanted()) }
        })
    });
    let time_zone = fields.need(notes, "timeZone").and_then(|at| {
        at.parsed(notes, |text| {
            let wanted = |_| {
                format!("must be a name of the IANA Time Zone Database, such as `Europe/Berlin` or `UTC`, not `{text}`")
            };
            TimeZone::get(text).map_err(wanted)
        })
    });
    fields.done(notes);
    Some(Window::Calendar(Calendar { length, start: start?, time_zone: time_zone? }))
}

/// An alert that the SLO's target and window let make sense.
fn fitting(read: ReadAlert<'_>, slo: &Header<'_>, target: Target, window: &Window, notes: &mut Notes) -> Option<Alert> {
    let ReadAlert { alert, factor, long } = read;
    let name = &slo.metadata.name;
    if !target.can_exceed(alert.factor) {
        factor.refuse(
            notes,
            format!(
                "can never fire on SLO `{name}`: with a target of {} the burn rate is at most {}, when every request \
                 fails, and {} must be exceeded. The highest factor that makes sense is {}",
                percent(target.share()),
                rounded(target.highest_burn_rate()),
                alert.factor,
                target.highest_sensible_factor()
            ),
        );
        return None;
    }
    let length = match window {
        Window::Rolling(length) => length,
        Window::Calendar(calendar) => &calendar.length,
    };
    if alert.long.about() > length.about() {
        let detail = format!("is longer than the window of SLO `{name}`, {length}: no budget is there to burn");
        long.refuse(notes, detail);
        return None;
    }
    Some(alert)
}

/// A number with at most four decimals.
fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}
