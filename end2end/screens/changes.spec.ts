import { ACCOUNT } from '../kit/bank.ts';
import { test } from '../kit/story.ts';
import { comesTo, form, paidRide, send } from './ways.ts';

test('cancelling', async ({ rider, bank, album }) => {
  const { page } = rider;
  const free = await paidRide(rider, bank, ACCOUNT.pays);
  await rider.visit(`${free}/cancel`);
  await album.take('free');
  await send(page, '/cancel');
  await page.waitForURL(new RegExp(`${free}$`));
  await album.take('cancelled-free', { live: true });

  await rider.openBooking().then((pay) => pay.click());
  await rider.isOn(rider.words.paid);
  const dear = new URL(page.url()).pathname;
  await comesTo(page, /va en camino|is on the way/);
  // A moment later it costs something.
  await page.waitForTimeout(15_000);
  await rider.visit(`${dear}/cancel`);
  await album.take('with-fee');
  await send(page, '/cancel');
  await page.waitForURL(new RegExp(`${dear}$`));
  await album.take('cancelled-with-fee', { live: true });
  await rider.visit(`${dear}/receipt`);
  await album.take('receipt-with-refund');
  await rider.visit('/rides');
  await album.take('history');
  await rider.visit('/rides?state=refunded');
  await album.take('history-refunded');
});

test('changing', async ({ rider, bank, album }) => {
  const { page } = rider;
  const ride = await paidRide(rider, bank, ACCOUNT.pays);
  await rider.visit(`${ride}/destination`);
  await album.take('where-to');
  await rider.visit(`${ride}/destination?to=plaza-baquedano`);
  await album.take('nearer');
  await rider.visit(`${ride}/destination?to=parque-arauco`);
  await album.take('farther');

  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.visit(`${ride}/destination?to=parque-arauco`);
  await form(page, '/destination').locator('.payer > summary').click();
  await form(page, '/destination').locator('.ride--tile', { hasText: 'Santander' }).click();
  await send(page, '/destination');
  await page.locator('form[action*="/extras/"]').waitFor();
  await album.take('balance-due', { live: true });
  await rider.visit('/book');
  await album.take('book-while-a-balance-is-due');
  await rider.visit('/rides');
  await album.take('history-with-balance');
  await rider.visit(ride);
  await page.locator('form[action*="/extras/"] .ride--tile', { hasText: 'Banco de Chile' }).click();
  await send(page, '/payments');
  await page.locator('form[action*="/extras/"]').waitFor({ state: 'detached' });
  await album.take('changed', { live: true });
  await rider.visit(`${ride}/receipt`);
  await album.take('receipt-with-change');
});
