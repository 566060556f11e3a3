-- A rider is a person with an account here.
create table riders (
    id text not null primary key,
    name text not null,
    -- lower case; how they sign in
    email text not null unique,
    -- compact, check digit included; two riders may share one (guests do)
    rut text not null,
    -- a PHC string
    password_hash text not null,
    -- Fintoc's customer, one a rider and never shared; null until Fintoc answered
    customer_id text unique,
    joined_at integer not null
) strict;

-- A session is a signed-in (or not yet signed-in) browser.
create table sessions (
    -- SHA-256 of the cookie's value, so that a stolen copy of this table opens nothing
    id_hash text not null primary key,
    data text not null,
    expires_at integer not null
) strict;
create index sessions_by_expiry on sessions (expires_at);

-- A setting is something made once and kept: keys and secrets of this installation.
create table settings (
    name text not null primary key,
    value text not null,
    set_at integer not null
) strict;

-- A payment method is a bank account that a rider saved at Fintoc. Of its number we keep the last four digits.
create table payment_methods (
    id text not null primary key,
    rider_id text not null references riders (id),
    institution text not null,
    kind text not null,
    last_four text not null,
    activated_at integer not null,
    canceled_at integer
) strict;
create index payment_methods_by_rider on payment_methods (rider_id, activated_at);

-- A setup is one run of the hosted page to save a bank account.
create table setups (
    id text not null primary key,
    rider_id text not null references riders (id),
    state text not null,
    -- the bank the rider chose with us, if any
    institution text,
    session_id text unique,
    redirect_url text,
    method_id text,
    started_at integer not null,
    updated_at integer not null,
    -- when the reconciler asks next; null once nothing more can happen
    check_at integer,
    version integer not null
) strict;
create index setups_by_rider on setups (rider_id, started_at);
create index setups_to_check on setups (check_at);

-- A ride is a booked trip.
create table rides (
    id text not null primary key,
    rider_id text not null references riders (id),
    -- minted by the page: a second click, tab or re-post finds the row of the first
    booking_key text not null,
    from_place text not null,
    to_place text not null,
    -- the fare with its lines, as JSON, fixed at booking
    fare text not null,
    fare_clp integer not null,
    state text not null,
    booked_at integer not null,
    version integer not null,
    unique (rider_id, booking_key)
) strict;
create index rides_by_rider on rides (rider_id, booked_at);

-- A payment is one attempt to collect one fare.
create table payments (
    id text not null primary key,
    ride_id text not null references rides (id),
    rider_id text not null references riders (id),
    attempt integer not null,
    amount_clp integer not null,
    method_id text not null references payment_methods (id),
    -- what a success must agree with, beside the amount
    customer_id text not null,
    mode text not null,
    state text not null,
    reason text,
    review text,
    needs_review_at integer,
    session_id text unique,
    intent_id text,
    -- the hosted page, while the bank wants the rider's approval
    redirect_url text,
    created_at integer not null,
    updated_at integer not null,
    -- when the reconciler asks next; null once nothing more can happen
    check_at integer,
    version integer not null,
    -- a second click on "try again" finds the attempt of the first
    unique (ride_id, attempt)
) strict;
create index payments_by_intent on payments (intent_id);
create index payments_to_check on payments (check_at);

-- A ride update is something the rider is told. Its number is the id of the server-sent event.
create table ride_updates (
    ride_id text not null references rides (id),
    number integer not null,
    news text not null,
    at integer not null,
    primary key (ride_id, number)
) strict;

-- A ledger entry is a balanced line of the books.
create table ledger_entries (
    id text not null primary key,
    payment_id text not null references payments (id),
    rider_id text not null references riders (id),
    kind text not null,
    at integer not null,
    -- a fare is owed once and collected once, whatever arrives twice
    unique (payment_id, kind)
) strict;

-- A posting is one side of an entry; the sides of an entry add up to nothing.
create table ledger_postings (
    entry_id text not null references ledger_entries (id),
    account text not null,
    amount_clp integer not null,
    primary key (entry_id, account)
) strict;

-- The outbox holds calls to Fintoc that we owe: the exact bytes and the idempotency key, written down before the first try.
create table outbox (
    id text not null primary key,
    -- customer, setup or payment, and which one
    kind text not null,
    subject_id text not null,
    idempotency_key text not null unique,
    body text not null,
    created_at integer not null,
    due_at integer not null,
    leased_until integer not null default 0,
    attempts integer not null default 0,
    last_error text,
    done_at integer
) strict;
create index outbox_due on outbox (done_at, due_at);

-- The inbox holds what Fintoc told us: verified events, and answers to our own questions. A row is applied once.
create table inbox (
    -- evt_… for an event; for an answer, an id of ours
    id text not null primary key,
    type text not null,
    -- null when it is authentic but old: then the resource is fetched again and the body is not believed
    trusted_at integer,
    body text not null,
    received_at integer not null,
    due_at integer not null,
    leased_until integer not null default 0,
    attempts integer not null default 0,
    done_at integer,
    -- applied, nothing_new, ignored, unmatched, …
    verdict text
) strict;
create index inbox_due on inbox (done_at, due_at);
