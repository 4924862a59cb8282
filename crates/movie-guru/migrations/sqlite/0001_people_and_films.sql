-- People, their sessions, their profile and what was said.
CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL, -- a UserProfile as JSON
    created_at INTEGER NOT NULL -- seconds since 1970, as all times here
) STRICT;

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie: a copy of the table opens no session
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'agent', 'system')),
    content TEXT NOT NULL,
    memory TEXT, -- what the chat engine wants to know of this answer next time, as JSON
    said_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_user ON messages (user_id, id);

-- The catalogue, copied from the program at start where it differs.
CREATE TABLE films (
    id INTEGER PRIMARY KEY,
    tconst TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    year INTEGER NOT NULL,
    genres TEXT NOT NULL, -- a JSON list, as actors
    director TEXT NOT NULL,
    actors TEXT NOT NULL,
    runtime INTEGER NOT NULL, -- minutes
    rating REAL NOT NULL,
    plot TEXT NOT NULL
) STRICT;
CREATE INDEX films_by_rating ON films (rating);

CREATE VIRTUAL TABLE film_search USING fts5 (
    title, director, actors, genres, plot,
    content = 'films', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE catalogue_version (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    digest BLOB NOT NULL -- SHA-256 of the catalogue that `films` holds
) STRICT;
