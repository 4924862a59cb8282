//! Which SLOs and alerts a team has made in its project. Whether they meet a challenge is said by `lab check --project`, which
//! has the challenges' criteria.

use movie_guru_google_cloud::{Google, Scope};
use movie_guru_workshop::evidence::{Board, BoardSlo, CloudMonitoring};
use serde::Serialize;

use crate::fault::Fault;
use crate::table::table;
use crate::team::Team;

/// What a team's project has.
#[derive(Serialize)]
pub(super) struct Found<'t> {
    team: &'t str,
    project: &'t str,
    slos: Vec<Slo>,
    problem: Option<Fault>,
}

#[derive(Serialize)]
struct Slo {
    name: String,
    /// Whether `coach gcp slos` made it.
    model: bool,
    /// The share that is to be good, 0 to 1.
    target: f64,
    /// The share that was good.
    sli: Option<f64>,
    /// How many alerts watch it.
    alerts: usize,
    /// What of it counts nothing.
    unmatched: Option<String>,
}

impl Found<'_> {
    /// Whether it could be asked, and whether it is only that nobody answers.
    pub(super) fn is_well(&self) -> (bool, bool) {
        (self.problem.is_none(), self.problem.as_ref().is_some_and(|fault| fault.away))
    }
}

/// Asks Cloud Monitoring for a team's SLOs.
pub(super) async fn look<'t>(google: &Google, team: &'t Team, project: &'t str, scope: Scope) -> Found<'t> {
    let found = |slos, problem| Found { team: &team.name, project, slos, problem };
    let token = match google.credentials().token().await {
        Ok(token) => token,
        Err(trouble) => return found(Vec::new(), Some(trouble.into())),
    };
    let cloud = match CloudMonitoring::new(project, &token, google.api()) {
        Ok(cloud) => cloud.of_team(scope.cluster.as_deref(), scope.namespace.as_deref()),
        Err(error) => return found(Vec::new(), Some(Fault::new(error.to_string()))),
    };
    match cloud.slos().await {
        Ok(slos) => found(slos.into_iter().map(|slo| read(slo, &team.name)).collect(), None),
        Err(missing) => found(Vec::new(), Some(Fault::new(missing.to_string()))),
    }
}

fn read(BoardSlo { slo, sli, unmatched, .. }: BoardSlo, team: &str) -> Slo {
    Slo {
        model: slo.service.strip_prefix(team).is_some_and(|rest| rest.starts_with('-')),
        name: slo.metadata.title().to_owned(),
        target: slo.target.share(),
        sli,
        alerts: slo.alerts.len(),
        unmatched,
    }
}

pub(super) fn screen(found: &[Found<'_>]) -> String {
    let percent = |share: f64| format!("{:.2} %", share * 100.0);
    let mut rows = Vec::new();
    for Found { team, slos, problem, .. } in found {
        let mut row = |cells: [String; 6]| rows.push([vec![(*team).to_owned()], cells.to_vec()].concat());
        let none = || "-".to_owned();
        if let Some(fault) = problem {
            row([none(), none(), none(), none(), none(), fault.to_string()]);
        } else if slos.is_empty() {
            row([none(), none(), none(), none(), none(), "no SLO yet".to_owned()]);
        }
        for slo in slos {
            row([
                slo.name.clone(),
                if slo.model { "the coach's" } else { "theirs" }.to_owned(),
                percent(slo.target),
                slo.sli.map_or_else(none, percent),
                slo.alerts.to_string(),
                slo.unmatched.clone().unwrap_or_default(),
            ]);
        }
    }
    let shown = table(&["team", "SLO", "whose", "target", "SLI", "alerts", "note"], &rows);
    format!("{shown}\n\nWhether they meet a challenge: lab check 6 --project PROJECT --namespace NAMESPACE")
}
