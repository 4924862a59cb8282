//! How a team stands in the workshop, from its state and its record.

use jiff::Timestamp;
use movie_guru_workshop::record::Kind;
use movie_guru_workshop::{ChallengeState, Event, HelpCall, RoomState};

use super::model::{Current, Share, whole_minutes};

/// How a team stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) challenges: Share,
    pub(crate) current: Option<Current>,
    pub(crate) hints: usize,
    pub(crate) help: Option<HelpCall>,
    pub(crate) minutes_since_pass: Option<i64>,
    pub(crate) last_activity: Option<Timestamp>,
}

/// Read at a moment.
pub(crate) fn standing(state: &RoomState, record: &[Event], now: Timestamp) -> Standing {
    let checked = state.challenges.iter().filter(|challenge| challenge.of > 0);
    let challenges =
        Share { done: checked.clone().filter(|challenge| challenge.is_done()).count(), of: checked.count() };
    let slug = state.current.as_ref();
    // One that was begun anew is not on until it is started again.
    let on = state.challenges.iter().find(|one| slug == Some(&one.slug) && one.started_at.is_some());
    let hints = on.map_or(0, |on| on.criteria.iter().map(|criterion| criterion.hints.len()).sum());
    let last_pass = record.iter().rfind(|event| event.kind == Kind::CheckPassed).map(|event| event.at);
    // What passed before this challenge began says nothing about it.
    let since = on.and_then(|on| on.started_at).map(|began| last_pass.map_or(began, |passed| passed.max(began)));
    Standing {
        challenges,
        current: on.map(|on| current(on, record, now)),
        hints,
        help: state.help.clone(),
        minutes_since_pass: since.map(|since| whole_minutes(since, now)),
        last_activity: record.iter().rfind(|event| is_the_teams(event.kind)).map(|event| event.at),
    }
}

fn current(on: &ChallengeState, record: &[Event], now: Timestamp) -> Current {
    let own = record.iter().filter(|event| event.challenge.as_ref() == Some(&on.slug)).collect::<Vec<_>>();
    let begun_anew = own.iter().rposition(|event| event.kind == Kind::ChallengeReset).map_or(0, |at| at + 1);
    let added = own[begun_anew..].iter().filter(|event| event.kind == Kind::ChallengeExtended);
    let added = added.filter_map(|event| event.detail.get("minutes")?.as_u64()).sum::<u64>();
    Current {
        slug: on.slug.clone(),
        number: on.number,
        title: on.title.clone(),
        started_at: on.started_at,
        ends_at: on.ends_at,
        minutes: on.minutes,
        extended: u32::try_from(added).unwrap_or(u32::MAX),
        minutes_gone: on.started_at.map(|began| whole_minutes(began, now)),
        // A clock that shows 1 until the last second is over.
        minutes_left: on.ends_at.map(|ends| (ends.duration_since(now).as_secs() + 59).div_euclid(60)),
        criteria: Share { done: on.passed, of: on.of },
    }
}

/// Whether the team itself did it, and not its coach or the lab.
const fn is_the_teams(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::ChallengeStarted
            | Kind::ChallengeReset
            | Kind::CheckPassed
            | Kind::CheckLost
            | Kind::HintTaken
            | Kind::HelpCalled
            | Kind::AnswerGiven
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn event(minutes: i64, kind: &str, detail: Value) -> Event {
        let event = json!({ "version": 1, "at": at(minutes), "team": "red", "kind": kind, "challenge": "01-first", "detail": detail });
        serde_json::from_value(event).unwrap()
    }

    fn state(started: Option<i64>) -> RoomState {
        let challenge = |slug: &str, passed, of, started: Option<i64>| {
            json!({
                "slug": slug, "number": 1, "title": "First", "minutes": 40, "passed": passed, "of": of, "criteria": [],
                "started_at": started.map(at), "ends_at": started.map(|started| at(started + 40)),
            })
        };
        let challenges =
            [challenge("01-first", 1, 3, started), challenge("02-done", 2, 2, None), challenge("03-page", 0, 0, None)];
        serde_json::from_value(json!({ "team": "red", "challenges": challenges, "current": "01-first", "help": null }))
            .unwrap()
    }

    #[test]
    fn minutes_count_from_the_last_pass_of_this_challenge_and_ten_more_are_told_apart() {
        let record = [
            event(0, "check-passed", json!({})),
            event(10, "challenge-started", json!({})),
            event(18, "challenge-extended", json!({ "minutes": 10 })),
        ];
        let now = at(20).checked_add(jiff::SignedDuration::from_secs(30)).unwrap();
        let read = standing(&state(Some(10)), &record, now);
        assert_eq!(read.minutes_since_pass, Some(10), "the pass before it began does not count");
        assert_eq!(read.challenges, Share { done: 1, of: 2 }, "a page alone is no challenge to be done");
        let current = read.current.unwrap();
        assert_eq!((current.minutes_gone, current.minutes_left, current.extended), (Some(10), Some(30), 10));
        assert_eq!(read.last_activity, Some(at(10)), "what a coach does is no activity of the team");
        let passed = [&record[..], &[event(16, "check-passed", json!({}))]].concat();
        assert_eq!(standing(&state(Some(10)), &passed, now).minutes_since_pass, Some(4));
        assert_eq!(standing(&state(Some(10)), &record, at(52)).current.unwrap().minutes_left, Some(-2));
    }

    #[test]
    fn a_challenge_that_was_begun_anew_is_not_on() {
        let read = standing(&state(None), &[event(0, "challenge-reset", json!({}))], at(5));
        assert_eq!((read.current, read.minutes_since_pass), (None, None));
    }
}
