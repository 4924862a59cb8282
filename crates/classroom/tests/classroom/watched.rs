//! A class that is watched.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::routing::post;
use movie_guru_classroom::snapshot::{Class, Level};
use movie_guru_classroom::watch::{Pace, Watch, once, tell};
use movie_guru_workshop::Event;
use movie_guru_workshop::record::{Kind, Webhook};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::stand_in::StandIn;

/// Far longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_slow_team_holds_up_nobody_and_what_changes_is_told() {
    let (slow, quick) = (StandIn::start("slow").await, StandIn::start("quick").await);
    slow.set(|stage| stage.slow = Duration::from_secs(60));
    let watch = Watch::start([slow.lab(), quick.lab()], Pace::default());
    let mut class = watch.class();
    let known = class.wait_for(|class| class.team("quick").unwrap().operations.is_some());
    tokio::time::timeout(PATIENCE, known).await.unwrap().unwrap();
    class.wait_for(|class| class.team("slow").unwrap().challenges.is_some()).await.unwrap();
    assert_eq!(class.borrow().team("slow").unwrap().operations, None, "its figures are still under way");
    let called = Instant::now();
    slow.room.call_help(None, "help").await.unwrap();
    class.wait_for(|class| class.team("slow").unwrap().need.level == Level::Calls).await.unwrap();
    assert!(called.elapsed() < Duration::from_secs(5), "{:?}", called.elapsed());
    slow.set(|stage| stage.is_away = true);
    quick.set(|stage| stage.firing = true);
    watch.lab("quick").unwrap().set_scenario("challenge-3").await.unwrap();
    watch.changed("quick");
    class.wait_for(|class| class.team("quick").unwrap().scenario.as_deref() == Some("challenge-3")).await.unwrap();
}

#[tokio::test]
async fn a_record_that_was_begun_anew_is_read_anew() {
    let team = StandIn::start("red").await;
    let challenge = &team.room.library().challenges()[0];
    team.room.start(&challenge.slug, false).await.unwrap();
    team.room.hint(&challenge.slug, &challenge.criteria()[0].name).await.unwrap();
    let watch = Watch::start([team.lab()], Pace::default());
    let mut class = watch.class();
    let of = |hints, has_begun| {
        move |class: &Arc<Class>| class.teams[0].hints == Some(hints) && class.teams[0].current.is_some() == has_begun
    };
    tokio::time::timeout(PATIENCE, class.wait_for(of(1, true))).await.unwrap().unwrap();
    team.reset();
    team.room.call_help(None, "anew").await.unwrap();
    tokio::time::timeout(PATIENCE, class.wait_for(of(0, false))).await.unwrap().unwrap();
    let seen = watch.seen("red").unwrap().borrow().clone().unwrap();
    assert_eq!(seen.record, team.room.record().await.unwrap());
}

#[tokio::test]
async fn one_webhook_is_told_of_what_happens_in_all_labs_from_now_on() {
    let (red, blue) = (StandIn::start("red").await, StandIn::start("blue").await);
    red.room.call_help(None, "before").await.unwrap();
    let (taken, mut told) = mpsc::unbounded_channel();
    let take = move |Json(event): Json<Event>| async move { taken.send(event).unwrap() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, axum::Router::new().route("/hook", post(take))).await });
    let watch = Watch::start([red.lab(), blue.lab()], Pace::default());
    tell(&watch, &Webhook::new(url.parse().unwrap()).unwrap(), &CancellationToken::new());
    let both = |class: &Arc<Class>| class.teams.iter().all(|team| team.challenges.is_some());
    tokio::time::timeout(PATIENCE, watch.class().wait_for(both)).await.unwrap().unwrap();
    for (team, text) in [(&red, "now"), (&blue, "here too")] {
        team.room.call_help(None, text).await.unwrap();
        let event = tokio::time::timeout(PATIENCE, told.recv()).await.unwrap().unwrap();
        assert_eq!((event.team.as_str(), event.kind), (team.team.as_str(), Kind::HelpCalled));
        assert_eq!(event.detail["text"], text);
    }
    red.reset();
    red.room.call_help(None, "anew").await.unwrap();
    let event = tokio::time::timeout(PATIENCE, told.recv()).await.unwrap().unwrap();
    assert_eq!(event.detail["text"], "anew");
}

#[tokio::test]
async fn once_asks_all_side_by_side_and_who_is_away_is_said() {
    let teams =
        futures::future::join_all((0..8).map(|n| async move { StandIn::start(&format!("team-{n}")).await })).await;
    teams[3].set(|stage| stage.is_away = true);
    teams[4].set(|stage| stage.has_metrics = false);
    teams[5].set(|stage| stage.slow = Duration::from_secs(60));
    let labs: Vec<_> = teams.iter().map(StandIn::lab).collect();
    let started = Instant::now();
    let class = once(&labs, Duration::from_secs(3)).await;
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    let of = |n: usize| &class.teams[n];
    assert_eq!(of(0).health.as_ref().map(|health| (health.ready, health.of)), Some((5, 5)));
    assert!(of(0).operations.is_some() && of(0).not_asked.is_empty());
    assert_eq!(of(3).need.level, Level::Away);
    assert!(of(3).need.why.contains("`coach up`"), "{}", of(3).need.why);
    assert_eq!((of(4).need.level, &of(4).operations, &of(4).slos), (Level::Idle, &None, &None));
    assert!(of(4).not_asked.iter().all(|part| part.is_none));
    assert!(of(5).need.level == Level::Away || of(5).operations.is_none());
}
