//! Google Cloud Monitoring: SLOs and alert policies through its API
//! (<https://cloud.google.com/monitoring/api/ref_v3/rest>), figures through the Prometheus API of Managed Service for
//! Prometheus.
//!
//! What people made in the console is theirs to get wrong in ways of its own. An SLO that this cannot read stays on the board,
//! counts nothing, and says why; it is no error for the others.

mod ask;
mod filter;
mod read;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{MatchOp, Matcher};
use regex::Regex;
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use self::ask::{Api, WHAT, refused, too_slow};
use self::read::{Key, Watching};
use super::asked::{Board, BoardSlo, Fired, Metrics, Sample};
use super::missing::Missing;
use super::prometheus_api::PrometheusApi;

/// Google's own address; another is for tests.
const API: &str = "https://monitoring.googleapis.com/";
/// For all that a board takes.
const PATIENCE: Duration = Duration::from_secs(30);
/// Several criteria of a check look at the same board.
const FRESH: Duration = Duration::from_secs(5);
/// More are no workshop's.
const MOST_SERVICES: usize = 200;
const AT_ONCE: usize = 8;
/// How an SLO stands is shown where it can be had at once.
const SOON: Duration = Duration::from_secs(4);
/// Its points are minutes apart.
const RECENT: SignedDuration = SignedDuration::from_mins(15);
const MOST_BYTES: usize = 1024 * 1024;
/// The series of Movie Guru, as `deploy/terraform/dashboards.tf` finds them, with a quote that may stand before one and the
/// bracket that may follow.
const SERIES: &str = r#"(["']?)\b((?:movieguru|loadtest|process|http_server)_[A-Za-z0-9_]+)\b(\s*\{)?"#;

/// SLOs, alerts and figures of a Google Cloud project.
///
/// Of several teams in one project each has a cluster or a namespace of its own: [`CloudMonitoring::of_team`].
pub struct CloudMonitoring {
    api: Api,
    metrics: PrometheusApi,
    team: Vec<Matcher>,
    series: Regex,
    /// The board as it was a moment ago.
    last: Mutex<Option<Looked>>,
}

/// When the board was looked at, and what was found.
type Looked = (Instant, Result<Arc<Found>, Missing>);

/// The board with the policies that Google knows its alerts by.
struct Found {
    slos: Vec<BoardSlo>,
    /// Google's id of a policy, the SLO's name, the alert's.
    policies: Vec<(String, String, String)>,
}

/// Why there can be no [`CloudMonitoring`].
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// There can be no HTTP client.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// Not an address below which an API can be.
    #[error("{0} is no address of an API")]
    Address(#[from] url::ParseError),
    /// Not what the parts of an address are made of.
    #[error("`{0}` is no project's id: small letters, digits and hyphens")]
    Project(String),
    /// Not what a token is made of.
    #[error("the access token has characters that no token has; is it all of it, and nothing else?")]
    Token,
    /// A pattern of this module is wrong.
    #[error(transparent)]
    Pattern(#[from] regex::Error),
}

impl CloudMonitoring {
    /// Of the project of this id, asked with an OAuth access token; `api` stands in for
    /// `https://monitoring.googleapis.com/` in tests.
    ///
    /// # Errors
    /// Where the project's id or the token is none, or there can be no HTTP client.
    pub fn new(project: &str, token: &str, api: Option<&Url>) -> Result<Self, CloudError> {
        // Also of a domain: `example.com:my-project`.
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:".contains(&byte);
        if !project.starts_with(|first: char| first.is_ascii_alphanumeric()) || !project.bytes().all(is_part) {
            return Err(CloudError::Project(project.chars().filter(|c| !c.is_control()).take(60).collect()));
        }
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(CloudError::Token);
        }
        let base = api.map_or_else(|| API.parse(), |api| Ok(super::lab_api::folder(api)))?;
        let prometheus = base.join(&format!("v1/projects/{project}/location/global/prometheus/"))?;
        Ok(Self {
            api: Api::new(&base, project, token.to_owned())?,
            metrics: PrometheusApi::new(&prometheus, Some(token.to_owned()))?,
            team: Vec::new(),
            series: Regex::new(SERIES)?,
            last: Mutex::default(),
        })
    }

    /// Looks only at what a team's cluster and namespace measure: queries are narrowed to them, SLOs whose filters name others
    /// are not on the board, and an SLO whose filters name neither counts for no team.
    #[must_use]
    pub fn of_team(mut self, cluster: Option<&str>, namespace: Option<&str>) -> Self {
        let label = |label: &str, value: Option<&str>| {
            value.map(|value| Matcher { label: label.to_owned(), op: MatchOp::Equal, value: value.to_owned() })
        };
        self.team = label("cluster", cluster).into_iter().chain(label("namespace", namespace)).collect();
        self
    }

    /// The project's id.
    pub fn project(&self) -> &str {
        self.api.project()
    }

    /// The query with the team's labels at each series of Movie Guru.
    fn narrowed(&self, promql: &str) -> String {
        if self.team.is_empty() {
            return promql.to_owned();
        }
        let own = self.team.iter().map(|Matcher { label, value, .. }| {
            format!("{label}=\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
        });
        let own = own.collect::<Vec<_>>().join(",");
        let with_own = |found: &regex::Captures<'_>| {
            // In quotes it is the value of a label.
            if !found[1].is_empty() {
                return found[0].to_owned();
            }
            let end = if found.get(3).is_some() { "," } else { "}" };
            format!("{}{{{own}{end}", &found[2])
        };
        self.series.replace_all(promql, with_own).into_owned()
    }

    async fn board(&self) -> Result<Arc<Found>, Missing> {
        // Who comes meanwhile waits, and takes the same.
        let mut last = self.last.lock().await;
        if let Some((at, found)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return found.clone();
        }
        let found = tokio::time::timeout(PATIENCE, self.ask()).await.unwrap_or_else(|_| Err(too_slow(PATIENCE)));
        let found = found.map(Arc::new);
        *last = Some((Instant::now(), found.clone()));
        found
    }

    async fn ask(&self) -> Result<Found, Missing> {
        let lists = tokio::try_join!(
            self.api.list(&["services"], "services"),
            self.api.list(&["alertPolicies"], "alertPolicies")
        );
        let (Some(services), Some(policies)) = lists? else { return Err(self.api.no_project()) };
        let ids: Vec<_> = services.iter().filter_map(|service| service["name"].as_str()?.rsplit('/').next()).collect();
        if ids.len() > MOST_SERVICES {
            return Err(refused(&format!("more than {MOST_SERVICES} services")));
        }
        let of_service = |id: String| async move {
            self.api.list(&["services", &id, "serviceLevelObjectives"], "serviceLevelObjectives").await
        };
        let ids: Vec<_> = ids.into_iter().map(str::to_owned).collect();
        let asked: Vec<_> = stream::iter(ids).map(of_service).buffered(AT_ONCE).collect().await;
        let mut documents = Vec::new();
        for list in asked {
            // A service that was deleted meanwhile has none.
            documents.extend(list?.unwrap_or_default());
        }
        let mut found: Vec<(Key, BoardSlo)> =
            documents.iter().filter_map(|document| read::slo(document, &self.team)).collect();
        let mut names = Vec::new();
        for Watching { slo, policy, alert } in policies.iter().flat_map(read::alerts) {
            if let Some((_, watched)) = found.iter_mut().find(|(key, _)| *key == slo) {
                names.push((policy, watched.slo.metadata.name.clone(), alert.policy.name.clone()));
                watched.slo.alerts.push(alert);
            }
        }
        self.tell_compliance(&mut found).await;
        Ok(Found { slos: found.into_iter().map(|(_, slo)| slo).collect(), policies: names })
    }

    /// Incidents that are open, where the API tells of them.
    ///
    /// # Errors
    /// As [`Board::fired`].
    pub async fn firing(&self) -> Result<Vec<Fired>, Missing> {
        self.incidents(|alert| alert["state"] == "OPEN").await
    }

    async fn incidents(&self, is_wanted: impl Fn(&Value) -> bool) -> Result<Vec<Fired>, Missing> {
        let (board, alerts) = tokio::try_join!(self.board(), self.api.list(&["alerts"], "alerts"))?;
        let fired = alerts.unwrap_or_default().into_iter().filter(is_wanted).flat_map(|alert| {
            let at = alert["openTime"].as_str().and_then(|at| at.parse::<Timestamp>().ok());
            let policy = alert["policy"]["name"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
            let of_policy = |(id, slo, policy_name): &(String, String, String)| {
                let is_its = policy.as_ref() == Some(id);
                Some(Fired { slo: slo.clone(), policy: policy_name.clone(), at: at.filter(|_| is_its)? })
            };
            board.policies.iter().filter_map(of_policy).collect::<Vec<_>>()
        });
        Ok(fired.collect())
    }

    /// Says of each SLO how it stands, where that is to be had soon.
    async fn tell_compliance(&self, slos: &mut [(Key, BoardSlo)]) {
        let keys: Vec<_> = slos.iter().map(|(key, _)| key.clone()).collect();
        let asked = stream::iter(keys).map(|key| async move { self.compliance(&key).await });
        let told = tokio::time::timeout(SOON, asked.buffered(AT_ONCE).collect::<Vec<_>>()).await;
        for ((_, slo), sli) in slos.iter_mut().zip(told.unwrap_or_default()) {
            slo.sli = sli;
        }
    }

    /// How an SLO stands by Google's own count, 0 to 1.
    async fn compliance(&self, key: &Key) -> Option<f64> {
        let name = key.name(self.project());
        let now = Timestamp::now();
        let filter = format!("select_slo_compliance(\"{}\")", name.replace('\\', r"\\").replace('"', "\\\""));
        let (from, to) = ((now - RECENT).to_string(), now.to_string());
        let mut room = MOST_BYTES;
        let query = [("filter", filter.as_str()), ("interval.startTime", &from), ("interval.endTime", &to)];
        let answer = self.api.get(&["timeSeries"], &query, &mut room).await.ok()??;
        // The newest point is the first.
        answer["timeSeries"][0]["points"][0]["value"]["doubleValue"]
            .as_f64()
            .filter(|share| (0.0..=1.0).contains(share))
    }
}

#[async_trait]
impl Metrics for CloudMonitoring {
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        self.metrics.query(&self.narrowed(promql), at).await
    }
}

#[async_trait]
impl Board for CloudMonitoring {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        Ok(self.board().await?.slos.clone())
    }

    /// Incidents that were opened, where the API tells of them; none where it has no such list.
    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        self.incidents(|_| true).await
    }

    async fn apply(&self, _: &str) -> Result<(), Missing> {
        let project = self.project();
        Err(Missing::Refused {
            what: WHAT,
            detail: format!(
                "SLOs and alerts are not made from here: make them in the console, under Monitoring and SLOs, or send what \
                 `lab slo render --to gcp --project {project}` writes to its API"
            ),
        })
    }

    async fn clear(&self) -> Result<Vec<String>, Missing> {
        Err(Missing::NotOurs { what: WHAT })
    }
}
