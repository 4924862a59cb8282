//! The workshop of this lab: what its guide is started with, and how the commands ask it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use async_trait::async_trait;
use movie_guru_workshop::evidence::{LabAddresses, LabApi, PrometheusApi};
use movie_guru_workshop::record::Webhook;
use movie_guru_workshop::workbook::{Folder, Page, write_page};
use movie_guru_workshop::{Challenge, Evidence, Library, Room, RoomConfig, Shelf, ShelfError};
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::cli::{UpArguments, WorkshopTarget};
use crate::client;
use crate::folder::Addresses;

/// The workshop that the guide of a lab at these addresses shows.
///
/// # Errors
/// Where the challenges cannot be read.
pub(crate) fn room(arguments: &UpArguments, addresses: &Addresses) -> anyhow::Result<Arc<Room>> {
    let library = match &arguments.workshop.challenges {
        Some(folder) => Library::of_folder(folder).with_context(|| format!("--challenges {}", folder.display()))?,
        None => Library::embedded()?,
    };
    let services = LabAddresses {
        backend: Some(addresses.backend.clone()),
        load: Some(addresses.load.clone()),
        monitor: Some(addresses.monitor.clone()),
    };
    let lab = LabApi::new(services, arguments.admin_token.clone(), None)?;
    let evidence = Evidence::of_lab(lab, PrometheusApi::new(&addresses.monitor, None)?);
    let webhook = arguments.workshop.events_webhook.as_ref();
    let webhook = webhook.map(|url| Webhook::new(url.expose().clone())).transpose()?;
    Ok(Arc::new(Room::new(RoomConfig {
        team: arguments.workshop.team.clone(),
        library,
        evidence,
        shelf: Arc::new(Folder::new(&arguments.folder.data_dir)),
        webhook,
    })))
}

/// A room for one look from outside: nothing of it is kept, and nobody is told.
pub(crate) fn onlookers(library: Library, evidence: Evidence, workbook: Fetched) -> Room {
    let shelf = Arc::new(workbook);
    Room::new(RoomConfig { team: String::new(), library, evidence, shelf, webhook: None })
}

/// The services of the data folder's lab, or where they usually are; none beside an app that was named by itself, for its
/// lab may be another one.
pub(crate) fn services(target: &WorkshopTarget) -> anyhow::Result<LabAddresses> {
    if target.web_url.is_some() {
        return Ok(LabAddresses::default());
    }
    let Addresses { backend, load, monitor, .. } = Addresses::read(&target.folder.data_dir)?;
    Ok(LabAddresses { backend: Some(backend), load: Some(load), monitor: Some(monitor) })
}

/// Pages of a workbook that were fetched from a guide. What is written here ends with the process: the guide's own pages and
/// record are only read.
#[derive(Debug, Default)]
pub(crate) struct Fetched(Mutex<BTreeMap<String, String>>);

impl Fetched {
    /// Puts a challenge's page on it.
    pub(crate) fn put(&self, challenge: &Challenge, page: Page) {
        let Some(form) = challenge.form() else { return };
        let text = write_page(challenge.title(), form, &page);
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        texts.insert(challenge.page(), text);
    }
}

#[async_trait]
impl Shelf for Fetched {
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned())
    }

    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_as_seen = texts.get(name).map(String::as_str) == was;
        if is_as_seen {
            texts.insert(name.to_owned(), becomes.to_owned());
        }
        Ok(is_as_seen)
    }

    fn place(&self, name: &str) -> String {
        format!("{name} as the guide has it")
    }
}

/// The guide's API.
pub(crate) struct Guide {
    /// With a slash at its end.
    web: Url,
    http: reqwest::Client,
}

impl Guide {
    pub(crate) fn of(target: &WorkshopTarget) -> anyhow::Result<Self> {
        let web = match &target.web_url {
            Some(url) => client::folder(url.clone()),
            None => Addresses::read(&target.folder.data_dir)?.web,
        };
        Ok(Self { web, http: client::http()? })
    }

    /// A request for a path below `api/workshop`.
    pub(crate) fn request(&self, method: Method, path: &[&str]) -> anyhow::Result<RequestBuilder> {
        let mut url = self.web.join("api/workshop")?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.extend(path);
        }
        Ok(self.http.request(method, url))
    }

    pub(crate) async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> anyhow::Result<T> {
        client::answer(request, &self.web)
            .await?
            .json()
            .await
            .with_context(|| format!("{} is no guide of this version", self.web))
    }

    pub(crate) async fn text(&self, request: RequestBuilder) -> anyhow::Result<String> {
        Ok(client::answer(request, &self.web).await?.text().await?)
    }

    /// A challenge's page of the workbook.
    pub(crate) async fn workbook(&self, challenge: &Challenge) -> anyhow::Result<Page> {
        #[derive(Deserialize)]
        struct Fields {
            fields: Page,
        }
        let page: Fields = self.ask(self.request(Method::GET, &["workbook", &challenge.slug])?).await?;
        Ok(page.fields)
    }

    /// The address of a page, for people.
    pub(crate) fn page(&self, path: &str) -> String {
        self.web.join(path).map_or_else(|_| self.web.to_string(), String::from)
    }
}

/// JSON as it is shown.
pub(crate) fn shown(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&serde_json::to_value(value).unwrap_or(Value::Null))?)
}
