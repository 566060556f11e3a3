// Saves a bank account once, then pays with it in one click. Needs `npm install fintoc` and a running sandbox.
import { setTimeout as pause } from 'node:timers/promises';
import { Fintoc } from 'fintoc';
import constants from 'fintoc/build/main/lib/constants.js';

// The SDK has no option for its base URL: this is the only line that differs from talking to Fintoc.
constants.API_BASE_URL = process.env.SANDBOX_URL ?? 'http://127.0.0.1:3001';

const fintoc = new Fintoc(process.env.FINTOC_SECRET_KEY ?? `sk_test_${crypto.randomUUID()}`);
const urls = { success_url: 'https://merchant.example/ok', cancel_url: 'https://merchant.example/no' };

const customer = await fintoc.v2.customers.create({ email: 'ana@example.com' });
const setup = await fintoc.v2.checkoutSessions.create({
  flow: 'setup', currency: 'CLP', customer: customer.id, ...urls,
});
console.log(`Open this page and save an account: ${setup.redirect_url}`);

// A merchant waits for the event `payment_method.activated`; a script may ask.
let method;
while (!method) {
  await pause(500);
  [method] = await fintoc.v2.paymentMethods.list({ customer: customer.id, lazy: false });
}
console.log(`Saved as ${method.id}.`);

const payment = await fintoc.v2.checkoutSessions.create({
  amount: 4990, currency: 'CLP', customer: customer.id, payment_method: method.id, ...urls,
});
let intent = payment.payment_resource.payment_intent;
while (intent.status === 'in_progress') {
  await pause(500);
  intent = await fintoc.v2.paymentIntents.get(intent.id);
}
console.log(`The payment of $4.990 has ${intent.status}.`);
