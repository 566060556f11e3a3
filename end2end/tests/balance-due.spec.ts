import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test('a change of destination that is not paid blocks the next booking until it is', { tag: '@desk' }, async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.book();
  await rider.link(rider.words.changeDestination).click();
  await rider.isOn(rider.words.changeDestination);
  await rider.page.getByRole('combobox', { name: rider.words.to }).selectOption('Los Dominicos');
  await rider.button(rider.words.seePrice).click();
  await rider.payFrom('Santander');
  await rider.button(rider.words.payAndChange).click();
  await rider.isOn(rider.words.balanceDue);
  const ride = rider.page.url();

  await rider.visit('/book');
  await expect(rider.page.getByRole('heading', { name: rider.words.balanceDue })).toBeVisible();
  await expect(rider.button(rider.words.payAndRequest)).toHaveCount(0);
  await rider.visit('/rides');
  await expect(rider.history()).toContainText(rider.words.balanceBadge);

  await rider.visit('/book');
  await rider.payFrom('Banco de Chile');
  await rider.button(rider.words.payWith('Banco de Chile')).click();
  await rider.isOn(rider.words.paid);
  expect(rider.page.url()).toBe(ride);
  await rider.visit('/book');
  await expect(rider.button(rider.words.payAndRequest)).toBeVisible();
});
