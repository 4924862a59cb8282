//! What answers for a lab, and is none that is well.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use movie_guru_classroom::lab::Lab;
use movie_guru_classroom::reach::{Away, Health, Reach, Service, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

struct To(SocketAddr);

#[async_trait]
impl Reach for To {
    async fn connect(&self, _: Service) -> Result<Box<dyn Stream>, Away> {
        Ok(Box::new(TcpStream::connect(self.0).await.unwrap()))
    }

    async fn admin_token(&self) -> Result<Option<String>, Away> {
        Ok(None)
    }

    async fn load_password(&self) -> Result<Option<String>, Away> {
        Ok(Some("pass".to_owned()))
    }

    async fn health(&self) -> Result<Health, Away> {
        Ok(Health::default())
    }
}

/// A lab where every connection is answered once with this and then closed; and how many questions there were.
async fn answering(answer: Vec<u8>) -> (Lab, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let lab = Lab::new("odd", Arc::new(To(listener.local_addr().unwrap())));
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 2048];
            if stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                count.fetch_add(1, Ordering::Relaxed);
                let _ = stream.write_all(&answer).await;
            }
        }
    });
    (lab, asked)
}

fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[tokio::test]
async fn a_connection_that_was_closed_meanwhile_is_made_anew() {
    let (lab, asked) = answering(ok(r#"{"state": "running", "users": 5}"#)).await;
    for _ in 0..5 {
        assert_eq!(lab.people().await.unwrap().users, 5);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 5);
}

#[tokio::test]
async fn an_answer_without_an_end_is_not_read_to_it() {
    let mut endless = b"HTTP/1.1 200 OK\r\ncontent-type: text/markdown\r\n\r\n".to_vec();
    endless.resize(17 * 1024 * 1024, b'x');
    let error = answering(endless).await.0.workbook().await.unwrap_err();
    assert!(error.to_string().contains("more than 16 MB") && error.is_unreachable(), "{error}");
}

#[tokio::test]
async fn what_is_no_answer_is_said_to_be_none() {
    for (answer, words) in [
        (ok("<html>a page of a proxy</html>"), "may be of different versions"),
        (b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), "the load generator cannot be understood"),
        (
            b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 4\r\n\r\noops".to_vec(),
            "the load generator says (502): 502 Bad Gateway",
        ),
    ] {
        let error = answering(answer).await.0.people().await.unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
