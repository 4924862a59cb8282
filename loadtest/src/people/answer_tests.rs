//! Each check on an answer that is right, and on what a careless check would let through.

use axum::body::Bytes;
use rand_chacha::rand_core::SeedableRng;
use serde_json::{Value, json};

use super::*;

fn answer(body: Value) -> Answer {
    let headers = [(SET_COOKIE, "movieguru=abc; HttpOnly".parse().unwrap())].into_iter().collect();
    Answer { status: StatusCode::OK, headers, body: Bytes::from(body.to_string()) }
}

fn agent(change: impl FnOnce(&mut Value)) -> Answer {
    let film = |n: u32| json!({"title": format!("Film {n}"), "rating": 4.0, "plot": "A plot."});
    let empty = json!({"actors": [], "directors": [], "genres": [], "others": []});
    let mut body = json!({
        "answer": "Try Film 1, or Film 2.", "relevant_movies": ["Film 1", "Film 2"], "error_message": "",
        "context": (1..=5).map(film).collect::<Vec<_>>(), "result": "SUCCESS",
        "preferences": {"likes": empty, "dislikes": empty},
    });
    change(&mut body);
    answer(body)
}

#[test]
fn a_login_says_success_and_sets_the_cookie() {
    assert_eq!(logged_in(&answer(json!({"login": "success"}))), Ok(()));
    assert!(logged_in(&answer(json!({"login": "failed"}))).unwrap_err().contains("login"));
    let bare = Answer { headers: HeaderMap::new(), ..answer(json!({"login": "success"})) };
    assert!(logged_in(&bare).unwrap_err().contains("cookie"));
}

#[test]
fn a_main_page_has_five_whole_films() {
    assert_eq!(main_page(&agent(|_| ())), Ok(()));
    assert!(main_page(&agent(|b| b["result"] = json!("ERROR"))).unwrap_err().contains("Error"));
    assert!(main_page(&agent(|b| b["context"] = json!([]))).unwrap_err().contains("0 featured"));
    assert!(main_page(&agent(|b| b["context"][3]["title"] = json!(""))).unwrap_err().contains("title"));
    assert!(main_page(&answer(json!("OK"))).unwrap_err().starts_with("not a main page"));
}

#[test]
fn a_chat_answer_has_words_and_knows_which_films_it_named() {
    let named = chat(&agent(|_| ())).unwrap();
    assert_eq!(named, ChatAnswer { films: vec!["Film 1".into(), "Film 2".into()], declined: false });
    let declined = chat(&agent(|b| b["result"] = json!("UNSAFE"))).unwrap();
    assert!(declined.declined);
    assert!(chat(&agent(|b| b["answer"] = json!(" "))).unwrap_err().contains("without words"));
    assert!(chat(&agent(|b| b["result"] = json!("UNDEFINED"))).unwrap_err().contains("Undefined"));
    assert!(chat(&agent(|b| b["preferences"] = json!(null))).unwrap_err().starts_with("not a chat answer"));
}

#[test]
fn history_is_short_and_by_somebody() {
    let said = |role: &str, times: usize| answer(json!(vec![json!({"role": role, "content": "Hi"}); times]));
    assert_eq!(history(&said("user", 10)), Ok(()));
    assert!(history(&said("user", 11)).unwrap_err().contains("11 messages"));
    assert!(history(&said("ghost", 1)).unwrap_err().contains("ghost"));
}

#[test]
fn one_taste_is_taken_away_at_a_time_until_none_is_left() {
    let mut profile = Profile::default();
    profile.likes.genres = vec!["Comedy".into(), "Drama".into()];
    profile.dislikes.others = vec!["violence".into()];
    let mut chance = ChaCha12Rng::seed_from_u64(1);
    for left in [2, 1, 0] {
        assert!(profile.remove_one(&mut chance));
        assert_eq!(profile.len(), left);
    }
    assert!(!profile.remove_one(&mut chance));
}
