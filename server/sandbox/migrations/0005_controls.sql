-- What was armed: by name, for whom, for how often.
create table armed_scenario (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,                      -- null: any customer of the account
    payment_method text,                -- null: any, or none at all
    about text not null,                -- who takes it up: payment, setup, refund, api, delivery
    scenario text not null,             -- JSON
    uses_left integer,                  -- null: until somebody clears it
    armed_at integer not null
) strict;

create index armed_scenario_account on armed_scenario (account, about);

-- An older version armed payments only.
insert into armed_scenario (id, account, customer, about, scenario, uses_left, armed_at)
select 'scn_' || substr(hex(randomblob(14)), 1, 27), account, customer, 'payment', scenario, uses_left, unixepoch() * 1000
from scenario
where uses_left > 0
order by seq;

drop table scenario;

alter table delivery add column fault text;     -- JSON: what shall happen to its first attempt, or happened to the queue
alter table delivery add column copy_of text;   -- the delivery whose event it repeats

create index delivery_event on delivery (event);
create index delivery_account on delivery (account, seq);

-- One try of a delivery: what left, and what came back.
create table attempt (
    seq integer primary key autoincrement,
    delivery text not null references delivery (id),
    at integer not null,
    latency integer not null,           -- milliseconds
    headers text not null,              -- JSON, as sent
    body text,                          -- as sent, where that was not the event itself
    status integer,                     -- null when nothing answered
    error text,
    response text not null,             -- the first 2 KiB of the answer's body
    fault text                          -- the name of the fault that acted on it
) strict;

create index attempt_delivery on attempt (delivery);
