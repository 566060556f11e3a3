-- The sandbox's world: what another company would keep about its merchants. SQLite only, one file, apart from the
-- merchant's. Every object keeps its wire form in `body`, exactly as it is answered, beside the few columns that are asked
-- about. `account` is the SHA-256 of the secret key that made the row: one key never sees the rows of another. `seq` is
-- the order of birth, which lists and cursors follow.

-- A customer of a merchant.
create table customer (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text not null,             -- its own id, so that one question lists every kind of object of a customer
    tax_id text,                        -- `type:value`; a second customer with the same one is refused
    body text not null,
    unique (account, tax_id)
) strict;

-- A bank account that a customer saved. Saving it again wakes the same row: its `pm_` stays.
create table payment_method (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text not null,
    institution text not null,
    number text not null,
    body text not null,
    unique (account, customer, institution, number)
) strict;

-- A checkout session, and how far somebody came on its hosted page.
create table checkout_session (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,
    status text not null,
    expires_at integer not null,
    body text not null,
    progress text not null              -- JSON; never holds a password
) strict;

create index checkout_session_open on checkout_session (expires_at) where status in ('created', 'in_progress');

-- The money side of a session.
create table payment_intent (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,
    session text not null references checkout_session (id),
    settles_at integer,                 -- when the bank will have made up its mind; null when there is nothing to wait for
    fate text not null,                 -- JSON: what the bank will say then
    body text not null
) strict;

create index payment_intent_session on payment_intent (session);
create index payment_intent_waiting on payment_intent (settles_at) where settles_at is not null;

-- Where a merchant wants to hear of events. The secret stays readable: deliveries are signed with it.
create table webhook_endpoint (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,                      -- always null; lists ask for it
    url text not null,
    status text not null,
    secret text not null,
    body text not null
) strict;

-- What happened, as it is told: `body` holds the very bytes that are signed and posted.
create table event (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,
    type text not null,
    resource text not null,
    created_at integer not null,
    body text not null
) strict;

create index event_account on event (account, created_at);

-- One event owed to one endpoint, with the tries so far.
create table delivery (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,
    event text not null references event (id),
    endpoint text not null,             -- may have been deleted since
    attempts integer not null,
    due_at integer not null,
    done_at integer,                    -- delivered, or given up
    last_status integer,                -- null when nothing answered
    last_error text,
    last_attempt_at integer
) strict;

create index delivery_due on delivery (due_at) where done_at is null;

-- The first answer to a POST that carried an Idempotency-Key.
create table idempotent_answer (
    account text not null,
    key text not null,
    fingerprint text not null,          -- method, path and parameters; another one under the same key is refused
    status integer not null,
    body text not null,
    created_at integer not null,
    primary key (account, key)
) strict;

-- What the next matching payments shall do.
create table scenario (
    seq integer primary key autoincrement,
    account text not null,
    customer text,                      -- null: any customer of the account
    scenario text not null,             -- JSON
    uses_left integer not null
) strict;

-- Whose deliveries are held back.
create table pause (
    account text not null,
    customer text not null,             -- empty: every customer of the account
    primary key (account, customer)
) strict;
