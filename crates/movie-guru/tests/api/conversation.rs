//! The app as a person meets it: the main page, chat, history, preferences, search, posters. What answers say is not
//! looked at here.

use std::collections::HashSet;

use guru::catalogue::{Catalogue, Genre};
use movie_guru::service::Config;
use serde_json::{Value, json};

use crate::app_under_test::{Answer, TestApp};
use crate::home::Home;

fn keys(object: &Value) -> HashSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

fn assert_is_movie(movie: &Value) {
    let fields =
        ["title", "runtime_minutes", "genres", "rating", "plot", "released", "director", "actors", "poster", "tconst"];
    assert_eq!(keys(movie), HashSet::from(fields));
    for text in ["title", "plot", "director"] {
        assert!(!movie[text].as_str().unwrap().is_empty(), "{movie}");
    }
    assert!((60..=240).contains(&movie["runtime_minutes"].as_u64().unwrap()), "{movie}");
    assert!((1925..=2025).contains(&movie["released"].as_u64().unwrap()), "{movie}");
    assert!((1.0..=5.0).contains(&movie["rating"].as_f64().unwrap()), "{movie}");
    let genres = movie["genres"].as_array().unwrap();
    assert!(!genres.is_empty() && genres.iter().all(|genre| Genre::ALL.iter().any(|known| known.name() == genre)));
    assert!((2..=5).contains(&movie["actors"].as_array().unwrap().len()));
    let catalogue = Catalogue::embedded().unwrap();
    let film = catalogue.get(movie["tconst"].as_str().unwrap()).unwrap();
    assert_eq!(movie["title"], film.title.as_str());
    assert_eq!(movie["poster"], format!("/posters/{}.svg", film.tconst));
}

fn assert_is_agent_response(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let response = answer.json();
    let fields = ["answer", "relevant_movies", "context", "error_message", "result", "preferences"];
    assert_eq!(keys(&response), HashSet::from(fields));
    assert!(response["answer"].is_string() && response["error_message"].is_string());
    response["context"].as_array().unwrap().iter().for_each(assert_is_movie);
    let results = ["SUCCESS", "BAD_QUERY", "UNSAFE", "TOO_LONG", "ERROR", "UNDEFINED"];
    assert!(results.contains(&response["result"].as_str().unwrap()));
    assert_eq!(keys(&response["preferences"]), HashSet::from(["likes", "dislikes"]));
    for side in ["likes", "dislikes"] {
        let tastes = &response["preferences"][side];
        assert_eq!(keys(tastes), HashSet::from(["actors", "directors", "genres", "others"]));
    }
    response
}

fn profile(director: &str, other: &str) -> Value {
    json!({
        "likes": {"actors": ["Nell O'Hara"], "directors": [director], "genres": ["Western"], "others": ["funny animals 🐶"]},
        "dislikes": {"actors": [], "directors": [], "genres": ["Horror"], "others": [other]},
    })
}

#[tokio::test]
async fn the_main_page_features_five_different_well_rated_films() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let mut draws = HashSet::new();
    for _ in 0..5 {
        let page = assert_is_agent_response(&person.get("/startup").await);
        assert_eq!(page["result"], "SUCCESS");
        let films = page["context"].as_array().unwrap();
        assert!(films.iter().all(|film| film["rating"].as_f64().unwrap() >= 4.0), "{films:?}");
        let titles: Vec<_> = films.iter().map(|film| film["title"].as_str().unwrap().to_owned()).collect();
        assert_eq!(titles.iter().collect::<HashSet<_>>().len(), 5, "{titles:?}");
        draws.insert(titles);
    }
    assert!(draws.len() > 1, "always the same films");
}

#[tokio::test]
async fn the_main_page_carries_the_profile() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    person.post("/preferences", &json!({"content": profile("Josef Kralik", "violence")})).await;
    assert_eq!(person.get("/startup").await.json()["preferences"], profile("Josef Kralik", "violence"));
}

#[tokio::test]
async fn a_chat_answers_with_films_of_the_catalogue() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let response = assert_is_agent_response(&person.chat("Can you recommend a comedy?").await);
    assert_eq!(response["result"], "SUCCESS");
    assert!(!response["answer"].as_str().unwrap().is_empty());
    let titles: Vec<_> = response["context"].as_array().unwrap().iter().map(|film| film["title"].clone()).collect();
    assert_eq!(response["relevant_movies"], Value::Array(titles));
}

#[tokio::test]
async fn the_history_is_the_ten_newest_messages_oldest_first() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    assert_eq!(person.get("/history").await.json(), json!([]));
    let mut said = Vec::new();
    for number in 1..=7 {
        let message = format!("A comedy, please, number {number}");
        let answer = person.chat(&message).await.json()["answer"].clone();
        said.push(json!({"role": "user", "content": message}));
        said.push(json!({"role": "agent", "content": answer}));
        let shown = person.get("/history").await.json();
        assert_eq!(shown, json!(said[said.len().saturating_sub(10)..]), "after {number} turns");
    }
    assert_eq!(app.person("bob").await.get("/history").await.json(), json!([]), "ann's words are shown to bob");
    let deleted = person.delete("/history").await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert_eq!(person.get("/history").await.json(), json!([]));
    assert_eq!(person.delete("/history").await.status, 204);
}

#[tokio::test]
async fn every_film_has_a_poster_that_anybody_may_see() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    for film in Catalogue::embedded().unwrap().films() {
        let poster = stranger.get(&format!("/posters/{}.svg", film.tconst)).await;
        assert_eq!((poster.status, poster.header("content-type")), (200, "image/svg+xml"), "{}", film.title);
        assert!(poster.text().contains("<svg"));
    }
    let unknown =
        ["tt0000000.svg", "tt9000001", "tt9000001.png", ".svg", "%00.svg", "..%2f..%2fetc%2fpasswd.svg", "%ff.svg"];
    for file in unknown {
        stranger.get(&format!("/posters/{file}")).await.problem(404);
    }
}

#[tokio::test]
async fn a_search_finds_the_best_first() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    for film in Catalogue::embedded().unwrap().films().iter().step_by(20) {
        let encoded: String = film.title.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let found = person.get(&format!("/search?q={encoded}")).await;
        assert_eq!(found.status, 200);
        let movies = found.json()["movies"].as_array().unwrap().clone();
        assert!(movies.len() <= 10);
        movies.iter().for_each(assert_is_movie);
        assert_eq!(movies[0]["title"], film.title.as_str(), "not the first for its own title");
    }
    let by_director = person.get("/search?q=josef%20kralik").await.json();
    assert_eq!(by_director["movies"][0]["director"], "Josef Kralik");
    assert_eq!(person.get("/search?q=zzzzqqq").await.json(), json!({"movies": []}));
    assert_eq!(person.get("/search?q=%3F%21").await.json(), json!({"movies": []}));
}

#[tokio::test]
async fn a_search_takes_capitals_accents_endings_and_unfinished_words() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let found = async |words: &str| person.get(&format!("/search?q={words}&limit=50")).await.json()["movies"].clone();
    for written in ["JOSEF KRALIK", "jósef králik", "jose kral", "kralik, the josef!"] {
        assert_eq!(found(written).await[0]["director"], "Josef Kralik", "{written}");
    }
    let titles = |movies: Value| -> HashSet<String> {
        movies.as_array().unwrap().iter().map(|movie| movie["title"].as_str().unwrap().to_owned()).collect()
    };
    let ghosts = titles(found("ghosts").await);
    assert!(!ghosts.is_empty() && ghosts == titles(found("ghost").await), "{ghosts:?}");
}

#[tokio::test]
async fn a_search_gives_as_many_as_asked_for() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let all = person.get("/search?q=drama&limit=50").await.json()["movies"].as_array().unwrap().clone();
    assert_eq!(all.len(), 50);
    for limit in [1, 2, 49] {
        let some = person.get(&format!("/search?q=drama&limit={limit}")).await.json();
        assert_eq!(some["movies"].as_array().unwrap()[..], all[..limit], "the first {limit} of 50");
    }
}

#[tokio::test]
async fn a_search_that_cannot_be_taken_is_refused() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let long = format!("q={}", "x".repeat(201));
    let refused = [
        ("", "query"),
        ("q=", "q"),
        ("q=%20", "q"),
        (&long, "q"),
        ("limit=5", "query"),
        ("q=dog&limit=0", "limit"),
        ("q=dog&limit=51", "limit"),
        ("q=dog&limit=-1", "query"),
        ("q=dog&limit=five", "query"),
        ("q=dog&x=1", "query"),
        ("q=dog&q=cat", "query"),
        ("q=dog&limit=99999999999999999999", "query"),
    ];
    for (query, field) in refused {
        assert_eq!(person.get(&format!("/search?{query}")).await.bad_fields(), [field], "{query}");
    }
}

#[tokio::test]
async fn preferences_are_read_as_they_were_written_and_survive_a_restart() {
    let home = Home::new().await;
    let config = || Config { database: home.database(), ..Config::default() };
    let app = TestApp::with(config()).await;
    let mut person = app.person("ann").await;
    for director in ["Josef Kralik", "Noriko Hayama"] {
        let updated = person.post("/preferences", &json!({"content": profile(director, "violence")})).await;
        assert_eq!((updated.status, updated.json()), (200, json!({"update": "success"})));
        assert_eq!(person.get("/preferences").await.json(), profile(director, "violence"));
    }
    let said = person.chat("A comedy, please").await.json();
    app.stop().await;

    let app = TestApp::with(config()).await;
    person.address = app.address;
    assert_eq!(person.get("/preferences").await.json(), said["preferences"], "the session and the profile are there");
    assert_eq!(person.get("/preferences").await.json()["likes"]["directors"], json!(["Noriko Hayama"]));
    assert_eq!(person.get("/history").await.json()[1]["content"], said["answer"]);
}

#[tokio::test]
async fn every_bad_field_of_a_profile_is_named_and_nothing_changes() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let good = profile("Josef Kralik", "violence");
    person.post("/preferences", &json!({"content": good})).await;
    let bad = json!({"content": {
        "likes": {"actors": "Nell", "directors": [], "others": [], "food": []},
        "dislikes": {"actors": [], "directors": [], "genres": [7], "others": ["fine", "\u{7}", " ", "x".repeat(101)]},
    }});
    let named: HashSet<_> = person.post("/preferences", &bad).await.bad_fields().into_iter().collect();
    let wanted = [
        "likes.actors",
        "likes.genres",
        "likes.food",
        "dislikes.genres[0]",
        "dislikes.others[1]",
        "dislikes.others[2]",
        "dislikes.others[3]",
    ];
    assert_eq!(named, wanted.map(str::to_owned).into());
    assert_eq!(person.post("/preferences", &json!({"content": {}})).await.bad_fields(), ["likes", "dislikes"]);
    assert_eq!(person.post("/preferences", &json!({"content": []})).await.bad_fields(), ["content"]);
    let mut long = good.clone();
    long["likes"]["actors"] = json!(vec!["x"; 101]);
    assert_eq!(person.post("/preferences", &json!({"content": long})).await.bad_fields(), ["likes.actors"]);
    for body in [json!({}), json!({"content": good, "more": 1}), json!({"Content": good}), json!([good])] {
        person.post("/preferences", &body).await.problem(422);
    }
    assert_eq!(person.get("/preferences").await.json(), good);
}
