//! Secrets that are made once.

use std::collections::BTreeMap;

use movie_guru_cluster::Did;

use crate::ground::{Ground, on_both, those};

on_both!(a_secret_is_made_once_and_goes_with_the_bundle, a_secret_of_another_stays_as_it_is);

fn values(word: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("password".to_owned(), word.to_owned())])
}

async fn a_secret_is_made_once_and_goes_with_the_bundle(ground: Ground) {
    let lab = ground.lab();
    assert_eq!(ground.cluster.secret(&ground.namespace, "keys").await.unwrap(), None);
    // Before anything else: pods want it.
    let made = ground.cluster.ensure_secret(&lab, "keys", &values("one")).await.unwrap();
    assert_eq!((made.object.as_str(), made.did), ("Secret/keys", Did::Created));
    ground.apply(&lab).await.unwrap();
    let again = ground.cluster.ensure_secret(&lab, "keys", &values("two")).await.unwrap();
    assert_eq!(again.did, Did::Unchanged);
    assert!(those(&ground.apply(&lab).await.unwrap(), Did::Deleted).is_empty(), "no apply prunes it");
    assert_eq!(ground.cluster.secret(&ground.namespace, "keys").await.unwrap(), Some(values("one")));
    let gone = ground.remove().await.unwrap();
    assert!(those(&gone, Did::Deleted).contains(&"Secret/keys"), "{gone:?}");
}

async fn a_secret_of_another_stays_as_it_is(ground: Ground) {
    let lab = ground.lab();
    ground.other.namespace(&ground.namespace).await;
    let theirs = serde_json::json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "keys"}, "stringData": {"password": "theirs"}});
    ground.other.create(&ground.path("v1", "secrets"), &theirs).await;
    let found = ground.cluster.ensure_secret(&lab, "keys", &values("one")).await.unwrap();
    assert_eq!(found.did, Did::Unchanged);
    ground.apply(&lab).await.unwrap();
    ground.remove().await.unwrap();
    assert_eq!(ground.cluster.secret(&ground.namespace, "keys").await.unwrap(), Some(values("theirs")));
}
