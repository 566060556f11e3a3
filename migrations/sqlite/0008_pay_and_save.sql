-- A rider without a saved account may pay and save one in one visit to the bank: such an attempt names no account beforehand. SQLite
-- cannot drop a column's own constraint, so the table is made again. What refers to its rows is checked when the migration ends,
-- and by then they are all back.
pragma defer_foreign_keys = on;
create table payments_until_now as select * from payments;
drop table payments;
create table payments (
    id text not null primary key,
    ride_id text not null references rides (id),
    rider_id text not null references riders (id),
    attempt integer not null,
    amount_clp integer not null,
    -- null when the rider chooses an account at the bank, and may save it there
    method_id text references payment_methods (id),
    -- what a success must agree with, beside the amount
    customer_id text not null,
    mode text not null,
    state text not null,
    reason text,
    review text,
    needs_review_at integer,
    session_id text unique,
    intent_id text,
    -- the hosted page, while the bank wants the rider's approval
    redirect_url text,
    created_at integer not null,
    updated_at integer not null,
    -- when the reconciler asks next; null once nothing more can happen
    check_at integer,
    version integer not null,
    -- null when it collects the fare
    extra_id text references extras (id),
    -- the account that pays, once Fintoc said so; of its number the last four digits
    payer_institution text,
    payer_kind text,
    payer_last_four text
) strict;
insert into payments select *, null, null, null from payments_until_now;
drop table payments_until_now;
create index payments_by_intent on payments (intent_id);
create index payments_to_check on payments (check_at);
create index payments_by_state on payments (state, updated_at);
create unique index payments_by_attempt on payments (ride_id, coalesce(extra_id, ''), attempt);
create index payments_by_extra on payments (extra_id);
