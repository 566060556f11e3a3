-- What happened around each rider, as it is shown backstage. Nothing here is needed to book or to pay: rows may be lost, and go.
create table moments (
    id text primary key,
    rider_id text not null references riders (id),
    ride_id text,
    at integer not null,
    kind text not null,
    body text not null
) strict;
create index moments_of_rider on moments (rider_id, id);
create index moments_of_ride on moments (ride_id, id);
create index moments_by_age on moments (at);
