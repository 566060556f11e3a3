import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { all, newMerchant, paymentOf } from './kit/merchant.mjs';
import { InvalidRequestError, refused } from './kit/refusal.mjs';

test('a call that is repeated with its key happens once', async () => {
  const fintoc = newMerchant();
  const wish = paymentOf(4990, { idempotency_key: randomUUID() });
  const first = await fintoc.v2.checkoutSessions.create(wish);
  const second = await fintoc.v2.checkoutSessions.create(wish);
  assert.deepEqual(second.serialize(), first.serialize());
  assert.equal((await all(fintoc.v2.checkoutSessions.list())).length, 1);
});

test('a key that comes back with another wish is refused', async () => {
  const fintoc = newMerchant();
  const idempotency_key = randomUUID();
  await fintoc.v2.checkoutSessions.create(paymentOf(4990, { idempotency_key }));
  await refused(
    fintoc.v2.checkoutSessions.create(paymentOf(5990, { idempotency_key })),
    InvalidRequestError,
    'invalid_request_error: idempotency_key_reused',
  );
});

test('without a key the same call happens twice, because the SDK rolls one for each', async () => {
  const fintoc = newMerchant();
  await fintoc.v2.checkoutSessions.create(paymentOf(4990));
  await fintoc.v2.checkoutSessions.create(paymentOf(4990));
  assert.equal((await all(fintoc.v2.checkoutSessions.list())).length, 2);
});
