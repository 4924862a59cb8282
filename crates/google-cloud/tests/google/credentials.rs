//! Application default credentials are found by Google's own crate from the environment; a test of the `coach` command sets
//! one. Here: what a token at hand may be.

use movie_guru_google_cloud::{Credentials, Google, Patience};

use crate::server::{Server, TOKEN};
use crate::team::{dashboards, team};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_what_belongs_to_no_token_is_refused_before_it_is_sent() {
    for wrong in ["", "  ", "a b", "a\nb"] {
        let why = Credentials::of_token(wrong).unwrap_err().to_string();
        assert!(why.contains("is it all of it"), "{why}");
    }
    assert_eq!(Credentials::of_token(" ya29.x\n").unwrap().token().await.unwrap(), "ya29.x");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_is_shown() {
    let server = Server::start().await;
    let shown = format!("{:?} {:?}", server.google(), Credentials::of_token(TOKEN).unwrap());
    assert!(!shown.contains("s3cret"), "{shown}");
    let google =
        Google::new(Credentials::of_token("ya29.other").unwrap(), Some(server.url()), Patience::default()).unwrap();
    let why = team(&google, "red").dashboards(&dashboards()).await.unwrap_err().to_string();
    assert!(why.contains("does not take the credentials") && !why.contains("ya29"), "{why}");
}
