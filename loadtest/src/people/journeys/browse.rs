//! Open the app in the browser, through the web edge, as somebody who has never been there: the page that asks who it is,
//! and what it loads; log in; the app's own page, and what that loads besides; then see the films, and talk a little.

use serde_json::json;
use url::Url;

use crate::people::answer;
use crate::people::browser::Address;
use crate::people::call::Miss;
use crate::people::page::{self, Opened};
use crate::people::person::Visit;
use crate::plan::journey::Request;

/// The app sends a newcomer on once.
const MOST_REDIRECTS: usize = 3;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    visit.forget_cookies();
    let mut cache = Vec::new();
    open(visit, &mut cache).await?;
    visit.log_in().await?;
    open(visit, &mut cache).await?;
    visit.ask(Request::Startup, None, answer::main_page).await?;
    visit.think().await?;
    let script = visit.script();
    let message = script.opening(visit.chance());
    visit.ask(Request::Chat, Some(json!({ "content": message })), answer::chat).await.map(drop)
}

/// Opens the app's page, goes where it sends people, and loads what is not in the cache.
async fn open(visit: &mut Visit<'_>, cache: &mut Vec<Url>) -> Result<(), Miss> {
    let mut address = visit.page();
    for _ in 0..=MOST_REDIRECTS {
        match visit.get(Request::Page, &address, |read| page::opened(address.url(), read)).await? {
            Opened::Elsewhere(next) => address = next,
            Opened::Here(assets) => return load(visit, assets, cache).await,
        }
    }
    Err(Miss::Failed)
}

async fn load(visit: &mut Visit<'_>, assets: Vec<Address>, cache: &mut Vec<Url>) -> Result<(), Miss> {
    for asset in assets {
        if !cache.contains(asset.url()) {
            visit.get(Request::Asset, &asset, page::whole_asset).await?;
            cache.push(asset.url().clone());
        }
    }
    Ok(())
}
