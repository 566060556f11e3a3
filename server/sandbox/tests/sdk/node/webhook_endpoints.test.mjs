import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newMerchant } from './kit/merchant.mjs';
import { InvalidRequestError, refused } from './kit/refusal.mjs';

const WISH = { url: 'https://example.com/fintoc', enabled_events: ['payment_intent.succeeded'], description: 'mine' };

test('an endpoint tells its secret in the answer that creates it, and never again', async () => {
  const fintoc = newMerchant();
  const created = await fintoc.webhookEndpoints.create(WISH);
  assert.match(created.secret, /^whsec_/);

  const read = await fintoc.webhookEndpoints.get(created.id);
  const [listed] = await fintoc.webhookEndpoints.list({ lazy: false });
  const updated = await fintoc.webhookEndpoints.update(created.id, { description: 'yours' });
  assert.deepEqual([read.secret, listed.secret, updated.secret], [null, null, null]);
});

test('an endpoint is changed, switched off and on', async () => {
  const fintoc = newMerchant();
  const endpoint = await fintoc.webhookEndpoints.create(WISH);
  assert.equal(endpoint.status, 'enabled');

  const enabled_events = ['payment_intent.failed', 'refund.succeeded'];
  const off = await fintoc.webhookEndpoints.update(endpoint.id, { enabled_events, disabled: true });
  assert.deepEqual(off.enabled_events, enabled_events);
  assert.equal(off.status, 'disabled');
  assert.equal(off.url, WISH.url);
  await endpoint.update({ disabled: false });
  assert.equal(endpoint.status, 'enabled');
});

test('a deleted endpoint is gone', async () => {
  const fintoc = newMerchant();
  const [first, second] = [await fintoc.webhookEndpoints.create(WISH), await fintoc.webhookEndpoints.create(WISH)];
  assert.equal(await fintoc.webhookEndpoints.delete(first.id), first.id);
  assert.equal(await second.delete(), second.id);
  assert.deepEqual(await fintoc.webhookEndpoints.list({ lazy: false }), []);
  await refused(
    fintoc.webhookEndpoints.get(first.id),
    InvalidRequestError,
    'invalid_request_error: missing_resource',
  );
});
