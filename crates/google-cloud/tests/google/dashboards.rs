use movie_guru_google_cloud::{Did, Trouble};
use serde_json::{Value, json};

use crate::server::{self, Server};
use crate::team::{all, dashboards, did, team};

/// The same name as one of ours, and even the lab's label: a person made it from our file.
fn of_a_person() -> Value {
    json!({"displayName": "red: MovieGuru-Login", "labels": {"managed_by": "movie-guru-lab"}, "gridLayout": {}})
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_made_once_and_a_second_run_writes_nothing() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    let made = red.dashboards(&dashboards()).await.unwrap();
    assert!(all(&made, Did::Created), "{made:?}");
    assert_eq!(server.of("dashboards").len(), dashboards().len());
    assert!(server.of("dashboards").contains_key("movie-guru-red-login"));
    assert_eq!(server.judged(), dashboards().len());
    server.asked();

    let again = red.dashboards(&dashboards()).await.unwrap();
    assert!(all(&again, Did::Unchanged) && again.len() == dashboards().len(), "{again:?}");
    assert_eq!(server.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_query_is_narrowed_to_the_team() {
    let server = Server::start().await;
    team(&server.google(), "red").dashboards(&dashboards()).await.unwrap();
    let mut queries = Vec::new();
    collect(&json!(server.of("dashboards")), &mut queries);
    assert!(queries.len() > 50);
    for query in queries {
        assert!(query.contains(r#"{cluster="movie-guru",namespace="movie-guru-red""#), "{query}");
    }
}

fn collect(document: &Value, queries: &mut Vec<String>) {
    match document {
        Value::Object(fields) => {
            queries.extend(fields.get("prometheusQuery").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect(value, queries));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, queries)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_in_the_console_is_put_right_and_other_labels_stay() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.dashboards(&dashboards()).await.unwrap();
    server.edit("dashboards/movie-guru-red-login", |there| {
        there["mosaicLayout"]["tiles"][0]["height"] = 8.into();
        there["labels"]["theirs"] = "kept".into();
    });
    server.asked();
    let again = red.dashboards(&dashboards()).await.unwrap();
    let changed: Vec<_> = again.iter().filter(|change| change.did == Did::Changed).collect();
    assert_eq!(changed.len(), 1, "{again:?}");
    assert_eq!(changed[0].object, "Dashboard/login");
    assert_eq!(changed[0].fields, ["mosaicLayout.tiles[0].height"]);
    assert_eq!(server.written(), ["PATCH dashboards/movie-guru-red-login"]);
    let there = &server.of("dashboards")["movie-guru-red-login"];
    assert_eq!(there["mosaicLayout"]["tiles"][0]["height"], 16);
    assert_eq!(there["labels"]["theirs"], "kept");
    server.judged();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_later_version_leaves_out_goes() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.dashboards(&dashboards()).await.unwrap();
    let mut later = dashboards();
    later[0].body["mosaicLayout"]["tiles"][0]["widget"].as_object_mut().unwrap().remove("title");
    let gone = later.pop().unwrap();
    let done = red.dashboards(&later).await.unwrap();
    assert_eq!(did(&done, Did::Changed), [format!("Dashboard/{}", later[0].name)]);
    assert_eq!(did(&done, Did::Deleted), [format!("Dashboard/{}", gone.name)]);
    assert!(all(&red.dashboards(&later).await.unwrap(), Did::Unchanged));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_dashboard_and_another_teams_are_never_touched() {
    let server = Server::start().await;
    server.put("dashboards/abc", of_a_person());
    team(&server.google(), "blue").dashboards(&dashboards()).await.unwrap();
    let before = server.things();
    let red = team(&server.google(), "red");
    red.dashboards(&dashboards()).await.unwrap();
    red.dashboards(&[]).await.unwrap();
    red.remove().await.unwrap();
    assert_eq!(server.things(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_has_the_place_of_ours_and_is_a_persons_is_not_taken_over() {
    let server = Server::start().await;
    server.put("dashboards/movie-guru-red-login", of_a_person());
    let before = server.of("dashboards")["movie-guru-red-login"].clone();
    let stopped = team(&server.google(), "red").dashboards(&dashboards()).await.unwrap_err();
    assert!(matches!(stopped.why, Trouble::NotOurs { .. }), "{stopped}");
    assert!(!stopped.done.is_empty(), "those before it are made");
    assert_eq!(server.of("dashboards")["movie-guru-red-login"], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_the_same_and_writes_nothing() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    let said = red.clone().dry().dashboards(&dashboards()).await.unwrap();
    assert_eq!(server.written(), Vec::<String>::new());
    assert_eq!(said, red.dashboards(&dashboards()).await.unwrap());
    server.asked();
    let said = red.clone().dry().dashboards(&dashboards()[1..]).await.unwrap();
    assert_eq!(did(&said, Did::Deleted).len(), 1);
    assert_eq!(server.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_changes_meanwhile_is_read_again_once() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.dashboards(&dashboards()).await.unwrap();
    let path = "dashboards/movie-guru-red-login";
    let theirs = |height: u32| {
        let mut there = server.of("dashboards")["movie-guru-red-login"].clone();
        there["mosaicLayout"]["tiles"][0]["height"] = height.into();
        there
    };
    let patch = format!("PATCH {path}");
    server.put(path, theirs(8));
    let mut meanwhile = theirs(9);
    meanwhile["labels"]["theirs"] = "new".into();
    // The version that was read is no more when the change comes.
    server.edit(path, |there| there["etag"] = Value::Null);
    server.troubles(
        &patch,
        [server::Trouble::Says(
            409,
            json!({"error": {"code": 409, "status": "ABORTED", "message": "etag does not match"}}),
            None,
        )],
    );
    server.troubles("GET dashboards/", [server::Trouble::After(path.to_owned(), meanwhile.clone())]);
    let done = red.dashboards(&dashboards()).await.unwrap();
    assert_eq!(did(&done, Did::Changed), ["Dashboard/login"]);
    let there = &server.of("dashboards")["movie-guru-red-login"];
    assert_eq!((&there["mosaicLayout"]["tiles"][0]["height"], &there["labels"]["theirs"]), (&json!(16), &json!("new")));

    // Always changed anew: not fought over.
    server.put(path, theirs(8));
    let conflict = server::Trouble::Says(409, json!({"error": {"status": "ABORTED", "message": "etag"}}), None);
    server.troubles(&patch, [conflict.clone(), conflict]);
    server.asked();
    let stopped = red.dashboards(&dashboards()).await.unwrap_err();
    assert_eq!(stopped.why, Trouble::Conflict { object: "Dashboard/login".to_owned() });
    assert_eq!(server.written().len(), 2);
}
