//! Every mistake of a teams' file, with its line.

use super::*;

const HEAD: &str = "version: 1\nteams:\n";

fn of(text: &str) -> Result<Teams, Vec<String>> {
    let told = |mistakes: Vec<Mistake>| mistakes.iter().map(ToString::to_string).collect();
    read(text, Path::new("some/teams.yaml"), None).map_err(told)
}

#[test]
fn a_whole_file_is_read() {
    let text = "\
version: 1
images: images.txt
defaults:
  context: kind
  overlay: gke
  project: lab-1
  overrides:
    - {kind: Deployment, name: web, patch: [{op: replace, path: /spec/replicas, value: 3}]}
teams:
  - name: popcorn
    local: true
  - name: nachos
  - name: \"7\"
    gke: {project: p-1, location: us-central1-a, cluster: c}
    namespace: lab
    overlay: local
    project: other
    address: 203.0.113.7
    overrides:
      - kind: Service
        name: web
        patch:
          - {op: remove, path: /spec/ports/0}
";
    let teams = of(text).unwrap();
    assert_eq!(teams.images, Some(PathBuf::from("some/images.txt")));
    assert_eq!(teams.folder(), Path::new("some"));
    let [popcorn, nachos, seven] = &teams.teams[..] else { panic!("{teams:?}") };
    assert_eq!((&popcorn.place, popcorn.project.as_deref()), (&Place::Local, Some("lab-1")));
    let nachos = nachos.on_cluster().unwrap();
    assert_eq!((nachos.namespace.as_str(), nachos.overlay.as_str()), ("movie-guru-nachos", "gke"));
    assert_eq!((&nachos.way, nachos.overrides.len()), (&Way::Context("kind".to_owned()), 1));
    assert_eq!((seven.name.as_str(), seven.project.as_deref()), ("7", Some("other")));
    let seven = seven.on_cluster().unwrap();
    assert_eq!((seven.overrides.len(), seven.overrides[1].kind.as_str()), (2, "Service"));
    assert_eq!(seven.address, Some("203.0.113.7".parse().unwrap()));
}

#[test]
fn each_mistake_is_told_with_line_and_field_and_what_would_be_right() {
    let team = |text: &str| format!("{HEAD}  - {text}\n");
    let cluster = |text: &str| team(&format!("{{name: a, context: k, overlay: local, {text}}}"));
    let mut wrong = Vec::new();
    for (text, begins, words) in [
        ("".to_owned(), "1:", "mapping"),
        ("version: [".to_owned(), "1:", "not YAML"),
        ("version: 1\nversion: 1\nteams: []".to_owned(), "2:", "twice"),
        ("teams: [{name: a, local: true}]".to_owned(), "1: version", "missing"),
        ("version: 2\nteams: [{name: a, local: true}]".to_owned(), "1: version", "must be 1"),
        ("version: 1\n".to_owned(), "1: teams", "popcorn"),
        ("version: 1\nteams: []".to_owned(), "2: teams", "no team"),
        ("version: 1\nteams: popcorn".to_owned(), "2: teams", "must be a list"),
        ("version: 1\nteam: x\nteams: [{name: a, local: true}]".to_owned(), "2: team ", "did you mean `teams`?"),
        ("version: 1\nmanifests: gone\nteams: [{name: a, local: true}]".to_owned(), "2: manifests", "cannot be read"),
        (team("local: true"), "3: teams[0].name", "missing"),
        (team("{name: A, local: true}"), "3: teams[0].name", "lowercase"),
        (team("{name: 7, local: true}"), "3: teams[0].name", "in quotes it is one"),
        (team("{name: a, local: true}\n  - {name: a, local: true}"), "4: teams[1].name", "team of line 3"),
        (team("{name: a}"), "3: teams[0]", "local: true"),
        (team("{name: a, local: yes please}"), "3: teams[0].local", "must be true"),
        (team("{name: a, local: true, context: k}"), "3: teams[0]", "local and context"),
        (team("{name: a, local: true, namespace: lab}"), "3: teams[0].namespace", "leave one of them out"),
        (team("{name: a, local: true, adress: 1.2.3.4}"), "3: teams[0].adress", "did you mean `address`?"),
        (team("{name: a, context: k}"), "3: teams[0]", "overlay: gke"),
        (team("{name: a, context: k, overlay: gkee}"), "3: teams[0].overlay", "did you mean `gke`?"),
        (team("{name: a, context: k, overlay: load-job}"), "3: teams[0].overlay", "is no overlay"),
        (team("{name: a, context: {}, overlay: local}"), "3: teams[0].context", "must be a text"),
        (team("{name: a, overlay: local, gke: {project: p, cluster: c}}"), "3: teams[0].gke.location", "a zone"),
        (cluster("namespace: kube-system"), "3: teams[0].namespace", "cluster's own"),
        (cluster("namespace: n"), "3: teams[0].namespace", "in quotes it is one"),
        (cluster("namespace: a_b"), "3: teams[0].namespace", "lowercase"),
        (cluster("address: web.example"), "3: teams[0].address", "203.0.113.7"),
        (cluster("overrides: {kind: Service}"), "3: teams[0].overrides", "must be a list"),
        (cluster("overrides: [{kind: Service, name: web}]"), "3: teams[0].overrides[0].patch", "RFC 6902"),
        (
            cluster("overrides: [{kind: Service, name: web, patch: [{op: set, path: /spec}]}]"),
            "3: teams[0].overrides[0].patch[0]",
            "no operation",
        ),
        (
            team(
                "{name: a, context: k, overlay: local, namespace: lab}\n  - {name: b, context: k, overlay: local, namespace: lab}",
            ),
            "4: teams[1]",
            "which a has",
        ),
    ] {
        let told = of(&text).err().unwrap_or_default();
        if told.len() != 1 || !told[0].starts_with(begins) || !told[0].contains(words) {
            wrong.push(format!("{text}\n: {told:#?}, not {begins}, {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_lines() {
    let told = of("version: 1\nteams:\n  - {name: A, local: true}\n  - {name: b}\nimags: x\n").unwrap_err();
    let lines: Vec<_> = told.iter().map(|told| told.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["3", "4", "5"], "{told:?}");
}

#[test]
fn teams_are_chosen_by_name() {
    let teams = of("version: 1\nteams:\n  - {name: a, local: true}\n  - {name: nachos, local: true}\n").unwrap();
    let names = |names: &[&str]| {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        teams.chosen(&names).map(|teams| teams.iter().map(|team| team.name.clone()).collect::<Vec<_>>())
    };
    assert_eq!(names(&[]).unwrap(), ["a", "nachos"]);
    assert_eq!(names(&["nachos", "a"]).unwrap(), ["a", "nachos"]);
    assert!(names(&["nachoes"]).unwrap_err().to_string().contains("did you mean nachos?"));
}
