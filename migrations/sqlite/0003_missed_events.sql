-- How far Fintoc's list of events has been read, one row for each of its modes: whatever happened until `seen_at` is in the
-- inbox.
create table missed_events (
    -- test or live
    mode text not null primary key,
    seen_at integer not null,
    -- the reading under way goes on after `cursor`; it began with the newest event, and has had so many pages
    cursor text,
    newest_at integer not null default 0,
    pages integer not null default 0,
    -- when to read again, and when already if something of ours is open
    due_at integer not null,
    due_if_open_at integer not null,
    leased_until integer not null default 0,
    -- how often in a row Fintoc would not be read
    failures integer not null default 0
) strict;
