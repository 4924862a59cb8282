//! A board on Google Cloud, from a server that answers as its API is published.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use jiff::Timestamp;
use movie_guru_contract::Operation;
use movie_guru_slo::render::gcp;
use movie_guru_slo::{KnownMetrics, Measure, Slo, SloSet, Source, TimeScale};
use movie_guru_workshop::challenge::slo_file;
use movie_guru_workshop::check::{Finding, Verdict};
use movie_guru_workshop::evidence::{Board, BoardSlo, CloudMonitoring, Fired, LabAddresses, LabApi, Metrics, Missing};
use movie_guru_workshop::workbook::Folder;
use movie_guru_workshop::{ChallengeState, Evidence, Library, Room, RoomConfig};
use serde_json::{Value, json};
use tempfile::tempdir;
use url::Url;

const PROJECT: &str = "my-project";
const TOKEN: &str = "ya29.s3cret";

/// With what the app's metrics begin.
const PREFIX: &str = concat!("movieguru", "_");

fn success() -> String {
    Operation::Startup.metrics().success.unwrap().exposed()
}

fn attempts() -> String {
    Operation::Startup.metrics().attempts.exposed()
}

/// What Google says: a status and a body by path, and by path and query where a page has its own.
#[derive(Default)]
struct Said {
    answers: BTreeMap<String, (u16, String)>,
    asked: Vec<String>,
}

#[derive(Clone, Default)]
struct Google(Arc<Mutex<Said>>);

impl Google {
    fn says(&self, path: &str, status: u16, body: impl Into<String>) {
        self.0.lock().unwrap().answers.insert(path.to_owned(), (status, body.into()));
    }

    fn has(&self, path: &str, body: &Value) {
        self.says(&format!("/v3/projects/{PROJECT}/{path}"), 200, body.to_string());
    }

    /// A service with SLOs, and policies; names with the project's number, as Google gives them back.
    fn has_board(&self, slos: &[Value], policies: &[Value]) {
        let number = "projects/123456789";
        let service = json!({"name": format!("{number}/services/movie-guru"), "custom": {}});
        self.has("services", &json!({"services": [service]}));
        let mut slos = slos.to_vec();
        for slo in &mut slos {
            if let Some(name) = slo["name"].as_str() {
                slo["name"] = name.replace(&format!("projects/{PROJECT}"), number).into();
            }
        }
        self.has("services/movie-guru/serviceLevelObjectives", &json!({"serviceLevelObjectives": slos}));
        let mut policies = policies.to_vec();
        for (index, policy) in policies.iter_mut().enumerate() {
            policy["name"] = format!("{number}/alertPolicies/{index}").into();
            policy["enabled"] = true.into();
        }
        self.has("alertPolicies", &json!({"alertPolicies": policies, "totalSize": policies.len()}));
    }

    async fn answer(State(google): State<Self>, request: Request) -> (StatusCode, String) {
        let authorized =
            request.headers().get(header::AUTHORIZATION).is_some_and(|is| is == &format!("Bearer {TOKEN}"));
        let (path, query) = (request.uri().path().to_owned(), request.uri().query().unwrap_or_default().to_owned());
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
        let body: String =
            url::form_urlencoded::parse(&body).filter(|(name, _)| name == "query").map(|(_, it)| it).collect();
        let mut said = google.0.lock().unwrap();
        said.asked.push(format!("{path}?{query} {body}"));
        if !authorized {
            return (StatusCode::UNAUTHORIZED, "{}".to_owned());
        }
        let paged = said.answers.iter().find(|(known, _)| {
            known
                .split_once('?')
                .is_some_and(|(known, part)| known == path && (query.contains(part) || body.contains(part)))
        });
        let found = paged.map(|(_, answer)| answer).or_else(|| said.answers.get(&path)).cloned();
        let (status, body) = found.unwrap_or_else(|| {
            (
                404,
                r#"{"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}}"#
                    .into(),
            )
        });
        (StatusCode::from_u16(status).unwrap(), body)
    }

    async fn serve(&self) -> Url {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let app = Router::new().fallback(Self::answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }

    async fn monitoring(&self) -> CloudMonitoring {
        CloudMonitoring::new(PROJECT, TOKEN, Some(&self.serve().await)).unwrap()
    }

    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        self.monitoring().await.slos().await
    }
}

/// All SLOs of `slos/`, or those of some files.
fn workshop(files: &[&str]) -> SloSet {
    let texts: Vec<_> = files.iter().map(|file| (*file, slo_file(file).unwrap())).collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap_or_else(|problems| panic!("{problems}"))
}

const ALL: [&str; 7] = [
    "achievable.yaml",
    "alerts.yaml",
    "alerts-workbook.yaml",
    "aspirational.yaml",
    "browsers.yaml",
    "further.yaml",
    "movie-guru.yaml",
];
const MODEL: [&str; 3] = ["achievable.yaml", "alerts.yaml", "movie-guru.yaml"];

/// The items of a rendering.
fn rendered(set: &SloSet) -> (Vec<Value>, Vec<Value>) {
    let rendered = gcp::resources(set, PROJECT).unwrap();
    let items = |member: &str| rendered[member].as_array().unwrap().clone();
    (items("serviceLevelObjectives"), items("alertPolicies"))
}

/// An SLO with this indicator, beside those of the model.
fn slo(name: &str, indicator: Value) -> Value {
    json!({
        "name": format!("projects/{PROJECT}/services/movie-guru/serviceLevelObjectives/{name}"),
        "displayName": name, "goal": 0.9, "rollingPeriod": "604800s", "serviceLevelIndicator": indicator,
    })
}

fn ratio(good: &str, total: &str) -> Value {
    json!({"requestBased": {"goodTotalRatio": {"goodServiceFilter": good, "totalServiceFilter": total}}})
}

#[tokio::test]
async fn what_the_lab_renders_is_read_back_as_the_same() {
    let set = workshop(&ALL);
    let google = Google::default();
    let (slos, policies) = rendered(&set);
    google.has_board(&slos, &policies);
    let found = google.slos().await.unwrap();
    assert_eq!(found.len(), set.slos.len());
    assert!(set.slos.iter().map(|slo| slo.alerts.len()).sum::<usize>() >= 16);
    for (BoardSlo { slo: found, unmatched, .. }, expected) in found.iter().zip(&set.slos) {
        let name = &expected.metadata.name;
        assert_eq!((&found.metadata.name, unmatched), (name, &None));
        assert_eq!(found.metadata.title(), expected.metadata.title());
        assert_eq!(found.indicator.measure, expected.indicator.measure, "{name}");
        assert_eq!((found.target, &found.service), (expected.target, &expected.service), "{name}");
        let period = |slo: &Slo| slo.window.period("2026-11-28T10:00:00Z".parse().unwrap(), &TimeScale::REAL);
        assert_eq!(period(found), period(expected), "{name}");
        let alerts = |slo: &Slo| {
            let alerts = slo.alerts.iter().map(|alert| {
                let windows = (alert.long.fixed(), alert.short.map(|short| short.fixed()), alert.after.fixed());
                (alert.policy.name.clone(), alert.severity.clone(), alert.factor, windows)
            });
            alerts.collect::<Vec<_>>()
        };
        assert_eq!(alerts(found), alerts(expected), "{name}");
    }
}

#[tokio::test]
async fn what_people_make_in_the_console_is_read() {
    let google = Google::default();
    let total = r#"metric.type="prometheus.googleapis.com/a_total/counter" resource.type="prometheus_target""#;
    let of = |label: &str| format!("{total} {label}");
    let bad = json!({"requestBased": {"goodTotalRatio": {
        "goodServiceFilter": of(r#"metric.labels."Outcome"=one_of("Engaged","Acknowledged")"#),
        "badServiceFilter": of(r#"NOT metric.labels."Outcome"=one_of("Engaged","Acknowledged")"#)}}});
    let two = json!({"requestBased": {"goodTotalRatio": {
        "goodServiceFilter": of(r#"metric.labels.a="x""#), "badServiceFilter": of(r#"metric.labels.a="y""#)}}});
    let histogram = r#"metric.type="prometheus.googleapis.com/a_ms/histogram" resource.type="prometheus_target""#;
    let cut =
        |range: Value| json!({"requestBased": {"distributionCut": {"distributionFilter": histogram, "range": range}}});
    google.has_board(
        &[
            slo("parts", bad),
            slo("two", two),
            slo("fast", cut(json!({"min": "-Infinity", "max": 1000}))),
            slo("slow", cut(json!({"min": 250.5, "max": "Infinity"}))),
            slo("zero", cut(json!({"min": 0, "max": 1e3}))),
        ],
        &[],
    );
    let slos = google.slos().await.unwrap();
    let measures: Vec<_> = slos.iter().map(|slo| format!("{:?}", slo.slo.indicator.measure)).collect();
    assert!(slos.iter().all(|slo| slo.unmatched.is_none()), "{slos:#?}");
    let Measure::Good { good, total } = &slos[0].slo.indicator.measure else { panic!("{measures:?}") };
    assert_eq!(
        (good.to_string(), total.to_string()),
        (r#"a_total{Outcome=~"Engaged|Acknowledged"}"#.into(), "a_total".into())
    );
    let Measure::Good { total, .. } = &slos[1].slo.indicator.measure else { panic!("{measures:?}") };
    assert_eq!(total.to_string(), r#"a_total{a=~"x|y"}"#);
    assert!(measures[2].contains("AtMost, bound: 1000.0") && measures[4] == measures[2], "{measures:?}");
    assert!(measures[3].contains("Above, bound: 250.5"), "{measures:?}");
}

async fn room(google: &Google, folder: &Path) -> Room {
    let cloud = Arc::new(google.monitoring().await);
    let lab = Arc::new(LabApi::new(LabAddresses::default(), None, None).unwrap());
    Room::new(RoomConfig {
        team: "owls".to_owned(),
        library: Library::embedded().unwrap(),
        evidence: Evidence { metrics: cloud.clone(), board: cloud, app: lab.clone(), load: lab },
        shelf: Arc::new(Folder::new(folder)),
        webhook: None,
    })
}

fn verdict(state: &ChallengeState, criterion: &str) -> (Verdict, String) {
    let found = state.criteria.iter().find(|state| state.name == criterion).unwrap().finding.clone().unwrap();
    (found.verdict, format!("{} {}", found.observed, found.next.unwrap_or_default()))
}

fn no_figures(google: &Google) {
    let none = json!({"status": "success", "data": {"resultType": "vector", "result": []}});
    google.says(&prometheus(), 200, none.to_string());
}

fn prometheus() -> String {
    format!("/v1/projects/{PROJECT}/location/global/prometheus/api/v1/query")
}

#[tokio::test]
async fn the_models_slos_and_alerts_hold_whatever_else_is_there() {
    let google = Google::default();
    let (mut slos, mut policies) = rendered(&workshop(&MODEL));
    slos.insert(0, slo("in-windows", json!({"windowsBased": {"windowPeriod": "300s", "metricMeanInRange": {}}})));
    slos.insert(1, slo("of-google", json!({"basicSli": {"availability": {}}})));
    slos.insert(2, slo("not-read", ratio("metric.type=starts_with(\"x\")", "project=\"x\"")));
    slos.insert(3, slo("nothing", Value::Null));
    slos.insert(4, json!({"name": 7}));
    policies.push(json!({"combiner": "AND", "conditions": [{"conditionThreshold": {"filter": "metric.type=\"x\""}}]}));
    google.has_board(&slos, &policies);
    google.has(
        "timeSeries",
        &json!({"timeSeries": [{"points": [{"value": {"doubleValue": 0.93}}, {"value": {"doubleValue": 0.1}}]}]}),
    );
    no_figures(&google);
    let folder = tempdir().unwrap();
    let room = room(&google, folder.path()).await;
    let board = room.check("6").await.unwrap();
    for criterion in ["four", "right"] {
        let (verdict, words) = verdict(&board, criterion);
        assert_eq!(verdict, Verdict::Holds, "{words}");
    }
    assert!(verdict(&board, "right").1.contains("has 93 %, with a target of"), "{}", verdict(&board, "right").1);
    let alerts = room.check("7").await.unwrap();
    for criterion in ["alerts", "quiet", "told"] {
        let (verdict, words) = verdict(&alerts, criterion);
        assert_eq!(verdict, Verdict::Holds, "{words}");
    }
}

#[tokio::test]
async fn an_slo_that_cannot_be_read_is_never_taken_as_right_and_says_why() {
    let google = Google::default();
    let [counter, gauge] = [(success(), "counter"), (attempts(), "gauge")]
        .map(|(metric, kind)| format!(r#"metric.type="prometheus.googleapis.com/{metric}/{kind}""#));
    let (counter, gauge) = (counter.as_str(), gauge.as_str());
    let stored_otherwise = format!("Its totalServiceFilter cannot be read: `{}` is stored as gauge", attempts());
    let of_bad = json!({"requestBased": {"goodTotalRatio": {"goodServiceFilter": counter, "badServiceFilter": gauge}}});
    let both = json!({"requestBased": {"distributionCut": {
        "distributionFilter": counter.replace("/counter", "/histogram"), "range": {"min": 5, "max": 9}}}});
    let all = json!({"requestBased": {"distributionCut": {
        "distributionFilter": counter.replace("/counter", "/histogram"), "range": {}}}});
    let cases = [
        (json!({"windowsBased": {}}), "It counts windows"),
        (json!({"basicSli": {}}), "It takes what Google"),
        (ratio(counter, gauge), stored_otherwise.as_str()),
        (ratio(&format!("{counter} AND )"), counter), "Its goodServiceFilter cannot be read: metric.type"),
        (of_bad, "Its badServiceFilter"),
        (both, "between two bounds"),
        (all, "no bound"),
        (json!({}), "neither what is counted"),
        (json!("text"), "neither what is counted"),
    ];
    let slos: Vec<_> =
        cases.iter().enumerate().map(|(index, (sli, _))| slo(&format!("slo-{index}"), sli.clone())).collect();
    google.has_board(&slos, &[]);
    no_figures(&google);
    let found = google.slos().await.unwrap();
    for ((_, expected), found) in cases.iter().zip(&found) {
        let said = found.unmatched.as_deref().unwrap();
        assert!(said.contains(expected) && said.ends_with('.'), "{said}, not {expected}");
        let Measure::Good { good, .. } = &found.slo.indicator.measure else { panic!("{found:?}") };
        assert_eq!(good.metric, "movie_guru_lab_not_read");
    }
    // With traffic, as each of them is compared with what is counted.
    let traffic =
        json!({"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "100"]}]}});
    google.says(&format!("{}?{}", prometheus(), PREFIX), 200, traffic.to_string());
    let folder = tempdir().unwrap();
    let (found, words) = verdict(&room(&google, folder.path()).await.check("6").await.unwrap(), "right");
    assert!(found == Verdict::DoesNotHold && words.contains("“slo-0”: It counts windows"), "{words}");
}

#[tokio::test]
async fn a_policy_that_cannot_fire_or_watches_something_else_is_no_alert() {
    let google = Google::default();
    let (slos, policies) = rendered(&workshop(&MODEL));
    let one = policies.iter().find(|policy| policy["conditions"].as_array().unwrap().len() == 2).unwrap();
    let with = |change: fn(&mut Value)| {
        let mut policy = one.clone();
        change(&mut policy);
        policy
    };
    google.has_board(
        &slos,
        &[
            with(|policy| policy["conditions"][0]["conditionThreshold"]["comparison"] = "COMPARISON_LT".into()),
            with(|policy| policy["conditions"][1]["conditionThreshold"]["filter"] = "metric.type=\"x\"".into()),
            with(|policy| policy["conditions"][1] = json!({"conditionAbsent": {}})),
            with(|policy| {
                policy["conditions"][1]["conditionThreshold"]["filter"] =
                    "select_slo_burn_rate(\"projects/x/services/y/serviceLevelObjectives/z\", \"300s\")".into()
            }),
            with(|policy| policy["conditions"][0]["conditionThreshold"]["filter"] = "select_slo_burn_rate(".into()),
            with(|policy| policy["validity"] = json!({"code": 3})),
            with(|policy| policy["conditions"] = Value::Null),
        ],
    );
    let found = google.slos().await.unwrap();
    assert!(found.iter().all(|slo| slo.slo.alerts.is_empty()), "{found:#?}");
    let off = json!({"alertPolicies": [{"name": "projects/1/alertPolicies/1", "enabled": false, "combiner": "AND",
        "conditions": one["conditions"]}]});
    google.has("alertPolicies", &off);
    assert!(google.slos().await.unwrap().iter().all(|slo| slo.slo.alerts.is_empty()));
    // Any of them is enough: each is an alert.
    google.has_board(&slos, &[with(|policy| policy["combiner"] = "OR".into())]);
    let alerts: Vec<_> = google.slos().await.unwrap().into_iter().flat_map(|slo| slo.slo.alerts).collect();
    assert!(alerts.len() == 2 && alerts.iter().all(|alert| alert.short.is_none()), "{alerts:#?}");
}

#[tokio::test]
async fn incidents_are_told_with_the_slo_and_the_policy() {
    let google = Google::default();
    let (slos, policies) = rendered(&workshop(&MODEL));
    google.has_board(&slos, &policies);
    assert_eq!(google.monitoring().await.fired().await.unwrap(), Vec::new(), "an API without such a list");
    let opened = "2026-11-28T10:00:00.5Z";
    let incident = |policy: &str, at: &str| {
        json!({"name": "projects/1/alerts/0.x", "state": "OPEN", "openTime": at,
        "policy": {"name": format!("projects/{PROJECT}/alertPolicies/{policy}")}})
    };
    google
        .has("alerts", &json!({"alerts": [incident("0", opened), incident("99", opened), incident("1", "never"), 7]}));
    let fired = google.monitoring().await.fired().await.unwrap();
    let [Fired { slo, policy, at }] = fired.as_slice() else { panic!("{fired:?}") };
    let expected =
        (policies[0]["userLabels"]["slo"].as_str().unwrap(), policies[0]["userLabels"]["policy"].as_str().unwrap());
    assert_eq!((slo.as_str(), policy.as_str()), expected);
    assert_eq!(*at, opened.parse::<Timestamp>().unwrap());
}

#[tokio::test]
async fn a_team_sees_its_own() {
    let google = Google::default();
    let scoped = |namespace: &str| {
        let scope =
            format!(" AND resource.labels.cluster=\"movie-guru\" AND resource.labels.namespace=\"{namespace}\"");
        let (slos, _) = rendered(&workshop(&MODEL));
        let text = serde_json::to_string(&slos[0]).unwrap();
        let text = text
            .replace(r#"\"prometheus_target\""#, &format!(r#"\"prometheus_target\"{}"#, scope.replace('"', "\\\"")));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let (plain, _) = rendered(&workshop(&MODEL));
    google.has_board(&[scoped("red"), scoped("blue"), plain[0].clone()], &[]);
    no_figures(&google);
    let whole = google.slos().await.unwrap();
    assert_eq!(whole.len(), 3);
    assert!(format!("{:?}", whole[1].slo.indicator.measure).contains("blue"));
    let red = google.monitoring().await.of_team(Some("movie-guru"), Some("red"));
    let slos = red.slos().await.unwrap();
    assert_eq!(slos.len(), 2, "{slos:#?}");
    assert_eq!(slos[0].slo.indicator.measure, whole[2].slo.indicator.measure);
    assert!(slos[1].unmatched.as_deref().unwrap().contains("all teams"), "{slos:#?}");
    let (good, all) = (success(), attempts());
    let query = format!("sum(rate({good}[5m])) / sum({all}{{x=\"{all}\"}}) + up");
    red.query(&query, None).await.unwrap();
    let own = r#"cluster="movie-guru",namespace="red""#;
    let expected = format!(r#"sum(rate({good}{{{own}}}[5m])) / sum({all}{{{own},x="{all}"}}) + up"#);
    let asked = google.0.lock().unwrap().asked.last().unwrap().clone();
    assert!(asked.ends_with(&expected), "{asked}");
}

#[tokio::test]
async fn what_goes_wrong_is_said_with_what_to_do() {
    let google = Google::default();
    let said = async |google: &Google| {
        let missing = google.slos().await.unwrap_err();
        let finding = Finding::from(missing.clone());
        assert_eq!(finding.verdict, Verdict::NotYet);
        let words = format!("{missing} | {} {}", finding.observed, finding.next.unwrap());
        assert!(!words.contains(TOKEN), "{words}");
        words
    };
    assert!(said(&google).await.contains("there is no project my-project"));
    google.has_board(&[], &[]);
    assert!(google.slos().await.unwrap().is_empty());
    let services = format!("/v3/projects/{PROJECT}/services");
    let error = |code: u16, reason: &str| {
        json!({"error": {"code": code, "message": "Permission\u{1b}[31m denied", "status": "X", "details": [{"reason": reason}]}})
            .to_string()
    };
    for status in [401, 403] {
        google.says(&services, status, error(status, "IAM_PERMISSION_DENIED"));
        let words = said(&google).await;
        assert!(words.contains("roles/monitoring.viewer") && words.contains("Ask your coach"), "{words}");
    }
    google.says(&services, 403, error(403, "SERVICE_DISABLED"));
    assert!(said(&google).await.contains("gcloud services enable monitoring.googleapis.com --project my-project"));
    google.says(&services, 429, "");
    assert!(said(&google).await.contains("too often"));
    google.says(&services, 500, error(500, ""));
    let words = said(&google).await;
    assert!(words.contains("Permission[31m denied") && !words.contains('\u{1b}'), "{words}");
    for garbage in ["", "<html>", "{", "7", "[]", "{\"services\": {}}"] {
        google.says(&services, 200, garbage);
        assert!(said(&google).await.contains("something that is n"), "{garbage}");
    }
    google.says(&services, 301, "");
    assert!(said(&google).await.contains("301"));
    google.says(&services, 200, "x".repeat(17 * 1024 * 1024));
    assert!(said(&google).await.contains("far more"));
    let nobody = CloudMonitoring::new(PROJECT, TOKEN, Some(&"http://127.0.0.1:9/".parse().unwrap())).unwrap();
    assert!(matches!(nobody.slos().await, Err(Missing::Unreachable { .. })));
    assert!(nobody.apply("x").await.unwrap_err().to_string().contains("console"));
}

#[tokio::test]
async fn pages_are_followed_to_their_end_and_no_further_than_is_reasonable() {
    let google = Google::default();
    let (slos, policies) = rendered(&workshop(&MODEL));
    google.has_board(&slos, &policies);
    let path = format!("/v3/projects/{PROJECT}/services/movie-guru/serviceLevelObjectives");
    google.says(&path, 200, json!({"serviceLevelObjectives": slos[..2], "nextPageToken": "next/1"}).to_string());
    google.says(
        &format!("{path}?pageToken=next%2F1"),
        200,
        json!({"serviceLevelObjectives": slos[2..], "nextPageToken": ""}).to_string(),
    );
    assert_eq!(google.slos().await.unwrap().len(), slos.len());
    // The same page, again and again, and one more each time.
    google.says(&format!("{path}?pageToken=next%2F1"), 200, json!({"nextPageToken": "next/1"}).to_string());
    assert!(google.slos().await.unwrap_err().to_string().contains("more than 20 pages"));
    let services: Vec<_> = (0..300).map(|index| json!({"name": format!("projects/1/services/{index}")})).collect();
    google.has("services", &json!({"services": services}));
    assert!(google.slos().await.unwrap_err().to_string().contains("more than 200 services"));
}

#[test]
fn what_is_no_project_and_no_token_is_refused_without_the_token() {
    for project in ["", "a/b", "../x", "A", "a b", "a?b", ".."] {
        assert!(CloudMonitoring::new(project, TOKEN, None).is_err(), "{project}");
    }
    assert!(CloudMonitoring::new("example.com:my-project", TOKEN, None).is_ok());
    for token in ["", "s3cret\nx", "s3 cret", "s3crét"] {
        let error = CloudMonitoring::new(PROJECT, token, None).err().unwrap().to_string();
        assert!(!error.contains("s3"), "{error}");
    }
}
