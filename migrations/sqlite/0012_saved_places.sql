-- The places that riders gave a name: one a name and rider.
create table saved_places (
    rider_id text not null references riders (id),
    saved_as text not null,
    place text not null,
    saved_at integer not null,
    primary key (rider_id, saved_as)
) strict;
