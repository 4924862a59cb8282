//! `POST /chat`: one turn of the conversation.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use movie_guru_service::Problem;
use movie_guru_telemetry::operations::ChatQuality;
use serde::Deserialize;
use utoipa::ToSchema;

use super::act::Act;
use super::json::JsonBody;
use super::movie::{AgentResponse, Movie};
use super::problem::{bad_field, no_answer};
use super::session::Session;
use crate::app::App;
use crate::store::FinishedTurn;
use guru::talk::{ChatResult, Message, Reply, Role, Turn};

const MOST_CHARACTERS: usize = 1000;
/// How far back the engine looks.
const CONTEXT_MESSAGES: u32 = 10;

/// What somebody says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// More than white space.
    #[schema(min_length = 1, max_length = 1000, pattern = "\\S", example = "Something funny with animals")]
    content: String,
}

/// Say something
///
/// One turn of the conversation. What is said of lasting tastes is remembered in the profile.
#[utoipa::path(
    post, path = "/chat", operation_id = "chat", tag = "Conversation", security(("session" = [])),
    request_body = Question,
    responses(
        (status = 200, description = "The answer; a message that is declined has one too, and `result` says so", body = AgentResponse),
        Session, JsonBody<Question>,
    ),
)]
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    act: Act,
    session: Session,
    JsonBody(question): JsonBody<Question>,
) -> Result<(Extension<ChatQuality>, Json<AgentResponse>), Problem> {
    let said = readable(&question.content)?;
    let fate = act.draw();
    let counted_as = fate.as_ref().and_then(|fate| fate.chat);
    act.live(fate, async {
        let history = app.store.newest_messages(session.person.user, CONTEXT_MESSAGES).await?;
        let turn = Turn { message: &said, history: &history, profile: &session.person.profile };
        let mut reply = app.engine.reply(turn).await.map_err(|error| no_answer(&error))?;
        if counted_as.is_some_and(|quality| quality.safety_issue) && reply.result != ChatResult::Unsafe {
            reply = refused_as_unsafe(reply, &history);
        }
        let answer = Message { role: Role::Agent, content: reply.answer.clone(), memory: Some(reply.memory) };
        let turn = FinishedTurn { said: &said, answer, taste: &reply.taste, now: app.clock.unix_seconds() };
        let preferences = app.store.save_turn(session.person.user, turn).await?;
        let quality = counted_as.unwrap_or(ChatQuality {
            outcome: reply.outcome,
            sentiment: reply.sentiment,
            safety_issue: reply.result == ChatResult::Unsafe,
        });
        let response = AgentResponse {
            answer: reply.answer,
            relevant_movies: reply.films.iter().map(|film| film.title.clone()).collect(),
            context: reply.films.iter().map(|film| Movie::from(film.as_ref())).collect(),
            error_message: String::new(),
            result: reply.result,
            preferences,
        };
        Ok((Extension(quality), Json(response)))
    })
    .await
}

/// The message without control characters; new lines stay.
fn readable(content: &str) -> Result<String, Problem> {
    if content.chars().count() > MOST_CHARACTERS {
        return Err(bad_field("content", "is longer than 1000 characters"));
    }
    let said: String =
        content.chars().map(|character| if is_unreadable(character) { ' ' } else { character }).collect();
    if said.trim().is_empty() { Err(bad_field("content", "is empty")) } else { Ok(said) }
}

fn is_unreadable(character: char) -> bool {
    character.is_control() && character != '\n'
}

/// What a phase with safety issues makes of an answer. The conversation goes on from the turn before.
fn refused_as_unsafe(reply: Reply, history: &[Message]) -> Reply {
    let before = history.iter().rev().find_map(|message| message.memory.clone());
    Reply {
        result: ChatResult::Unsafe,
        answer: "I'm sorry, I can't go along with that. Let's talk about films instead: what are you in the mood for?"
            .to_owned(),
        films: Vec::new(),
        taste: Vec::new(),
        memory: before.unwrap_or_default(),
        ..reply
    }
}
