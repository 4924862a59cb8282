//! Alert policies, their conditions, and where alerts go.

use std::collections::BTreeMap;

use crate::model::{Alert, KEEP_FIRING_FOR, MIN_REQUESTS, Metadata, NotificationTarget, SHORT_WINDOW};
use crate::shorthand::Shorthand;

use super::fields::{At, Fields, Notes};
use super::header::{Header, Kind, read_description, read_metadata};

/// An alert, and the places that an SLO may find fault with.
#[derive(Clone, Debug)]
pub(super) struct ReadAlert<'n> {
    pub(super) alert: Alert,
    pub(super) factor: At<'n>,
    pub(super) long: At<'n>,
}

/// A condition, as [`ReadAlert`].
#[derive(Clone, Debug)]
struct Condition<'n> {
    metadata: Metadata,
    description: Option<String>,
    severity: String,
    factor: (At<'n>, f64),
    long: (At<'n>, Shorthand),
    short: Option<Shorthand>,
    after: Shorthand,
}

/// The policies that stand by themselves, and what inline ones may refer to. None in place of one that is wrong.
#[derive(Debug)]
pub(super) struct Alerts<'n> {
    conditions: BTreeMap<String, Option<Condition<'n>>>,
    targets: Vec<String>,
    policies: BTreeMap<String, Option<ReadAlert<'n>>>,
}

impl<'n> Alerts<'n> {
    pub(super) fn read(headers: &[Header<'n>], notes: &mut Notes) -> Self {
        let of_kind = |kind| headers.iter().filter(move |header| header.kind == kind);
        let conditions = of_kind(Kind::AlertCondition)
            .map(|header| (header.metadata.name.clone(), read_condition(&header.metadata, &header.spec, notes)))
            .collect();
        let targets = of_kind(Kind::AlertNotificationTarget).map(|header| header.metadata.name.clone()).collect();
        let mut alerts = Self { conditions, targets, policies: BTreeMap::new() };
        for header in of_kind(Kind::AlertPolicy) {
            let policy = alerts.read_policy(&header.metadata, &header.spec, notes);
            alerts.policies.insert(header.metadata.name.clone(), policy);
        }
        alerts
    }

    /// One of an SLO's `alertPolicies`: a reference or inline.
    pub(super) fn of_slo(&self, item: &At<'n>, notes: &mut Notes) -> Option<ReadAlert<'n>> {
        let mut fields = item.fields(notes)?;
        let Some(reference) = fields.get("alertPolicyRef") else {
            let (metadata, spec) = inline(fields, "AlertPolicy", notes)?;
            return self.read_policy(&metadata, &spec, notes);
        };
        fields.done(notes);
        let name = reference.text(notes)?;
        match self.policies.get(name) {
            Some(policy) => policy.clone(),
            None => {
                reference.refuse(notes, format!("names an AlertPolicy that is not in these files: `{name}`"));
                None
            }
        }
    }

    fn read_policy(&self, metadata: &Metadata, spec: &At<'n>, notes: &mut Notes) -> Option<ReadAlert<'n>> {
        let mut fields = spec.fields(notes)?;
        let policy_description = read_description(fields.get("description"), notes);
        if let Some(breaching) = fields.get("alertWhenBreaching")
            && breaching.boolean(notes) == Some(false)
        {
            breaching.refuse(notes, "must be true, or the alert would never fire");
        }
        if let Some(no_data) = fields.get("alertWhenNoData")
            && no_data.boolean(notes) == Some(true)
        {
            no_data.refuse(notes, "must be false: without requests no budget burns");
        }
        let when_resolved =
            fields.get("alertWhenResolved").and_then(|resolved| resolved.boolean(notes)).unwrap_or_default();
        let condition = fields
            .need(notes, "conditions")
            .and_then(|conditions| conditions.only(notes, ": OpenSLO v1 has one condition in a policy"))
            .and_then(|condition| self.condition(&condition, notes));
        let targets = fields.get("notificationTargets").and_then(|targets| targets.list(notes)).unwrap_or_default();
        let targets = targets.iter().filter_map(|target| self.target(target, notes)).collect();
        fields.done(notes);
        let Condition { metadata: condition, description, severity, factor, long, short, after } = condition?;
        let policy = metadata.clone();
        // Whoever read the annotations has seen that they can be read.
        let annotation = |key| condition.annotations.get(key);
        let keep = annotation(KEEP_FIRING_FOR).and_then(|text| text.parse().ok()).unwrap_or(Alert::KEEP);
        let min_requests = annotation(MIN_REQUESTS).and_then(|text| text.parse().ok());
        let alert = Alert {
            policy,
            policy_description,
            condition,
            description,
            severity,
            factor: factor.1,
            long: long.1,
            short,
            after,
            keep,
            min_requests,
            when_resolved,
            targets,
        };
        Some(ReadAlert { alert, factor: factor.0, long: long.0 })
    }

    fn condition(&self, item: &At<'n>, notes: &mut Notes) -> Option<Condition<'n>> {
        let mut fields = item.fields(notes)?;
        let Some(reference) = fields.get("conditionRef") else {
            let (metadata, spec) = inline(fields, "AlertCondition", notes)?;
            return read_condition(&metadata, &spec, notes);
        };
        fields.done(notes);
        let name = reference.text(notes)?;
        match self.conditions.get(name) {
            Some(condition) => condition.clone(),
            None => {
                reference.refuse(notes, format!("names an AlertCondition that is not in these files: `{name}`"));
                None
            }
        }
    }

    fn target(&self, item: &At<'n>, notes: &mut Notes) -> Option<String> {
        let mut fields = item.fields(notes)?;
        let reference = fields.need(notes, "targetRef");
        fields.done(notes);
        let reference = reference?;
        let name = reference.text(notes)?;
        if !self.targets.iter().any(|known| known == name) {
            reference.refuse(notes, format!("names an AlertNotificationTarget that is not in these files: `{name}`"));
        }
        Some(name.to_owned())
    }
}

fn inline<'n>(mut fields: Fields<'n>, kind: &'static str, notes: &mut Notes) -> Option<(Metadata, At<'n>)> {
    if let Some(given) = fields.need(notes, "kind") {
        given.word(notes, &[(kind, ())]);
    }
    let metadata = fields.need(notes, "metadata").and_then(|metadata| read_metadata(&metadata, notes));
    let spec = fields.need(notes, "spec");
    fields.done(notes);
    Some((metadata?, spec?))
}

fn read_condition<'n>(metadata: &Metadata, spec: &At<'n>, notes: &mut Notes) -> Option<Condition<'n>> {
    let mut fields = spec.fields(notes)?;
    let description = read_description(fields.get("description"), notes);
    let severity = fields.need(notes, "severity").and_then(|severity| severity.name(notes));
    let condition = fields.need(notes, "condition").and_then(|condition| condition.fields(notes));
    fields.done(notes);
    let mut condition = condition?;
    if let Some(kind) = condition.get("kind") {
        kind.word(notes, &[("burnrate", ())]);
    }
    if let Some(op) = condition.get("op") {
        // Of the next version of OpenSLO; a burn rate is exceeded or it is not.
        op.word(notes, &[("gt", ())]);
    }
    let factor = condition.need(notes, "threshold").and_then(|at| {
        let factor = at.number(notes)?;
        if factor > 0.0 {
            return Some((at, factor));
        }
        at.refuse(notes, format!("must be a burn rate above 0, not {factor}"));
        None
    });
    let long = condition.need(notes, "lookbackWindow").and_then(|at| {
        let long = fixed(&at, 1, notes)?;
        Some((at, long))
    });
    let after = condition.get("alertAfter").map_or("0m".parse().ok(), |after| fixed(&after, 0, notes));
    condition.done(notes);
    let (factor, long) = (factor?, long?);
    let short = match metadata.annotations.get(SHORT_WINDOW) {
        Some(text) => Some(short_window(text, &long, notes)?),
        None => None,
    };
    let (metadata, severity, after) = (metadata.clone(), severity?, after?);
    Some(Condition { metadata, description, severity, factor, long, short, after })
}

/// A duration in minutes, hours, days or weeks.
fn fixed(at: &At<'_>, least: u32, notes: &mut Notes) -> Option<Shorthand> {
    let duration = at.parsed(notes, str::parse::<Shorthand>)?;
    if duration.fixed().is_some() && duration.number >= least {
        return Some(duration);
    }
    at.refuse(notes, format!("must be in m, h, d or w, at least {least}, not `{duration}`"));
    None
}

fn short_window(text: &str, long: &(At<'_>, Shorthand), notes: &mut Notes) -> Option<Shorthand> {
    let short = text.parse::<Shorthand>().ok().filter(|short| short.fixed().is_some() && short.number > 0);
    if let Some(short) = short.filter(|short| short.about() < long.1.about()) {
        return Some(short);
    }
    let (at, long) = long;
    let advice = "a twelfth of it is the SRE Workbook's choice";
    at.refuse(notes, format!("is {long}, and the annotation `{SHORT_WINDOW}` must be shorter, not `{text}`: {advice}"));
    None
}

/// All notification targets.
pub(super) fn targets(headers: &[Header<'_>], notes: &mut Notes) -> Vec<NotificationTarget> {
    let mut targets = Vec::new();
    for header in headers.iter().filter(|header| header.kind == Kind::AlertNotificationTarget) {
        let Some(mut fields) = header.spec.fields(notes) else { continue };
        let description = read_description(fields.get("description"), notes);
        let target = fields.need(notes, "target").and_then(|target| target.text(notes)).map(str::to_owned);
        fields.done(notes);
        let metadata = header.metadata.clone();
        targets.extend(target.map(|target| NotificationTarget { metadata, description, target }));
    }
    targets
}
