//! What there is of every lab, wherever it is.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use movie_guru_classroom::watch::once;
use serde_json::{Value, json};

use super::folder::Folder;
use crate::commands::class::labs;
use crate::team::{Place, Team, Teams};

/// For an answer of the lab.
const LAB: Duration = Duration::from_secs(15);
/// For a program; the doctor may wait for registries that do not answer.
const PROGRAM: Duration = Duration::from_secs(90);

/// How the class sees the team, what happened there, and what the doctor says.
pub(super) async fn gather(teams: &Teams, team: &Team, folder: &mut Folder) {
    let labs = labs(teams, &[team]);
    folder.json("class.json", &once(&labs, LAB).await);
    for lab in &labs {
        match lab.record(0).await {
            Ok(events) => folder.json("record.json", &events),
            Err(error) => folder.lacks("the record", error),
        }
    }
    let arguments = [OsStr::new("doctor"), team.name.as_ref(), "--teams".as_ref(), teams.file.as_os_str()];
    let doctor = match std::env::current_exe() {
        Ok(coach) => said(&coach, &arguments).await,
        Err(error) => Err(error.to_string()),
    };
    match doctor {
        Ok(text) => folder.text("doctor.txt", &text),
        Err(why) => folder.lacks("what the doctor says", why),
    }
}

/// The team's part of the teams' file.
pub(super) fn teams_file(teams: &Teams, team: &Team, folder: &mut Folder) {
    let place = match &team.place {
        Place::Local => json!({ "local": true }),
        Place::Cluster(place) => {
            let change = |change: &crate::team::Override| json!({ "kind": change.kind, "name": change.name, "patch": change.patch });
            json!({
                "cluster": place.way.to_string(),
                "namespace": place.namespace,
                "overlay": place.overlay,
                "address": place.address,
                "overrides": place.overrides.iter().map(change).collect::<Vec<_>>(),
            })
        }
    };
    let whole = json!({
        "name": team.name,
        "project": team.project,
        "images": teams.images,
        "manifests": teams.manifests,
        "place": place,
    });
    folder.yaml("teams.yaml", vec![whole]);
}

/// This program's version, beside others.
pub(super) fn versions(folder: &mut Folder, mut others: Value) {
    others["coach"] = env!("CARGO_PKG_VERSION").into();
    others["system"] = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH).into();
    folder.json("versions.json", &others);
}

/// What a program says, whatever it thinks of it.
pub(super) async fn said(program: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<String, String> {
    let mut command = tokio::process::Command::new(program);
    command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PROGRAM, command.output()).await;
    let slow = |_| format!("no answer within {} s", PROGRAM.as_secs());
    let output = output.map_err(slow)?.map_err(|error| error.to_string())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    Ok(format!("{}\n{}", text(&output.stdout), text(&output.stderr)).trim().to_owned())
}
