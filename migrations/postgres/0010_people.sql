-- A guest tries things out: name, e-mail and RUT are made up, and there is no password. Null once they have an account.
alter table riders add column guest_at bigint;
-- When a rider left. Name, e-mail, RUT and password are gone; rides, payments and the books stay under the opaque id.
alter table riders add column erased_at bigint;

-- Whose session it is, when it was last seen and in which kind of browser, so that riders can look through theirs and end them.
alter table sessions add column rider_id text;
alter table sessions add column seen_at bigint not null default 0;
alter table sessions add column agent text not null default '';
update sessions set rider_id = data::json ->> 'rider';
create index sessions_by_rider on sessions (rider_id);
