-- A rider without a saved account may pay and save one in one visit to the bank: such an attempt names no account beforehand.
alter table payments alter column method_id drop not null;
-- the account that pays, once Fintoc said so; of its number the last four digits
alter table payments add column payer_institution text;
alter table payments add column payer_kind text;
alter table payments add column payer_last_four text;
