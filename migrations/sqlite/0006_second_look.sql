-- When Fintoc was looked through in vain for what a call may have done: a list may lag, so it is looked through twice.
alter table outbox add column looked_at integer;
