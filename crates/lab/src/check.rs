//! `lab check`: whether what was done for a challenge holds.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::evidence::{CloudMonitoring, LabApi, PrometheusApi, PrometheusRules};
use movie_guru_workshop::{ChallengeState, CriterionState, Evidence, Library, RoomState};
use reqwest::Method;
use url::{Host, Url};

use crate::cli::{CheckArguments, Elsewhere, WorkshopTarget};
use crate::client::Unreachable;
use crate::doctor_cloud;
use crate::terminal::{complain, say};
use crate::workshop::{Fetched, Guide, onlookers, services, shown};

pub(crate) async fn check(arguments: CheckArguments) -> anyhow::Result<ExitCode> {
    let CheckArguments { name, target, elsewhere } = arguments;
    let guide = Guide::of(&target)?;
    if elsewhere.prometheus.is_some() || elsewhere.project.is_some() {
        return look_elsewhere(&guide, name.as_deref(), &elsewhere, &target).await;
    }
    let names = match name.as_deref() {
        Some("all") => {
            let state: RoomState = guide.ask(guide.request(Method::GET, &[])?).await?;
            state
                .challenges
                .into_iter()
                .filter(|challenge| !challenge.criteria.is_empty())
                .map(|challenge| challenge.slug)
                .collect()
        }
        Some(name) => vec![name.to_owned()],
        None => vec![current(&guide).await?],
    };
    look(&guide, &names, &target).await
}

/// The challenge that was started last.
async fn current(guide: &Guide) -> anyhow::Result<String> {
    let state: RoomState = guide.ask(guide.request(Method::GET, &[])?).await?;
    match state.current {
        Some(current) => Ok(current),
        None => {
            bail!("no challenge was started yet; name one, as `lab check 1`, or start it with `lab challenge start 1`")
        }
    }
}

/// Checks challenges, and says what was seen.
pub(crate) async fn look(guide: &Guide, names: &[String], target: &WorkshopTarget) -> anyhow::Result<ExitCode> {
    let mut states = Vec::<ChallengeState>::new();
    for name in names {
        states.push(guide.ask(guide.request(Method::POST, &["challenges", name, "check"])?).await?);
        if let Some(state) = states.last().filter(|_| !target.json) {
            say(&describe(state));
            say(&format!("  The same as a page: {}", guide.page(&format!("guide/{}#check", state.slug))));
        }
    }
    if target.json {
        say(&shown(&states)?);
    }
    Ok(outcome(&states))
}

/// Checks the lab's own challenges in this process, by evidence from somewhere else.
async fn look_elsewhere(
    guide: &Guide,
    name: Option<&str>,
    elsewhere: &Elsewhere,
    target: &WorkshopTarget,
) -> anyhow::Result<ExitCode> {
    let library = Library::embedded()?;
    let named = match name {
        Some("all") => None,
        Some(name) => Some(name.to_owned()),
        None => Some(current(guide).await?),
    };
    let wanted: Vec<_> = match &named {
        None => library.challenges().iter().filter(|challenge| !challenge.criteria().is_empty()).collect(),
        Some(name) => {
            let no_such =
                || format!("there is no challenge `{name}` among the lab's own; `lab challenge list` names them");
            vec![library.find(name).with_context(no_such)?]
        }
    };
    let slugs: Vec<_> = wanted.iter().map(|challenge| challenge.slug.clone()).collect();
    let (evidence, asked) = evidence(elsewhere, target).await?;
    let workbook = Fetched::default();
    let mut notes = vec![format!("Asked: {asked}. This is not kept in the team's record.")];
    for challenge in wanted {
        match guide.workbook(challenge).await {
            Ok(page) => workbook.put(challenge, page),
            Err(error) if error.downcast_ref::<Unreachable>().is_some() => {
                notes.push(format!("{error}. Without it the workbook is taken as empty."));
                break;
            }
            Err(error) => return Err(error),
        }
    }
    let room = onlookers(library, evidence, workbook);
    let mut states = Vec::new();
    for slug in &slugs {
        let state = room.check(slug).await?;
        if !target.json {
            say(&describe(&state));
        }
        states.push(state);
    }
    if target.json {
        say(&shown(&states)?);
        notes.iter().for_each(|note| complain(note));
    } else {
        notes.iter().for_each(|note| say(&format!("  {note}")));
    }
    Ok(outcome(&states))
}

/// What is looked at, and where that is, for people. App and load are those of the lab of the data folder.
async fn evidence(elsewhere: &Elsewhere, target: &WorkshopTarget) -> anyhow::Result<(Evidence, String)> {
    let addresses = services(target)?;
    let monitor = addresses.monitor.clone();
    let lab = LabApi::new(addresses, None, None)?;
    if let Some(url) = &elsewhere.prometheus {
        let metrics = PrometheusApi::new(url, elsewhere.prometheus_token.clone())?;
        let shown = public(url);
        // The lab's monitor has its SLOs as they are, and not only the rules of their alerts.
        if monitor.is_some_and(|monitor| is_same(&monitor, url)) {
            let asked = format!("the Prometheus at {shown} for figures, and, since it is the lab's monitor, its board");
            return Ok((Evidence::of_lab(lab, metrics), asked));
        }
        let asked = format!(
            "the Prometheus at {shown} for figures, and its rules for SLOs and alerts, or the lab's own board where it has no rule"
        );
        let lab = Arc::new(lab);
        let board = Arc::new(PrometheusRules::new(metrics.clone(), lab.clone()));
        return Ok((Evidence { metrics: Arc::new(metrics), board, app: lab.clone(), load: lab }, asked));
    }
    let project = elsewhere.project.as_deref().unwrap_or_default();
    let token = match elsewhere.access_token.as_deref().map(str::trim).filter(|token| !token.is_empty()) {
        Some(token) => token.to_owned(),
        None => doctor_cloud::access_token().await?,
    };
    let cloud = CloudMonitoring::new(project, &token, elsewhere.google.url.as_ref())?;
    let cloud = Arc::new(cloud.of_team(elsewhere.cluster.as_deref(), elsewhere.namespace.as_deref()));
    let part = |what: &str, name: &Option<String>| name.as_ref().map(|name| format!(", {what} {name}"));
    let parts = [part("cluster", &elsewhere.cluster), part("namespace", &elsewhere.namespace)];
    let asked = format!("Cloud Monitoring of project {project}{}", parts.into_iter().flatten().collect::<String>());
    let lab = Arc::new(lab);
    Ok((Evidence { metrics: cloud.clone(), board: cloud, app: lab.clone(), load: lab }, asked))
}

/// Whether two addresses are one server's: `localhost` and `127.0.0.1` are.
pub(crate) fn is_same(one: &Url, other: &Url) -> bool {
    let is_here = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let same_port = one.port_or_known_default() == other.port_or_known_default();
    one.origin() == other.origin() || (same_port && is_here(one) && is_here(other))
}

/// An address without a name and password in it.
pub(crate) fn public(url: &Url) -> Url {
    let mut url = url.clone();
    // Refused only by addresses that have none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url
}

fn outcome(states: &[ChallengeState]) -> ExitCode {
    let holds = |criterion: &CriterionState| {
        !criterion.is_checked || criterion.finding.as_ref().is_some_and(|finding| finding.verdict == Verdict::Holds)
    };
    let all_hold = states.iter().flat_map(|state| &state.criteria).all(holds);
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn describe(state: &ChallengeState) -> String {
    let number = state.number.map(|number| format!("{number}. ")).unwrap_or_default();
    let mut lines = vec![format!("{number}{}: {} of {} hold", state.title, state.passed, state.of)];
    for criterion in &state.criteria {
        let Some(finding) = &criterion.finding else { continue };
        lines.push(format!("  {:<14} {} ({})", word(finding.verdict), criterion.title, criterion.name));
        lines.push(format!("  {:<14} {}", "", finding.observed));
        if let Some(next) = &finding.next {
            lines.push(format!("  {:<14} Next: {next}", ""));
        }
        if let (Some(at), false) = (criterion.passed_at, finding.verdict == Verdict::Holds) {
            lines.push(format!("  {:<14} It held at {}; that counts.", "", at.strftime("%H:%M UTC")));
        }
        let left = criterion.hints_of - criterion.hints.len().min(criterion.hints_of);
        if matches!(finding.verdict, Verdict::DoesNotHold | Verdict::ForYourCoach) && left > 0 {
            let number = state.number.map_or_else(|| state.slug.clone(), |number| number.to_string());
            lines.push(format!("  {:<14} Hint: lab challenge hint {number} {} ({left} left)", "", criterion.name));
        }
    }
    lines.join("\n")
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::DoesNotHold => "does not hold",
        Verdict::NotYet => "not yet",
        Verdict::ForYourCoach => "your coach",
    }
}
