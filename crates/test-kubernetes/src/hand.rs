//! Somebody else at work on a cluster: as kubectl would write, or another tool, over plain HTTP.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

/// One who writes under a name of their own, with the rights of the kubeconfig's first user.
#[derive(Clone, Debug)]
pub struct Hand {
    client: reqwest::Client,
    base: String,
    token: String,
    manager: String,
}

impl Hand {
    /// `manager` is whose the fields are then.
    #[must_use]
    pub fn new(kubeconfig: &Path, manager: &str) -> Self {
        let text = std::fs::read_to_string(kubeconfig).unwrap();
        let value = |name: &str| {
            let (_, rest) = text.split_once(name).unwrap();
            rest.trim_start_matches(['"', ':', ' ']).split(['"', '}', ',', '\n']).next().unwrap().trim().to_owned()
        };
        let client = reqwest::Client::builder().tls_danger_accept_invalid_certs(true).build().unwrap();
        Self { client, base: value("server"), token: value("token"), manager: manager.to_owned() }
    }

    async fn send(&self, method: Method, path: &str, body: Option<(&str, &Value)>) -> (u16, Value) {
        let mark = if path.contains('?') { '&' } else { '?' };
        let address = format!("{}{path}{mark}fieldManager={}", self.base, self.manager);
        let mut request = self.client.request(method, address).bearer_auth(&self.token);
        if let Some((content_type, body)) = body {
            request = request.header("Content-Type", content_type).body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let code = response.status().as_u16();
        (code, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
    }

    /// What is at a path like `/apis/apps/v1/namespaces/n/deployments/web`; none where nothing is.
    pub async fn get(&self, path: &str) -> Option<Value> {
        let (code, body) = self.send(Method::GET, path, None).await;
        assert!(code == 200 || code == 404, "{code}: {body}");
        (code == 200).then_some(body)
    }

    /// The objects of a list.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let list = self.get(path).await.unwrap_or_default();
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// A new object of a list.
    pub async fn create(&self, path: &str, object: &Value) -> Value {
        let (code, body) = self.send(Method::POST, path, Some(("application/json", object))).await;
        assert_eq!(code, 201, "{body}");
        body
    }

    /// A new namespace.
    pub async fn namespace(&self, name: &str) {
        let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        self.create("/api/v1/namespaces", &object).await;
    }

    /// A merge patch (RFC 7386).
    pub async fn change(&self, path: &str, patch: &Value) -> Value {
        let (code, body) = self.send(Method::PATCH, path, Some(("application/merge-patch+json", patch))).await;
        assert_eq!(code, 200, "{body}");
        body
    }

    /// Deletes what is there.
    pub async fn delete(&self, path: &str) {
        let (code, body) = self.send(Method::DELETE, path, None).await;
        assert!(code == 200 || code == 202, "{code}: {body}");
    }
}
