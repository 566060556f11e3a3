-- Money that goes back to whoever paid.
create table refund (
    seq integer primary key autoincrement,
    id text not null unique,
    account text not null,
    customer text,                      -- whose payment it was
    intent text not null references payment_intent (id),
    amount integer not null,
    status text not null,
    due_at integer,                     -- when it takes its next step; null when it is over
    failure text,                       -- why it will fail; null when it will succeed
    created_at integer not null,
    body text not null
) strict;

create index refund_intent on refund (intent);
create index refund_due on refund (due_at) where due_at is not null;
