import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { WebhookSignature, WebhookSignatureError } from 'fintoc';

import { newMerchant, paymentOf } from './kit/merchant.mjs';
import { walk } from './kit/payer.mjs';
import { listen } from './kit/receiver.mjs';

const TOLERANCE = 300;
/** The test may be slow between signing and verifying: a timestamp ahead draws nearer meanwhile. */
const SLOWNESS = 60;

/** A delivery as it came, with the secret of its endpoint. */
async function delivered(t) {
  const fintoc = newMerchant();
  const { secret, next } = await listen(t, fintoc, ['payment_intent.succeeded']);
  await walk(await fintoc.v2.checkoutSessions.create(paymentOf(4990, { metadata: { barrio: 'Peñalolén' } })));
  return { secret, ...(await next()) };
}

function signed(body, secret, seconds) {
  const timestamp = Math.floor(Date.now() / 1000) + seconds;
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function rejects(body, signature, secret, why) {
  assert.throws(
    () => WebhookSignature.verifyHeader(body, signature, secret),
    (error) => error instanceof WebhookSignatureError && why.test(error.message),
    `${signature} should be refused`,
  );
}

test('a delivery of the sandbox is authentic, as bytes and as text', async (t) => {
  const { body, signature, secret, event } = await delivered(t);
  WebhookSignature.verifyHeader(body, signature, secret);
  WebhookSignature.verifyHeader(body.toString('utf8'), signature, secret);
  assert.match(event.id, /^evt_/);
  assert.equal(event.type, 'payment_intent.succeeded');
  assert.equal(event.data.metadata.barrio, 'Peñalolén');
});

test('one changed byte, wherever it is, makes a delivery false', async (t) => {
  const { body, signature, secret } = await delivered(t);
  for (const at of [0, Math.floor(body.length / 2), body.length - 1]) {
    const altered = Buffer.from(body);
    altered[at] ^= 1;
    rejects(altered, signature, secret, /Signature mismatch/);
  }
  rejects(Buffer.concat([body, Buffer.from('\n')]), signature, secret, /Signature mismatch/);
  rejects(JSON.stringify(JSON.parse(body), null, 1), signature, secret, /Signature mismatch/);
});

test("another endpoint's secret verifies nothing", async (t) => {
  const { body, signature, secret } = await delivered(t);
  const other = await newMerchant().webhookEndpoints.create({
    url: 'https://example.com/fintoc',
    enabled_events: ['payment_intent.succeeded'],
  });
  rejects(body, signature, other.secret, /Signature mismatch/);
  rejects(body, signature, secret.replace(/^whsec_/, ''), /Signature mismatch/);
});

test('a delivery is believed for five minutes, in both directions', async (t) => {
  const { body, secret } = await delivered(t);
  for (const seconds of [0, SLOWNESS - TOLERANCE, TOLERANCE]) {
    WebhookSignature.verifyHeader(body, signed(body, secret, seconds), secret);
  }
  for (const seconds of [-TOLERANCE - 1, TOLERANCE + SLOWNESS]) {
    rejects(body, signed(body, secret, seconds), secret, /outside the tolerance/);
  }
});

test('a timestamp that was not signed makes a delivery false', async (t) => {
  const { body, signature, secret } = await delivered(t);
  const later = signature.replace(/t=(\d+)/, (_, timestamp) => `t=${Number(timestamp) + 1}`);
  rejects(body, later, secret, /Signature mismatch/);
});

test('a header that lacks a part, or is none, is refused', async (t) => {
  const { body, signature, secret } = await delivered(t);
  const [timestamp, hash] = signature.split(',');
  for (const part of [timestamp, hash, 't=,v1=', `t=soon,${hash}`, `${timestamp},v0=${hash.slice(3)}`, 'nonsense', '=,=']) {
    rejects(body, part, secret, /Unable to extract/);
  }
  rejects(body, `${timestamp},${hash.slice(0, -1)}`, secret, /Signature mismatch/);
  rejects(body, '', secret, /Missing Fintoc-Signature/);
  rejects(body, undefined, secret, /Missing Fintoc-Signature/);
});
