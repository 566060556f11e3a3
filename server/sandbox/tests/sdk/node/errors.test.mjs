import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Fintoc } from 'fintoc';

import { newMerchant, paymentOf } from './kit/merchant.mjs';
import { AuthenticationError, InvalidRequestError, refused } from './kit/refusal.mjs';

test('a missing parameter is named', async () => {
  const { amount, ...rest } = paymentOf(4990);
  await refused(
    newMerchant().v2.checkoutSessions.create(rest),
    InvalidRequestError,
    'invalid_request_error: missing_parameter (amount)',
  );
});

test('a key that is none is an authentication error', async () => {
  for (const key of ['pk_test_public', 'nonsense']) {
    const call = new Fintoc(key).v2.customers.list({ lazy: false });
    await refused(call, AuthenticationError, 'authentication_error: invalid_api_key');
  }
});

test('a live key is told that here is no live mode', async () => {
  const call = new Fintoc('sk_live_secret').v2.customers.list({ lazy: false });
  await refused(call, AuthenticationError, 'authentication_error: invalid_api_key_mode');
});

test('what is not there is not found', async () => {
  const fintoc = newMerchant();
  const code = 'invalid_request_error: missing_resource';
  await refused(fintoc.v2.checkoutSessions.get('cs_none'), InvalidRequestError, code);
  await refused(fintoc.v2.paymentIntents.get('pi_none'), InvalidRequestError, code);
  await refused(fintoc.v2.paymentMethods.get('pm_none'), InvalidRequestError, code);
  await refused(fintoc.v2.customers.get('cus_none'), InvalidRequestError, code);
});

test('a cursor that is not there is said to be the mistake', async () => {
  const call = newMerchant().v2.customers.list({ lazy: false, starting_after: 'cus_none' });
  await refused(call, InvalidRequestError, 'invalid_request_error: missing_cursor (starting_after)');
});

test('what comes too late is a conflict', async () => {
  const fintoc = newMerchant();
  const { id } = await fintoc.v2.checkoutSessions.create(paymentOf(4990));
  await fintoc.v2.checkoutSessions.expire(id);
  await refused(
    fintoc.v2.checkoutSessions.expire(id),
    InvalidRequestError,
    'invalid_request_error: checkout_session_not_expirable',
  );
});

test('a second customer of the same tax id is a conflict', async () => {
  const fintoc = newMerchant();
  const wish = { email: 'ana@example.com', tax_id: { type: 'cl_rut', value: '11.111.111-1' } };
  await fintoc.v2.customers.create(wish);
  await refused(
    fintoc.v2.customers.create(wish),
    InvalidRequestError,
    'invalid_request_error: customer_already_exists',
  );
});

test('what the sandbox does not have is said to be unsupported', async () => {
  await refused(
    newMerchant().v2.checkoutSessions.create(paymentOf(4990, { flow: 'subscription' })),
    InvalidRequestError,
    'invalid_request_error: not_supported_flow (flow)',
  );
});

test('an unknown path is answered in the shape of an error, too', async () => {
  const call = newMerchant().links.list({ lazy: false });
  await refused(call, InvalidRequestError, 'invalid_request_error: invalid_url');
});

test("a call of the SDK's first generation is told where the second one is", async () => {
  await assert.rejects(newMerchant().checkoutSessions.create(paymentOf(4990)), /serves \/v2\/checkout_sessions/);
});

test('a lazy list that fails raises the error of the HTTP library, with the answer inside', async () => {
  // The SDK translates errors only while a list is made, not while it is read.
  const list = await newMerchant().v2.customers.list({ limit: 1000 });
  await assert.rejects(list.next(), (error) => {
    assert.equal(error.name, 'AxiosError');
    assert.equal(error.response.data.error.code, 'invalid_positive_integer');
    return true;
  });
});
