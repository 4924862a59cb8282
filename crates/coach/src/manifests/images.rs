//! Which images run, by digest: what `deploy/k8s/set-images` writes for kustomize.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::problem::ManifestsError;

/// Stands in manifests for a registry that is known at deploy time alone.
const NO_REGISTRY: &str = "registry.example/";
/// Stands in manifests for a digest that is known at deploy time alone.
const NO_DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
/// How a file with images is come by.
const HOW: &str =
    "docs/deploy.md, \"Images\", builds and pushes them, and writes the file; a release has it as images.txt";

/// Images by the name that manifests have them under.
#[derive(Clone, Debug, Default)]
pub(crate) struct Images {
    by_name: BTreeMap<String, String>,
}

impl Images {
    /// Reads lines of `NAME=REGISTRY/NAME@sha256:DIGEST`; `#` begins a comment. `known` has the names that manifests use.
    ///
    /// # Errors
    /// Every line that is none.
    pub(crate) fn read(file: &Path, known: &BTreeSet<String>) -> Result<Self, ManifestsError> {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the images' file {shown} cannot be read: {error}; {HOW}"))?;
        let mut problems = Vec::new();
        let mut by_name = BTreeMap::new();
        for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut say = |what: &str| problems.push(format!("{shown}:{at}: {what}"));
            let Some((name, image)) = line.split_once('=') else {
                say("is no line NAME=REGISTRY/NAME@sha256:DIGEST");
                continue;
            };
            if !known.contains(name) {
                say(&format!("{name} is no image of ours: {}", known.iter().cloned().collect::<Vec<_>>().join(", ")));
            } else if !image.split_once('@').is_some_and(|(_, digest)| is_digest(digest)) {
                say(&format!("{image} is not named by digest: {name}=REGISTRY/{name}@sha256:DIGEST is"));
            } else if by_name.insert(name.to_owned(), image.to_owned()).is_some() {
                say(&format!("{name} is there twice"));
            }
        }
        if problems.is_empty() { Ok(Self { by_name }) } else { Err(ManifestsError(problems)) }
    }

    /// Puts its image into every container of an object, and notes those that are missing.
    pub(super) fn put(&self, object: &mut Value, missing: &mut BTreeSet<String>) {
        for image in containers(object) {
            let Some(written) = image.as_str() else { continue };
            let name = name(written);
            match self.by_name.get(&name) {
                Some(ours) => *image = ours.clone().into(),
                None if written.ends_with(NO_DIGEST) || written.starts_with(NO_REGISTRY) => drop(missing.insert(name)),
                None => {}
            }
        }
    }
}

/// That these images are missing, and how they are come by; nothing where none is.
pub(super) fn missing(names: &BTreeSet<String>) -> Option<String> {
    let first = names.first()?;
    let all = names.iter().cloned().collect::<Vec<_>>().join(", ");
    let line = format!("a line {first}=REGISTRY/{first}@sha256:DIGEST in the file that `images:` names");
    Some(format!("it has no image for {all}: each needs {line}, say; {HOW}"))
}

fn is_digest(text: &str) -> bool {
    let hex = |text: &str| text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    text.strip_prefix("sha256:").is_some_and(hex) && text != NO_DIGEST
}

/// What an image is called in a file of images: without what stands for a registry, without tag and digest.
fn name(image: &str) -> String {
    let image = image.strip_prefix(NO_REGISTRY).unwrap_or(image);
    let image = image.split('@').next().unwrap_or(image);
    let end = image.rfind('/').map_or(0, |slash| slash + 1);
    let tag = image[end..].find(':').map_or(image.len(), |colon| end + colon);
    image[..tag].to_owned()
}

/// The names of all images that objects run.
pub(super) fn names(objects: &mut [Value]) -> BTreeSet<String> {
    objects.iter_mut().flat_map(containers).filter_map(|image| image.as_str().map(name)).collect()
}

/// The `image` of each container, wherever a pod stands in an object.
fn containers(object: &mut Value) -> Vec<&mut Value> {
    let mut images = Vec::new();
    let mut open = vec![object];
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => {
                for (key, value) in fields {
                    match (key.as_str(), value) {
                        ("containers" | "initContainers" | "ephemeralContainers", Value::Array(containers)) => {
                            images.extend(containers.iter_mut().filter_map(|each| each.get_mut("image")));
                        }
                        // What users put there is no pod.
                        ("data" | "annotations" | "labels", _) => {}
                        (_, value) => open.push(value),
                    }
                }
            }
            _ => {}
        }
    }
    images
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    #[test]
    fn an_image_has_its_name_whatever_stands_around_it() {
        let named = |image: &str, expected: &str| assert_eq!(name(image), expected, "{image}");
        named(&format!("registry.example/movie-guru@{NO_DIGEST}"), "movie-guru");
        named("movie-guru-web:latest", "movie-guru-web");
        named("localhost:5000/postgres", "localhost:5000/postgres");
        named(
            "quay.io/prometheuscommunity/postgres-exporter:v1@sha256:ab",
            "quay.io/prometheuscommunity/postgres-exporter",
        );
    }

    #[test]
    fn a_file_has_only_images_of_ours_by_digest() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("images.txt");
        let known = BTreeSet::from(["movie-guru".to_owned()]);
        let read = |text: &str| {
            fs::write(&file, text).unwrap();
            Images::read(&file, &known).map_err(|problems| problems.to_string())
        };
        let digest = "a".repeat(64);
        assert!(read(&format!("# ours\n\nmovie-guru=r/movie-guru@sha256:{digest}\n")).is_ok());
        for (text, words) in [
            ("movie-guru".to_owned(), ":1: is no line"),
            (format!("\nmovie-critic=r/x@sha256:{digest}"), ":2: movie-critic is no image of ours: movie-guru"),
            ("movie-guru=r/movie-guru:latest".to_owned(), "is not named by digest"),
            (format!("movie-guru=r/movie-guru@{NO_DIGEST}"), "is not named by digest"),
            (
                format!("movie-guru=r/a@sha256:{digest}\nmovie-guru=r/a@sha256:{digest}"),
                ":2: movie-guru is there twice",
            ),
        ] {
            let why = read(&text).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
        let why = Images::read(Path::new("gone.txt"), &known).unwrap_err().to_string();
        assert!(why.contains("gone.txt") && why.contains("docs/deploy.md"), "{why}");
    }

    #[test]
    fn pods_are_found_in_every_kind_and_others_data_is_left_alone() {
        let pod =
            json!({"initContainers": [{"image": "a"}], "containers": [{"image": "b:1"}, {"image": "c@sha256:0"}]});
        let mut objects = [
            json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}),
            json!({"kind": "ConfigMap", "data": {"containers": [{"image": "none"}]}}),
        ];
        assert_eq!(names(&mut objects), ["a", "b", "c"].map(String::from).into());
    }
}
