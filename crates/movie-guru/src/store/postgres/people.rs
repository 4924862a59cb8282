//! People, sessions, profiles and messages in PostgreSQL.

use sqlx::Connection;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::failure::store_error;
use crate::store::{FinishedTurn, MESSAGES_KEPT, NewSession, SignedIn, StoreError, TokenHash, UserId};
use guru::profile::UserProfile;
use guru::talk::{Message, Role};

pub(super) async fn sign_in(connection: &mut PgConnection, name: &str, session: NewSession) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(store_error)?;
    // Those that another login deletes just now are left to it.
    sqlx::query(
        "DELETE FROM sessions WHERE token_hash IN
         (SELECT token_hash FROM sessions WHERE expires_at <= $1 LIMIT 100 FOR UPDATE SKIP LOCKED)",
    )
    .bind(session.now)
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    // The update that changes nothing makes RETURNING speak for a known name too.
    let user: i64 = sqlx::query_scalar(
        "INSERT INTO users (name, profile, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
    )
    .bind(name)
    .bind(Json(UserProfile::default()))
    .bind(session.now)
    .fetch_one(&mut *transaction)
    .await
    .map_err(store_error)?;
    sqlx::query("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES ($1, $2, $3)")
        .bind(session.token.as_slice())
        .bind(user)
        .bind(session.expires_at)
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
    transaction.commit().await.map_err(store_error)
}

pub(super) async fn signed_in(
    connection: &mut PgConnection,
    token: &TokenHash,
    now: i64,
) -> Result<Option<SignedIn>, StoreError> {
    let row: Option<(i64, Json<UserProfile>)> = sqlx::query_as(
        "SELECT users.id, users.profile FROM sessions JOIN users ON users.id = sessions.user_id
         WHERE sessions.token_hash = $1 AND sessions.expires_at > $2",
    )
    .bind(token.as_slice())
    .bind(now)
    .fetch_optional(connection)
    .await
    .map_err(store_error)?;
    Ok(row.map(|(user, Json(profile))| SignedIn { user: UserId(user), profile }))
}

pub(super) async fn sign_out(connection: &mut PgConnection, token: &TokenHash) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
        .bind(token.as_slice())
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub(super) async fn save_profile(
    connection: &mut PgConnection,
    user: UserId,
    profile: &UserProfile,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE users SET profile = $1 WHERE id = $2")
        .bind(Json(profile))
        .bind(user.0)
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}

pub(super) async fn save_turn(
    connection: &mut PgConnection,
    user: UserId,
    turn: FinishedTurn<'_>,
) -> Result<UserProfile, StoreError> {
    let mut transaction = connection.begin().await.map_err(store_error)?;
    // Locked first: turns of one person, on whichever replica, come one after the other, and each sees the profile that
    // the one before has left.
    let Json(mut profile): Json<UserProfile> = sqlx::query_scalar("SELECT profile FROM users WHERE id = $1 FOR UPDATE")
        .bind(user.0)
        .fetch_one(&mut *transaction)
        .await
        .map_err(store_error)?;
    let question = Message { role: Role::User, content: turn.said.to_owned(), memory: None };
    for message in [&question, &turn.answer] {
        sqlx::query("INSERT INTO messages (user_id, role, content, memory, said_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(user.0)
            .bind(message.role.name())
            .bind(&message.content)
            .bind(message.memory.as_ref().map(Json))
            .bind(turn.now)
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
    }
    sqlx::query(
        "DELETE FROM messages WHERE user_id = $1 AND id <=
         (SELECT id FROM messages WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    )
    .bind(user.0)
    .bind(i64::from(MESSAGES_KEPT))
    .execute(&mut *transaction)
    .await
    .map_err(store_error)?;
    if !turn.taste.is_empty() {
        turn.taste.iter().for_each(|change| profile.apply(change));
        save_profile(&mut transaction, user, &profile).await?;
    }
    transaction.commit().await.map_err(store_error)?;
    Ok(profile)
}

pub(super) async fn newest_messages(
    connection: &mut PgConnection,
    user: UserId,
    most: u32,
) -> Result<Vec<Message>, StoreError> {
    let rows: Vec<(String, String, Option<Json<serde_json::Value>>)> =
        sqlx::query_as("SELECT role, content, memory FROM messages WHERE user_id = $1 ORDER BY id DESC LIMIT $2")
            .bind(user.0)
            .bind(i64::from(most))
            .fetch_all(connection)
            .await
            .map_err(store_error)?;
    let message = |(role, content, memory): (String, String, Option<Json<serde_json::Value>>)| Message {
        role: Role::named(&role),
        content,
        memory: memory.map(|Json(memory)| memory),
    };
    Ok(rows.into_iter().rev().map(message).collect())
}

pub(super) async fn forget_messages(connection: &mut PgConnection, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM messages WHERE user_id = $1")
        .bind(user.0)
        .execute(connection)
        .await
        .map_err(store_error)?;
    Ok(())
}
