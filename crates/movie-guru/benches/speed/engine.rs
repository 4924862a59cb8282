//! What the parts cost by themselves: a turn of the chat engine, and what the service adds to a query.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use guru::catalogue::Catalogue;
use guru::engine::RuleEngine;
use guru::profile::UserProfile;
use guru::talk::{ChatEngine, Message, Role, Turn};
use movie_guru::store::Store;
use movie_guru::store::sqlite::SqliteStore;

use super::driver::{self, Connections};
use super::server::Server;
use super::{milliseconds_since, quantile, sorted};

const SAID: [&str; 12] = [
    "Hi there!",
    "I want something really scary tonight",
    "who directed the second one?",
    "something funny with dogs, under two hours",
    "I love movies with funny animals but I can't stand violence",
    "another one by her",
    "a western from the fifties",
    "no, not that one",
    "what would you recommend, rated above 4?",
    "a heist film from the nineties, please",
    "sounds good, thanks",
    "tell me more about the last one",
];

/// Median time of a turn, in conversations that go on.
pub(super) fn turns() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let catalogue = Arc::new(Catalogue::embedded().expect("films"));
    let engine = RuleEngine::new(catalogue);
    let mut profile = UserProfile::default();
    let mut history: Vec<Message> = Vec::new();
    let mut times = Vec::new();
    for _ in 0..100 {
        for said in SAID {
            let started = Instant::now();
            let turn = Turn { message: said, history: &history, profile: &profile };
            let reply = black_box(runtime.block_on(engine.reply(turn)).expect("an answer"));
            times.push(milliseconds_since(started));
            reply.taste.iter().for_each(|change| profile.apply(change));
            history.push(Message { role: Role::User, content: said.to_owned(), memory: None });
            history.push(Message { role: Role::Agent, content: reply.answer, memory: Some(reply.memory) });
            let old = history.len().saturating_sub(10);
            history.drain(..old);
        }
    }
    let times = sorted(times);
    println!(
        "a turn of the chat engine: median {:.3} ms, 99th percentile {:.3} ms (wanted: median under 1 ms)",
        quantile(&times, 0.5),
        quantile(&times, 0.99)
    );
}

/// The same queries straight on the database and through the service.
pub(super) fn added_to_queries() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let catalogue = Catalogue::embedded().expect("films");
    let store = runtime.block_on(SqliteStore::open(folder.path(), &catalogue)).expect("a database");
    let app = Server::start("app");
    let cookie = driver::log_in(app.address);
    println!("time that the service adds to a query");
    for call in ["GET /search?q=ghost", "GET /startup"] {
        let mut service = Connections::open(app.address, call, &cookie);
        let (mut direct_times, mut service_times) = (Vec::new(), Vec::new());
        for _ in 0..2000 {
            let started = Instant::now();
            let films = if call.ends_with("startup") {
                runtime.block_on(store.featured(5))
            } else {
                runtime.block_on(store.search("ghost", 10))
            };
            black_box(films.expect("films"));
            direct_times.push(milliseconds_since(started));
            let started = Instant::now();
            service.body();
            service_times.push(milliseconds_since(started));
        }
        let direct = quantile(&sorted(direct_times), 0.5);
        let through = quantile(&sorted(service_times), 0.5);
        println!(
            "  {call:<20} on the database {direct:.3} ms   through the service {through:.3} ms   added {:.3} ms",
            through - direct
        );
    }
}
