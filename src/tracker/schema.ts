/** Marks a SQLite file as a tracker's (`application_id`): the letters "dbtr". */
export const APPLICATION_ID = 0x64627472

/** The layout below (`user_version`). Any change to it raises this number and, once released, adds a migration. */
export const SCHEMA_VERSION = 2

/** Messages of one user belong to one session as long as no two neighbours are further apart. */
export const SESSION_GAP_MS = 5 * 60_000

/** The hourly tables are keyed by the start of the hour, ms since the epoch. */
export const HOUR_MS = 60 * 60_000

/** The start of the hour. */
export const hourOf = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS

/**
 * The tables. Times are ms since the epoch; `incoming` is 1 for the user's messages and 0 for the bot's;
 * `user`, `session`, `intent` and `event` hold the `id` of a row in the table of that name.
 *
 * A message's own row is slim, so that lists and counts read few pages: its payload, as received, stands apart.
 * What the pages sum over a span of time is kept by the hour; a day, in any time zone, is a sum of hours.
 */
export const TRACKER_SCHEMA = `
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  events INTEGER NOT NULL
) STRICT;
CREATE INDEX users_by_first_seen ON users (first_seen);
CREATE INDEX users_by_last_seen ON users (last_seen);

CREATE TABLE intents (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE event_names (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (type, name)
) STRICT;

-- key: the sessionId that came with the messages, where the bot keeps its own sessions.
-- last_intent, turn_not_handled: where the path of intents stands after the session's last message.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  user INTEGER NOT NULL,
  key TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  last_intent INTEGER,
  turn_not_handled INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user, started_at);
CREATE INDEX sessions_by_key ON sessions (user, key) WHERE key IS NOT NULL;
CREATE INDEX sessions_by_start ON sessions (started_at);

-- images: a JSON array of URLs. clicked: the id of the button that this message answers.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  user INTEGER NOT NULL,
  session INTEGER NOT NULL,
  text TEXT NOT NULL,
  intent INTEGER,
  confidence REAL,
  images TEXT,
  clicked TEXT
) STRICT;
CREATE INDEX messages_by_time ON messages (time);
CREATE INDEX messages_by_user ON messages (user, time);
CREATE INDEX messages_by_intent ON messages (intent, time, user) WHERE intent IS NOT NULL;

CREATE VIRTUAL TABLE message_text USING fts5 (
  text, content = 'messages', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2', columnsize = 0
);

CREATE TABLE payloads (
  message INTEGER PRIMARY KEY,
  json TEXT NOT NULL
) STRICT;

-- clicked_by: the message that answered this button last.
CREATE TABLE buttons (
  message INTEGER NOT NULL,
  position INTEGER NOT NULL,
  button_id TEXT NOT NULL,
  label TEXT NOT NULL,
  value TEXT NOT NULL,
  clicked_by INTEGER,
  PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  user INTEGER NOT NULL,
  event INTEGER NOT NULL,
  amount REAL,
  json TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (time);
CREATE INDEX events_by_user ON events (user, time);
CREATE INDEX events_by_event_and_user ON events (event, user, time);

-- not_handled: turns that the bot could not answer, however many messages say so.
CREATE TABLE message_hours (
  hour INTEGER PRIMARY KEY,
  incoming INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  not_handled INTEGER NOT NULL
) STRICT;

CREATE TABLE intent_hours (
  hour INTEGER NOT NULL,
  intent INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  PRIMARY KEY (hour, intent)
) STRICT, WITHOUT ROWID;

-- What intents were given; the inputs of one message stand in its payload.
CREATE TABLE input_hours (
  hour INTEGER NOT NULL,
  intent INTEGER NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, intent, name, value)
) STRICT, WITHOUT ROWID;

-- Which intent followed which within a session: of the user's messages, and NotHandled.
CREATE TABLE intent_steps (
  hour INTEGER NOT NULL,
  from_intent INTEGER NOT NULL,
  to_intent INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, from_intent, to_intent)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_hours (
  hour INTEGER NOT NULL,
  event INTEGER NOT NULL,
  count INTEGER NOT NULL,
  amount REAL NOT NULL,
  PRIMARY KEY (hour, event)
) STRICT, WITHOUT ROWID;

-- The ids under which payloads were delivered (Idempotency-Key), so that a repeated delivery counts once.
-- A higher id was received later.
CREATE TABLE receipts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  received_at INTEGER NOT NULL
) STRICT;
`
