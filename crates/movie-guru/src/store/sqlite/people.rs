//! People, sessions, profiles and messages in SQLite.

use sqlx::pool::PoolConnection;
use sqlx::sqlite::Sqlite;

use super::failure::{begin, commit, unavailable};
use crate::store::{FinishedTurn, MESSAGES_KEPT, NewSession, SignedIn, StoreError, TokenHash, UserId};
use guru::profile::UserProfile;
use guru::talk::{Message, Role};

type Connection = PoolConnection<Sqlite>;

pub(super) async fn sign_in(connection: &mut Connection, name: &str, session: NewSession) -> Result<(), StoreError> {
    let mut transaction = begin(connection).await?;
    sqlx::query("DELETE FROM sessions WHERE expires_at <= ?")
        .bind(session.now)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
    // The update that changes nothing makes RETURNING speak for a known name too.
    let user: i64 = sqlx::query_scalar(
        "INSERT INTO users (name, profile, created_at) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id",
    )
    .bind(name)
    .bind(serde_json::to_string(&UserProfile::default())?)
    .bind(session.now)
    .fetch_one(&mut *transaction)
    .await
    .map_err(unavailable)?;
    sqlx::query("INSERT INTO sessions (token_hash, user_id, expires_at) VALUES (?, ?, ?)")
        .bind(session.token.as_slice())
        .bind(user)
        .bind(session.expires_at)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
    commit(transaction).await
}

pub(super) async fn signed_in(
    connection: &mut Connection,
    token: &TokenHash,
    now: i64,
) -> Result<Option<SignedIn>, StoreError> {
    let row: Option<(i64, String)> = sqlx::query_as(
        "SELECT users.id, users.profile FROM sessions JOIN users ON users.id = sessions.user_id
         WHERE sessions.token_hash = ? AND sessions.expires_at > ?",
    )
    .bind(token.as_slice())
    .bind(now)
    .fetch_optional(&mut **connection)
    .await
    .map_err(unavailable)?;
    let Some((user, profile)) = row else { return Ok(None) };
    Ok(Some(SignedIn { user: UserId(user), profile: serde_json::from_str(&profile)? }))
}

pub(super) async fn sign_out(connection: &mut Connection, token: &TokenHash) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE token_hash = ?")
        .bind(token.as_slice())
        .execute(&mut **connection)
        .await
        .map_err(unavailable)?;
    Ok(())
}

pub(super) async fn save_profile(
    connection: &mut Connection,
    user: UserId,
    profile: &UserProfile,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE users SET profile = ? WHERE id = ?")
        .bind(serde_json::to_string(profile)?)
        .bind(user.0)
        .execute(&mut **connection)
        .await
        .map_err(unavailable)?;
    Ok(())
}

pub(super) async fn save_turn(
    connection: &mut Connection,
    user: UserId,
    turn: FinishedTurn<'_>,
) -> Result<UserProfile, StoreError> {
    let mut transaction = begin(connection).await?;
    let question = Message { role: Role::User, content: turn.said.to_owned(), memory: None };
    for message in [&question, &turn.answer] {
        let memory = message.memory.as_ref().map(serde_json::Value::to_string);
        sqlx::query("INSERT INTO messages (user_id, role, content, memory, said_at) VALUES (?, ?, ?, ?, ?)")
            .bind(user.0)
            .bind(message.role.name())
            .bind(&message.content)
            .bind(memory)
            .bind(turn.now)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
    }
    sqlx::query(
        "DELETE FROM messages WHERE user_id = ?1 AND id <=
         (SELECT id FROM messages WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
    )
    .bind(user.0)
    .bind(MESSAGES_KEPT)
    .execute(&mut *transaction)
    .await
    .map_err(unavailable)?;
    // Read here, not taken from the session: another window may have changed it meanwhile.
    let profile: String = sqlx::query_scalar("SELECT profile FROM users WHERE id = ?")
        .bind(user.0)
        .fetch_one(&mut *transaction)
        .await
        .map_err(unavailable)?;
    let mut profile: UserProfile = serde_json::from_str(&profile)?;
    if !turn.taste.is_empty() {
        turn.taste.iter().for_each(|change| profile.apply(change));
        sqlx::query("UPDATE users SET profile = ? WHERE id = ?")
            .bind(serde_json::to_string(&profile)?)
            .bind(user.0)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
    }
    commit(transaction).await?;
    Ok(profile)
}

pub(super) async fn newest_messages(
    connection: &mut Connection,
    user: UserId,
    most: u32,
) -> Result<Vec<Message>, StoreError> {
    let rows: Vec<(String, String, Option<String>)> =
        sqlx::query_as("SELECT role, content, memory FROM messages WHERE user_id = ? ORDER BY id DESC LIMIT ?")
            .bind(user.0)
            .bind(most)
            .fetch_all(&mut **connection)
            .await
            .map_err(unavailable)?;
    rows.into_iter()
        .rev()
        .map(|(role, content, memory)| {
            let memory = memory.as_deref().map(serde_json::from_str).transpose()?;
            Ok(Message { role: Role::named(&role), content, memory })
        })
        .collect()
}

pub(super) async fn forget_messages(connection: &mut Connection, user: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM messages WHERE user_id = ?")
        .bind(user.0)
        .execute(&mut **connection)
        .await
        .map_err(unavailable)?;
    Ok(())
}
