//! `teams.yaml`, written anew.

use std::fmt::Write;

use super::roster::{ClusterPlace, Place, Team, Way};

/// What stands at the head of each.
const HEAD: &str = "\
# The teams of a workshop, and where each one's lab is: docs/coach-command.md has the whole form.
# `coach validate` says whether it is sound, `coach up` brings the labs up.
version: 1
";

/// The text of a teams' file. `images` is the file with the images, as it will be written; without it none is named.
pub(crate) fn draft(teams: &[Team], images: Option<&str>) -> String {
    let mut text = HEAD.to_owned();
    if let Some(images) = images {
        let _ = writeln!(text, "# Lines of NAME=REGISTRY/NAME@sha256:DIGEST, as pushing the images said them.");
        let _ = writeln!(text, "images: {}", scalar(images));
    }
    let places: Vec<_> = teams.iter().filter_map(Team::on_cluster).collect();
    let way = shared(&places, |place| &place.way).filter(|way| matches!(way, Way::Context(_)));
    let overlay = shared(&places, |place| &place.overlay);
    if way.is_some() || overlay.is_some() {
        text.push_str("defaults:\n");
    }
    if let Some(way) = way {
        let _ = writeln!(text, "  {}", way_line(way));
    }
    if let Some(overlay) = overlay {
        let _ = writeln!(text, "  overlay: {}", scalar(overlay));
    }
    text.push_str("teams:\n");
    for team in teams {
        let _ = writeln!(text, "  - name: {}", scalar(&team.name));
        match &team.place {
            Place::Local => text.push_str("    local: true\n"),
            Place::Cluster(place) => {
                if way.is_none() {
                    let _ = writeln!(text, "    {}", way_line(&place.way));
                }
                let _ = writeln!(text, "    namespace: {}", scalar(&place.namespace));
                if overlay.is_none() {
                    let _ = writeln!(text, "    overlay: {}", scalar(&place.overlay));
                }
                if let Some(address) = place.address {
                    let _ = writeln!(text, "    address: {}", scalar(&address.to_string()));
                }
            }
        }
        if let Some(project) = &team.project {
            let _ = writeln!(text, "    project: {}", scalar(project));
        }
    }
    text
}

/// What all of several places have alike.
fn shared<'p, T: PartialEq>(places: &[&'p ClusterPlace], of: impl Fn(&'p ClusterPlace) -> &'p T) -> Option<&'p T> {
    let (first, others) = places.split_first()?;
    let first = of(first);
    (!others.is_empty() && others.iter().all(|place| of(place) == first)).then_some(first)
}

fn way_line(way: &Way) -> String {
    match way {
        Way::Context(context) => format!("context: {}", scalar(context)),
        Way::Gke { project, location, cluster } => {
            let [project, location, cluster] = [project, location, cluster].map(|text| scalar(text));
            format!("gke: {{project: {project}, location: {location}, cluster: {cluster}}}")
        }
    }
}

/// A text as YAML has it: in quotes where YAML might take it for something else.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if begins && text.chars().all(plain) && !words.contains(&text.to_ascii_lowercase().as_str()) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::team::Teams;

    fn on(name: &str, way: Way, namespace: &str, overlay: &str) -> Team {
        let (namespace, overlay) = (namespace.to_owned(), overlay.to_owned());
        let address = (overlay == "gke").then(|| "203.0.113.7".parse().unwrap());
        let place = ClusterPlace { way, namespace, overlay, address, overrides: Vec::new() };
        Team { name: name.to_owned(), place: Place::Cluster(place), project: Some("lab-1".to_owned()) }
    }

    fn gke(cluster: &str) -> Way {
        Way::Gke { project: "p-1".to_owned(), location: "us-central1-a".to_owned(), cluster: cluster.to_owned() }
    }

    #[test]
    fn what_is_written_is_read_as_the_same_teams() {
        let local = |name: &str| Team { name: name.to_owned(), place: Place::Local, project: None };
        let context = |name: &str| Way::Context(name.to_owned());
        for teams in [
            vec![local("popcorn"), local("7")],
            vec![on("no", context("arn:aws:eks:eu-1:1:cluster/x"), "a", "local")],
            vec![on("a", context("kind-a"), "a", "local"), on("b", context("kind-a"), "b", "local")],
            vec![on("a", context("one"), "x", "local"), on("b", gke("c"), "x", "gke"), local("c")],
            vec![on("a", gke("c-1"), "movie-guru", "gke"), on("b", gke("c-2"), "movie-guru", "gke")],
        ] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("teams.yaml");
            let text = draft(&teams, Some("images.txt"));
            fs::write(&file, &text).unwrap();
            let read = Teams::read(&file).unwrap_or_else(|why| panic!("{why}\n{text}"));
            assert_eq!(read.teams, teams, "{text}");
            assert_eq!(read.images, Some(folder.path().join("images.txt")));
        }
    }
}
