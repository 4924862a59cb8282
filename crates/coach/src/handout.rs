//! What attendees are given of their lab: a page to print, and the same as variables for their tools. It has what opens the
//! load generator, and never the admin token.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::team::{Team, Teams};

/// Only whoever made it may read what has a password.
const OWN: u32 = 0o600;

/// Where a team's lab is found, and what opens it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Lab {
    /// The app, with a slash at its end; none where only `coach forward` leads there.
    pub(crate) app: Option<String>,
    /// The load generator's page, likewise.
    pub(crate) load: Option<String>,
    /// The monitor, likewise.
    pub(crate) monitor: Option<String>,
    /// The password of the load generator's page, user `any`.
    #[serde(skip)]
    pub(crate) load_password: Option<String>,
}

/// The page of a team.
pub(crate) fn page(teams: &Teams, team: &Team) -> PathBuf {
    teams.folder().join("handout").join(format!("{}.md", team.name))
}

fn variables(teams: &Teams, team: &Team) -> PathBuf {
    page(teams, team).with_extension("env")
}

/// Writes both, and gives the page's path. What is there already as it should be is left alone.
///
/// # Errors
/// The folder takes no files.
pub(crate) fn write(teams: &Teams, team: &Team, lab: &Lab) -> io::Result<PathBuf> {
    let page = page(teams, team);
    if let Some(folder) = page.parent() {
        fs::create_dir_all(folder)?;
    }
    keep(&page, &page_text(team, lab))?;
    keep(&variables(teams, team), &variables_text(team, lab))?;
    Ok(page)
}

/// Removes those of a lab that is gone.
pub(crate) fn remove(teams: &Teams, team: &Team) {
    let page = page(teams, team);
    let _ = fs::remove_file(variables(teams, team));
    let _ = fs::remove_file(&page);
    // The last one takes the folder along; a folder with something in it stays.
    if let Some(folder) = page.parent() {
        let _ = fs::remove_dir(folder);
    }
}

fn keep(file: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(file).is_ok_and(|there| there == text) {
        return fs::set_permissions(file, Permissions::from_mode(OWN));
    }
    let unfinished = file.with_extension("unfinished");
    let _ = fs::remove_file(&unfinished);
    File::options().write(true).create_new(true).mode(OWN).open(&unfinished)?.write_all(text.as_bytes())?;
    fs::rename(unfinished, file)
}

fn page_text(team: &Team, lab: &Lab) -> String {
    let mut rows = Vec::new();
    let mut row = |what: &str, text: String| rows.push(format!("| {what} | {text} |\n"));
    let opened = match &lab.load_password {
        Some(password) => format!("; user `any`, password `{password}`"),
        None => String::new(),
    };
    if let Some(app) = &lab.app {
        row("the guide: begin here", format!("<{app}guide>"));
        row("the app", format!("<{app}>"));
    }
    match &lab.load {
        Some(load) => row("the load generator", format!("<{load}>{opened}")),
        None => row("the load generator", format!("by `coach forward {}`{opened}", team.name)),
    }
    if let Some(monitor) = &lab.monitor {
        row("the monitor", format!("<{monitor}>"));
    }
    if let Some(place) = team.on_cluster() {
        row("your series", format!("those with `namespace=\"{}\"`", place.namespace));
    }
    if let Some(project) = &team.project {
        let console = format!("https://console.cloud.google.com/monitoring/services?project={project}");
        row("Cloud Monitoring", format!("project `{project}`, <{console}>"));
    }
    let begin = match &lab.app {
        Some(app) => format!("Open <{app}guide> in a browser."),
        None => format!(
            "Nothing of this lab is public. On the coach's machine `coach forward {}` opens all of it, and says where.",
            team.name
        ),
    };
    format!(
        "# Team {}: your lab\n\n{begin} Read *Start here*, name who writes, and press **Start challenge** at challenge 1. Call \
         the coach\nfrom any page of the guide.\n\n| | |\n|---|---|\n{}\nThis page is for your team alone{}.\n",
        team.name,
        rows.concat(),
        if lab.load_password.is_some() { ": it has a password" } else { "" },
    )
}

fn variables_text(team: &Team, lab: &Lab) -> String {
    let mut text = format!("# Team {}: for `lab` and `loadtest`. set -a; . ./{}.env; set +a\n", team.name, team.name);
    let pairs = [
        ("LAB_TEAM", Some(team.name.as_str())),
        ("LAB_WEB_URL", lab.app.as_deref()),
        ("LAB_LOAD_URL", lab.load.as_deref()),
        ("LAB_MONITOR_URL", lab.monitor.as_deref()),
        ("LAB_GCP_PROJECT", team.project.as_deref()),
        ("LOADTEST_PASSWORD", lab.load_password.as_deref()),
    ];
    for (name, value) in pairs {
        if let Some(value) = value {
            text.push_str(&format!("{name}={value}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::{ClusterPlace, Place, Way};

    fn teams(folder: &Path) -> (Teams, Team) {
        let way = Way::Context("kind".to_owned());
        let (namespace, overlay) = ("movie-guru-popcorn".to_owned(), "gke".to_owned());
        let place = ClusterPlace { way, namespace, overlay, address: None, overrides: Vec::new() };
        let team = Team { name: "popcorn".to_owned(), place: Place::Cluster(place), project: Some("p-1".to_owned()) };
        let file = folder.join("teams.yaml");
        (Teams { file, images: None, manifests: None, teams: vec![team.clone()] }, team)
    }

    #[test]
    fn a_hand_out_has_addresses_and_what_opens_them_and_is_nobody_elses_to_read() {
        let folder = tempfile::tempdir().unwrap();
        let (teams, team) = teams(folder.path());
        let (app, load_password) = (Some("http://203.0.113.7/".to_owned()), Some("s3cret".to_owned()));
        let lab = Lab { app, load_password, ..Lab::default() };
        let page = write(&teams, &team, &lab).unwrap();
        let text = fs::read_to_string(&page).unwrap();
        for part in
            ["<http://203.0.113.7/guide>", "password `s3cret`", "coach forward popcorn", "movie-guru-popcorn", "p-1"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        let variables = fs::read_to_string(page.with_extension("env")).unwrap();
        assert!(
            variables.contains("LAB_WEB_URL=http://203.0.113.7/\n") && variables.contains("LOADTEST_PASSWORD=s3cret\n")
        );
        for file in [&page, &page.with_extension("env")] {
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, OWN);
        }
        let written = fs::metadata(&page).unwrap().modified().unwrap();
        write(&teams, &team, &lab).unwrap();
        assert_eq!(fs::metadata(&page).unwrap().modified().unwrap(), written, "the same is not written again");
        remove(&teams, &team);
        assert!(!folder.path().join("handout").exists());
    }

    #[test]
    fn where_nothing_is_public_the_hand_out_says_how_to_come_there() {
        let folder = tempfile::tempdir().unwrap();
        let (teams, team) = teams(folder.path());
        let page = write(&teams, &team, &Lab::default()).unwrap();
        let text = fs::read_to_string(page).unwrap();
        assert!(text.contains("Nothing of this lab is public") && text.contains("`coach forward popcorn`"), "{text}");
        assert!(!text.contains("password"), "{text}");
    }
}
