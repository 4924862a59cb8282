//! Every overlay of the binary, for several teams.

use std::fs;

use super::*;
use crate::team::{Override, Place, Way};

const OURS: [&str; 3] = ["movie-guru", "movie-guru-web", "movie-guru-loadtest"];

fn place(namespace: &str, overlay: &str) -> ClusterPlace {
    let (way, namespace, overlay) = (Way::Context("k".to_owned()), namespace.to_owned(), overlay.to_owned());
    ClusterPlace { way, namespace, overlay, address: None, overrides: Vec::new() }
}

fn team(name: &str, place: ClusterPlace) -> Team {
    Team { name: name.to_owned(), place: Place::Cluster(place), project: None }
}

fn digest(of: char) -> String {
    format!("sha256:{}", of.to_string().repeat(64))
}

/// With the images of these names.
fn manifests(names: &[&str]) -> Result<Manifests, ManifestsError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("images.txt");
    let lines: String = names.iter().map(|name| format!("{name}=r.test/{name}@{}\n", digest('a'))).collect();
    fs::write(&file, lines).unwrap();
    Manifests::of(&Teams { file: folder.path().join("teams.yaml"), images: Some(file), manifests: None, teams: vec![] })
}

fn rendered(manifests: &Manifests, name: &str, place: ClusterPlace) -> Result<Vec<Value>, String> {
    let team = team(name, place);
    let bundle = manifests.bundle(&team, team.on_cluster().unwrap());
    bundle.map(|bundle| bundle.objects).map_err(|problems| problems.to_string())
}

/// Every text of a value, with its key.
fn texts<'v>(value: &'v Value, key: &'v str, found: &mut Vec<(&'v str, &'v str)>) {
    match value {
        Value::String(text) => found.push((key, text)),
        Value::Array(items) => items.iter().for_each(|item| texts(item, key, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| texts(value, key, found)),
        _ => {}
    }
}

#[test]
fn objects_of_two_teams_never_collide_in_any_overlay() {
    let manifests = manifests(&OURS).unwrap();
    let overlays = Overlays::of(None).unwrap().names();
    assert_eq!(overlays, ["gke", "gke-autopilot", "gke-cloud-sql", "local"]);
    for overlay in overlays {
        let mut seen = BTreeSet::new();
        for name in ["popcorn", "nachos"] {
            let namespace = format!("lab-{name}");
            let objects = rendered(&manifests, name, place(&namespace, &overlay)).unwrap();
            assert!(objects.len() > 30, "{overlay}");
            for object in &objects {
                let (kind, metadata) = (&object["kind"], &object["metadata"]);
                assert!(
                    seen.insert(format!("{kind} {} {}", metadata["namespace"], metadata["name"])),
                    "{overlay}: {object}"
                );
                let home = if *kind == "Namespace" { &metadata["name"] } else { &metadata["namespace"] };
                assert_eq!(*home, namespace.as_str(), "{overlay}: {kind}");
                assert_eq!(metadata["labels"][INSTANCE], name, "{overlay}: {kind}");
                let mut found = Vec::new();
                texts(object, "", &mut found);
                for (key, text) in found {
                    assert!(key != "namespace" || text == namespace, "{overlay}: {kind}: {text}");
                    assert!(
                        !text.contains(".movie-guru.svc") && !text.contains("/ns/movie-guru/"),
                        "{overlay}: {text}"
                    );
                    assert!(key != "image" || text.contains("@sha256:"), "{overlay}: {text}");
                    assert!(!text.contains("registry.example") && !text.contains(&digest('0')), "{overlay}: {text}");
                }
            }
            assert_eq!(objects.iter().filter(|object| object["kind"] == "Namespace").count(), 1, "{overlay}");
        }
    }
}

/// All else is as kustomize rendered it.
#[test]
fn what_is_not_the_teams_own_stays_as_it_was() {
    let manifests = manifests(&OURS).unwrap();
    for overlay in Overlays::of(None).unwrap().names() {
        let mut before = Overlays::of(None).unwrap().objects(&overlay).unwrap();
        let mut after = rendered(&manifests, "popcorn", place("movie-guru", &overlay)).unwrap();
        for object in before.iter_mut().chain(&mut after) {
            object["metadata"]["labels"].as_object_mut().map(|labels| labels.remove(INSTANCE));
            if let Some(template) = object.pointer_mut("/spec/template/metadata/labels") {
                template.as_object_mut().unwrap().remove(INSTANCE);
            }
            for container in
                object.pointer_mut("/spec/template/spec/containers").into_iter().flat_map(|c| c.as_array_mut().unwrap())
            {
                container.as_object_mut().unwrap().remove("image");
            }
        }
        let empty = json!({});
        for (before, after) in before.iter_mut().zip(&mut after) {
            if before["metadata"]["labels"].is_null() {
                before["metadata"]["labels"] = empty.clone();
            }
            assert_eq!(before, after, "{overlay}");
        }
    }
}

#[test]
fn a_missing_image_is_named_with_the_way_to_it_and_no_digest_of_zeros_leaves() {
    let manifests = manifests(&OURS[..2]).unwrap();
    let why = rendered(&manifests, "a", place("a", "local")).unwrap_err();
    assert_eq!(why.lines().count(), 1, "{why}");
    assert!(why.contains("no image for movie-guru-loadtest: each") && why.contains("docs/deploy.md"), "{why}");
    let none = Manifests { overlays: Overlays::of(None).unwrap(), images: Images::default() };
    let why = rendered(&none, "a", place("a", "gke")).unwrap_err();
    assert!(why.contains("no image for movie-guru, movie-guru-loadtest, movie-guru-web: each"), "{why}");
}

#[test]
fn others_images_may_come_from_a_mirror() {
    let manifests = manifests(&["movie-guru", "movie-guru-web", "movie-guru-loadtest", "postgres"]).unwrap();
    let objects = rendered(&manifests, "a", place("a", "local")).unwrap();
    let postgres = objects.iter().find(|object| object["kind"] == "StatefulSet").unwrap();
    let image = &postgres["spec"]["template"]["spec"]["containers"][0]["image"];
    assert_eq!(*image, format!("r.test/postgres@{}", digest('a')));
}

#[test]
fn an_address_goes_to_the_load_balancer_and_is_refused_where_there_is_none() {
    let manifests = manifests(&OURS).unwrap();
    let with = |overlay| ClusterPlace { address: Some("203.0.113.7".parse().unwrap()), ..place("a", overlay) };
    let objects = rendered(&manifests, "a", with("gke")).unwrap();
    let found = entrance(&objects).unwrap();
    let wanted = Some("203.0.113.7".to_owned());
    assert_eq!(found, Entrance { object: "web-public".to_owned(), scheme: "http", wanted });
    for overlay in ["local", "gke-cloud-sql"] {
        let why = rendered(&manifests, "a", with(overlay)).unwrap_err();
        assert!(why.contains("no load balancer for 203.0.113.7"), "{why}");
    }
    assert_eq!(entrance(&rendered(&manifests, "a", place("a", "local")).unwrap()), None);
    let gateway = entrance(&rendered(&manifests, "a", place("a", "gke-cloud-sql")).unwrap()).unwrap();
    assert_eq!(gateway, Entrance { object: "web".to_owned(), scheme: "https", wanted: None });
}

#[test]
fn overrides_come_last() {
    let manifests = manifests(&OURS).unwrap();
    let patch = |path: &str, value: Value| Override {
        kind: "Namespace".to_owned(),
        name: "a".to_owned(),
        patch: vec![json!({"op": "add", "path": path, "value": value})],
    };
    let with = |patch| ClusterPlace { overrides: vec![patch], ..place("a", "local") };
    let objects = rendered(&manifests, "a", with(patch("/metadata/labels/cost", json!("7")))).unwrap();
    assert_eq!(objects[0]["metadata"]["labels"]["cost"], "7");
    let why = rendered(&manifests, "a", with(patch("/spec/none/x", json!(1)))).unwrap_err();
    assert!(why.contains("the override of Namespace/a"), "{why}");
}

#[test]
fn a_folder_of_plain_yaml_is_one_overlay_of_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n";
    fs::write(folder.path().join("a.yaml"), format!("{service}---\n{}", service.replace("web", "b"))).unwrap();
    fs::write(folder.path().join("c.yml"), service.replace("web", "c")).unwrap();
    let overlays = Overlays::of(Some(folder.path())).unwrap();
    assert!(overlays.has("anything"));
    let manifests = Manifests { overlays, images: Images::default() };
    let objects = rendered(&manifests, "a", place("lab-a", "anything")).unwrap();
    let names: Vec<_> = objects.iter().map(super::super::problem::id).collect();
    assert_eq!(names, ["Service/web", "Service/b", "Service/c"]);
    assert!(objects.iter().all(|object| object["metadata"]["namespace"] == "lab-a"));

    fs::write(folder.path().join("local.yaml"), service).unwrap();
    let overlays = Overlays::of(Some(folder.path())).unwrap();
    assert!(overlays.has("local") && !overlays.has("anything") && overlays.has("c"));
    fs::write(folder.path().join("local.yaml"), "- 1\n").unwrap();
    let overlays = Overlays::of(Some(folder.path())).unwrap();
    assert!(overlays.objects("local").unwrap_err().to_string().contains("object 1 of local"));
    fs::write(folder.path().join("kustomization.yaml"), "resources: []\n").unwrap();
    assert!(Overlays::of(Some(folder.path())).unwrap_err().to_string().contains("kubectl kustomize"));
    assert!(Overlays::of(Some(Path::new("gone"))).unwrap_err().to_string().contains("--manifests"));
}
