//! What a whole workshop is played with.

use movie_guru_workshop::Answer;

use crate::stand_in::StandIn;

#[tokio::test]
async fn a_page_is_written_where_it_is_as_it_was_seen_and_all_is_forgotten() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    let challenges = team.room.library().challenges();
    let challenge = challenges.iter().find(|one| one.model.as_ref().is_some_and(|model| !model.workbook.is_empty()));
    let challenge = challenge.unwrap();
    let (field, answer) = challenge.model.as_ref().unwrap().workbook.iter().next().unwrap();
    let was = lab.page(&challenge.slug).await.unwrap().get(field).cloned().unwrap_or_default();
    lab.write(&challenge.slug, field, &was, answer).await.unwrap();
    let written = lab.page(&challenge.slug).await.unwrap();
    assert!(!written[field].is_empty());
    let other = lab.write(&challenge.slug, field, &was, &Answer::default()).await.unwrap_err();
    assert_eq!(other.status(), Some(409), "somebody else's words are not written over: {other}");
    lab.forget().await.unwrap();
    let page = lab.page(&challenge.slug).await.unwrap();
    assert!(page.values().all(Answer::is_empty), "{page:?}");
    assert_eq!(lab.record(0).await.unwrap(), []);
}

#[tokio::test]
async fn the_board_is_named_and_the_app_behaves_as_it_did_before() {
    let team = StandIn::start("red").await;
    let lab = team.lab();
    let own = lab.own_slos().await.unwrap().unwrap();
    assert_eq!(own.into_iter().collect::<Vec<_>>(), ["chat"]);
    let before = lab.phase().await.unwrap();
    lab.set_scenario("challenge-7").await.unwrap();
    lab.set_phase(&before).await.unwrap();
    assert_eq!(lab.scenario().await.unwrap().as_deref(), Some("healthy"));
    let elsewhere = StandIn::start("blue").await;
    elsewhere.set(|stage| stage.has_metrics = false);
    assert_eq!(elsewhere.lab().own_slos().await.unwrap(), None);
}
