-- The setup side of a session: Fintoc reads it at an address of its own.
create table setup_intent (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,
    session text not null references checkout_session (id),
    body text not null
) strict;

create index setup_intent_session on setup_intent (session);

-- How an account wants the sandbox to behave where Fintoc's sources are silent or disagree.
create table setting (
    account text primary key,
    body text not null                  -- JSON; what is missing keeps its default
) strict;
