//! Who needs a coach, in an order that a coach in a loud room can go by.

use jiff::Timestamp;

use super::level::{Level, Need};
use super::model::{Team, whole_minutes};

/// A team that has passed nothing for so long while a challenge is on may be stuck, whether it calls or not.
const LONG: i64 = 15;
/// Hints at one challenge from which on somebody should go and look.
const MANY_HINTS: usize = 3;

/// What a team needs, from what is known of it.
pub(crate) fn need(team: &Team, now: Timestamp) -> Need {
    let need = |level, why: String, minutes| Need { level, why, minutes };
    if let Some(help) = &team.help {
        let minutes = whole_minutes(help.at, now);
        let text = help.text.trim();
        let why = if text.is_empty() { "calls you".to_owned() } else { format!("calls you: {text}") };
        return need(Level::Calls, why, minutes);
    }
    let stuck = team.health.as_ref().and_then(|health| health.stuck.first().cloned());
    if let Some(why) = stuck {
        return need(Level::Away, why, 0);
    }
    if let Some(away) = team.not_asked.iter().find(|part| part.what == "workshop" && !part.is_none) {
        return need(Level::Away, away.why.clone(), 0);
    }
    if team.challenges.is_none() {
        return need(Level::Unknown, "not asked yet".to_owned(), 0);
    }
    let Some(current) = &team.current else { return need(Level::Idle, "has not begun".to_owned(), 0) };
    if current.criteria.of > 0 && current.criteria.done == current.criteria.of {
        return need(Level::Idle, "done with this challenge".to_owned(), 0);
    }
    let waiting = team.minutes_since_pass.unwrap_or_default();
    let hints = team.hints.unwrap_or_default();
    let mut reasons = Vec::new();
    if waiting >= LONG {
        reasons.push(format!("{waiting} min without a pass"));
    }
    if hints >= MANY_HINTS {
        reasons.push(format!("{hints} hints taken"));
    }
    if current.minutes_left.is_some_and(|left| left < 0) {
        reasons.push("time is over".to_owned());
    }
    match reasons.is_empty() {
        true => need(Level::Working, "at work".to_owned(), waiting),
        false => need(Level::Look, reasons.join(", "), waiting),
    }
}

#[cfg(test)]
mod tests {
    use movie_guru_workshop::HelpCall;

    use super::*;
    use crate::reach::Health;
    use crate::snapshot::{Class, Current, NotAsked, Share};

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn working(name: &str) -> Team {
        let current = Current {
            slug: "04-slos".to_owned(),
            number: Some(4),
            title: "SLOs".to_owned(),
            started_at: Some(at(0)),
            ends_at: Some(at(30)),
            minutes: Some(30),
            extended: 0,
            minutes_gone: Some(5),
            minutes_left: Some(25),
            criteria: Share { done: 1, of: 4 },
        };
        Team {
            challenges: Some(Share { done: 3, of: 8 }),
            current: Some(current),
            hints: Some(0),
            minutes_since_pass: Some(5),
            ..Team::unknown(name)
        }
    }

    #[test]
    fn who_calls_comes_first_then_labs_that_are_away_then_those_that_may_be_stuck() {
        let call = |minutes| HelpCall { at: at(minutes), challenge: None, text: "no login".to_owned() };
        let teams = [
            working("works"),
            Team { help: Some(call(8)), ..working("calls-late") },
            Team { minutes_since_pass: Some(22), ..working("stuck-long") },
            Team { hints: Some(3), ..working("hints") },
            Team { help: Some(call(2)), ..working("calls-first") },
            Team {
                health: Some(Health { ready: 3, of: 4, stuck: vec!["web does not start".into()] }),
                ..working("half")
            },
            Team {
                not_asked: vec![NotAsked { what: "workshop", why: "the web app is away".into(), is_none: false }],
                ..Team::unknown("gone")
            },
            Team { current: None, ..working("early") },
            Team { minutes_since_pass: Some(15), ..working("stuck") },
        ];
        let teams = teams.map(|team| Team { need: need(&team, at(10)), ..team });
        let class = Class { at: at(10), teams: teams.into() };
        let order: Vec<_> = class.by_need().into_iter().map(|team| (&*team.team, &*team.need.why)).collect();
        assert_eq!(
            order,
            [
                ("calls-first", "calls you: no login"),
                ("calls-late", "calls you: no login"),
                ("gone", "the web app is away"),
                ("half", "web does not start"),
                ("stuck-long", "22 min without a pass"),
                ("stuck", "15 min without a pass"),
                ("hints", "3 hints taken"),
                ("works", "at work"),
                ("early", "has not begun"),
            ]
        );
    }

    #[test]
    fn a_team_is_not_stuck_in_what_it_has_done_and_not_bad_for_what_nobody_asked() {
        let mut done = Team { minutes_since_pass: Some(60), ..working("done") };
        if let Some(current) = &mut done.current {
            current.criteria.done = 4;
        }
        assert_eq!(need(&done, at(10)).level, Level::Idle);
        let elsewhere = NotAsked { what: "figures", why: "this lab has no Metrics".into(), is_none: true };
        assert_eq!(need(&Team { not_asked: vec![elsewhere], ..working("x") }, at(10)).level, Level::Working);
        assert_eq!(need(&Team::unknown("x"), at(10)).level, Level::Unknown);
    }
}
