// A merchant with the official SDK, as npm installs it.

import { randomUUID } from 'node:crypto';
import { Fintoc } from 'fintoc';
import constants from 'fintoc/build/main/lib/constants.js';

/** Where the sandbox under test answers. */
export const SANDBOX_URL = (process.env.SANDBOX_URL ?? 'http://127.0.0.1:4010').replace(/\/$/, '');

// The SDK has no option for its base URL; each `new Fintoc` reads this constant. Nothing else of it is touched.
constants.API_BASE_URL = SANDBOX_URL;

/** Where payers come back to. Nobody listens there: the tests are told of the address, as a browser would be. */
export const SUCCESS_URL = 'http://127.0.0.1:9/success';
export const CANCEL_URL = 'http://127.0.0.1:9/cancel';

/** A key that the sandbox has not met before: any that starts with `sk_test_` is an account of its own. */
export function newKey() {
  return `sk_test_node_${randomUUID()}`;
}

/** The merchant of that key. */
export function newMerchant(key = newKey()) {
  return new Fintoc(key);
}

/** A customer whom nobody else has. */
export function newCustomer(fintoc) {
  return fintoc.v2.customers.create({ name: 'Ana Soto', email: `${randomUUID()}@example.com` });
}

/** The parameters of a session that saves an account of that customer. */
export function setupOf(customer) {
  return { flow: 'setup', currency: 'CLP', customer, success_url: SUCCESS_URL, cancel_url: CANCEL_URL };
}

/** The parameters of a session that asks for money. */
export function paymentOf(amount, more = {}) {
  return { flow: 'payment', amount, currency: 'CLP', success_url: SUCCESS_URL, cancel_url: CANCEL_URL, ...more };
}

/** All that a list of the SDK holds, through all its pages. */
export async function all(list) {
  const items = [];
  for await (const item of await list) items.push(item);
  return items;
}
