-- When the bank answers what the payer did on the page, or its app approves by itself; null when nothing is under way.
alter table checkout_session add column answers_at integer;

create index checkout_session_answers on checkout_session (answers_at) where answers_at is not null;
