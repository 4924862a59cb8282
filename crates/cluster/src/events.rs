//! Events, as the controllers and kubelets of a cluster write them.

use jiff::Timestamp;
use serde_json::Value;

use crate::calls::list;
use crate::kind::Kind;
use crate::trouble::Trouble;
use crate::wire::Wire;

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) at: Timestamp,
    /// `Pod/web-5d9`
    pub(crate) object: String,
    pub(crate) reason: String,
    pub(crate) message: String,
}

/// Of a namespace, the newest first.
pub(crate) async fn events(wire: &Wire, namespace: &str) -> Result<Vec<Event>, Trouble> {
    let found = list(wire, &Kind::core("Event"), Some(namespace), "").await?.unwrap_or_default();
    let mut events: Vec<Event> = found.iter().map(event).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Ok(events)
}

fn event(value: &Value) -> Event {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let times = [
        &value["series"]["lastObservedTime"],
        &value["lastTimestamp"],
        &value["eventTime"],
        &value["firstTimestamp"],
        &value["metadata"]["creationTimestamp"],
    ];
    let at = times.into_iter().find_map(|time| time.as_str()?.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    let object = &value["involvedObject"];
    Event {
        at,
        object: format!("{}/{}", text(&object["kind"]), text(&object["name"])),
        reason: text(&value["reason"]),
        message: text(&value["message"]).trim().to_owned(),
    }
}
