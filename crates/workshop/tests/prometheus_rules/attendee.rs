//! An attendee's Prometheus: it scrapes an app that counts, and has the rules that a test gives it.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use movie_guru_contract::bounds::LATENCY_MS;
use movie_guru_contract::{CHAT_OUTCOME, Operation, Outcome, PHASE_INFO, PROCESS_CPU, WEB_REQUESTS, label};
use movie_guru_test_support::{Server, client, until};
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::evidence::{LabAddresses, LabApi, PrometheusApi, PrometheusRules};
use movie_guru_workshop::workbook::Folder;
use movie_guru_workshop::{ChallengeState, Evidence, Library, Room, RoomConfig};
use tempfile::TempDir;
use url::Url;

const CONFIGURATION: &str = "
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
- job_name: movie-guru
  static_configs: [{targets: ['ADDRESS']}]
";

/// The names that the rules of the tests are about.
pub(crate) struct Names {
    pub(crate) attempts: String,
    pub(crate) success: String,
    pub(crate) startup_ms: String,
    pub(crate) chat_ms: String,
    pub(crate) outcome: String,
}

impl Names {
    pub(crate) fn new() -> Self {
        let startup = Operation::Startup.metrics();
        Self {
            attempts: startup.attempts.exposed(),
            success: startup.success.unwrap().exposed(),
            startup_ms: startup.latency.exposed(),
            chat_ms: Operation::Chat.metrics().latency.exposed(),
            outcome: CHAT_OUTCOME.exposed(),
        }
    }
}

/// What the app shows at its `scrapes`-th scrape. Each time 100 main pages are asked for, of which 95 load and 99 take at most a
/// second; of 80 answers 48 engage and 20 are acknowledged; of 120 chats 84 are answered within 5 s.
fn exposition(scrapes: u64) -> String {
    let names = Names::new();
    let mut text = String::new();
    let mut line = |series: String, each_time: u64| writeln!(text, "{series} {}", each_time * scrapes).unwrap();
    line(names.attempts, 100);
    line(names.success, 95);
    let outcomes = [(Outcome::Engaged, 48), (Outcome::Acknowledged, 20), (Outcome::Rejected, 12)];
    for (outcome, number) in outcomes {
        line(format!("{}{{{}=\"{}\"}}", names.outcome, label::exposed(label::OUTCOME), outcome.name()), number);
    }
    for (histogram, all, bound, within) in [(names.startup_ms, 100, 1000.0, 99), (names.chat_ms, 120, 5000.0, 84)] {
        for le in LATENCY_MS {
            let good = if le > bound { all } else { within * le as u64 / bound as u64 };
            line(format!("{histogram}_bucket{{le=\"{le}\"}}"), good);
        }
        line(format!("{histogram}_bucket{{le=\"+Inf\"}}"), all);
        line(format!("{histogram}_count"), all);
        line(format!("{histogram}_sum"), all);
    }
    for (result, number) in [("success", 50), ("failure", 50)] {
        let (web, label) = (WEB_REQUESTS.exposed(), label::exposed(label::RESULT));
        line(format!("{web}{{{label}=\"{result}\"}}"), number);
    }
    for instance in 1..=3 {
        line(format!("{}{{cpu=\"{instance}\"}}", PROCESS_CPU.exposed()), 1);
    }
    let (phase, label) = (PHASE_INFO.exposed(), label::exposed(label::SCENARIO));
    writeln!(text, "{phase}{{{label}=\"challenge-7\"}} 1").unwrap();
    text
}

async fn app() -> Url {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let metrics =
        |State(scrapes): State<Arc<AtomicU64>>| async move { exposition(scrapes.fetch_add(1, Ordering::Relaxed) + 1) };
    let app = Router::new().route("/metrics", get(metrics)).with_state(Arc::default());
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

/// An attendee with a Prometheus of their own.
pub(crate) struct Attendee {
    pub(crate) server: Server,
    folder: TempDir,
}

impl Attendee {
    /// None where Prometheus is not installed.
    pub(crate) async fn new() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let app = app().await;
        let configuration = CONFIGURATION.replace("ADDRESS", &format!("127.0.0.1:{}", app.port().unwrap()));
        std::fs::write(folder.path().join("prometheus.yml"), configuration).unwrap();
        std::fs::write(folder.path().join("rules.yml"), "groups: []\n").unwrap();
        let server = Server::prometheus(folder.path(), &["--web.enable-lifecycle"]).await?;
        let this = Self { server, folder };
        let Names { attempts, .. } = Names::new();
        until("some requests are counted", async || {
            !this.server.query(&format!("increase({attempts}[5m]) > 100")).await.is_empty()
        })
        .await;
        Some(this)
    }

    /// Puts rules in its file, and has it read them.
    pub(crate) async fn has(&self, rules: &str) {
        std::fs::write(self.folder.path().join("rules.yml"), rules).unwrap();
        let answer = client().post(self.server.url.join("-/reload").unwrap()).send().await.unwrap();
        let status = answer.status();
        assert!(status.is_success(), "{}\n{rules}", answer.text().await.unwrap());
    }

    pub(crate) fn rules(&self) -> PrometheusRules {
        rules(&self.server.url)
    }

    pub(crate) async fn check(&self, challenge: &str) -> ChallengeState {
        check(&self.server.url, challenge).await
    }

    /// Holds a criterion against rules.
    pub(crate) async fn says(&self, rules: &str, challenge: &str, criterion: &str) -> (Verdict, String) {
        self.has(rules).await;
        said(&self.check(challenge).await, criterion)
    }
}

pub(crate) fn rules(url: &Url) -> PrometheusRules {
    let lab = Arc::new(LabApi::new(LabAddresses::default(), None, None).unwrap());
    PrometheusRules::new(PrometheusApi::new(url, None).unwrap(), lab)
}

pub(crate) async fn check(url: &Url, challenge: &str) -> ChallengeState {
    let folder = TempDir::new().unwrap();
    let lab = Arc::new(LabApi::new(LabAddresses::default(), None, None).unwrap());
    let metrics = Arc::new(PrometheusApi::new(url, None).unwrap());
    let room = Room::new(RoomConfig {
        team: "owls".to_owned(),
        library: Library::embedded().unwrap(),
        evidence: Evidence { metrics, board: Arc::new(rules(url)), app: lab.clone(), load: lab },
        shelf: Arc::new(Folder::new(folder.path())),
        webhook: None,
    });
    room.check(challenge).await.unwrap()
}

/// What was said of a criterion.
pub(crate) fn said(state: &ChallengeState, criterion: &str) -> (Verdict, String) {
    let found = state.criteria.iter().find(|state| state.name == criterion).unwrap().finding.clone().unwrap();
    (found.verdict, format!("{} {}", found.observed, found.next.unwrap_or_default()))
}
