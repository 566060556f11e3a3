-- An extra is a change of destination or a tip, and a ride has one of each at most. SQLite cannot drop a table's own constraints, so
-- the table is made again. What refers to its rows is checked when the migration ends, and by then they are all back.
pragma defer_foreign_keys = on;
create table extras_until_now as select * from extras;
drop table extras;
create table extras (
    id text not null primary key,
    ride_id text not null references rides (id),
    rider_id text not null references riders (id),
    -- destination or tip
    kind text not null,
    -- null for a tip
    to_place text,
    amount_clp integer not null,
    state text not null,
    asked_at integer not null
) strict;
insert into extras
    select id, ride_id, rider_id, 'destination', to_place, amount_clp, state, asked_at from extras_until_now;
drop table extras_until_now;
create index extras_by_rider on extras (rider_id, asked_at);
-- a second click and a second tab find the extra of the first
create unique index extras_by_kind on extras (ride_id, kind);

-- A rating is what a rider thought of a ride; the last word counts.
create table ratings (
    ride_id text not null primary key references rides (id),
    stars integer not null,
    -- words, separated by commas
    compliments text not null,
    rated_at integer not null
) strict;
