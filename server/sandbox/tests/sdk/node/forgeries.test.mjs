import assert from 'node:assert/strict';
import { test } from 'node:test';

import { WebhookSignature, WebhookSignatureError } from 'fintoc';

import { resend } from './kit/control.mjs';
import { newKey, newMerchant, paymentOf } from './kit/merchant.mjs';
import { walk } from './kit/payer.mjs';
import { listen } from './kit/receiver.mjs';

/** A paid ride whose event has arrived; `again` has it delivered once more. */
async function delivered(t) {
  const key = newKey();
  const fintoc = newMerchant(key);
  const { secret, next } = await listen(t, fintoc, ['payment_intent.succeeded']);
  await walk(await fintoc.v2.checkoutSessions.create(paymentOf(4990)));
  const first = await next();
  const again = async (fault) => {
    await resend(key, fault);
    return next();
  };
  return { secret, first, again };
}

test('a delivery that is sent again is signed again, and is the same event', async (t) => {
  const { secret, first, again } = await delivered(t);
  const second = await again();
  WebhookSignature.verifyHeader(second.body, second.signature, secret);
  assert.deepEqual(second.body, first.body);
});

for (const [fault, why] of [
  ['wrong_secret', /Signature mismatch/],
  ['altered', /Signature mismatch/],
  ['stale', /outside the tolerance/],
  ['future', /outside the tolerance/],
]) {
  test(`a delivery with the fault ${fault} is refused, although it reads well`, async (t) => {
    const { secret, first, again } = await delivered(t);
    const { body, signature, event } = await again(fault);
    assert.equal(event.id, first.event.id);
    assert.throws(
      () => WebhookSignature.verifyHeader(body, signature, secret),
      (error) => error instanceof WebhookSignatureError && why.test(error.message),
    );
  });
}
