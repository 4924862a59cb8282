//! Ports, logs, rights and nodes, as far as a test can have them.

use futures::StreamExt;
use movie_guru_cluster::{LogQuery, Pods, Right, Trouble};
use movie_guru_test_kubernetes::Fate;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::ground::{Ground, LIMIT, on_both};

on_both!(rights_are_asked_for, a_service_without_an_address_has_none);

fn right(verb: &str, group: &str, resource: &str) -> Right {
    Right {
        verb: verb.to_owned(),
        group: group.to_owned(),
        resource: resource.to_owned(),
        namespace: Some("default".to_owned()),
    }
}

async fn rights_are_asked_for(ground: Ground) {
    let rights = [right("create", "apps", "deployments"), right("create", "", "pods/portforward")];
    assert_eq!(ground.cluster.may(&rights).await.unwrap(), [true, true]);
    if let Some(stand_in) = &ground.stand_in {
        stand_in.deny("create pods/portforward");
        assert_eq!(ground.cluster.may(&rights).await.unwrap(), [true, false]);
    }
}

async fn a_service_without_an_address_has_none(ground: Ground) {
    ground.apply(&ground.lab()).await.unwrap();
    assert_eq!(ground.cluster.address(&ground.namespace, "web").await.unwrap(), None);
    assert_eq!(ground.cluster.address(&ground.namespace, "absent").await.unwrap(), None);
}

async fn up() -> Ground {
    let ground = Ground::stand_in().await;
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    ground.wait(&lab, LIMIT).await.unwrap();
    ground
}

/// Says what it hears, and ends when the other does.
async fn echo() -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut reads, mut writes) = connection.split();
                let _ = tokio::io::copy(&mut reads, &mut writes).await;
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_of_a_pod_is_reached_through_the_api_server() {
    let ground = up().await;
    let stand_in = ground.stand_in.as_ref().unwrap();
    // The Service's port 80 is its pods' `http`, 8080.
    stand_in.port(8080, echo().await);
    let large = vec![b'x'; 300_000];
    let mut streams = Vec::new();
    for _ in 0..3 {
        streams.push(ground.cluster.connect(&ground.namespace, "web", 80).await.unwrap());
    }
    for stream in &mut streams {
        let (mut reads, mut writes) = tokio::io::split(stream);
        let mut heard = vec![0; large.len()];
        let (sent, received) = tokio::join!(writes.write_all(&large), reads.read_exact(&mut heard));
        sent.unwrap();
        received.unwrap();
        assert_eq!(heard, large);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_where_nobody_listens_says_so() {
    let ground = up().await;
    let mut stream = ground.cluster.connect(&ground.namespace, "web", 80).await.unwrap();
    let error = stream.read_u8().await.unwrap_err();
    assert!(error.to_string().contains("connection refused"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_ready_pods_is_told_with_the_next_step() {
    let ground = Ground::stand_in().await;
    let stand_in = ground.stand_in.as_ref().unwrap();
    stand_in.fate("registry/web", Fate::Crashes(1));
    ground.apply(&ground.lab()).await.unwrap();
    let refused = ground.cluster.connect(&ground.namespace, "web", 80).await.err().unwrap();
    assert!(refused.to_string().contains("kubectl get pods"), "{refused}");
    let absent = ground.cluster.connect(&ground.namespace, "absent", 80).await.err().unwrap();
    assert!(absent.to_string().contains("no such Service"), "{absent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_forward_is_told_the_right() {
    let ground = up().await;
    ground.stand_in.as_ref().unwrap().deny("create pods/portforward");
    match ground.cluster.connect(&ground.namespace, "web", 80).await {
        Err(Trouble::Forbidden { right, .. }) => assert!(right.starts_with("create pods/portforward -n"), "{right}"),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it is forwarded"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn log_lines_name_their_pod() {
    let ground = up().await;
    ground.stand_in.as_ref().unwrap().log("web", &["one", "two", "three"]);
    let query = LogQuery { labels: "app=web".to_owned(), tail: Some(2), follow: false };
    let lines: Vec<_> = ground.cluster.logs(&ground.namespace, &query).await.unwrap().collect().await;
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().all(|line| line.container == "web" && line.pod.starts_with("web-") && line.text != "one"));
    let query = LogQuery { follow: true, ..LogQuery::default() };
    let mut followed = ground.cluster.logs(&ground.namespace, &query).await.unwrap();
    assert!(followed.next().await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn images_are_pulled_on_every_node_and_nothing_stays() {
    let ground = Ground::stand_in().await;
    let stand_in = ground.stand_in.as_ref().unwrap();
    ground.other.namespace(&ground.namespace).await;
    assert_eq!(ground.cluster.nodes().await.unwrap(), Pods { ready: 2, of: 2 });
    let images = ["registry/web:1".to_owned(), "registry/db:1".to_owned()];
    let found = ground.cluster.pull(&ground.namespace, &images, LIMIT).await.unwrap();
    assert_eq!(found, [("node-1".to_owned(), None), ("node-2".to_owned(), None)]);
    stand_in.fate("absent", Fate::CannotPull("not found".to_owned()));
    let found = ground.cluster.pull(&ground.namespace, &["registry/absent:1".to_owned()], LIMIT).await.unwrap();
    assert!(
        found.iter().all(|(_, why)| why.as_ref().unwrap().contains("registry/absent:1 cannot be pulled: not found")),
        "{found:?}"
    );
    assert!(ground.other.list(&ground.path("v1", "pods")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_load_balancer_is_told() {
    let ground = up().await;
    let path = ground.path("v1", "services/web");
    ground.other.change(&path, &json!({"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}})).await;
    assert_eq!(ground.cluster.address(&ground.namespace, "web").await.unwrap().unwrap(), "203.0.113.7");
}
