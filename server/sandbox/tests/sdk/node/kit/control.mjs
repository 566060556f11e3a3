// What Fintoc does not have, and the sandbox does: a delivery sent once more, forged on demand.

import assert from 'node:assert/strict';

import { SANDBOX_URL } from './merchant.mjs';

/** Sends the latest delivery once more, with that fault or as it was. */
export async function resend(key, fault) {
  const [latest] = await call(key, 'GET', '/_sandbox/deliveries');
  await call(key, 'POST', `/_sandbox/deliveries/${latest.id}/resend`, fault && { fault });
}

async function call(key, method, path, wish) {
  const headers = { authorization: key, 'content-type': 'application/json' };
  const answer = await fetch(SANDBOX_URL + path, { method, headers, body: wish && JSON.stringify(wish) });
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}`);
  return answer.json();
}
