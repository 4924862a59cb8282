//! What is graded: files, or what stands somewhere.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use movie_guru_monitor::contract;
use movie_guru_workshop::evidence::{CloudMonitoring, Missing, PrometheusApi};
use movie_guru_workshop::grading::{Assumed, File, LabMonitor, Reading, of_board, of_files, of_prometheus};
use url::Url;

use crate::check::{is_same, public};
use crate::cli::{Elsewhere, GradeArguments};
use crate::client::Unreachable;
use crate::doctor_cloud;

/// Of one file; a byte more is said to be too much.
const MOST_BYTES: u64 = 8 * 1024 * 1024 + 1;
/// Of a folder.
const MOST_FILES: usize = 1000;

/// What is asked for: files, a Prometheus, a project, each where it is named, and the running lab where none is.
pub(super) async fn reading(
    arguments: &GradeArguments,
    monitor: &LabMonitor,
    url: &Url,
    assumed: Assumed,
) -> anyhow::Result<Reading> {
    let mut reading = Reading::default();
    if !arguments.files.is_empty() {
        let files = files(&arguments.files)?;
        let known = contract();
        reading.add(tokio::task::spawn_blocking(move || of_files(&files, &known, assumed)).await?);
    }
    let elsewhere = &arguments.elsewhere;
    if let Some(prometheus) = &elsewhere.prometheus {
        // The lab's monitor has its SLOs as they are, and not only the rules of their alerts.
        let told = if is_same(url, prometheus) {
            monitor.reading().await
        } else {
            let api = PrometheusApi::new(prometheus, elsewhere.prometheus_token.clone())?;
            of_prometheus(&api, assumed).await
        };
        reading.add(told.map_err(said).with_context(|| format!("{} cannot be graded", public(prometheus)))?);
    } else if let Some(project) = &elsewhere.project {
        let cloud = cloud(project, elsewhere).await?;
        let told = of_board(&cloud).await;
        reading.add(told.map_err(said).with_context(|| format!("the project {project} cannot be graded"))?);
    } else if arguments.files.is_empty() {
        reading = monitor.reading().await.map_err(|missing| unanswered(missing, url))?;
        if reading.submission.subjects.is_empty() && reading.submission.unread.is_empty() {
            bail!("the lab has no SLO yet; make one with `lab slo apply FILE`, or name files: `lab grade FILE`");
        }
    }
    Ok(reading)
}

/// Where the lab does not answer, that has an exit code of its own.
pub(super) fn unanswered(missing: Missing, url: &Url) -> anyhow::Error {
    match missing {
        Missing::Unreachable { .. } => Unreachable::at(url).into(),
        missing => anyhow::anyhow!("{missing}. {}", missing.next_step()),
    }
}

fn said(missing: Missing) -> anyhow::Error {
    anyhow::anyhow!("{missing}. {}", missing.next_step())
}

async fn cloud(project: &str, elsewhere: &Elsewhere) -> anyhow::Result<CloudMonitoring> {
    let token = match elsewhere.access_token.as_deref().map(str::trim).filter(|token| !token.is_empty()) {
        Some(token) => token.to_owned(),
        None => doctor_cloud::access_token().await?,
    };
    let cloud = CloudMonitoring::new(project, &token, elsewhere.google.url.as_ref())?;
    Ok(cloud.of_team(elsewhere.cluster.as_deref(), elsewhere.namespace.as_deref()))
}

/// Files, the files of folders, standard input.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            io::stdin().take(MOST_BYTES).read_to_end(&mut bytes).context("standard input cannot be read")?;
            files.push(File { name: "standard input".to_owned(), bytes });
        } else if path.is_dir() {
            let found = of_folder(path)?;
            files.extend(found.iter().map(|file| of_file(file)).collect::<anyhow::Result<Vec<_>>>()?);
        } else {
            files.push(of_file(path)?);
        }
    }
    Ok(files)
}

fn of_file(path: &Path) -> anyhow::Result<File> {
    let unreadable = || format!("{} cannot be read", path.display());
    let mut bytes = Vec::new();
    fs::File::open(path).with_context(unreadable)?.take(MOST_BYTES).read_to_end(&mut bytes).with_context(unreadable)?;
    Ok(File { name: path.display().to_string(), bytes })
}

fn of_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let is_meant = |path: &PathBuf| {
        path.is_file()
            && path.extension().is_some_and(|kind| ["yaml", "yml", "json"].iter().any(|known| kind == *known))
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_meant).collect();
    files.sort();
    match files.len() {
        0 => bail!("{} holds no .yaml, .yml or .json file", folder.display()),
        many if many > MOST_FILES => {
            bail!("{} holds {many} files, and {MOST_FILES} are read: name those of your SLOs", folder.display())
        }
        _ => Ok(files),
    }
}
