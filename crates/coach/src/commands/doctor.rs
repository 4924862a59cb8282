//! `coach doctor`: whether teams' labs can be brought up, and what to do where they cannot.

mod clusters;
mod finding;
mod images;
mod projects;
mod rights;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use clap::Args;
use movie_guru_classroom::local::Program;
use movie_guru_cluster::Cluster;
use movie_guru_google_cloud::Google;

use self::clusters::of_google;
use self::finding::{Finding, Mark};
use crate::clusters::Clusters;
use crate::google;
use crate::manifests::Manifests;
use crate::options::{Common, Output};
use crate::side_by_side::side_by_side;
use crate::team::{ClusterPlace, Team, Teams, Way};
use crate::terminal::{say, say_json};

#[derive(Args, Debug)]
#[command(after_help = "Examples:
  coach doctor                       all that the teams of teams.yaml need
  coach doctor popcorn               what this one needs
  coach doctor --output json

Looks at contexts and who they let in, the clusters' versions and nodes, network policies, the rights that `coach up` and
`coach down` take, whether the cluster takes the manifests, images, and Google Cloud projects: APIs, rights, quotas. Nothing
is changed and nothing is pulled.

A line that begins with !! says what to do, one with ?? what cannot be told from here.

Exit codes: 0 nothing is to be mended; 1 something is; 2 used wrongly.")]
pub(crate) struct Arguments {
    /// Which teams; all where none is named
    #[arg(value_name = "TEAM")]
    names: Vec<String>,
    /// How many clusters, teams and images at a time
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=100))]
    parallel: u16,
    #[command(flatten)]
    common: Common,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    let teams = Teams::read(file)?;
    let chosen = teams.chosen(&arguments.names)?;
    let findings = look(&teams, &chosen, usize::from(arguments.parallel)).await;
    let to_mend = findings.iter().filter(|finding| finding.mark == Mark::Mend).count();
    match output {
        Output::Json => say_json(&serde_json::json!({ "findings": findings, "toMend": to_mend }))?,
        Output::Text => {
            findings.iter().for_each(|finding| say(&finding.line()));
            say(&match to_mend {
                0 => "\nNothing is to be mended.".to_owned(),
                count => format!("\n{count} to be mended (!!)."),
            });
        }
    }
    Ok(if to_mend == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look(teams: &Teams, chosen: &[&Team], parallel: usize) -> Vec<Finding> {
    let on_clusters: Vec<_> = chosen.iter().filter_map(|team| Some((*team, team.on_cluster()?))).collect();
    let mut ways = Vec::new();
    for (_, place) in &on_clusters {
        if !ways.contains(&&place.way) {
            ways.push(&place.way);
        }
    }
    let mut findings = Vec::new();
    if on_clusters.len() < chosen.len() {
        findings.push(match Program::find(None) {
            Ok(_) => Finding::well("lab", "this machine", "the program `lab` is there; `lab doctor` looks at the rest"),
            Err(error) => Finding::mend("lab", "this machine", error),
        });
    }
    let google = of_google_cloud(chosen, &ways, &mut findings).await;
    findings.extend(on(&ways, &on_clusters, teams, google.as_ref(), parallel).await);
    if let Some(google) = &google {
        let projects = projects(chosen, &ways);
        let each = projects.iter().map(|(project, regions)| projects::project(google, project, regions));
        findings.extend(side_by_side(each, parallel).await.into_iter().flatten());
    }
    findings
}

/// Google's APIs, where any team needs them and there are credentials.
async fn of_google_cloud(chosen: &[&Team], ways: &[&Way], findings: &mut Vec<Finding>) -> Option<Google> {
    let is_needed = !projects(chosen, ways).is_empty();
    let is_of_use = is_needed || ways.iter().any(|way| of_google(way).is_some());
    if !is_of_use {
        return None;
    }
    let google = match google::of_environment() {
        Ok(google) => google.credentials().token().await.map(|_| google),
        Err(trouble) => Err(trouble),
    };
    match google {
        Ok(google) => {
            findings.push(Finding::well("google", "credentials", "they give a token"));
            Some(google)
        }
        Err(trouble) if is_needed => {
            findings.push(Finding::mend("google", "credentials", trouble));
            None
        }
        // Contexts of gcloud's work without; only its clusters cannot be asked about.
        Err(_) => None,
    }
}

/// Projects that commands use, each with the regions in which it has clusters.
fn projects<'t>(chosen: &[&'t Team], ways: &[&'t Way]) -> BTreeMap<&'t str, Vec<String>> {
    let mut projects: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for team in chosen {
        if let Some(project) = &team.project {
            projects.entry(project).or_default();
        }
    }
    for way in ways {
        if let Way::Gke { project, location, .. } = way {
            projects.entry(project).or_default().insert(projects::region(location));
        }
    }
    projects.into_iter().map(|(project, regions)| (project, regions.into_iter().collect())).collect()
}

/// Clusters, then teams on them, then their images.
async fn on(
    ways: &[&Way],
    teams_there: &[(&Team, &ClusterPlace)],
    teams: &Teams,
    google: Option<&Google>,
    parallel: usize,
) -> Vec<Finding> {
    if ways.is_empty() {
        return Vec::new();
    }
    let all = Clusters::default();
    let each = ways.iter().map(|way| async {
        let ((found, cluster), policies) = tokio::join!(clusters::cluster(&all, way), clusters::policies(way, google));
        ([found, vec![policies]].concat(), cluster)
    });
    let asked = side_by_side(each, parallel).await;
    let mut findings: Vec<Finding> = asked.iter().flat_map(|(found, _)| found.clone()).collect();
    let manifests = match Manifests::of(teams) {
        Ok(manifests) => manifests,
        Err(problems) => {
            findings.push(Finding::mend("manifests", &teams.file.display().to_string(), problems));
            return findings;
        }
    };
    let reached = |place: &ClusterPlace| -> Option<&Cluster> {
        let at = ways.iter().position(|way| **way == place.way)?;
        asked.get(at)?.1.as_ref()
    };
    let labs = teams_there.iter().filter_map(|(team, place)| Some((reached(place)?, *team, *place)));
    let each = labs.map(|(cluster, team, place)| clusters::lab(cluster, &manifests, team, place));
    findings.extend(side_by_side(each, parallel).await.into_iter().flatten());

    let bundles = teams_there.iter().filter_map(|(team, place)| manifests.bundle(team, place).ok());
    let wanted: BTreeSet<String> = bundles.flat_map(|bundle| images::of(&bundle.objects)).collect();
    let each = wanted.iter().map(|image| images::image(image, google));
    findings.extend(side_by_side(each, parallel).await);
    findings
}
