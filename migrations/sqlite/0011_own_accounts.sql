-- A rider may have an account forgotten: the row is kept for receipts, and nothing is paid with it any more.
alter table payment_methods add column forgotten_at integer;
-- What the rider calls it.
alter table payment_methods add column nickname text;
-- When the rider made it the one that pays. The latest is; without any, the account that was saved last.
alter table payment_methods add column preferred_at integer;
