//! Metrics of another server: what is said where it cannot be asked.

use axum::Router;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::routing::any;
use jiff::Timestamp;
use movie_guru_monitor::source::{BearerToken, MetricsSource, PrometheusSource};
use promql::{Answer, QueryError};
use tokio::net::TcpListener;
use url::Url;

/// A server that answers everything in one way.
async fn server(answer: impl Fn(Request) -> (StatusCode, &'static str) + Clone + Send + Sync + 'static) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/prefix", listener.local_addr().unwrap());
    let router = Router::new().fallback(any(move |request: Request| {
        let answered = answer(request);
        async move { answered }
    }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url.parse().unwrap()
}

async fn error(url: &Url, token: Option<BearerToken>) -> String {
    let source = PrometheusSource::new(url, token).unwrap();
    match source.query("up", Timestamp::now()).await {
        Err(QueryError::Unavailable(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_asked_is_named() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = error(&format!("http://user:secret@{nobody}").parse().unwrap(), None).await;
    assert!(
        said.contains(&nobody.to_string()) && said.contains("--metrics-source") && said.contains("refused"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");

    let page = server(|_| (StatusCode::OK, "<html>a page</html>")).await;
    let said = error(&page, None).await;
    assert!(said.contains("does not speak Prometheus' API") && said.contains("--metrics-source"), "{said}");

    let locked = server(|_| (StatusCode::UNAUTHORIZED, "no")).await;
    let said = error(&locked, Some(BearerToken::new("the token"))).await;
    assert!(said.contains("bearer token") && !said.contains("the token"), "{said}");

    let other: Url = "ftp://127.0.0.1".parse().unwrap();
    assert!(PrometheusSource::new(&other, None).unwrap_err().to_string().contains("--metrics-source ftp://127.0.0.1/"));
}

#[tokio::test]
async fn the_token_goes_with_each_question_and_is_never_shown() {
    let front = server(|request| {
        let said = request.headers().get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        match (request.uri().path(), said.as_deref()) {
            ("/prefix/api/v1/query", Some("Bearer the token")) => {
                (StatusCode::OK, r#"{"status":"success","data":{"resultType":"scalar","result":[1.5,"+Inf"]}}"#)
            }
            _ => (StatusCode::FORBIDDEN, "no"),
        }
    })
    .await;
    let token = BearerToken::new("the token\n");
    assert!(!format!("{token:?}").contains("the token"));
    let source = PrometheusSource::new(&front, Some(token)).unwrap();
    assert!(!format!("{source:?}").contains("the token"));
    let Ok(Answer::Scalar(sample)) = source.query("1 / 0", Timestamp::now()).await else { panic!("a scalar") };
    assert_eq!((sample.at.as_millisecond(), sample.value), (1500, f64::INFINITY));
}
