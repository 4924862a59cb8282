//! Open the app in the browser, through the web edge: the page and what it loads from there, as a browser with an
//! empty cache does, then log in, see the main page, and talk a little.

use serde_json::json;

use crate::answer;
use crate::call::Miss;
use crate::journey::Request;
use crate::page;
use crate::person::Visit;

pub(crate) async fn round(visit: &mut Visit<'_>) -> Result<(), Miss> {
    let address = visit.page();
    let assets = visit.ask(Request::Page, None, |read| page::assets(&address, read)).await?;
    for asset in assets {
        visit.fetch(&asset, page::whole_asset).await?;
    }
    visit.log_in().await?;
    visit.ask(Request::Startup, None, answer::main_page).await?;
    visit.think().await?;
    let script = visit.script();
    let message = script.opening(visit.chance());
    visit.ask(Request::Chat, Some(json!({ "content": message })), answer::chat).await.map(drop)
}
