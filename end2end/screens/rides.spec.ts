import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';
import { comesTo, form, paidRide, send } from './ways.ts';

test('rides', async ({ rider, bank, album }) => {
  await rider.visit('/rides');
  await album.take('no-rides');

  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  await bank.cancel();
  await rider.isOn(rider.words.approval);
  await album.take('left-without-confirming', { live: true });
  const ride = new URL(rider.page.url()).pathname;
  await rider.visit(ride);
  await album.take('approval-wanted', { live: true });
  // As somebody who comes back before the bank's word does.
  await rider.visit(`${ride}?back=ok`);
  await album.take('processing', { live: true });
  await rider.visit(`${ride}/receipt`);
  await album.take('receipt-not-paid');
  await rider.visit(`${ride}/cancel`);
  await album.take('cancel-before-it-is-paid');

  await rider.visit(ride);
  await rider.link(rider.words.approve).click();
  await bank.pickOutcome('insufficient_funds');
  await bank.press();
  await bank.leave(bank.words.notPaid);
  await rider.isOn(rider.words.noFunds);
  await album.take('no-funds', { live: true });
  await rider.saveAccount(bank, 'BCI', ACCOUNT.pays);
  await rider.visit(ride);
  await album.take('no-funds-another-account', { live: true });
  await rider.visit('/rides');
  await album.take('history-not-paid');
  await rider.visit('/book');
  await album.take('book-while-one-is-due');
});

test('other-ends', async ({ rider, bank, album }) => {
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  await bank.reject();
  await bank.leave(bank.words.notPaid);
  await rider.page.waitForURL(/\/rides\//);
  await rider.page.getByRole('radio').first().waitFor();
  await album.take('rejected', { live: true });
  const ride = new URL(rider.page.url()).pathname;
  await rider.visit(`${ride}/cancel`);
  await send(rider.page, '/cancel');
  await rider.page.waitForURL(new RegExp(`${ride}$`));
  await album.take('cancelled-unpaid', { live: true });

  await (await rider.openBooking()).click();
  await bank.pickOutcome(bank.words.outcomePaidLater);
  await bank.press();
  await bank.leave(bank.words.undecided);
  await rider.page.waitForURL(/\/rides\//);
  await comesTo(rider.page, /en camino|on its way/);
  await album.take('pending', { live: true });
  const pending = new URL(rider.page.url()).pathname;
  await rider.visit(`${pending}/cancel`);
  await album.take('cancel-while-pending');
  await send(rider.page, '/cancel');
  await rider.page.waitForURL(new RegExp(`${pending}$`));
  await album.take('cancelled-while-pending', { live: true });
});

test('driven', async ({ rider, bank, album }) => {
  await paidRide(rider, bank, ACCOUNT.pays);
  await album.take('looking', { live: true });
  await comesTo(rider.page, /aceptó|accepted/);
  await album.take('found', { live: true });
  await comesTo(rider.page, /va en camino|is on the way/);
  await album.take('coming', { live: true });
  await comesTo(rider.page, /llegó|is here/);
  await album.take('waiting', { live: true });
  await comesTo(rider.page, /Te quedan|min left/);
  await album.take('riding', { live: true });
  await rider.visit('/rides');
  await album.take('history-on-the-way');
});

test('arrived', async ({ rider, bank, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  const { page } = rider;
  const ride = await paidRide(rider, bank, ACCOUNT.pays, '?from=gam-lastarria&to=plaza-baquedano');
  await comesTo(page, /^(Llegaste|You’ve arrived)$/);
  await album.take('arrived', { live: true });
  await page.locator('.grade__star').nth(4).click();
  await page.locator('.compliments .check').nth(1).click();
  await album.take('grading');
  await send(page, '/rating');
  await album.take('graded', { live: true });
  await page.locator('.tipping .ride--tip').last().click();
  await form(page, '/tip').getByRole('textbox').fill('99');
  await album.take('another-tip');
  await send(page, '/tip');
  await album.take('tip-mistake');
  await rider.visit(ride);
  await send(page, '/tip');
  await page.waitForLoadState();
  await rider.visit(ride);
  await album.take('tipped', { live: true });
  await rider.visit(`${ride}/receipt`);
  await album.take('receipt-with-tip');
  await rider.visit('/rides');
  await album.take('history');
  await rider.visit('/rides?state=refunded');
  await album.take('history-none-like-that');
});

test('tip-fails', async ({ rider, bank, album }) => {
  const { page } = rider;
  const ride = await paidRide(rider, bank, ACCOUNT.pays, '?from=gam-lastarria&to=plaza-baquedano');
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await rider.visit(ride);
  await comesTo(page, /^(Llegaste|You’ve arrived)$/);
  await rider.visit(ride);
  await form(page, '/tip').locator('.payer > summary').click();
  await album.take('tip-choosing-an-account');
  await form(page, '/tip').locator('.ride--tile', { hasText: 'Santander' }).click();
  await send(page, '/tip');
  // What comes after a ride carries no script: the rider looks again.
  await expect(async () => {
    await rider.visit(ride);
    await expect(page.locator('#tip form[action*="/extras/"]')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  await album.take('tip-failed', { live: true });
});
