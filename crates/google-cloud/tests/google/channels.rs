use movie_guru_google_cloud::{Channel, Did, Trouble};
use serde_json::json;

use crate::server::{self, Server};
use crate::team::{all, did, slos, team};

fn email(address: &str) -> Channel {
    Channel::Email(address.to_owned())
}

fn webhook() -> Channel {
    Channel::Webhook("https://hooks.example.com/alerts?auth_token=s3cret".parse().unwrap())
}

/// The addresses that a policy tells.
fn told(server: &Server, policy: &serde_json::Value) -> Vec<String> {
    let channels = server.of("notificationChannels");
    let names = policy["notificationChannels"].as_array().cloned().unwrap_or_default();
    let id = |name: &serde_json::Value| name.as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    names.iter().map(|name| channels[&id(name)]["labels"]["email_address"].as_str().unwrap_or("-").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_made_once_and_name_no_secret() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    let wanted = [email("coach@example.com"), webhook()];
    let made = red.channels(&wanted).await.unwrap();
    assert!(all(&made, Did::Created) && made.len() == 2, "{made:?}");
    assert_eq!(server.judged(), 2);
    server.asked();
    // Secrets come back starred out.
    let hook =
        server.of("notificationChannels").into_iter().find(|(_, one)| one["type"] == "webhook_tokenauth").unwrap();
    server
        .edit(&format!("notificationChannels/{}", hook.0), |there| there["labels"]["url"] = "https://hooks****".into());
    assert!(all(&red.channels(&wanted).await.unwrap(), Did::Unchanged));
    assert_eq!(server.written(), Vec::<String>::new());
    assert!(hook.1["displayName"] == "red: hooks.example.com", "{}", hook.1);
    assert!(!hook.1["userLabels"].to_string().contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_go_to_them_and_to_what_a_person_added() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.channels(&[email("a@example.com")]).await.unwrap();
    red.slos(&slos()).await.unwrap();
    for policy in server.of("alertPolicies").values() {
        assert_eq!(told(&server, policy), ["a@example.com"]);
    }
    server.put("notificationChannels/1", json!({"type": "email", "labels": {"email_address": "theirs@example.com"}}));
    let (id, _) = server.of("alertPolicies").into_iter().next().unwrap();
    server.edit(&format!("alertPolicies/{id}"), |there| {
        there["notificationChannels"].as_array_mut().unwrap().push("projects/my-project/notificationChannels/1".into());
    });

    let done = red.channels(&[email("b@example.com")]).await.unwrap();
    assert_eq!((did(&done, Did::Created).len(), did(&done, Did::Deleted).len()), (1, 1), "{done:?}");
    assert_eq!(did(&done, Did::Changed).len(), server.of("alertPolicies").len());
    let policies = server.of("alertPolicies");
    assert_eq!(told(&server, &policies[&id]), ["theirs@example.com", "b@example.com"]);
    assert!(
        policies
            .iter()
            .filter(|(other, _)| **other != id)
            .all(|(_, policy)| told(&server, policy) == ["b@example.com"])
    );
    server.judged();
    server.asked();
    assert!(all(&red.slos(&slos()).await.unwrap(), Did::Unchanged));
    assert!(all(&red.channels(&[email("b@example.com")]).await.unwrap(), Did::Unchanged));
    assert_eq!(server.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_a_persons_policy_uses_stays_and_it_is_said_why() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.channels(&[email("a@example.com")]).await.unwrap();
    let (id, _) = server.of("notificationChannels").into_iter().next().unwrap();
    let theirs = json!({"notificationChannels": [format!("projects/my-project/notificationChannels/{id}")]});
    server.put("alertPolicies/1", theirs);
    let before = server.things();
    let stopped = red.remove().await.unwrap_err();
    assert!(
        matches!(&stopped.why, Trouble::Refused { words, .. } if words.contains("take it out there first")),
        "{stopped}"
    );
    assert_eq!(server.things(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_making_is_not_answered_is_made_once() {
    for lost in [server::Trouble::Loses(500), server::Trouble::Hangs] {
        let server = Server::start().await;
        let google = server.google_within(std::time::Duration::from_millis(400));
        server.troubles("POST notificationChannels", [lost]);
        let made = team(&google, "red").channels(&[email("a@example.com")]).await.unwrap();
        assert!(all(&made, Did::Created), "{made:?}");
        assert_eq!(server.of("notificationChannels").len(), 1);
        assert_eq!(server.written(), ["POST notificationChannels"]);
    }
}
