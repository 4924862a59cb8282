//! Two runs at once. Google chooses the ids of policies and channels, so both may make one: all but the first are deleted.

use movie_guru_google_cloud::{Channel, Did};

use crate::server::Server;
use crate::team::{all, dashboards, slos, team};

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_leave_one_of_each() {
    for _ in 0..5 {
        let server = Server::start().await;
        let (one, other) = (team(&server.google(), "red"), team(&server.google(), "red"));
        let mails = [Channel::Email("a@example.com".to_owned())];
        let (a, b) = tokio::join!(one.channels(&mails), other.channels(&mails));
        a.unwrap();
        b.unwrap();
        let (slos, dashboards) = (slos(), dashboards());
        let (a, b) = tokio::join!(one.slos(&slos), other.slos(&slos));
        a.unwrap();
        b.unwrap();
        let (a, b) = tokio::join!(one.dashboards(&dashboards), other.dashboards(&dashboards));
        a.unwrap();
        b.unwrap();
        let alerts: usize = slos.slos.iter().map(|slo| slo.alerts.len()).sum();
        assert_eq!(server.of("alertPolicies").len(), alerts);
        assert_eq!(server.of("notificationChannels").len(), 1);
        assert_eq!(server.of("dashboards").len(), dashboards.len());
        server.asked();
        for again in [one.slos(&slos).await, one.channels(&mails).await, one.dashboards(&dashboards).await] {
            assert!(all(&again.unwrap(), Did::Unchanged));
        }
        assert_eq!(server.written(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_of_an_earlier_run_goes_with_the_next() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.slos(&slos()).await.unwrap();
    let (_, copy) = server.of("alertPolicies").into_iter().next().unwrap();
    server.put("alertPolicies/9999999", copy);
    let before = server.of("alertPolicies").len();
    let done = red.slos(&slos()).await.unwrap();
    assert_eq!(done.iter().filter(|change| change.did == Did::Deleted).count(), 1, "{done:?}");
    assert_eq!(server.of("alertPolicies").len(), before - 1);
}
