import { ACCOUNT, Bank } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test('two presenters at once see and control nothing of one another', { tag: '@desk' }, async ({ rider, bank, sandbox, expectConsole }) => {
  test.slow();
  expectConsole(/status of 404/);
  const other = await rider.newDevice();
  await other.visit('/');
  await other.button(other.words.tryAsGuest).click();
  await other.isOn(other.words.book);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await other.saveAccount(new Bank(other.page, other.words.bank, sandbox), 'Santander', ACCOUNT.pays);

  // One has the bank say no, and keeps deliveries back.
  await rider.visit('/backstage/scenarios');
  await rider.page.locator('#decline .scn__go').click();
  const armed = '#chips form[action*="/scn_"]';
  await expect(rider.page.locator(armed)).toHaveCount(1);
  await rider.visit('/backstage/webhooks');
  await rider.page.getByRole('button', { name: 'Pausar', exact: true }).click();
  await expect(rider.page.getByRole('button', { name: 'Al revés', exact: true })).toBeVisible();

  // The other one is paid, hears of it, and has nothing armed.
  await other.book();
  const ride = new URL(other.page.url()).pathname.split('/').at(-1) ?? '';
  await other.visit('/backstage/scenarios');
  await expect(other.page.locator('#decline')).toBeVisible();
  await expect(other.page.locator(armed)).toHaveCount(0);
  await other.visit('/backstage/webhooks');
  const heard = other.page.getByRole('link', { name: 'payment_intent.succeeded' });
  await other.asksUntil(heard.first());
  const delivery = await heard.first().getAttribute('href');
  await other.visit(`/backstage/calls?ride=${ride}`);
  const line = await other.page.locator('a.log__row').first().getAttribute('href');

  // None of it is at the first one's, by whatever address.
  await rider.visit('/backstage/webhooks');
  await expect(rider.page.getByText('payment_intent.succeeded')).toHaveCount(0);
  await rider.visit(`/backstage/calls?ride=${ride}`);
  await expect(rider.page.locator('a.log__row')).toHaveCount(0);
  for (const address of [delivery, line]) {
    const answer = await rider.page.goto(rider.origin + address);
    expect(answer?.status(), String(address)).toBe(404);
  }
  const handedOver = await rider.page.request.get(`${rider.origin}/backstage/handover.json`);
  expect(await handedOver.text()).not.toContain(ride);

  await (await rider.openBooking()).click();
  await rider.page.waitForURL(/\/rides\/ride_/);
  await rider.visit('/backstage/webhooks');
  await rider.page.getByRole('button', { name: 'Soltar en orden', exact: true }).click();
  await rider.visit('/rides');
  await rider.history().getByRole('link').first().click();
  await rider.isOn(rider.words.noFunds);
});
