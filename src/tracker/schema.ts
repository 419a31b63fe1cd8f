import { SUM_SCHEMA } from './sum-tables'

/** Marks a SQLite file as a tracker's (`application_id`): the letters "dbtr". */
export const APPLICATION_ID = 0x64627472

/** The layout below (`user_version`). Any change to it raises this number and, once released, adds a migration. */
export const SCHEMA_VERSION = 9

/** Messages of one user belong to one session as long as no two neighbours are further apart. */
export const SESSION_GAP_MS = 5 * 60_000

/**
 * The sums are kept by the quarter of an hour. Every time zone's offset from UTC is a multiple of it, so that an
 * hour or a day of any zone, daylight saving included, is a whole number of slots.
 */
export const SLOT_MS = 15 * 60_000

export const HOUR_MS = 60 * 60_000

/** Beside the slots, the same sums are kept by the day of UTC, so that long spans of time read few rows. */
export const DAY_MS = 24 * HOUR_MS

/** The start of the slot, ms since the epoch, which keys the sums by slot. */
export const slotOf = (time: number): number => Math.floor(time / SLOT_MS) * SLOT_MS

/** The start of the day of UTC, ms since the epoch, which keys the sums by day. */
export const dayOf = (time: number): number => Math.floor(time / DAY_MS) * DAY_MS

/** The bot of what is imported without a bot's name. */
export const IMPORTED = 'import'

/** What the histograms count: ms until the bot's reply; ms and messages of a session. */
export const HISTOGRAMS = { replyMs: 0, sessionMs: 1, sessionMessages: 2 } as const

/**
 * The tables. Times are ms since the epoch; `incoming` is 1 for the user's messages and 0 for the bot's;
 * `bot`, `user`, `session`, `intent` and `event` hold the `id` of a row in the table of that name.
 *
 * A message's own row is slim, so that lists and counts read few pages: its payload, as received, stands apart.
 */
export const TRACKER_SCHEMA = `${SUM_SCHEMA}
-- name: as the options have it, else from the hash of the API key, see src/tracker/store/api-keys.ts; IMPORTED.
CREATE TABLE bots (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- One row for each user of each bot. name, handle: from the latest payload that holds the platform's profile.
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  bot INTEGER NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT,
  handle TEXT,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  events INTEGER NOT NULL,
  sessions INTEGER NOT NULL,
  revenue REAL NOT NULL,
  UNIQUE (user_id, bot)
) STRICT;
CREATE INDEX users_by_first_seen ON users (first_seen, bot);
CREATE INDEX users_by_last_seen ON users (last_seen, bot);

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
-- last_intent to is_answered: where the path of intents stands after the session's last message.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  user INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  key TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  incoming INTEGER NOT NULL,
  outgoing INTEGER NOT NULL,
  last_intent INTEGER,
  turn_not_handled INTEGER NOT NULL,
  question INTEGER,
  asked_at INTEGER,
  is_answered INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user, started_at);
CREATE INDEX sessions_by_key ON sessions (user, key) WHERE key IS NOT NULL;
CREATE INDEX sessions_by_start ON sessions (started_at, bot);

-- images: a JSON array of URLs. clicked: the id of the button that this message answers.
-- reply_ms: of the bot's first message after one of the user's, the time between the two.
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
  clicked TEXT,
  reply_ms INTEGER,
  bot INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_time ON messages (time, bot);
CREATE INDEX messages_by_user ON messages (user, time);
CREATE INDEX messages_by_intent ON messages (intent, user, time, session) WHERE intent IS NOT NULL;
CREATE INDEX messages_by_doubt ON messages (time, bot, confidence) WHERE incoming = 1 AND confidence < 0.7;
CREATE INDEX messages_by_reply ON messages (time, bot, reply_ms) WHERE reply_ms >= 2000;

-- The words of a message as src/tracker/search cuts them; the row is the message's.
CREATE VIRTUAL TABLE message_text USING fts5 (words, content = '', tokenize = 'ascii', columnsize = 0);

-- The id, name and handle of a user; the row is the user's.
CREATE VIRTUAL TABLE user_text USING fts5 (words, content = '', tokenize = 'ascii', columnsize = 0);

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

-- The messages of users that the bot could not answer. time: of the message that says so.
CREATE TABLE misses (
  question INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  bot INTEGER NOT NULL
) STRICT;
CREATE INDEX misses_by_time ON misses (time, bot);

-- session, intent: of the user's last message before the event.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  user INTEGER NOT NULL,
  event INTEGER NOT NULL,
  amount REAL,
  session INTEGER,
  intent INTEGER,
  json TEXT NOT NULL,
  bot INTEGER NOT NULL
) STRICT;
CREATE INDEX events_by_time ON events (time, bot);
CREATE INDEX events_by_user ON events (user, time);
CREATE INDEX events_by_event_and_user ON events (event, user, time);

-- A mark in the charts, such as a deployment. bot: NULL for all bots.
CREATE TABLE annotations (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  text TEXT NOT NULL,
  bot INTEGER
) STRICT;
CREATE INDEX annotations_by_time ON annotations (time);

-- What readers named to find it again: the path and the query of a page.
CREATE TABLE views (
  name TEXT PRIMARY KEY,
  address TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who wrote something in the slot: JSON numbers with commas between them. part: the first message of the batch that
-- noted them, so that a batch adds one row. A user can be noted more than once.
CREATE TABLE user_slots (
  slot INTEGER NOT NULL,
  bot INTEGER NOT NULL,
  part INTEGER NOT NULL,
  users TEXT NOT NULL,
  PRIMARY KEY (slot, bot, part)
) STRICT, WITHOUT ROWID;

-- What was answered and is not in the other tables yet, see src/tracker/store/journal.ts. An id is never given twice.
CREATE TABLE arrivals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  bot TEXT,
  json TEXT NOT NULL,
  key TEXT,
  received_at INTEGER NOT NULL,
  captured_at INTEGER
) STRICT;

-- The ids under which payloads were delivered (Idempotency-Key), so that a repeated delivery counts once. key: the
-- bot's row and the id, with a space between them. A higher id was received later.
CREATE TABLE receipts (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  received_at INTEGER NOT NULL
) STRICT;
`
