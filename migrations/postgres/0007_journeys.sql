-- A journey is how a paid ride is driven. Rides that were paid before there were journeys have none.
create table journeys (
    ride_id text not null primary key references rides (id),
    paid_at bigint not null,
    -- the phase that the rider was told of last
    told text not null,
    -- when the next one is due; null once it is over
    next_at bigint
);
create index journeys_due on journeys (next_at);

-- A cancellation is a rider's word that a ride is off, and what that costs.
create table cancellations (
    -- once a ride
    ride_id text not null primary key references rides (id),
    fee_clp bigint not null,
    -- null when the rider gave none
    reason text,
    cancelled_at bigint not null
);

-- A paid ride that is cancelled gives its payment back once, whole or but for the fee.
create unique index refunds_cancelled on refunds (payment_id) where cause = 'cancelled';
