//! `teams.yaml`, read. Everything that is not known is a mistake: what is misspelt would else be left out in silence.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::names::is_name;
use super::node::Node;
use super::roster::{ClusterPlace, Override, Place, Team, Teams, Way};
use super::strict::{At, Fields, Mistake, Notes};
use crate::overlays::Overlays;
use crate::terminal::Failure;

/// The form that this program reads.
const VERSION: u64 = 1;
const NAME: &str = "must be a name: at most 63 lowercase letters, digits and `-`, a letter or digit at both ends";
const PLACES: &str = "`local: true`, `context: NAME`, or `gke: {project: …, location: …, cluster: …}`";

impl Teams {
    /// Reads a teams' file. `manifests`, where it is given, stands in place of the folder that the file names.
    ///
    /// # Errors
    /// Every mistake, with line and field ([`Failure::Usage`]).
    pub(crate) fn read_with(file: &Path, manifests: Option<&Path>) -> anyhow::Result<Self> {
        let shown = file.display();
        let text = std::fs::read_to_string(file).map_err(|error| {
            let next = "`coach init` writes one, --teams FILE names another";
            Failure::Usage(format!("{shown} cannot be read: {error}; {next}"))
        })?;
        read(&text, file, manifests).map_err(|mistakes| {
            let told: Vec<_> = mistakes.iter().map(|mistake| format!("{shown}:{mistake}")).collect();
            Failure::Usage(told.join("\n")).into()
        })
    }

    /// Reads a teams' file.
    ///
    /// # Errors
    /// Every mistake, with line and field.
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        Self::read_with(file, None)
    }
}

fn read(text: &str, file: &Path, manifests: Option<&Path>) -> Result<Teams, Vec<Mistake>> {
    let whole = |line, detail| vec![Mistake { line, field: String::new(), detail }];
    let node = Node::read(text).map_err(|(line, detail)| whole(line, detail))?;
    let mut notes = Notes::default();
    let teams = of_file(&node, file, manifests, &mut notes);
    notes.0.sort();
    match teams {
        Some(teams) if notes.0.is_empty() => Ok(teams),
        _ => Err(notes.0),
    }
}

fn of_file(node: &Node, file: &Path, manifests: Option<&Path>, notes: &mut Notes) -> Option<Teams> {
    let mut fields = At::root(node).fields(notes)?;
    if let Some(version) = fields.need(notes, "version", "`version: 1`")
        && !version.is(&VERSION.into())
    {
        version
            .refuse(notes, format!("must be {VERSION}, which is what this coach reads, not {}", version.node.shown()));
    }
    let beside = |path: &str| file.parent().unwrap_or(Path::new("")).join(path);
    let path = |field: Option<At<'_>>, notes: &mut Notes| field.and_then(|at| at.text(notes)).map(beside);
    let images = path(fields.get("images"), notes);
    let written = fields.get("manifests");
    let manifests = manifests.map(PathBuf::from).or_else(|| path(written.clone(), notes));
    let overlays = Overlays::of(manifests.as_deref()).map_err(|why| match written {
        Some(at) => at.refuse(notes, why.to_string()),
        None => fields.refuse(notes, why.to_string()),
    });
    let defaults = fields.get("defaults").and_then(|at| at.fields(notes)).map(|mut fields| {
        let said = Said::read(&mut fields, notes);
        fields.done(notes);
        said
    });
    let teams = fields.need(notes, "teams", "a list, with `- name: popcorn` and where its lab is");
    fields.done(notes);
    let teams = teams.and_then(|at| {
        let list = at.list(notes)?;
        if list.is_empty() {
            at.refuse(notes, "has no team: `- name: popcorn` and where its lab is makes one");
        }
        Some(list)
    })?;
    let mut reading = Reading { overlays: overlays.ok(), defaults: defaults.unwrap_or_default(), ..Reading::default() };
    let teams = teams.iter().filter_map(|team| reading.team(team, notes)).collect();
    Some(Teams { file: file.to_owned(), images, manifests, teams })
}

/// What a team or the defaults say.
#[derive(Clone, Default)]
struct Said<'n> {
    /// What is said of where the lab is; more than one is a mistake, told already.
    place: Option<SaidPlace>,
    namespace: Option<(At<'n>, String)>,
    overlay: Option<(At<'n>, String)>,
    project: Option<String>,
    overrides: Option<At<'n>>,
    patches: Vec<Override>,
}

#[derive(Clone)]
enum SaidPlace {
    Local,
    Way(Way),
    /// Said, and wrong: told already.
    Wrong,
}

impl<'n> Said<'n> {
    fn read(fields: &mut Fields<'n>, notes: &mut Notes) -> Self {
        let place = place(fields, notes);
        let mut text = |name, notes: &mut Notes| {
            let at = fields.get(name)?;
            at.text(notes).map(|text| (at.clone(), text.to_owned()))
        };
        let namespace = text("namespace", notes).filter(|(at, name)| {
            let wrong = if !is_name(name) {
                Some(format!("{NAME}, not `{name}`"))
            } else if name == "default" || name.starts_with("kube-") {
                Some(format!("`{name}` is the cluster's own: a lab has a namespace of its own, `movie-guru` say"))
            } else {
                None
            };
            wrong.is_none_or(|detail| {
                at.refuse(notes, detail);
                false
            })
        });
        let overlay = text("overlay", notes);
        let project = text("project", notes).map(|(_, project)| project);
        let overrides = fields.get("overrides");
        let patches = overrides.as_ref().and_then(|at| at.list(notes)).unwrap_or_default();
        let patches = patches.iter().filter_map(|at| patch(at, notes)).collect();
        Self { place, namespace, overlay, project, overrides, patches }
    }
}

fn place(fields: &mut Fields<'_>, notes: &mut Notes) -> Option<SaidPlace> {
    let (local, context, gke) = (fields.get("local"), fields.get("context"), fields.get("gke"));
    let said: Vec<_> =
        [("local", &local), ("context", &context), ("gke", &gke)].into_iter().filter(|(_, at)| at.is_some()).collect();
    if said.len() > 1 {
        let names: Vec<_> = said.iter().map(|(name, _)| *name).collect();
        fields.refuse(notes, format!("has {}: one of them says where the lab is", names.join(" and ")));
        return Some(SaidPlace::Wrong);
    }
    if let Some(at) = local {
        if at.is(&Value::Bool(true)) {
            return Some(SaidPlace::Local);
        }
        at.refuse(notes, format!("must be true, or left out, not {}", at.node.shown()));
        return Some(SaidPlace::Wrong);
    }
    let way = match (context, gke) {
        (Some(at), _) => at.text(notes).map(|context| Way::Context(context.to_owned())),
        (_, Some(at)) => at.fields(notes).and_then(|mut fields| {
            let mut text = |name, right| Some(fields.need(notes, name, right)?.text(notes)?.to_owned());
            let project = text("project", "the project's id");
            let location = text("location", "a zone or a region, `us-central1-a`");
            let cluster = text("cluster", "the cluster's name");
            fields.done(notes);
            Some(Way::Gke { project: project?, location: location?, cluster: cluster? })
        }),
        _ => return None,
    };
    Some(way.map_or(SaidPlace::Wrong, SaidPlace::Way))
}

fn patch(at: &At<'_>, notes: &mut Notes) -> Option<Override> {
    let mut fields = at.fields(notes)?;
    let mut text = |name, right| Some(fields.need(notes, name, right)?.text(notes)?.to_owned());
    let kind = text("kind", "`Deployment`, say");
    let name = text("name", "the object's name, `web` say");
    let operations = fields.need(notes, "patch", "`- {op: replace, path: /spec/replicas, value: 3}`, say (RFC 6902)");
    fields.done(notes);
    let operations = operations?;
    let list = operations.list(notes)?;
    for operation in &list {
        let sound = serde_json::from_value::<json_patch::PatchOperation>(operation.node.plain());
        if let Err(error) = sound {
            let right = "`{op: replace, path: /spec/replicas, value: 3}` is one (RFC 6902)";
            operation.refuse(notes, format!("is no operation of a patch: {error}; {right}"));
        }
    }
    Some(Override { kind: kind?, name: name?, patch: list.iter().map(|at| at.node.plain()).collect() })
}

/// What is known while team after team is read.
#[derive(Default)]
struct Reading<'n> {
    overlays: Option<Overlays>,
    defaults: Said<'n>,
    /// The line of each name.
    names: BTreeMap<String, u64>,
    /// Who has which namespace of which cluster.
    places: BTreeMap<(String, String), String>,
}

impl<'n> Reading<'n> {
    fn team(&mut self, at: &At<'n>, notes: &mut Notes) -> Option<Team> {
        let mut fields = at.fields(notes)?;
        let name_at = fields.need(notes, "name", "`popcorn`, say");
        let name = name_at.as_ref().and_then(|at| {
            at.parsed(
                notes,
                |text| if is_name(text) { Ok(text.to_owned()) } else { Err(format!("{NAME}, not `{text}`")) },
            )
        });
        if let (Some(at), Some(name)) = (&name_at, &name) {
            match self.names.get(name) {
                Some(line) => {
                    at.refuse(notes, format!("`{name}` is the team of line {line}; each has a name of its own"))
                }
                None => drop(self.names.insert(name.clone(), at.node.line)),
            }
        }
        let said = Said::read(&mut fields, notes);
        let address = fields.get("address");
        let parsed = address.as_ref().and_then(|at| {
            at.parsed(notes, |text| {
                text.parse::<IpAddr>().map_err(|_| format!("must be an IP address, `203.0.113.7`, not `{text}`"))
            })
        });
        let place = match said.place.clone().or_else(|| self.defaults.place.clone()) {
            None => {
                fields.refuse(notes, format!("does not say where its lab is: {PLACES}"));
                None
            }
            Some(SaidPlace::Wrong) => None,
            Some(SaidPlace::Local) => {
                let of_clusters = [
                    said.namespace.as_ref().map(|(at, _)| at),
                    said.overlay.as_ref().map(|(at, _)| at),
                    address.as_ref(),
                    said.overrides.as_ref(),
                ];
                for at in of_clusters.into_iter().flatten() {
                    at.refuse(notes, "is for a lab on a cluster, and this team's is local: leave one of them out");
                }
                Some(Place::Local)
            }
            Some(SaidPlace::Way(way)) => {
                self.cluster(&fields, &said, way, name.as_deref(), parsed, notes).map(Place::Cluster)
            }
        };
        fields.done(notes);
        Some(Team { name: name?, place: place?, project: said.project.or_else(|| self.defaults.project.clone()) })
    }

    fn cluster(
        &mut self,
        fields: &Fields<'_>,
        said: &Said<'_>,
        way: Way,
        name: Option<&str>,
        address: Option<IpAddr>,
        notes: &mut Notes,
    ) -> Option<ClusterPlace> {
        let overlay = said.overlay.as_ref().or(self.defaults.overlay.as_ref());
        let known = self.overlays.as_ref().map(Overlays::names).unwrap_or_default();
        match (overlay, &self.overlays) {
            (None, _) => fields.refuse(notes, format!("has no overlay: `overlay: {}`", known.join("`, `overlay: "))),
            (Some((at, overlay)), Some(overlays)) if !overlays.has(overlay) => {
                let nearest = movie_guru_slo::nearest(overlay, known.iter().map(String::as_str));
                let hint = nearest.map_or_else(|| known.join(", "), |name| format!("did you mean `{name}`?"));
                at.refuse(notes, format!("`{overlay}` is no overlay: {hint}"));
            }
            _ => {}
        }
        let namespace = said.namespace.as_ref().or(self.defaults.namespace.as_ref()).map(|(_, name)| name.clone());
        let namespace = namespace.or_else(|| Some(format!("movie-guru-{}", name?)))?;
        if !is_name(&namespace) {
            fields.refuse(notes, format!("has the namespace `{namespace}`, which {NAME}; say `namespace: …`"));
        }
        let taken = self.places.insert((way.to_string(), namespace.clone()), name.unwrap_or_default().to_owned());
        if let Some(other) = taken {
            let detail = format!("has the namespace {namespace} of {way}, which {other} has; each has its own");
            fields.refuse(notes, detail);
        }
        let overrides = [self.defaults.patches.clone(), said.patches.clone()].concat();
        let overlay = overlay.map(|(_, overlay)| overlay.clone())?;
        Some(ClusterPlace { way, namespace, overlay, address, overrides })
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
