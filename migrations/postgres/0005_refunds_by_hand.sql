-- Until now a payment went back once, whole, by ourselves. From now on it may also go back by hand, in parts, several times.
alter table refunds drop constraint refunds_payment_id_key;
-- late: it came too late for its ride and goes back by itself; by_hand: somebody made it at Fintoc
alter table refunds add column cause text not null default 'late';
alter table refunds alter column cause drop default;
create index refunds_by_payment on refunds (payment_id);
-- whatever is told twice goes back by itself once
create unique index refunds_late on refunds (payment_id) where cause = 'late';

alter table ledger_entries drop constraint ledger_entries_payment_id_kind_key;
-- null when the entry is about the payment itself
alter table ledger_entries add column refund_id text references refunds (id);
update ledger_entries set refund_id = (select f.id from refunds f where f.payment_id = ledger_entries.payment_id)
    where kind = 'fare_returned';
-- A fare is owed once and collected once, and each refund is entered once, whatever arrives twice.
create unique index ledger_entries_of_payment on ledger_entries (payment_id, kind) where refund_id is null;
create unique index ledger_entries_of_refund on ledger_entries (refund_id, kind) where refund_id is not null;
