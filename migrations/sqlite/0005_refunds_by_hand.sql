-- Until now a payment went back once, whole, by ourselves. From now on it may also go back by hand, in parts, several times.
-- SQLite changes no constraint of a table that is there, so three tables are made anew.
create table new_refunds (
    id text not null primary key,
    payment_id text not null references payments (id),
    -- late: it came too late for its ride and goes back by itself; by_hand: somebody made it at Fintoc
    cause text not null,
    amount_clp integer not null,
    state text not null,
    -- in Fintoc's words, when it failed
    failure_code text,
    -- Fintoc's re_…; null until Fintoc answered
    refund_id text unique,
    created_at integer not null,
    updated_at integer not null,
    -- when the reconciler asks next; null once nothing more can happen
    check_at integer,
    version integer not null
) strict;
insert into new_refunds
    select id, payment_id, 'late', amount_clp, state, failure_code, refund_id, created_at, updated_at, check_at, version
    from refunds;
drop table refunds;
alter table new_refunds rename to refunds;
create index refunds_to_check on refunds (check_at);
create index refunds_by_payment on refunds (payment_id);
-- whatever is told twice goes back by itself once
create unique index refunds_late on refunds (payment_id) where cause = 'late';

create table new_ledger_entries (
    id text not null primary key,
    payment_id text not null references payments (id),
    -- null when the entry is about the payment itself
    refund_id text references refunds (id),
    rider_id text not null references riders (id),
    kind text not null,
    at integer not null
) strict;
insert into new_ledger_entries
    select e.id, e.payment_id, f.id, e.rider_id, e.kind, e.at
    from ledger_entries e left join refunds f on f.payment_id = e.payment_id and e.kind = 'fare_returned';

create table new_ledger_postings (
    entry_id text not null references new_ledger_entries (id),
    account text not null,
    amount_clp integer not null,
    primary key (entry_id, account)
) strict;
insert into new_ledger_postings select entry_id, account, amount_clp from ledger_postings;

drop table ledger_postings;
drop table ledger_entries;
-- The reference of the postings follows the new name.
alter table new_ledger_entries rename to ledger_entries;
alter table new_ledger_postings rename to ledger_postings;
-- A fare is owed once and collected once, and each refund is entered once, whatever arrives twice.
create unique index ledger_entries_of_payment on ledger_entries (payment_id, kind) where refund_id is null;
create unique index ledger_entries_of_refund on ledger_entries (refund_id, kind) where refund_id is not null;
