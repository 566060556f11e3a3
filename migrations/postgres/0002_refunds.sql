-- A refund is a payment that came too late and goes back, once and whole.
create table refunds (
    id text not null primary key,
    -- unique, so that whatever is told twice is given back once
    payment_id text not null unique references payments (id),
    amount_clp bigint not null,
    state text not null,
    -- in Fintoc's words, when it failed
    failure_code text,
    -- Fintoc's re_…; null until Fintoc answered
    refund_id text unique,
    created_at bigint not null,
    updated_at bigint not null,
    -- when the reconciler asks next; null once nothing more can happen
    check_at bigint,
    version bigint not null
);
create index refunds_to_check on refunds (check_at);

-- Until now money that came too late waited for a person; it still does.
update payments set review = 'refund_failed' where review = 'paid_twice';

-- The reconciler looks for payments that a bank has left undecided.
create index payments_by_state on payments (state, updated_at);
