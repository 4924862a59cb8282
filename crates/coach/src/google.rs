//! Google Cloud, asked with the rights of whoever runs the command.

use movie_guru_google_cloud::{Credentials, Google, Patience, Scope, Trouble};
use url::Url;

use crate::team::{Team, Way};

/// A token at hand, in place of application default credentials.
const TOKEN: &str = "GOOGLE_OAUTH_ACCESS_TOKEN";
/// An address in place of those of `googleapis.com`, for tests.
const API: &str = "COACH_GOOGLE_API";
/// What a context of gcloud's is called: `gke_PROJECT_LOCATION_CLUSTER`.
const CONTEXT_OF_GCLOUD: &str = "gke_";

/// Google's APIs, with the credentials that this environment has.
///
/// # Errors
/// There are none.
pub(crate) fn of_environment() -> Result<Google, Trouble> {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let credentials = match set(TOKEN) {
        Some(token) => Credentials::of_token(&token)?,
        None => Credentials::of_environment()?,
    };
    let api = set(API).map(|api| Url::parse(&api)).transpose();
    let api = api.map_err(|error| Trouble::Config(format!("{API} is no address: {error}")))?;
    Google::new(credentials, api.as_ref(), Patience::default())
}

/// Where a team's series come from. Labs on a laptop send none.
pub(crate) fn scope(team: &Team) -> Scope {
    let Some(place) = team.on_cluster() else { return Scope::default() };
    let cluster = match &place.way {
        Way::Gke { cluster, .. } => Some(cluster.clone()),
        Way::Context(context) => {
            context.strip_prefix(CONTEXT_OF_GCLOUD).and_then(|rest| rest.splitn(3, '_').nth(2)).map(str::to_owned)
        }
    };
    Scope { cluster, namespace: Some(place.namespace.clone()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::{ClusterPlace, Place};

    #[test]
    fn a_teams_series_are_those_of_its_cluster_and_namespace() {
        let on = |way: Way| Team {
            name: "red".to_owned(),
            place: Place::Cluster(ClusterPlace {
                way,
                namespace: "movie-guru-red".to_owned(),
                overlay: "gke".to_owned(),
                address: None,
                overrides: Vec::new(),
            }),
            project: None,
        };
        let cluster = |way: Way| scope(&on(way)).cluster;
        let name = || "x".to_owned();
        let gke = Way::Gke { project: name(), location: name(), cluster: "movie-guru".to_owned() };
        assert_eq!(cluster(gke).as_deref(), Some("movie-guru"));
        let context = |name: &str| Way::Context(name.to_owned());
        assert_eq!(cluster(context("gke_my-project_europe-west4-a_movie-guru")).as_deref(), Some("movie-guru"));
        assert_eq!(cluster(context("kind")), None);
        assert_eq!(scope(&on(context("kind"))).namespace.as_deref(), Some("movie-guru-red"));
    }
}
