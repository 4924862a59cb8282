//! Synthetic checks of one's own, made and changed in the guide's form.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_web::guide::LabAddresses;
use movie_guru_workshop::synthetic::{Check, Checks, DRAFT, LastRun, read, write};
use reqwest::Method;
use tempfile::TempDir;

use crate::lab::{Answer, Lab, Person};

/// A web app with a folder of checks, and whoever asks it.
pub(crate) struct AtChecks {
    pub(crate) lab: Lab,
    person: Person,
    pub(crate) checks: Arc<Checks>,
    folder: TempDir,
}

impl AtChecks {
    pub(crate) async fn begin() -> Self {
        let folder = TempDir::new().unwrap();
        let checks = Arc::new(Checks::new(folder.path().join("checks")));
        let lab = Lab::with("healthy", |config| {
            config.checks = Some(Arc::clone(&checks));
            config.addresses =
                LabAddresses { monitor: Some("http://monitor.example".to_owned()), ..LabAddresses::default() };
        })
        .await;
        Self { person: Person::at(lab.web.address), lab, checks, folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("checks/{name}.yaml"))
    }

    /// What a file says; nothing where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_default()
    }

    pub(crate) fn edit(&self, name: &str, text: &str) {
        fs::create_dir_all(self.folder.path().join("checks")).unwrap();
        fs::write(self.file(name), text).unwrap();
    }

    async fn get(&self, path: &str) -> Answer {
        self.person.get(path).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::to(self.person.request(Method::POST, path).form(fields)).await
    }
}

/// The fields of a sound check, with these in place of its own or behind them.
fn fields<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("was", "null"),
        ("name", "my-check"),
        ("title", "Somebody \"logs in\" # again"),
        ("every", "5s"),
        ("limit", ""),
        ("as", "browser"),
        ("step.name", "log in"),
        ("step.method", "POST"),
        ("step.path", "/api/login"),
        ("step.json", "{\"user\":\r\n \"yes\"}"),
        ("step.status", "200"),
        ("step.contains", ""),
        ("step.within", "500ms"),
        ("step.name", "  "),
        ("step.method", "GET"),
    ];
    for field in more {
        match fields.iter_mut().find(|(name, _)| *name == field.0) {
            Some(found) => *found = *field,
            None => fields.push(*field),
        }
    }
    fields
}

const WRITTEN: &str = "title: t\nevery: 5s\nas: browser\nsteps:\n\
     - {name: log in, post: /api/login, json: {user: 'yes'}, expect: {status: 200, within: 500ms}}\n";

fn wanted() -> Check {
    Check { title: "Somebody \"logs in\" # again".to_owned(), ..read(WRITTEN).unwrap() }
}

/// The value of a hidden field of a form.
fn hidden(page: &str, name: &str) -> String {
    let value = page.split(&format!("type=\"hidden\" name=\"{name}\" value=\"")).nth(1).unwrap();
    let value = value.split('"').next().unwrap();
    value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_made_changed_and_deleted_by_a_form() {
    let at = AtChecks::begin().await;
    let list = at.get("/guide/checks").await.text();
    assert!(list.contains("There is none yet") && list.contains("href=\"/guide/checks/new\""), "{list}");
    let form = at.get("/guide/checks/new").await.text();
    assert!(
        form.contains("value=\"/api/startup\"") && form.contains("{&quot;user&quot;:&quot;synthetic&quot;}"),
        "{form}"
    );

    let saved = at.post("/guide/checks/new", &fields(&[])).await;
    assert_eq!((saved.status, saved.header("location")), (303, "/guide/checks#check-my-check"), "{}", saved.text());
    assert_eq!(read(&at.text("my-check")), Ok(wanted()), "{}", at.text("my-check"));
    let list = at.get("/guide/checks").await.text();
    for part in [
        "Somebody &quot;logs in&quot; # again",
        "It has not run yet",
        "href=\"/guide/checks/my-check\"",
        "href=\"http://monitor.example/explore?query=sum+by+%28check%29",
        "check%3D%22my-check%22",
    ] {
        assert!(list.contains(part), "{part}: {list}");
    }
    let at_time = Timestamp::UNIX_EPOCH;
    at.checks.ran("my-check", LastRun { at: at_time, took: Duration::from_millis(42), failure: None });
    let now = at.get("/guide/checks/now").await.text();
    assert!(now.contains("Went well") && now.contains("42 ms") && now.contains("id=\"checks\""), "{now}");
    let failure = Some(("log in".to_owned(), "HTTP 500, not <200>".to_owned()));
    at.checks.ran("my-check", LastRun { at: at_time, took: Duration::from_millis(7), failure });
    let now = at.get("/guide/checks/now").await.text();
    assert!(now.contains("Failed") && now.contains("“log in”: HTTP 500, not &lt;200&gt;"), "{now}");

    let form = at.get("/guide/checks/my-check").await.text();
    for part in ["value=\"log in\"", "value=\"500ms\"", "<option value=\"browser\" selected>", "value=\"30s\""] {
        assert!(form.contains(part), "{part}: {form}");
    }
    assert!(!form.contains("id=\"name\"") && !form.contains("has comments"), "{form}");
    let was = hidden(&form, "was");
    let changed = at.post("/guide/checks/my-check", &fields(&[("was", &was), ("every", "1m")])).await;
    assert_eq!(changed.status, 303, "{}", changed.text());
    assert_eq!(read(&at.text("my-check")), Ok(Check { every: Duration::from_secs(60), ..wanted() }));

    let kept = at.post("/guide/checks/my-check/delete", &[("was", &was)]).await;
    assert_eq!(kept.status, 409, "the page is older than the file");
    let was = hidden(&kept.text(), "was");
    let gone = at.post("/guide/checks/my-check/delete", &[("was", &was)]).await;
    assert_eq!((gone.status, gone.header("location")), (303, "/guide/checks"));
    assert!(!at.file("my-check").exists());
    assert_eq!(at.get("/guide/checks/my-check").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_told_beside_its_field_and_what_was_typed_stays() {
    let at = AtChecks::begin().await;
    let wrong = fields(&[
        ("name", "my check"),
        ("title", " "),
        ("every", "1s"),
        ("step.path", "//other.example/<b>"),
        ("step.json", "{user}"),
        ("step.status", "99"),
        ("step.within", "31s"),
    ]);
    let page = at.post("/guide/checks/new", &wrong).await;
    assert_eq!(page.status, 422);
    let page = page.text();
    for (id, words) in [
        ("name", "`my check` names no check: letters, digits and - do"),
        ("title", "title must be one line"),
        ("every", "every must be from 5s to 1h"),
        ("step-1-path", "no other host"),
        ("step-1-json", "this is not JSON"),
        ("step-1-status", "`99` is no status from 200 to 599"),
        ("step-1-within", "within must be from 1ms to 30s"),
    ] {
        let beside = page.split(&format!("id=\"{id}-wrong\">")).nth(1).unwrap_or_else(|| panic!("{id}: {page}"));
        assert!(beside.split("</p>").next().unwrap().contains(words), "{id}: {page}");
        assert!(page.contains(&format!("<a href=\"#{id}\">")), "{id}: {page}");
        assert!(page.contains(&format!("id=\"{id}\"")), "the link leads to the field {id}: {page}");
    }
    assert!(page.contains("7 things are wrong"), "{page}");
    for typed in ["value=\"my check\"", "value=\"//other.example/&lt;b&gt;\"", "\n{user}</textarea>", "value=\"31s\""] {
        assert!(page.contains(typed), "{typed}: {page}");
    }
    assert!(!page.contains("<b>") && !at.file("my-check").exists() && !at.file("my check").exists());
    for (name, words) in
        [("", "give it a name"), ("../up", "names no check"), ("new", "another page"), ("now", "another page")]
    {
        let page = at.post("/guide/checks/new", &fields(&[("name", name)])).await;
        assert!(page.status == 422 && page.text().contains(words), "{name}: {}", page.text());
    }
    at.edit("my-check", WRITTEN);
    let page = at.post("/guide/checks/new", &fields(&[])).await;
    assert!(page.status == 409 && page.text().contains("there is a check `my-check` already"), "{}", page.text());
    assert_eq!(at.text("my-check"), WRITTEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_steps_come_and_go_by_buttons() {
    let at = AtChecks::begin().await;
    let added = at.post("/guide/checks/new", &fields(&[("title", "kept"), ("do", "add")])).await;
    let page = added.text();
    assert!(added.status == 200 && page.contains("id=\"step-3\"") && page.contains("value=\"kept\""), "{page}");
    let removed = at.post("/guide/checks/new", &fields(&[("do", "remove 0")])).await.text();
    assert!(!removed.contains("value=\"log in\"") && !removed.contains("id=\"step-2\""), "{removed}");
    assert!(!at.file("my-check").exists(), "neither saves");
    let mut many = fields(&[]);
    (0..30).for_each(|_| many.extend([("step.name", "another"), ("step.method", "GET"), ("step.path", "/")]));
    let page = at.post("/guide/checks/new", &many).await;
    assert!(page.status == 422 && page.text().contains("1 to 20 can be"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_wrote_meanwhile_is_shown_and_not_written_over() {
    let at = AtChecks::begin().await;
    at.edit("my-check", WRITTEN);
    let was = hidden(&at.get("/guide/checks/my-check").await.text(), "was");
    let theirs = "# <theirs>\ntitle: theirs\nsteps:\n- {name: a, get: /}\n";
    at.edit("my-check", theirs);
    let refused = at.post("/guide/checks/my-check", &fields(&[("was", &was), ("title", "Mine")])).await;
    let page = refused.text();
    assert!(refused.status == 409 && page.contains("# &lt;theirs&gt;\ntitle: theirs"), "{page}");
    assert!(page.contains("title: Mine\n") && page.contains("id=\"title\" name=\"title\" value=\"Mine\""), "{page}");
    assert_eq!(at.text("my-check"), theirs);
    // A third one is faster still.
    let (was, now) = (hidden(&page, "was"), hidden(&page, "now"));
    let keep = fields(&[("was", &was), ("now", &now), ("title", "Mine"), ("do", "keep")]);
    at.edit("my-check", WRITTEN);
    let again = at.post("/guide/checks/my-check", &keep).await;
    assert_eq!((again.status, at.text("my-check").as_str()), (409, WRITTEN));
    at.edit("my-check", theirs);
    assert_eq!(at.post("/guide/checks/my-check", &keep).await.status, 303);
    assert_eq!(read(&at.text("my-check")).unwrap().title, "Mine");
    // Nor does what is gone come back unasked.
    let was = hidden(&at.get("/guide/checks/my-check").await.text(), "was");
    fs::remove_file(at.file("my-check")).unwrap();
    let gone = at.post("/guide/checks/my-check", &fields(&[("was", &was)])).await;
    assert!(gone.status == 409 && gone.text().contains("It is gone.") && !at.file("my-check").exists());
    let keep = fields(&[("was", &was), ("now", "null"), ("do", "keep")]);
    assert_eq!(at.post("/guide/checks/my-check", &keep).await.status, 303);
    assert!(at.file("my-check").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_written_by_hand_are_shown_with_what_is_wrong_and_what_a_form_would_lose() {
    let at = AtChecks::begin().await;
    at.edit("with-comments", DRAFT);
    at.edit("broken", "title: <t>\nevery: 1s\nsteps: []\n");
    at.edit("new", WRITTEN);
    at.edit("with_line", WRITTEN);
    let list = at.get("/guide/checks").await.text();
    for part in ["line 2: every must be from 5s to 1h", "line 3: there are 0 steps", "`with_line` names no check"] {
        assert!(list.contains(part), "{part}: {list}");
    }
    assert!(!list.contains("/guide/checks/with_line") && list.contains("<code>with_line.yaml</code>"), "{list}");
    assert_eq!(list.matches("href=\"/guide/checks/new\"").count(), 1, "only the button: {list}");
    let form = at.get("/guide/checks/with-comments").await.text();
    assert!(form.contains("This file has comments") && form.contains("Save without the comments"), "{form}");
    let broken = at.get("/guide/checks/broken").await;
    assert_eq!(broken.status, 200);
    let broken = broken.text();
    assert!(broken.contains("title: &lt;t&gt;\nevery: 1s") && !broken.contains("check-form"), "{broken}");
    assert!(broken.contains("Mend it by hand") && broken.contains("line 2: every must be"), "{broken}");
    let was = hidden(&broken, "was");
    assert_eq!(at.post("/guide/checks/broken/delete", &[("was", &was)]).await.status, 303);
    assert_eq!(at.get("/guide/checks/nothing").await.status, 404);
    for none in ["with_line", "..%2Fup", "a%2Fb"] {
        let path = format!("/guide/checks/{none}");
        assert_eq!((at.get(&path).await.status, at.post(&path, &fields(&[])).await.status), (404, 404), "{none}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_an_end_to_checks_to_sizes_and_to_other_sites_wishes() {
    let at = AtChecks::begin().await;
    let cross = |path: &str, sent: (&'static str, &'static str)| {
        Answer::to(at.person.request(Method::POST, path).form(&fields(&[])).header(sent.0, sent.1))
    };
    at.edit("my-check", WRITTEN);
    for path in ["/guide/checks/new", "/guide/checks/my-check", "/guide/checks/my-check/delete"] {
        for sent in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            assert_eq!(cross(path, sent).await.status, 403, "{path} {sent:?}");
        }
    }
    assert_eq!(at.text("my-check"), WRITTEN);
    let large = format!("\"{}\"", "x".repeat(70_000));
    let page = at.post("/guide/checks/new", &fields(&[("name", "large"), ("step.json", &large)])).await;
    assert!(page.status == 422 && page.text().contains("65536 are the most"), "{}", page.status);
    (1..20).for_each(|number| at.edit(&format!("check-{number}"), WRITTEN));
    let page = at.post("/guide/checks/new", &fields(&[("name", "one-more")])).await;
    assert!(page.status == 409 && page.text().contains("there are 20 checks already"), "{}", page.text());
    let list = at.get("/guide/checks").await.text();
    assert!(!list.contains("/guide/checks/new") && list.contains("Delete one to make another"), "{list}");
    let folder = fs::read_dir(at.folder.path().join("checks")).unwrap();
    assert_eq!(folder.count(), 20, "no file is left half written");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_runs_checks_the_form_gives_a_file_and_the_command_that_runs_it() {
    let lab = Lab::with("healthy", |config| {
        config.addresses = LabAddresses { web: Some("https://guru.example/app".to_owned()), ..LabAddresses::default() };
    })
    .await;
    let person = Person::at(lab.web.address);
    let page = person.get("/guide/checks").await.text();
    let challenge = person.get("/guide/08-whats-really-up").await.text();
    assert!(
        challenge.contains("href=\"/guide/checks\" rel=\"noreferrer\">a synthetic check of your own</a>"),
        "{challenge}"
    );
    assert!(page.contains("Nothing runs them here") && page.contains("href=\"/guide/checks/new\""), "{page}");
    let form = person.get("/guide/checks/new").await.text();
    assert!(form.contains("Show the file"), "{form}");
    let made = Answer::to(person.request(Method::POST, "/guide/checks/new").form(&fields(&[]))).await;
    assert_eq!(made.status, 200);
    let made = made.text();
    let escaped = write(&wanted()).unwrap().replace('"', "&quot;");
    assert!(made.contains(&format!("<code>{escaped}</code>")), "{made}");
    assert!(made.contains("lab synthetic run my-check --web-url https://guru.example/app"), "{made}");
    assert!(made.contains("lab-data/checks/my-check.yaml"), "{made}");
    let wrong = Answer::to(person.request(Method::POST, "/guide/checks/new").form(&fields(&[("every", "1s")]))).await;
    assert!(wrong.status == 422 && !wrong.text().contains("lab synthetic run"), "{}", wrong.text());
    for none in ["/guide/checks/now", "/guide/checks/my-check"] {
        assert_eq!(person.get(none).await.status, 404, "{none}");
    }
    let kept = Answer::to(person.request(Method::POST, "/guide/checks/my-check").form(&fields(&[]))).await;
    assert_eq!(kept.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_no_form_and_says_so() {
    let at = AtChecks::begin().await;
    let large = format!("{DRAFT}# {}\n", "x".repeat(64 * 1024));
    at.edit("large", &large);
    let page = at.get("/guide/checks/large").await;
    assert!(
        page.text().contains("Does not run") && page.text().contains("a check has at most 65536"),
        "{}",
        page.text()
    );
    assert!(!page.text().contains("name=\"title\""), "there is no form of it");
    assert!(at.get("/guide/checks").await.text().contains("at most 65536"));
    let was = serde_json::to_string(&large).unwrap();
    assert_eq!(at.post("/guide/checks/large/delete", &[("was", &was)]).await.status, 303);
    assert_eq!(at.text("large"), "");
}
