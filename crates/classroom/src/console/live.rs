//! Changes as they happen, to pages that are open (server-sent events). What has not changed is not sent.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::stream::{Stream, unfold};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::app::App;
use super::board::{row, summary};
use super::team::parts;
use crate::snapshot::Class;

/// Changes within this time go together: labs of a class that is told something all change at once.
const TOGETHER: Duration = Duration::from_millis(50);

type Events =
    Sse<axum::response::sse::KeepAliveStream<std::pin::Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>>>>;

/// Rows of all teams, each when it changes.
pub(super) fn class(app: Arc<App>) -> Events {
    let sent = HashMap::new();
    let class = app.watch.class();
    events(app, class, sent, |_, class, sent: &mut HashMap<String, String>| {
        let mut fresh = |id: String, html: String| {
            let is_fresh = sent.get(&id) != Some(&html);
            if is_fresh {
                sent.insert(id, html.clone());
            }
            is_fresh.then_some(html)
        };
        let rows: Vec<Value> = class
            .teams
            .iter()
            .filter_map(|team| {
                let html = fresh(team.team.clone(), row(team).into_string())?;
                Some(json!({ "team": team.team, "html": html }))
            })
            .collect();
        if rows.is_empty() {
            return None;
        }
        let order: Vec<_> = class.by_need().into_iter().map(|team| &*team.team).collect();
        let parts = fresh("#summary".to_owned(), summary(class).into_string());
        let parts = parts.map_or_else(|| json!({}), |html| json!({ "summary": html }));
        Some(json!({ "rows": rows, "order": order, "replace": parts }))
    })
}

/// Parts of a team's page, each when it changes.
pub(super) fn team(app: Arc<App>, name: String) -> Events {
    let class = app.watch.class();
    events(app, class, HashMap::new(), move |app, class, sent: &mut HashMap<String, String>| {
        let team = class.team(&name)?;
        let seen = app.watch.seen(&name)?.borrow().clone();
        let past = app.past.lock().unwrap_or_else(PoisonError::into_inner).of(&name);
        let mut fill = serde_json::Map::new();
        for (id, part) in parts(team, seen.as_deref(), &past) {
            let html = part.into_string();
            if sent.get(id) != Some(&html) {
                fill.insert(id.to_owned(), html.clone().into());
                sent.insert(id.to_owned(), html);
            }
        }
        (!fill.is_empty()).then(|| json!({ "fill": fill }))
    })
}

/// What `tell` says of the class: at once, and whenever it changed and that is something new.
fn events<S: Send + 'static>(
    app: Arc<App>,
    class: watch::Receiver<Arc<Class>>,
    sent: S,
    tell: impl Fn(&App, &Class, &mut S) -> Option<Value> + Send + Sync + 'static,
) -> Events {
    let tell = Arc::new(tell);
    let stop = app.stop.clone();
    let stream = unfold((class, sent, true), move |(mut class, mut sent, is_first)| {
        let (app, stop, tell) = (Arc::clone(&app), stop.clone(), Arc::clone(&tell));
        async move {
            let mut is_first = is_first;
            loop {
                if !is_first {
                    stop.run_until_cancelled(class.changed()).await?.ok()?;
                    tokio::time::sleep(TOGETHER).await;
                }
                is_first = false;
                let seen = Arc::clone(&class.borrow_and_update());
                if let Some(news) = tell(&app, &seen, &mut sent) {
                    let event = Event::default().data(news.to_string());
                    return Some((Ok(event), (class, sent, false)));
                }
            }
        }
    });
    let stream: std::pin::Pin<Box<dyn Stream<Item = _> + Send>> = Box::pin(stream);
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(10)))
}
