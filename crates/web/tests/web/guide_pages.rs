//! The guide as pages.

use movie_guru_web::guide::LabAddresses;
use movie_guru_workshop::Library;
use reqwest::Method;
use serde_json::json;

use crate::lab::{Answer, Lab, Person};
use crate::room::{Team, library};

#[tokio::test(flavor = "multi_thread")]
async fn the_guide_shows_its_pages_with_this_labs_addresses() {
    let lab = Lab::with("healthy", |config| {
        config.library = library();
        config.addresses = LabAddresses { web: Some("http://guru.example".to_owned()), ..LabAddresses::default() };
    })
    .await;
    let person = Person::at(lab.web.address);
    let index = person.get("/guide").await.text();
    let places = ["01-first-day", "02-others"].map(|slug| index.find(&format!("href=\"/guide/{slug}\"")).unwrap());
    assert!(places[0] < places[1]);
    assert_eq!(index.matches(" min<").count(), 2, "two of three say how long they take: {index}");
    let page = person.get("/guide/01-first-day").await.text();
    assert!(page.contains("<a href=\"http://guru.example/\""), "{page}");
    assert!(page.contains(&format!("curl -s http://{}/metrics", lab.backend.address)), "{page}");
    assert!(page.contains("<a href=\"#by-terminal\">By terminal</a>") && page.contains("<h3 id=\"by-terminal\">"));
    assert!(page.contains("href=\"/guide/02-others#goals\"") && page.contains("rel=\"next\""));
    assert!(person.get("/guide/02-others").await.text().contains("&lt;script&gt;"));
    assert!(
        page.contains("href=\"/guide/glossary\"") && !page.contains("coach.md") && !page.contains("/guide/coach/01")
    );
    for gone in ["/guide/03-none", "/guide/nothing", "/guide/workbook", "/guide/01-first-day/now", "/guide/coach/none"]
    {
        assert_eq!(person.get(gone).await.status, 404, "{gone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guide_without_pages_says_so() {
    let lab = Lab::with("healthy", |config| config.library = Library::default()).await;
    let index = Person::at(lab.web.address).get("/guide").await;
    assert_eq!(index.status, 200);
    assert!(index.text().contains("not written yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_the_docs_come_light_and_dark_with_their_size() {
    let lab = Lab::with("healthy", |config| config.library = library()).await;
    let person = Person::at(lab.web.address);
    let page = person.get("/guide/01-first-day").await.text();
    let picture = page.split("<picture>").nth(1).unwrap().split("</picture>").next().unwrap();
    assert!(picture.contains("width=\"1440\" height=\"1000\" alt=\"The board of SLOs\" loading=\"lazy\""), "{picture}");
    assert!(picture.contains("media=\"(prefers-color-scheme: dark)\""), "{picture}");
    let sources: Vec<_> = picture.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert_eq!(sources.len(), 2, "{picture}");
    for source in sources {
        let file = person.get(source).await;
        assert_eq!((file.status, file.header("content-type")), (200, "image/webp"), "{source}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_guide_is_there_and_none_is_heavy() {
    let lab = Lab::start("healthy").await;
    let team = Team::with(Library::embedded().unwrap());
    let with_room = Lab::with("healthy", |config| team.shown(config)).await;
    for lab in [lab, with_room] {
        let person = Person::at(lab.web.address);
        let mut open = vec!["/guide".to_owned()];
        let mut seen = Vec::new();
        while let Some(path) = open.pop() {
            if seen.contains(&path) {
                continue;
            }
            let page = person.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            let text = page.text();
            assert!(text.len() < 150 * 1024, "{path} has {} bytes", text.len());
            let links = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            open.extend(
                links.filter(|link| link.starts_with("/guide")).map(|link| link.split('#').next().unwrap().to_owned()),
            );
            seen.push(path);
        }
        for page in [
            "/guide/start",
            "/guide/glossary",
            "/guide/coach",
            "/guide/coach/01-first-day",
            "/guide/08-whats-really-up",
        ] {
            assert!(seen.iter().any(|path| path == page), "nothing leads to {page}: {seen:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_shows_how_the_team_stands_before_any_script_ran() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| team.shown(config)).await;
    let person = Person::at(lab.web.address);
    let start = person.get("/guide").await.text();
    assert!(
        start.contains("Begin with challenge 1") && start.contains("30 min") && start.contains("Team Projector"),
        "{start}"
    );
    let page = person.get("/guide/01-first-day").await.text();
    for part in [
        "0 of 2 hold",
        "Start challenge",
        "<code>challenge-1</code>",
        "Call the coach",
        "Not checked yet",
        "Hint (1 of 3)",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("Put me at this challenge"), "it builds on nothing");
    assert!(person.get("/guide/02-others").await.text().contains("Put me at this challenge"));
    team.edit(
        "01-first-day.yaml",
        "notes: '<b>\"x\"</b>'\nmood: bad\njourneys: [{name: Find, goal: A film, steps: [a, b, c]}]\n",
    );
    team.room.check("1").await.unwrap();
    team.room.hint("1", "journeys").await.unwrap();
    team.room.call_help(Some("1"), "we are <stuck>").await.unwrap();
    team.room.start("1", false).await.unwrap();
    let page = person.get("/guide/01-first-day").await.text();
    for part in [
        "&lt;b&gt;&quot;x&quot;&lt;/b&gt;</textarea>",
        "<option value=\"bad\" selected>",
        "\nA film</textarea>",
        "\na\nb\nc</textarea>",
        "Does not hold",
        "Next: ",
        "Look at yourself.",
        "Hint (2 of 3)",
        "Your coach was called at",
        "Take it back",
        " left</span>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<b>\"x\""));
    let start = person.get("/guide").await.text();
    assert!(start.contains("Go on with challenge 1") && start.contains("Then: 2. Yes, there are others"), "{start}");
    let alone = person.get("/guide/03-page-alone").await.text();
    assert!(alone.contains("I have done this one") && !alone.contains("Start challenge"));
    let workbook = person.get("/guide/workbook").await.text();
    for part in ["It is not", "A film", "&lt;b&gt;", "Nothing yet.", "/api/workshop/workbook.md"] {
        assert!(workbook.contains(part), "{part}: {workbook}");
    }
    team.edit("01-first-day.yaml", "notes: [[");
    for path in ["/guide/01-first-day", "/guide/workbook"] {
        let page = person.get(path).await;
        assert!(page.status == 200 && page.text().contains("mend the file"), "{path}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_coaches_read_the_answers_where_a_token_is_set() {
    let team = Team::new();
    let lab = Lab::with("healthy", |config| {
        team.shown(config);
        config.admin = Some("s3cret").into();
    })
    .await;
    let person = Person::at(lab.web.address);
    let paths = ["/guide/coach", "/guide/coach/01-first-day", "/guide/coach/now", "/guide/coach/01-first-day/now"];
    for path in paths {
        let refused = person.get(path).await;
        assert_eq!(refused.status, 401, "{path}");
        assert!(refused.header("www-authenticate").starts_with("Basic realm="), "{path}");
        assert!(!refused.text().contains("42") && refused.header("cache-control") == "no-store", "{path}");
        let wrong = Answer::to(person.request(Method::GET, path).basic_auth("coach", Some("wrong"))).await;
        assert_eq!(wrong.status, 401, "{path}");
        let let_in = Answer::to(person.request(Method::GET, path).basic_auth("coach", Some("s3cret"))).await;
        assert_eq!((let_in.status, let_in.header("cache-control")), (200, "no-store"), "{path}");
    }
    for path in ["/guide/coach/01-first-day/extend", "/guide/coach/answered"] {
        assert_eq!(Answer::to(person.request(Method::POST, path)).await.status, 401, "{path}");
    }
    let coach = |method, path: &str| Answer::to(person.request(method, path).basic_auth("", Some("s3cret")));
    team.room.call_help(Some("1"), "we are <stuck>").await.unwrap();
    team.room.hint("1", "journeys").await.unwrap();
    let page = coach(Method::GET, "/guide/coach/01-first-day").await.text();
    for part in [
        "The answer is 42.",
        "href=\"/guide/coach/02-others\"",
        "href=\"/guide/01-first-day\"",
        "hold the answers",
        "What did you want?",
        "Hint 1, taken",
        "we are &lt;stuck&gt;",
        "You look: ",
        "The lab looks at ",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let done = coach(Method::POST, "/guide/coach/answered").await;
    assert_eq!((done.status, done.header("location")), (303, "/guide/coach"));
    let done = coach(Method::POST, "/guide/coach/01-first-day/extend").await;
    assert_eq!((done.status, done.header("location")), (303, "/guide/coach/01-first-day"));
    let state = team.room.state().await.unwrap();
    assert!(state.help.is_none() && state.challenges[0].minutes == Some(35));
    let cross = person.request(Method::POST, "/guide/coach/answered").basic_auth("", Some("s3cret"));
    assert_eq!(Answer::to(cross.header("origin", "https://evil.example")).await.status, 403);
    let extend = || person.request(Method::POST, "/api/workshop/challenges/1/extend").json(&json!({"minutes": 5}));
    Answer::to(extend()).await.problem(401);
    assert_eq!(Answer::to(extend().bearer_auth("s3cret")).await.json()["minutes"], 40);
    assert_eq!(Answer::to(extend().basic_auth("x", Some("s3cret"))).await.json()["minutes"], 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_token_the_answers_are_open_with_a_warning() {
    let lab = Lab::with("healthy", |config| config.library = library()).await;
    let person = Person::at(lab.web.address);
    for path in ["/guide/coach", "/guide/coach/01-first-day"] {
        let page = person.get(path).await;
        assert!(page.status == 200 && page.text().contains("hold the answers"), "{path}");
    }
    assert!(!person.get("/guide/01-first-day").await.text().contains("/guide/coach/01-first-day"));
}
