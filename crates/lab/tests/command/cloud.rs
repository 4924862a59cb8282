//! `lab doctor --cloud` and checks that look elsewhere: a stand-in for `gcloud` on the PATH, a server that answers as Google's
//! APIs are published.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use movie_guru_test_support::{client, workspace};
use movie_guru_workshop::Library;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{Lab, command, json as fetched, lab, text};

const PROJECT: &str = "my-project";
const TOKEN: &str = "ya29.s3cret";

#[derive(Clone, Default)]
struct Google(Arc<Mutex<BTreeMap<String, (u16, String)>>>);

impl Google {
    fn says(&self, path: &str, status: u16, body: impl Into<String>) {
        self.0.lock().unwrap().insert(path.to_owned(), (status, body.into()));
    }

    /// A project that is ready.
    fn ready(&self) {
        self.says(
            "/v1/projects/my-project",
            200,
            json!({"projectId": PROJECT, "lifecycleState": "ACTIVE"}).to_string(),
        );
        let service =
            |api: &str| json!({"name": format!("projects/123/services/{api}.googleapis.com"), "state": "ENABLED"});
        let apis = ["artifactregistry", "cloudresourcemanager", "cloudtrace", "compute", "container", "iam", "logging"];
        let on: Vec<_> = apis.into_iter().chain(["monitoring"]).map(service).collect();
        self.says("/v1/projects/my-project/services:batchGet", 200, json!({"services": on}).to_string());
        let granted = [
            "monitoring.timeSeries.list",
            "monitoring.dashboards.create",
            "monitoring.services.create",
            "monitoring.slos.create",
            "monitoring.alertPolicies.create",
        ];
        self.says("/v1/projects/my-project:testIamPermissions", 200, json!({"permissions": granted}).to_string());
    }

    async fn answer(State(google): State<Self>, request: Request) -> (StatusCode, String) {
        if request.headers().get(header::AUTHORIZATION).is_none_or(|is| is != &format!("Bearer {TOKEN}")) {
            return (StatusCode::UNAUTHORIZED, "{}".to_owned());
        }
        let found = google.0.lock().unwrap().get(request.uri().path()).cloned();
        let (status, body) =
            found.unwrap_or((404, json!({"error": {"code": 404, "message": "not found"}}).to_string()));
        (StatusCode::from_u16(status).unwrap(), body)
    }

    async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(Self::answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        url
    }
}

/// A folder with a `gcloud` that says this, by its first two arguments.
fn gcloud(says: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let cases: String = says.iter().map(|(when, then)| format!("  \"{when}\"*) {then} ;;\n")).collect();
    let script = format!("#!/bin/sh\ncase \"$*\" in\n{cases}  *) echo \"ERROR: (gcloud) $*\" >&2; exit 1 ;;\nesac\n");
    let file = folder.path().join("gcloud");
    fs::write(&file, script).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn logged_in() -> TempDir {
    gcloud(&[
        ("--version", "echo 'Google Cloud SDK 550.0.0'; echo 'bq 2.1.0'"),
        ("auth list", "echo coach@example.com"),
        ("config get-value", "echo my-project"),
        ("auth print-access-token", "echo ya29.s3cret"),
    ])
}

fn on_path(command: &mut Command, gcloud: &Path) {
    // What the script itself needs is a shell, by its own path.
    command.env("PATH", gcloud).env_remove("GOOGLE_OAUTH_ACCESS_TOKEN");
}

/// `lab doctor --cloud`, with its exit code and what it says; the token is in none of it.
async fn doctor(gcloud: &Path, google: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = command(&["doctor", "--cloud"]);
    on_path(&mut command, gcloud);
    command.args(arguments).env("LAB_GOOGLE_API", google);
    said(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
}

fn said(output: Output) -> (bool, String) {
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert!(!said.contains(TOKEN), "{said}");
    (output.status.success(), said)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cloud_that_is_ready_is_well() {
    let google = Google::default();
    google.ready();
    let (well, said) = doctor(logged_in().path(), &google.serve().await, &[]).await;
    assert!(well && !said.contains("!!"), "{said}");
    assert!(said.contains("ok  gcloud       Google Cloud SDK 550.0.0\n"), "{said}");
    assert!(
        said.contains("ok  account      coach@example.com") && said.contains("ok  project      my-project"),
        "{said}"
    );
    assert!(said.contains("container.googleapis.com"), "{said}");
    assert!(said.contains("ok  permission   monitoring.slos.create (challenge 6)"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_in_a_cloud_is_said_with_the_command_that_mends_it() {
    let google = Google::default();
    google.ready();
    let url = google.serve().await;
    let there = logged_in();
    google.says(
        "/v1/projects/my-project/services:batchGet",
        200,
        json!({"services": [{"name": "projects/123/services/iam.googleapis.com", "state": "ENABLED"},
            {"name": "projects/123/services/monitoring.googleapis.com", "state": "DISABLED"}]})
        .to_string(),
    );
    google.says("/v1/projects/my-project:testIamPermissions", 200, "{}");
    let (well, said) = doctor(there.path(), &url, &["--project", PROJECT]).await;
    assert!(!well, "{said}");
    for line in [
        "ok  apis         on: iam.googleapis.com\n",
        "!!  api          monitoring.googleapis.com is off: gcloud services enable monitoring.googleapis.com --project my-project\n",
        "!!  permission   monitoring.alertPolicies.create (challenge 7) is missing: have an owner of the project run `gcloud \
         projects add-iam-policy-binding my-project --member user:coach@example.com --role roles/monitoring.editor`\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }

    let off = json!({"error": {"code": 403, "message": "off", "details": [
        {"reason": "SERVICE_DISABLED", "metadata": {"service": "serviceusage.googleapis.com"}}]}});
    google.says("/v1/projects/my-project/services:batchGet", 403, off.to_string());
    google.says("/v1/projects/my-project:testIamPermissions", 200, "not JSON");
    let (_, said) = doctor(there.path(), &url, &[]).await;
    assert!(said.contains("gcloud services enable serviceusage.googleapis.com --project my-project"), "{said}");
    assert!(said.contains("!!  permissions  cannot be asked: something came that is not JSON"), "{said}");

    for status in [403, 404] {
        google.says("/v1/projects/my-project", status, json!({"error": {"message": "no"}}).to_string());
        let (well, said) = doctor(there.path(), &url, &[]).await;
        assert!(
            !well && said.contains("!!  project      my-project is not there, or coach@example.com may not see it"),
            "{said}"
        );
        assert!(!said.contains("permission"), "{said}");
    }
    google.says("/v1/projects/my-project", 200, json!({"lifecycleState": "DELETE_REQUESTED"}).to_string());
    assert!(doctor(there.path(), &url, &[]).await.1.contains("gcloud projects undelete my-project"));
    google.says("/v1/projects/my-project", 401, "");
    assert!(doctor(there.path(), &url, &[]).await.1.contains("has to log in anew: gcloud auth login"));
    let (_, said) = doctor(there.path(), "http://127.0.0.1:9", &[]).await;
    assert!(said.contains("127.0.0.1 cannot be reached"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gcloud_that_is_not_there_or_logged_out_is_said() {
    let nowhere = "http://127.0.0.1:9";
    let empty = TempDir::new().unwrap();
    let (well, said) = doctor(empty.path(), nowhere, &[]).await;
    assert!(
        !well && said.contains("!!  gcloud       gcloud is not here: install it") && said.lines().count() == 1,
        "{said}"
    );
    let version = ("--version", "echo 'Google Cloud SDK 550.0.0'");
    let nobody = gcloud(&[version, ("auth list", "true"), ("config get-value", "echo '(unset)'")]);
    let (well, said) = doctor(nobody.path(), nowhere, &[]).await;
    assert!(!well && said.contains("!!  account      nobody is logged in: gcloud auth login"), "{said}");
    assert!(said.contains("!!  project      none is chosen: gcloud config set project PROJECT"), "{said}");
    let expired = gcloud(&[version, ("auth list", "echo coach@example.com"), ("config get-value", "echo my-project")]);
    let (well, said) = doctor(expired.path(), nowhere, &[]).await;
    assert!(!well && said.contains("coach@example.com has to log in anew"), "{said}");
    let broken = gcloud(&[("--version", "echo boom >&2; exit 3")]);
    assert!(doctor(broken.path(), nowhere, &[]).await.1.contains("!!  gcloud       gcloud says: boom"));
}

/// `lab check …` on a lab's folder.
async fn check(folder: &Path, gcloud: &Path, google: &str, arguments: &[&str]) -> (bool, String) {
    let mut command = command(&["check"]);
    on_path(&mut command, gcloud);
    command.args(arguments).arg("--data-dir").arg(folder).env("LAB_GOOGLE_API", google);
    said(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
}

/// Writes the model's answers into the workbook.
async fn answer(running: &Lab, name: &str) {
    let library = Library::embedded().unwrap();
    let challenge = library.find(name).unwrap();
    for (field, answer) in &challenge.model.as_ref().unwrap().workbook {
        let url = running.url("web", &format!("api/workshop/workbook/{}/{field}", challenge.slug));
        let written = client().put(url).json(&json!({"value": answer})).send().await.unwrap();
        assert!(written.status().is_success(), "{field}: {}", written.status());
    }
}

/// The workshop's SLOs stand in Cloud Monitoring.
fn board(google: &Google) {
    let slos = workspace().join("slos");
    let files = ["movie-guru.yaml", "achievable.yaml", "alerts.yaml"].map(|file| slos.join(file));
    let rendered = command(&["slo", "render", "--to", "gcp", "--project", PROJECT]).args(files).output().unwrap();
    let mut rendered: Value = serde_json::from_slice(&rendered.stdout).unwrap();
    for (index, policy) in rendered["alertPolicies"].as_array_mut().unwrap().iter_mut().enumerate() {
        policy["name"] = format!("projects/my-project/alertPolicies/{index}").into();
    }
    for (path, member) in [
        ("services", "services"),
        ("services/movie-guru/serviceLevelObjectives", "serviceLevelObjectives"),
        ("alertPolicies", "alertPolicies"),
    ] {
        google.says(&format!("/v3/projects/my-project/{path}"), 200, json!({member: rendered[member]}).to_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_cloud_monitoring_is_graded() {
    let google = Google::default();
    board(&google);
    let url = google.serve().await;
    let (folder, here) = (TempDir::new().unwrap(), logged_in());
    let grade = async || {
        let mut command = command(&["grade", "--project", PROJECT, "--timeline", "sharp-outage"]);
        on_path(&mut command, here.path());
        command.arg("--data-dir").arg(folder.path()).env("LAB_GOOGLE_API", &url);
        said(tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap())
    };
    let (well, said) = grade().await;
    assert!(well && said.contains("Chat is fast") && said.contains("What to change"), "{said}");
    google.says("/v3/projects/my-project/services", 403, json!({"error": {"message": "denied"}}).to_string());
    let (well, said) = grade().await;
    assert!(!well && said.contains("roles/monitoring.viewer"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_by_cloud_monitoring_reads_the_guides_workbook_and_keeps_nothing() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "challenge-6", "--users", "0"]);
    answer(&running, "7").await;
    let google = Google::default();
    let url = google.serve().await;
    let here = logged_in();
    board(&google);
    let none = json!({"status": "success", "data": {"resultType": "vector", "result": []}});
    google.says("/v1/projects/my-project/location/global/prometheus/api/v1/query", 200, none.to_string());
    let compliance = json!({"timeSeries": [{"points": [{"value": {"doubleValue": 0.93}}]}]});
    google.says("/v3/projects/my-project/timeSeries", 200, compliance.to_string());

    let (well, said) = check(folder.path(), here.path(), &url, &["6", "--project", PROJECT]).await;
    assert!(well && said.contains("2 of 2 hold") && said.contains("“Chat is fast”"), "{said}");
    let asked = "  Asked: Cloud Monitoring of project my-project. This is not kept in the team's record.\n";
    assert!(said.ends_with(asked), "{said}");
    // The workbook is the guide's, the scenario that of the running lab.
    let (well, said) = check(folder.path(), here.path(), &url, &["7", "--project", PROJECT]).await;
    assert!(!well && said.contains("holds          The SLO that burns fast, and the one that burns slowly"), "{said}");
    assert!(said.contains("No fast alert of “Chat is fast” fired in challenge-7"), "{said}");
    let arguments = ["6", "--project", PROJECT, "--json", "--access-token", TOKEN, "--namespace", "red"];
    let mut json = command(&["check"]);
    on_path(&mut json, folder.path());
    json.args(arguments).arg("--data-dir").arg(folder.path()).env("LAB_GOOGLE_API", &url);
    let output = tokio::task::spawn_blocking(move || json.output().unwrap()).await.unwrap();
    let states: Value = serde_json::from_slice(&output.stdout).unwrap();
    let right =
        states[0]["criteria"].as_array().unwrap().iter().find(|state| state["name"] == "right").unwrap().clone();
    assert_eq!(right["finding"]["verdict"], "not-yet", "its SLOs are not narrowed to the team: {right}");
    assert!(text(&output.stderr).contains("project my-project, namespace red"), "{}", text(&output.stderr));

    let record = client().get(running.url("web", "api/record")).send().await.unwrap().text().await.unwrap();
    assert!(!record.contains("check-passed"), "{record}");
    let state = fetched(&running.url("web", "api/workshop")).await;
    assert!(state["challenges"].as_array().unwrap().iter().all(|challenge| challenge["passed"] == 0), "{state}");

    google.says("/v3/projects/my-project/services", 403, json!({"error": {"message": "denied"}}).to_string());
    let (well, said) = check(folder.path(), here.path(), &url, &["6", "--project", PROJECT]).await;
    assert!(!well && said.contains("not yet") && said.contains("roles/monitoring.viewer"), "{said}");
    let (well, said) = check(folder.path(), folder.path(), &url, &["6", "--project", PROJECT]).await;
    assert!(!well && said.contains("no access token; log in with `gcloud auth login`"), "{said}");
    let (well, said) = check(folder.path(), here.path(), &url, &["6", "--project", "../x"]).await;
    assert!(!well && said.contains("is no project's id"), "{said}");
    let (well, said) = check(folder.path(), here.path(), &url, &["99", "--project", PROJECT]).await;
    assert!(!well && said.contains("there is no challenge `99`"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_by_another_prometheus_asks_it_for_figures() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0"]);
    answer(&running, "2").await;
    let monitor = running.url("monitor", "");
    let with_password = monitor.replace("http://", "http://guru:s3cret@");
    let output = lab(folder.path(), &["check", "2", "--prometheus", &with_password]);
    let said = text(&output.stdout);
    assert!(output.status.success() && said.contains("2 of 2 hold"), "{said}");
    assert!(
        said.contains(&format!("Asked: the Prometheus at {monitor} for figures")) && !said.contains("s3cret"),
        "{said}"
    );
    // Nobody is there: each criterion that needs figures says so.
    let output = lab(folder.path(), &["check", "4", "--prometheus", "http://127.0.0.1:9"]);
    assert!(!output.status.success());
    let record = client().get(running.url("web", "api/record")).send().await.unwrap().text().await.unwrap();
    assert!(!record.contains("check-passed"), "{record}");
    drop(running);

    let output = lab(folder.path(), &["check", "2", "--prometheus", &monitor]);
    let said = text(&output.stdout);
    assert!(!output.status.success() && said.contains("the workbook is taken as empty"), "{said}");
    // Which one was started last nobody can say.
    assert_eq!(lab(folder.path(), &["check", "--prometheus", &monitor]).status.code(), Some(3));
    let wrong = lab(folder.path(), &["check", "2", "--prometheus", &monitor, "--project", "x"]);
    assert_eq!(wrong.status.code(), Some(2));
}
