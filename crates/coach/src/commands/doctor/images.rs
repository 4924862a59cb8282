//! Whether registries have the images of labs, asked as nodes do, without pulling (OCI Distribution Specification 1.1). Nodes
//! ask from another place and as somebody else: `coach rehearse` pulls for sure.

use std::collections::BTreeSet;
use std::time::Duration;

use movie_guru_google_cloud::Google;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use url::Url;

use super::finding::Finding;

const PATIENCE: Duration = Duration::from_secs(15);
const MANIFESTS: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                         application/vnd.docker.distribution.manifest.list.v2+json, \
                         application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_HUB: &str = "registry-1.docker.io";

/// The images that the containers of these objects run.
pub(crate) fn of(objects: &[Value]) -> BTreeSet<String> {
    let mut images = BTreeSet::new();
    let mut open: Vec<&Value> = objects.iter().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => {
                for (field, value) in fields.iter().filter(|(field, _)| *field != "data") {
                    if let ("containers" | "initContainers", Value::Array(containers)) = (field.as_str(), value) {
                        let named = containers.iter().filter_map(|container| container["image"].as_str());
                        images.extend(named.map(str::to_owned));
                    }
                    open.push(value);
                }
            }
            _ => {}
        }
    }
    images
}

/// Where an image is: registry, repository, and tag or digest.
struct Place<'a> {
    host: &'a str,
    repository: String,
    reference: &'a str,
}

impl<'a> Place<'a> {
    fn read(image: &'a str) -> Self {
        let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
        let end = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (path, tag) = rest[end..]
            .split_once(':')
            .map_or((rest, None), |(_, tag)| (&rest[..rest.len() - tag.len() - 1], Some(tag)));
        let is_host = |part: &str| part.contains(['.', ':']) || part == "localhost";
        let (host, repository) = match path.split_once('/') {
            Some((host, repository)) if is_host(host) => (host, repository.to_owned()),
            Some(_) => (DOCKER_HUB, path.to_owned()),
            None => (DOCKER_HUB, format!("library/{path}")),
        };
        let host = if host == "docker.io" { DOCKER_HUB } else { host };
        Self { host, repository, reference: digest.or(tag).unwrap_or("latest") }
    }

    fn url(&self) -> Result<Url, url::ParseError> {
        let Self { host, repository, reference } = self;
        let is_here = ["localhost", "127.0.0.1"].contains(&host.split(':').next().unwrap_or_default());
        Url::parse(&format!(
            "{}://{host}/v2/{repository}/manifests/{reference}",
            if is_here { "http" } else { "https" }
        ))
    }

    fn is_googles(&self) -> bool {
        self.host.ends_with("-docker.pkg.dev") || self.host == "gcr.io" || self.host.ends_with(".gcr.io")
    }
}

/// Asks for an image's manifest; with Google's token where it is Google's registry.
pub(crate) async fn image(image: &str, google: Option<&Google>) -> Finding {
    let place = Place::read(image);
    let host = place.host;
    let token = match google {
        Some(google) if place.is_googles() => google.credentials().token().await.ok(),
        _ => None,
    };
    match manifest(&place, token.as_deref()).await {
        Ok(StatusCode::OK) => Finding::well("image", image, format!("{host} has it")),
        Ok(StatusCode::NOT_FOUND) => {
            Finding::mend("image", image, format!("{host} does not have it: push it (docs/deploy.md, \"Images\")"))
        }
        Ok(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) if token.is_some() => {
            let words = "you may not read it: ask for roles/artifactregistry.reader on the repository, and see that nodes have it";
            Finding::mend("image", image, words)
        }
        Ok(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            let words = format!("{host} wants credentials that are not known here; nodes need them (imagePullSecrets)");
            Finding::unknown("image", image, words)
        }
        Ok(StatusCode::TOO_MANY_REQUESTS) => {
            Finding::unknown("image", image, format!("{host} is asked too often; nodes may be told the same"))
        }
        Ok(status) => Finding::unknown("image", image, format!("{host} says {status}")),
        Err(why) => {
            Finding::unknown("image", image, format!("{host} cannot be asked from here ({why}); nodes may reach it"))
        }
    }
}

async fn manifest(place: &Place<'_>, token: Option<&str>) -> Result<StatusCode, String> {
    let client = Client::builder().timeout(PATIENCE).build().map_err(|error| error.to_string())?;
    let url = place.url().map_err(|error| error.to_string())?;
    let ask = |token: Option<HeaderValue>| {
        let request = client.head(url.clone()).header(ACCEPT, MANIFESTS);
        match token {
            Some(token) => request.header(AUTHORIZATION, token),
            None => request,
        }
    };
    let first = ask(token.and_then(bearer)).send().await.map_err(words)?;
    if first.status() != StatusCode::UNAUTHORIZED || token.is_some() {
        return Ok(first.status());
    }
    // Registries give a token to anybody for what is public.
    let challenge = first.headers().get(WWW_AUTHENTICATE).and_then(|value| value.to_str().ok());
    let Some(door) = challenge.and_then(door) else { return Ok(first.status()) };
    let given = client.get(door).send().await.map_err(words)?;
    if !given.status().is_success() {
        return Ok(StatusCode::UNAUTHORIZED);
    }
    let given: Value = given.json().await.map_err(words)?;
    let token = given["token"].as_str().or_else(|| given["access_token"].as_str()).and_then(bearer);
    Ok(ask(token).send().await.map_err(words)?.status())
}

fn bearer(token: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("Bearer {token}")).ok()
}

/// Where a token is to be had: `Bearer realm="https://…",service="…",scope="…"`.
fn door(challenge: &str) -> Option<Url> {
    let parameters = challenge.strip_prefix("Bearer ")?;
    let value = |name: &str| {
        let (_, rest) = parameters.split_once(&format!("{name}=\""))?;
        rest.split('"').next()
    };
    let mut url: Url = value("realm")?.parse().ok()?;
    for name in ["service", "scope"] {
        if let Some(value) = value(name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    Some(url)
}

fn words(error: reqwest::Error) -> String {
    if error.is_timeout() { format!("no answer within {} s", PATIENCE.as_secs()) } else { "no connection".to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_image_is_at_its_registry() {
        let address = |image: &str| Place::read(image).url().unwrap().to_string();
        let digest = "sha256:ab";
        assert_eq!(
            address(&format!("europe-west4-docker.pkg.dev/p/movie-guru/web@{digest}")),
            format!("https://europe-west4-docker.pkg.dev/v2/p/movie-guru/web/manifests/{digest}")
        );
        assert_eq!(address("postgres:17"), "https://registry-1.docker.io/v2/library/postgres/manifests/17");
        assert_eq!(address("prom/prometheus"), "https://registry-1.docker.io/v2/prom/prometheus/manifests/latest");
        assert_eq!(address("localhost:5000/web:1@sha256:ab"), "http://localhost:5000/v2/web/manifests/sha256:ab");
    }

    #[test]
    fn a_token_is_had_where_the_registry_says() {
        let challenge =
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull""#;
        let url = door(challenge).unwrap();
        assert_eq!(url.host_str(), Some("auth.docker.io"));
        assert!(url.query_pairs().any(|(name, value)| name == "scope" && value == "repository:a/b:pull"));
        assert!(door("Basic realm=\"x\"").is_none());
    }

    #[test]
    fn images_are_those_of_containers() {
        let pod = json!({"containers": [{"image": "a"}], "initContainers": [{"image": "b"}]});
        let objects = [json!({"spec": {"template": {"spec": pod}}}), json!({"data": {"containers": [{"image": "c"}]}})];
        assert_eq!(of(&objects), ["a", "b"].map(str::to_owned).into());
    }
}
