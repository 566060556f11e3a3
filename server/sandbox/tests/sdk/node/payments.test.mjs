import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SUCCESS_URL, all, newCustomer, newMerchant, paymentOf, setupOf } from './kit/merchant.mjs';
import { PAYS, saveAccount, walk } from './kit/payer.mjs';
import { listen } from './kit/receiver.mjs';
import { InvalidRequestError, refused } from './kit/refusal.mjs';

test('a payer pays on the hosted page, and the intent says so', async () => {
  const fintoc = newMerchant();
  const session = await fintoc.v2.checkoutSessions.create(paymentOf(4990, { metadata: { ride: 'ride_7' } }));
  assert.equal(await walk(session), SUCCESS_URL);

  const finished = await fintoc.v2.checkoutSessions.get(session.id);
  assert.equal(finished.status, 'finished');
  const intent = await fintoc.v2.paymentIntents.get(finished.payment_resource.payment_intent.id);
  assert.equal(intent.constructor.name, 'PaymentIntent');
  assert.equal(intent.status, 'succeeded');
  assert.equal(intent.amount, 4990);
  assert.equal(intent.metadata.ride, 'ride_7');
  assert.deepEqual((await all(fintoc.v2.paymentIntents.list())).map(({ id }) => id), [intent.id]);
});

test('an account is saved on the hosted page and read', async () => {
  const fintoc = newMerchant();
  const customer = await newCustomer(fintoc);
  const session = await fintoc.v2.checkoutSessions.create(setupOf(customer.id));
  assert.equal(await walk(session), SUCCESS_URL);

  const finished = await fintoc.v2.checkoutSessions.get(session.id);
  assert.equal(finished.status, 'finished');
  const method = await fintoc.v2.paymentMethods.get(finished.payment_method);
  assert.equal(method.type, 'bank_transfer');
  assert.equal(method.customer, customer.id);
  assert.equal(method.bank_transfer.account_number, PAYS);
  assert.equal(method.bank_transfer.status, 'active');
  assert.deepEqual((await all(fintoc.v2.paymentMethods.list())).map(({ id }) => id), [method.id]);
});

test('a saved account pays with one call, and the event tells when', async (t) => {
  const fintoc = newMerchant();
  const { next } = await listen(t, fintoc, ['payment_intent.succeeded']);
  const customer = await newCustomer(fintoc);
  const method = await saveAccount(fintoc, customer);
  const saved = { customer: customer.id, payment_method: method.id };
  const session = await fintoc.v2.checkoutSessions.create(paymentOf(4990, saved));
  assert.equal(session.redirect_url, null);

  const { event } = await next();
  const intent = await fintoc.v2.paymentIntents.get(event.data.id);
  assert.equal(intent.status, 'succeeded');
  assert.equal((await fintoc.v2.checkoutSessions.get(session.id)).status, 'finished');
});

test('a saved account cannot be charged without a session', async () => {
  const fintoc = newMerchant();
  const customer = await newCustomer(fintoc);
  const { id: payment_method } = await saveAccount(fintoc, customer);
  await refused(
    fintoc.v2.paymentIntents.create({ amount: 4990, currency: 'CLP', customer: customer.id, payment_method }),
    InvalidRequestError,
    'invalid_request_error: not_supported_payment_method (payment_method)',
  );
});
