import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

const PAID = 'payment_intent.succeeded';

test('a presenter changes one byte, sees which check refuses it, and the ride stays paid', async ({ app, bank }) => {
  await app.visit('/');
  await app.button(app.words.tryAsGuest).click();
  await app.isOn(app.words.book);
  await app.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await app.book();

  await app.visit('/backstage/webhooks');
  await app.page.getByRole('link', { name: PAID }).first().click();
  await expect(app.page.getByRole('heading', { name: PAID })).toBeVisible();
  await app.page.getByRole('button', { name: /byte/ }).first().click();
  const copy = app.page.getByRole('article').first();
  await expect(copy.getByRole('heading', { level: 3 })).toBeFocused();
  await expect(copy.getByRole('listitem').filter({ hasText: /no pasó|did not pass/ })).toContainText('HMAC-SHA256');
  await expect(copy).toContainText('400');

  await app.page.getByRole('link', { name: /todos los órdenes|every order/i }).click();
  await expect(app.page.getByRole('main').getByRole('status')).toContainText(/Todos terminan igual|All end the same/);
});

test('a presenter holds deliveries back and lets them go in an order of their own', async ({ app, bank }) => {
  await app.visit('/');
  await app.button(app.words.tryAsGuest).click();
  await app.isOn(app.words.book);
  await app.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);

  await app.visit('/backstage/webhooks');
  await app.page.getByRole('button', { name: /^(Pausar|Pause)$/ }).click();
  await (await app.openBooking()).click();
  await app.page.waitForURL(/\/rides\/ride_/);
  const ride = new URL(app.page.url()).pathname;
  await app.visit('/backstage/webhooks');
  await app.asksUntil(app.page.getByText(/Esperan 2 entregas|2 deliveries wait/));
  await app.page.getByRole('button', { name: /^(Al revés|Reversed)$/ }).click();
  await expect(app.page.getByText(/^(Enviando|Sending)$/)).toBeVisible();
  // Once all of it came, the last word first, the ride stands where the last word put it.
  await expect(async () => {
    await app.page.reload();
    await expect(app.page.locator('.hooks__events').getByText(/^(En pausa|En camino)$/)).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await app.visit(ride);
  await app.isOn(app.words.paid);
});
