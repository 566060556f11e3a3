// A payer in front of the hosted page, without a script: reads the form, fills it in, sends it, goes where the answer leads.

import assert from 'node:assert/strict';

import { SUCCESS_URL, setupOf } from './merchant.mjs';

const FORM = /<form\b([^>]*)>(.*?)<\/form>/gs;
const CONTROL = /<(?:input|button)\b([^>]*)>/g;
const ATTRIBUTE = /([\w-]+)(?:="([^"]*)")?/g;
const REFRESH = /<meta http-equiv="refresh" content="\d+;url=([^"]+)"/;
const MOST_STEPS = 20;

/** Fintoc's published account that pays, and what its holder chooses on the way to it. */
export const PAYS = '422159212';
const CHOICES = ['cl_banco_de_chile', '416148503', 'approve'];
/** What Fintoc's test banks take for a code. */
const CODE = '00';

/**
 * Takes each step of a session's page, whatever the steps are: where a form offers one of the choices, that one; otherwise
 * the first that is offered. Answers the merchant's address to which the page leads in the end.
 */
export async function walk(session, account = PAYS) {
  const choices = [...CHOICES, account];
  const page = new URL(session.redirect_url);
  let answer = await fetch(page, { redirect: 'manual' });
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const html = await answer.text();
    const form = fillIn(html, choices);
    const onward = answer.headers.get('location') ?? form?.action ?? plain(html.match(REFRESH)?.[1] ?? '');
    assert.ok(onward, `there is no way on from here: ${html}`);
    const next = new URL(onward, answer.url);
    if (next.origin !== page.origin) return next.href;
    answer = await fetch(next, { ...form?.request, redirect: 'manual' });
  }
  throw new Error(`the page of ${session.id} leads nowhere`);
}

/** A customer's account saved through the hosted page: its payment method. */
export async function saveAccount(fintoc, customer, account = PAYS) {
  const session = await fintoc.v2.checkoutSessions.create(setupOf(customer.id));
  assert.equal(await walk(session, account), SUCCESS_URL);
  const [method] = await fintoc.v2.paymentMethods.list({ customer: customer.id, lazy: false });
  return method;
}

/** The form of the page, as the payer sends it; none where the page only shows something. */
function fillIn(html, choices) {
  const forms = [...html.matchAll(FORM)]
    .map(([, start, content]) => ({ ...attributes(start), controls: [...content.matchAll(CONTROL)].map(control) }))
    .filter(({ method, action }) => method === 'post' && !action.endsWith('/cancel'));
  const form = forms.find(({ controls }) => controls.some(({ value }) => choices.includes(value))) ?? forms[0];
  if (!form) return undefined;
  const fields = form.controls.filter(chosen(choices)).map(({ type, name, value }) => [name, typed(type, value)]);
  return { action: form.action, request: { method: 'POST', body: new URLSearchParams(fields) } };
}

function typed(type, value) {
  return type === 'text' ? value || CODE : value;
}

/** Of all buttons one is pressed, of all radio buttons of a name one is chosen; other inputs go as they are. */
function chosen(choices) {
  return ({ type, name, value, checked }, _, controls) => {
    const alike = controls.filter((other) => other.type === type && (type === 'submit' || other.name === name));
    const first = alike.find((other) => choices.includes(other.value)) ?? alike[0];
    if (!name) return false;
    if (type === 'submit' || type === 'radio') return value === first.value;
    return type !== 'checkbox' || checked;
  };
}

function control([tag, start]) {
  const type = tag.startsWith('<button') ? 'submit' : 'text';
  const { checked, ...rest } = attributes(start);
  return { type, value: '', ...rest, checked: checked !== undefined };
}

function attributes(start) {
  return Object.fromEntries([...start.matchAll(ATTRIBUTE)].map(([, name, value]) => [name, plain(value ?? '')]));
}

function plain(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
