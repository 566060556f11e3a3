import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SANDBOX_URL, newCustomer, newMerchant, paymentOf, setupOf } from './kit/merchant.mjs';

test('a setup session is created and read', async () => {
  const fintoc = newMerchant();
  const customer = await newCustomer(fintoc);
  const session = await fintoc.v2.checkoutSessions.create(setupOf(customer.id));
  assert.equal(session.constructor.name, 'CheckoutSession');
  assert.match(session.id, /^cs_/);
  assert.equal(session.flow, 'setup');
  assert.equal(session.status, 'created');
  assert.equal(session.customer.id, customer.id);
  assert.equal(new URL(session.redirect_url).origin, SANDBOX_URL);
  assert.ok(session.expires_at > session.created_at);

  const read = await fintoc.v2.checkoutSessions.get(session.id);
  assert.deepEqual(read.serialize(), session.serialize());
});

test('a payment session is created and read', async () => {
  const fintoc = newMerchant();
  const customer_data = { email: 'ana@example.com' };
  const metadata = { ride: 'ride_7' };
  const session = await fintoc.v2.checkoutSessions.create(paymentOf(4990, { customer_data, metadata }));
  assert.equal(session.flow, 'payment');
  assert.equal(session.amount, 4990);
  assert.equal(session.metadata.ride, 'ride_7');

  const read = await fintoc.v2.checkoutSessions.get(session.id);
  assert.equal(read.customer.email, 'ana@example.com');
});

test('a session that nobody opened is expired', async () => {
  const fintoc = newMerchant();
  const session = await fintoc.v2.checkoutSessions.create(paymentOf(4990));
  const expired = await fintoc.v2.checkoutSessions.expire(session.id);
  assert.equal(expired.id, session.id);
  assert.equal(expired.status, 'expired');
  assert.equal((await fintoc.v2.checkoutSessions.get(session.id)).status, 'expired');
});
