//! `coach init`

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::{ArgGroup, Args};
use movie_guru_cluster::Cluster;

use crate::options::{Common, Output};
use crate::team::{ClusterPlace, Place, Team, Teams, Way, draft, is_name, named, of_terraform};
use crate::terminal::{Failure, say, say_json};

/// The namespace of a lab that has a cluster to itself.
const NAMESPACE: &str = "movie-guru";
/// The file with the images, where no other is named.
const IMAGES: &str = "images.txt";

#[derive(Args, Debug)]
#[command(
    group(ArgGroup::new("from").args(["contexts", "context", "local", "terraform", "terraform_output"])),
    after_help = "Examples:
  coach init                                      a team for each context of the kubeconfig
  coach init --contexts kind-a,kind-b             a team for each of these
  coach init --context kind --namespaces 20       twenty namespaces of one cluster
  coach init --terraform deploy/terraform         the clusters that Terraform has made, each with its address
  coach init --local 5 --names red,blue           five labs on this machine, two of them named

A file that is there is left alone, unless --force says otherwise. Teams without a name are called
popcorn, nachos, ….

Exit codes: 0 written; 1 not; 2 used wrongly."
)]
pub(crate) struct Arguments {
    /// Contexts of the kubeconfig, a team for each
    #[arg(long, value_name = "CONTEXT", value_delimiter = ',')]
    contexts: Vec<String>,
    /// One context, for a team in each of several namespaces
    #[arg(long, value_name = "CONTEXT", requires = "namespaces")]
    context: Option<String>,
    /// How many namespaces
    #[arg(long, value_name = "N", requires = "context", value_parser = clap::value_parser!(u16).range(1..=500))]
    namespaces: Option<u16>,
    /// How many labs on this machine
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=200))]
    local: Option<u16>,
    /// The folder of Terraform, whose output `teams` is taken
    #[arg(long, value_name = "DIR")]
    terraform: Option<PathBuf>,
    /// A file with that output: `terraform output -json teams`
    #[arg(long, value_name = "FILE")]
    terraform_output: Option<PathBuf>,
    /// Names of teams
    #[arg(long, value_name = "NAME", value_delimiter = ',', conflicts_with_all = ["terraform", "terraform_output"])]
    names: Vec<String>,
    /// The overlay of labs on clusters that Terraform did not make
    #[arg(long, value_name = "OVERLAY", default_value = "local")]
    overlay: String,
    /// The file with the images of labs on clusters, beside the teams' file
    #[arg(long, value_name = "FILE", default_value = IMAGES)]
    images: String,
    /// Writes over a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    common: Common,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Common { teams: file, output } = &arguments.common;
    refuse_there(file, arguments.force)?;
    let teams = teams(arguments)?;
    write(file, &teams, &arguments.images, arguments.force)?;
    match output {
        Output::Json => {
            let names: Vec<_> = teams.iter().map(|team| &team.name).collect();
            say_json(&serde_json::json!({"file": file, "teams": names}))?;
        }
        Output::Text => {
            let lines: Vec<_> = teams.iter().map(|team| format!("  {}: {}", team.name, team.where_it_is())).collect();
            let next = "Next: look at it, `coach validate`, and `coach up`.";
            say(&format!("{} has {}:\n{}\n{next}", file.display(), count(teams.len()), lines.join("\n")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// For `coach up --local N`: writes a file with so many local teams where there is none.
///
/// # Errors
/// A file that is there with others.
pub(crate) fn local_once(file: &Path, wanted: u16) -> anyhow::Result<()> {
    if !file.exists() {
        return write(file, &local(&[], wanted), "", false);
    }
    let there = Teams::read(file)?.teams.iter().filter(|team| team.place == Place::Local).count();
    if there == usize::from(wanted) {
        return Ok(());
    }
    let next = format!("leave --local out, or `coach init --local {wanted} --force` writes it anew");
    Err(Failure::Usage(format!("{} is there, with {} on this machine: {next}", file.display(), count(there))).into())
}

/// For `coach up --terraform DIR`: writes a file with Terraform's teams where there is none.
///
/// # Errors
/// Terraform's, and a file that is there with others.
pub(crate) fn terraform_once(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let teams = of_terraform(&terraform(folder)?).map_err(Failure::Usage)?;
    if !file.exists() {
        return write(file, &teams, IMAGES, false);
    }
    let names = |teams: &[Team]| teams.iter().map(|team| team.name.clone()).collect::<BTreeSet<_>>();
    if names(&Teams::read(file)?.teams) == names(&teams) {
        return Ok(());
    }
    let next = format!("`coach init --terraform {} --force` writes it anew", folder.display());
    Err(Failure::Usage(format!("{} is there, with other teams than Terraform's: {next}", file.display())).into())
}

fn count(teams: usize) -> String {
    if teams == 1 { "1 team".to_owned() } else { format!("{teams} teams") }
}

fn refuse_there(file: &Path, force: bool) -> Result<(), Failure> {
    if force || !file.exists() {
        return Ok(());
    }
    let next = "--force writes over it, --teams FILE takes another";
    Err(Failure::Usage(format!("{} is there and was left alone: {next}", file.display())))
}

fn teams(arguments: &Arguments) -> anyhow::Result<Vec<Team>> {
    if let Some(wrong) = arguments.names.iter().find(|name| !is_name(name)) {
        let right = "lowercase letters, digits and `-` are, at most 63";
        return Err(Failure::Usage(format!("`{wrong}` is no name of a team: {right}")).into());
    }
    let mut sorted = arguments.names.clone();
    sorted.sort();
    if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(
            Failure::Usage(format!("`{}` is there twice in --names; each has a name of its own", twice[0])).into()
        );
    }
    if let Some(count) = arguments.local {
        return Ok(local(&arguments.names, count));
    }
    let output = match (&arguments.terraform_output, &arguments.terraform) {
        (Some(file), _) => Some(
            std::fs::read_to_string(file)
                .map_err(|error| Failure::Usage(format!("{} cannot be read: {error}", file.display())))?,
        ),
        (None, Some(folder)) => Some(terraform(folder)?),
        (None, None) => None,
    };
    if let Some(output) = output {
        return Ok(of_terraform(&output).map_err(Failure::Usage)?);
    }
    let known = Cluster::contexts(None).map_err(|trouble| {
        Failure::Usage(format!("{trouble}; without a cluster, `coach init --local N` takes this machine"))
    })?;
    let has = |context: &String| {
        if known.contains(context) {
            return Ok(());
        }
        let nearest = movie_guru_slo::nearest(context, known.iter().map(String::as_str));
        let hint = nearest.map_or_else(|| known.join(", "), |name| format!("did you mean {name}?"));
        Err(Failure::Usage(format!("the kubeconfig has no context `{context}`: {hint}")))
    };
    let team = |name: String, context: &str, namespace: String| {
        let (way, overlay) = (Way::Context(context.to_owned()), arguments.overlay.clone());
        let place = ClusterPlace { way, namespace, overlay, address: None, overrides: Vec::new() };
        Team { name, place: Place::Cluster(place), project: None }
    };
    if let (Some(context), Some(namespaces)) = (&arguments.context, arguments.namespaces) {
        has(context)?;
        let names = enough(&arguments.names, usize::from(namespaces))?;
        return Ok(names.into_iter().map(|name| team(name.clone(), context, format!("{NAMESPACE}-{name}"))).collect());
    }
    let contexts = if arguments.contexts.is_empty() { &known } else { &arguments.contexts };
    if contexts.is_empty() {
        let next = "`coach init --local N` takes this machine";
        return Err(Failure::Usage(format!("the kubeconfig has no context; {next}")).into());
    }
    contexts.iter().try_for_each(has)?;
    let names = enough(&arguments.names, contexts.len())?;
    Ok(names.into_iter().zip(contexts).map(|(name, context)| team(name, context, NAMESPACE.to_owned())).collect())
}

fn enough(names: &[String], count: usize) -> Result<Vec<String>, Failure> {
    if names.len() > count {
        return Err(Failure::Usage(format!("there are {} names for {count} teams; leave some out", names.len())));
    }
    Ok(named(names, count))
}

fn local(names: &[String], count: u16) -> Vec<Team> {
    let names = named(names, usize::from(count).max(names.len()));
    names.into_iter().map(|name| Team { name, place: Place::Local, project: None }).collect()
}

/// What Terraform says of its teams.
fn terraform(folder: &Path) -> anyhow::Result<String> {
    let mut command = Command::new("terraform");
    command.arg(format!("-chdir={}", folder.display())).args(["output", "-json", "teams"]);
    let said = command.output().map_err(|error| {
        let next = "--terraform-output FILE takes what it said elsewhere: `terraform output -json teams > FILE`";
        Failure::Usage(format!("`terraform` cannot be run: {error}; {next}"))
    })?;
    if !said.status.success() {
        let why = String::from_utf8_lossy(&said.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        let next = format!("`terraform -chdir={} apply` comes first", folder.display());
        anyhow::bail!("Terraform says nothing of teams: {why}; {next}");
    }
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

fn write(file: &Path, teams: &[Team], images: &str, force: bool) -> anyhow::Result<()> {
    let on_cluster = teams.iter().any(|team| team.on_cluster().is_some());
    let text = draft(teams, on_cluster.then_some(images));
    let mut options = std::fs::File::options();
    // Another may have written it meanwhile.
    options.write(true).create(true).truncate(true).create_new(!force);
    let written = options.open(file).and_then(|mut to| to.write_all(text.as_bytes()));
    Ok(written.map_err(|error| Failure::Usage(format!("{} cannot be written: {error}", file.display())))?)
}
