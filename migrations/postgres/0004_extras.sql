-- An extra is a change of destination, and what it costs on top of the fare. A ride has one at most.
create table extras (
    id text not null primary key,
    -- unique, so that a second click and a second tab find the change of the first
    ride_id text not null unique references rides (id),
    rider_id text not null references riders (id),
    to_place text not null,
    amount_clp bigint not null,
    state text not null,
    asked_at bigint not null
);
create index extras_by_rider on extras (rider_id, asked_at);

-- A payment collects a fare, or an extra, and each counts its attempts by itself.
alter table payments add column extra_id text references extras (id);
alter table payments drop constraint payments_ride_id_attempt_key;
create unique index payments_by_attempt on payments (ride_id, coalesce(extra_id, ''), attempt);
create index payments_by_extra on payments (extra_id);
