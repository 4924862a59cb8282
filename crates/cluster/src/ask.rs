//! One request to an API server, and in which words it is told of.

use http::{Method, Request, header};
use serde_json::Value;

use crate::kind::Kind;

/// One request, and in which words it is told of.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
    /// `Deployment/web`
    pub(crate) object: String,
    /// `create deployments.apps -n team-1`
    pub(crate) right: String,
}

impl Ask {
    pub(crate) fn new(method: Method, verb: &str, kind: &Kind, namespace: Option<&str>, name: Option<&str>) -> Self {
        let namespace = namespace.filter(|_| !kind.cluster_wide());
        let mut path = kind.path(namespace);
        let mut object = kind.kind.clone();
        if let Some(name) = name {
            path = format!("{path}/{name}");
            object = format!("{object}/{name}");
        }
        let place = namespace.map_or_else(|| " --all-namespaces".to_owned(), |namespace| format!(" -n {namespace}"));
        let place = if kind.cluster_wide() { "" } else { &place };
        let right = format!("{verb} {}{place}", kind.resource());
        Self { method, path, query: Vec::new(), body: None, object, right }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, content_type: &'static str, body: &Value) -> Self {
        self.body = Some((content_type, body.to_string().into_bytes()));
        self
    }

    /// As kube's client takes it.
    pub(crate) fn request<B>(&self, body: impl FnOnce(Vec<u8>) -> B) -> Result<Request<B>, http::Error> {
        let mut address = self.path.clone();
        if !self.query.is_empty() {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.query).finish();
            address = format!("{address}?{query}");
        }
        let mut request = Request::builder().method(self.method.clone()).uri(address);
        if let Some((content_type, _)) = &self.body {
            request = request.header(header::CONTENT_TYPE, *content_type);
        }
        let bytes = self.body.as_ref().map(|(_, bytes)| bytes.clone()).unwrap_or_default();
        request.body(body(bytes))
    }
}
