-- Every list is one account's, in the order of birth.
create index customer_account on customer (account, seq);
create index payment_method_account on payment_method (account, seq);
create index checkout_session_account on checkout_session (account, seq);
create index payment_intent_account on payment_intent (account, seq);
create index setup_intent_account on setup_intent (account, seq);
create index refund_account on refund (account, seq);
create index webhook_endpoint_account on webhook_endpoint (account, seq);
create index event_account_order on event (account, seq);

-- Stored answers go after their day.
create index idempotent_answer_age on idempotent_answer (created_at);
