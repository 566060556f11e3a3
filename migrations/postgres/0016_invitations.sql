-- Links that signed another browser in as the same rider: crossed out here, because each works once.
create table used_invitations (
    nonce text primary key,
    rider_id text not null references riders (id),
    used_at bigint not null,
    expires_at bigint not null
);
