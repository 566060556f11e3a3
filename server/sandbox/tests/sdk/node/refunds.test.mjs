import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, newMerchant, paymentOf } from './kit/merchant.mjs';
import { walk } from './kit/payer.mjs';
import { listen } from './kit/receiver.mjs';
import { InvalidRequestError, refused } from './kit/refusal.mjs';

/** A payment that succeeded, as `refunds.create` wants it named. */
async function paid(fintoc, amount) {
  const session = await fintoc.v2.checkoutSessions.create(paymentOf(amount));
  await walk(session);
  const { payment_resource } = await fintoc.v2.checkoutSessions.get(session.id);
  return { resource_type: 'payment_intent', resource_id: payment_resource.payment_intent.id };
}

test('a refund begins, goes on and arrives, and events tell of it', async (t) => {
  const fintoc = newMerchant();
  const { next } = await listen(t, fintoc, ['refund.in_progress', 'refund.succeeded']);
  const refund = await fintoc.refunds.create({ ...(await paid(fintoc, 4990)), metadata: { ride: 'ride_7' } });
  assert.equal(refund.constructor.name, 'Refund');
  assert.match(refund.id, /^re_/);
  assert.equal(refund.status, 'created');
  assert.equal(refund.amount, 4990);

  const events = [(await next()).event, (await next()).event];
  assert.deepEqual(events.map(({ type }) => type), ['refund.in_progress', 'refund.succeeded']);
  assert.deepEqual(events.map(({ data }) => data.id), [refund.id, refund.id]);
  const arrived = await fintoc.refunds.get(refund.id);
  assert.equal(arrived.status, 'succeeded');
  assert.equal(arrived.metadata.ride, 'ride_7');
});

test('a payment is refunded in parts, and no more than it was', async () => {
  const fintoc = newMerchant();
  const payment = await paid(fintoc, 4990);
  const first = await fintoc.refunds.create({ ...payment, amount: 1000 });
  const second = await fintoc.refunds.create({ ...payment, amount: 3990 });
  assert.deepEqual((await all(fintoc.refunds.list())).map(({ id }) => id), [second.id, first.id]);
  await refused(
    fintoc.refunds.create({ ...payment, amount: 1 }),
    InvalidRequestError,
    'invalid_request_error: invalid_amount (amount)',
  );
});

test('a refund is canceled while it has not begun, once', async () => {
  const fintoc = newMerchant();
  const refund = await fintoc.refunds.create(await paid(fintoc, 4990));
  assert.equal((await fintoc.refunds.cancel(refund.id)).status, 'canceled');
  assert.equal((await fintoc.refunds.get(refund.id)).status, 'canceled');
  await refused(
    fintoc.refunds.cancel(refund.id),
    InvalidRequestError,
    'invalid_request_error: refund_not_cancelable',
  );
});

test('a refund of nothing that was paid is refused', async () => {
  const wish = { resource_type: 'payment_intent', resource_id: 'pi_none' };
  await refused(newMerchant().refunds.create(wish), InvalidRequestError, 'invalid_request_error: missing_resource');
});
