//! A page as Slack's incoming webhooks take it (<https://api.slack.com/messaging/webhooks>, and attachments for colour).

use movie_guru_slo::readable::burn_rate;
use serde_json::{Value, json};

use super::episode::Episode;

/// The message of an alert that fired, or that is over; `page` leads to the alerts.
pub(crate) fn message(episode: &Episode, page: Option<&str>) -> Value {
    let subject = &episode.subject;
    let (word, colour, at) = match episode.resolved_at {
        None => ("FIRING", "#d13212", episode.fired_at),
        Some(at) => ("RESOLVED", "#1d8102", at),
    };
    let field = |title: &str, value: &str| json!({"title": title, "value": escaped(value), "short": true});
    let title = escaped(&subject.title);
    let mut attachment = json!({
        "color": colour,
        "fallback": format!("{word}: {title}"),
        "title": title,
        "text": escaped(&subject.summary),
        "fields": [
            field("SLO", &subject.slo),
            field("Severity", &subject.severity),
            field("Highest burn rate", &format!("{}x", burn_rate(episode.highest))),
            field("Since", &episode.held_since.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()),
        ],
        "footer": "Movie Guru Lab",
        "ts": at.as_second(),
    });
    if let Some(page) = page {
        attachment["title_link"] = page.into();
    }
    json!({"text": format!("{word}: {title}"), "attachments": [attachment]})
}

/// The three characters that mean something to Slack.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
