//! TLS to the server: it proves its name with a certificate of a CA that we are given, or nothing is said to it.

use movie_guru::service::{Config, Database};
use movie_guru::store::postgres::PostgresConfig;
use movie_guru_test_postgres::{Server, Settings};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::app_under_test::TestApp;

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server that has a certificate for `name` and lets nobody in without TLS.
async fn server(name: &str, authority: &CertifiedIssuer<'static, KeyPair>) -> Option<Server> {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([name.to_owned()]).unwrap().signed_by(&key, authority).unwrap();
    let settings = Settings {
        lines: ["ssl = on", "ssl_cert_file = 'server.pem'", "ssl_key_file = 'server.key'"].map(str::to_owned).to_vec(),
        files: vec![
            ("server.pem".to_owned(), certificate.pem()),
            ("server.key".to_owned(), key.serialize_pem()),
            ("pg_hba.conf".to_owned(), "local all all scram-sha-256\nhostssl all all all scram-sha-256".to_owned()),
        ],
    };
    tokio::task::spawn_blocking(move || Server::start(&settings)).await.unwrap()
}

/// What `/readyz` says of an app that trusts this CA.
async fn ready(url: &str, authority: &CertifiedIssuer<'static, KeyPair>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    let config = PostgresConfig::new(url).unwrap().trust(&file).unwrap();
    let app = TestApp::with(Config { database: Database::Postgres(config), ..Config::default() }).await;
    app.stranger().get("/readyz").await.text()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_believed_with_a_certificate_of_our_ca_and_its_own_name_alone() {
    let (ours, another) = (authority(), authority());
    let Some(right) = server("127.0.0.1", &ours).await else { return };
    let url = right.database().await;
    assert_eq!(ready(&url, &ours).await, "ready\n");
    let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'movie-guru' AND NOT ssl";
    let plain: i64 = sqlx::query_scalar(encrypted).fetch_one(&mut right.admin().await).await.unwrap();
    assert_eq!(plain, 0);
    let refused = ready(&url, &another).await;
    assert!(refused.contains("could not prove who it is"), "{refused}");

    let Some(misnamed) = server("elsewhere.test", &ours).await else { return };
    let refused = ready(&misnamed.database().await, &ours).await;
    assert!(refused.contains("could not prove who it is"), "{refused}");

    // A server that speaks no TLS is not spoken to either.
    let plain = tokio::task::spawn_blocking(|| Server::start(&Settings::default())).await.unwrap().unwrap();
    let refused = ready(&plain.database().await, &ours).await;
    assert!(refused.contains("could not prove who it is"), "{refused}");
}
