import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, newCustomer, newMerchant, paymentOf } from './kit/merchant.mjs';
import { PAYS, saveAccount } from './kit/payer.mjs';

const ids = async (list) => (await all(list)).map(({ id }) => id);

test('65 sessions are read through all pages, newest first and none twice', async () => {
  const fintoc = newMerchant();
  const created = [];
  for (let count = 0; count < 65; count += 1) {
    created.push((await fintoc.v2.checkoutSessions.create(paymentOf(1000 + count))).id);
  }
  const newestFirst = created.toReversed();
  assert.deepEqual(await ids(fintoc.v2.checkoutSessions.list({ limit: 10 })), newestFirst);
  assert.deepEqual(await ids(fintoc.v2.checkoutSessions.list({ limit: 13 })), newestFirst, 'the last page is full');
  assert.deepEqual(await ids(fintoc.v2.checkoutSessions.list()), newestFirst, 'the usual page has thirty');
  assert.equal((await fintoc.v2.checkoutSessions.list({ lazy: false, limit: 65 })).length, 65);
});

test('a list goes on after an object that is named', async () => {
  const fintoc = newMerchant();
  const [first, second, third] = [await newCustomer(fintoc), await newCustomer(fintoc), await newCustomer(fintoc)];
  const older = fintoc.v2.customers.list({ limit: 1, starting_after: third.id });
  assert.deepEqual(await ids(older), [second.id, first.id]);
});

test('a filter holds on every page', async () => {
  const fintoc = newMerchant();
  const [ana, berta] = [await newCustomer(fintoc), await newCustomer(fintoc)];
  const saved = [];
  for (const account of [PAYS, '813990168', '746326042']) saved.push((await saveAccount(fintoc, ana, account)).id);
  await saveAccount(fintoc, berta);
  const methods = fintoc.v2.paymentMethods.list({ customer: ana.id, limit: 1 });
  assert.deepEqual(await ids(methods), saved.toReversed());
});

test('webhook endpoints are read through all pages', async () => {
  const fintoc = newMerchant();
  const created = [];
  for (const url of ['https://a.example.com/', 'https://b.example.com/', 'https://c.example.com/']) {
    const endpoint = await fintoc.webhookEndpoints.create({ url, enabled_events: ['payment_intent.succeeded'] });
    created.push(endpoint.id);
  }
  assert.deepEqual(await ids(fintoc.webhookEndpoints.list({ limit: 1 })), created.toReversed());
});

test('a list of v1 is read by page numbers as well', async () => {
  const fintoc = newMerchant();
  const created = [];
  for (let count = 0; count < 5; count += 1) {
    const url = `https://example.com/${count}`;
    created.push((await fintoc.webhookEndpoints.create({ url, enabled_events: ['refund.succeeded'] })).id);
  }
  assert.deepEqual(await ids(fintoc.webhookEndpoints.list({ per_page: 2 })), created.toReversed());
  assert.deepEqual(await ids(fintoc.webhookEndpoints.list({ page: 2, per_page: 2 })), created.toReversed().slice(2));
});
