//! Contexts of a kubeconfig, and the connection that one of them describes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use kube::Client;
use kube::client::ClientBuilder;
use kube::config::{Config, KubeConfigOptions, Kubeconfig};
use tower::buffer::BufferLayer;
use tower::filter::AsyncFilterLayer;

use crate::bearer::{Bearer, Token};
use crate::plugin::{self, Credential, Plugin};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// Requests that wait for a token; more wait for room.
const WAITING: usize = 1024;
const CONNECT: Duration = Duration::from_secs(10);

fn read(file: Option<&Path>) -> Result<Kubeconfig, Trouble> {
    let read = match file {
        Some(file) => Kubeconfig::read_from(file),
        None => Kubeconfig::read(),
    };
    read.map_err(|error| {
        let place = file.map_or_else(|| "KUBECONFIG or ~/.kube/config".to_owned(), |file| file.display().to_string());
        Trouble::Config(format!("the kubeconfig ({place}) cannot be read: {}; name one, or write one", deepest(&error)))
    })
}

fn deepest(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}

/// All of them, the current one first.
pub(crate) fn contexts(file: Option<&Path>) -> Result<Vec<String>, Trouble> {
    let config = read(file)?;
    let current = config.current_context.unwrap_or_default();
    let mut names: Vec<String> = config.contexts.into_iter().map(|context| context.name).collect();
    names.sort_by_key(|name| *name != current);
    Ok(names)
}

/// As a context describes it.
pub(crate) async fn of_context(file: Option<&Path>, context: &str, patience: Duration) -> Result<Wire, Trouble> {
    let kubeconfig = read(file)?;
    if !kubeconfig.contexts.iter().any(|known| known.name == context) {
        let known: Vec<&str> = kubeconfig.contexts.iter().map(|known| known.name.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return Err(Trouble::Config(format!("the kubeconfig has no context {context}; it has {known}")));
    }
    let options = KubeConfigOptions { context: Some(context.to_owned()), ..KubeConfigOptions::default() };
    let wrong = |why: String| Trouble::Config(format!("context {context}: {why}; look at the kubeconfig"));
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await;
    let mut config = config.map_err(|error| wrong(deepest(&error)))?;
    let mut token: Option<Arc<dyn Token>> = None;
    if let Some(exec) = config.auth_info.exec.take() {
        match plugin::run(&exec, patience).await? {
            Credential::Token { token: first, until } => {
                token = Some(Arc::new(Plugin::new(exec, patience, first, until)));
            }
            Credential::Certificate { certificate, key } => {
                config.auth_info.client_certificate_data = Some(BASE64_STANDARD.encode(certificate));
                config.auth_info.client_key_data = Some(BASE64_STANDARD.encode(key).into());
            }
        }
    }
    let address = config.cluster_url.to_string();
    // What is left to kube's client may run a program too (auth-provider), on this thread.
    let built = tokio::task::spawn_blocking(move || client(config, token));
    match tokio::time::timeout(patience, built).await {
        Ok(Ok(client)) => Ok(Wire::new(client.map_err(wrong)?, address)),
        Ok(Err(error)) => Err(wrong(error.to_string())),
        Err(_) => Err(Trouble::Auth(format!(
            "context {context}: its user's auth-provider did not end within {} s; give it an exec plugin",
            patience.as_secs_f32()
        ))),
    }
}

/// At an address that the public CAs vouch for.
pub(crate) fn at(url: &url::Url, token: Arc<dyn Token>) -> Result<Wire, Trouble> {
    let wrong = |why: String| Trouble::Config(format!("{url}: {why}; name the cluster's endpoint, https://…"));
    let uri: http::Uri = url.as_str().parse().map_err(|error: http::uri::InvalidUri| wrong(error.to_string()))?;
    if uri.host().is_none() {
        return Err(wrong("that is no address of a server".to_owned()));
    }
    Ok(Wire::new(client(Config::new(uri), Some(token)).map_err(wrong)?, url.to_string()))
}

fn client(mut config: Config, token: Option<Arc<dyn Token>>) -> Result<Client, String> {
    // Asking again is wire.rs's, which knows for how long.
    config.default_retry = false;
    config.connect_timeout = Some(CONNECT);
    let builder = ClientBuilder::try_from(config).map_err(|error| deepest(&error))?;
    Ok(match token {
        None => builder.build(),
        Some(token) => builder
            .with_layer(&BufferLayer::new(WAITING))
            .with_layer(&AsyncFilterLayer::new(Bearer::new(token)))
            .build(),
    })
}
