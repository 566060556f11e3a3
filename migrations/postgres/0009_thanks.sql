-- An extra is a change of destination or a tip, and a ride has one of each at most.
alter table extras add column kind text not null default 'destination';
alter table extras alter column kind drop default;
-- null for a tip
alter table extras alter column to_place drop not null;
alter table extras drop constraint extras_ride_id_key;
-- a second click and a second tab find the extra of the first
create unique index extras_by_kind on extras (ride_id, kind);

-- A rating is what a rider thought of a ride; the last word counts.
create table ratings (
    ride_id text not null primary key references rides (id),
    stars bigint not null,
    -- words, separated by commas
    compliments text not null,
    rated_at bigint not null
);
