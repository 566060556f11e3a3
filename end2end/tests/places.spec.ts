import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test('home and work are one tap away, and so is where one went last', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.savePlace(rider.words.homePlace, 'Los Dominicos');
  await rider.savePlace(rider.words.workPlace, 'Palacio de La Moneda');

  await rider.visit('/book');
  const shortcuts = rider.page.getByRole('navigation', { name: rider.words.shortcuts });
  await shortcuts.getByRole('link', { name: rider.words.home, exact: true }).click();
  await expect(rider.page).toHaveURL(/[?&]to=los-dominicos/);
  await rider.alive();
  await rider.button(rider.words.payAndRequest).click();
  await rider.isOn(rider.words.paid);

  await rider.visit('/places');
  await rider.button(rider.words.forgetHome).click();
  await expect(rider.text(rider.words.notSavedYet)).toBeVisible();
  await rider.visit('/book');
  await expect(shortcuts.getByRole('link', { name: rider.words.home, exact: true })).toHaveCount(0);
  await expect(shortcuts.getByRole('link', { name: rider.words.work, exact: true })).toBeVisible();
  await shortcuts.getByRole('link', { name: 'Los Dominicos' }).click();
  await expect(rider.page).toHaveURL(/[?&]to=los-dominicos/);
});

test('the same place twice has no price and no button', { tag: '@desk' }, async ({ rider }) => {
  await rider.visit('/book?from=barrio-italia&to=barrio-italia');
  await expect(rider.text(rider.words.samePlace)).toBeVisible();
  await expect(rider.button(rider.words.payAndSave)).toHaveCount(0);
});

test('an address that was altered leads to a ride that we have, or nowhere', { tag: '@desk' }, async ({ rider, expectConsole }) => {
  expectConsole(/status of 404/);
  await rider.visit('/book?from=atlantis&to=%22%3E%3Cb%3E&ride_type=rocket&method=pm_nobody');
  await expect(rider.button(/\$4\.990/)).toBeVisible();
  const answer = await rider.page.goto(`${rider.origin}/rides/ride_of_somebody_else`);
  expect(answer?.status()).toBe(404);
});
