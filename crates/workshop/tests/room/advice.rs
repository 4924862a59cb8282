//! What a check advises holds: who answers with the very words that its next step suggests is not refused for them.

use movie_guru_workshop::check::{Check, TextCheck, Topic, Verdict};
use movie_guru_workshop::{Answer, Library};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

/// The sentences of a next step that suggest something to say, and not where to look; without their marks.
fn suggestions(topic: &Topic) -> impl Iterator<Item = &str> {
    let sentences =
        topic.next.split_inclusive(['.', '?', '!']).map(|part| part.trim().trim_end_matches(['.', '?', '!']));
    sentences.filter(|part| !part.is_empty() && !part.starts_with("Look") && !part.starts_with("Say"))
}

/// A suggestion for one topic, and no more than the names of the others, in as many sentences as are asked for.
fn answer(check: &TextCheck, of: &Topic, suggestion: &str) -> String {
    let others = check.topics.iter().filter(|topic| *topic != of).map(|topic| topic.name.as_str());
    let mut parts: Vec<_> = others.chain([suggestion]).collect();
    if check.at_most == Some(1) {
        return format!("{}.", parts.join(", "));
    }
    parts.resize(parts.len().max(check.at_least), "So it is");
    format!("{}.", parts.join(". "))
}

#[tokio::test]
async fn an_answer_in_the_words_of_the_advice_holds() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let mut said = 0;
    for challenge in Library::embedded().unwrap().challenges().iter().filter(|challenge| challenge.number() <= Some(5))
    {
        for criterion in challenge.criteria() {
            let Some(Check::Text(check)) = &criterion.check else { continue };
            let mut was = Answer::default();
            for topic in &check.topics {
                for suggestion in suggestions(topic) {
                    let text = Answer::Text(answer(check, topic, suggestion));
                    room.write(&challenge.slug, &check.field, &was, text.clone()).await.unwrap();
                    was = text;
                    let state = room.check(&challenge.slug).await.unwrap();
                    let found = state.criteria.into_iter().find(|found| found.name == criterion.name).unwrap();
                    let finding = found.finding.unwrap();
                    assert_eq!(finding.verdict, Verdict::Holds, "{}: {was:?}: {finding:?}", criterion.name);
                    said += 1;
                }
            }
        }
    }
    assert!(said >= 10, "only {said} suggestions were tried");
}

#[tokio::test]
async fn what_another_nine_costs_may_be_said_in_things() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let mut was = Answer::default();
    for cost in [
        "It takes a second data centre and somebody awake every night",
        "We would need a region more, and people on call",
        "For that we hire five more engineers",
        "Each nine is ten times the machines, and people at night",
    ] {
        let text =
            Answer::Text(format!("{cost}. A person on a train could not tell the difference. It stops releases."));
        room.write("2", "answer", &was, text.clone()).await.unwrap();
        was = text;
        let finding = room.check("2").await.unwrap().criteria[0].finding.clone().unwrap();
        assert_eq!(finding.verdict, Verdict::Holds, "{cost}: {finding:?}");
    }
}
