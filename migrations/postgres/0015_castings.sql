-- Which riders were prepared for a demonstration, as whom, and in whose place. Riders who came by themselves have no row.
create table castings (
    rider_id text primary key references riders (id),
    persona text not null,
    previous_id text references riders (id),
    cast_at bigint not null
);
