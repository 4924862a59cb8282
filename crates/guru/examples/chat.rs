//! A chat with the rule-based engine in the terminal: one message a line. `cargo run -p guru --example chat`

use std::io::{BufRead, Write};
use std::sync::Arc;

use guru::catalogue::Catalogue;
use guru::engine::RuleEngine;
use guru::profile::UserProfile;
use guru::talk::{Message, Role, Turn};

fn main() -> anyhow::Result<()> {
    let engine = RuleEngine::new(Arc::new(Catalogue::embedded()?));
    let (mut history, mut profile) = (Vec::new(), UserProfile::default());
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let message = line?;
        let reply = engine.answer(Turn { message: &message, history: &history, profile: &profile });
        let (intent, outcome, sentiment) = (reply.intent, reply.outcome, reply.sentiment);
        writeln!(out, "> {message}\n[{intent:?}, {outcome:?}, {sentiment:?}]\n{}\n", reply.answer)?;
        reply.taste.iter().for_each(|change| profile.apply(change));
        history.push(Message { role: Role::User, content: message, memory: None });
        history.push(Message { role: Role::Agent, content: reply.answer, memory: Some(reply.memory) });
    }
    Ok(())
}
