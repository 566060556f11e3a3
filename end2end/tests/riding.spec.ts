import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test.use({ pace: 'hurried' });

test('a ride is told from the driver to the arrival, then rated and tipped', async ({ rider, bank, javaScriptEnabled }) => {
  test.slow();
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  // The nearest place there is.
  await rider.visit('/book?to=estadio-nacional');
  await rider.button(rider.words.payAndRequest).click();
  for (const step of rider.words.steps) await rider.tells(rider.step(step));
  await rider.isOn(rider.words.arrived);
  // Who saw the arrival live has a page from before; without script it was asked for again.
  if (javaScriptEnabled !== false) await rider.link(rider.words.rate).click();

  await rider.page.getByRole('radio', { name: rider.words.stars(5) }).check();
  await rider.page.getByRole('checkbox', { name: rider.words.kind }).check();
  await rider.button(rider.words.sendRating).click();
  await expect(rider.text(rider.words.rated(5))).toBeVisible();

  await rider.payFrom('Santander');
  await rider.button(rider.words.leaveTip).click();
  await rider.asksUntil(rider.text(rider.words.tipFailed));
  await rider.isOn(rider.words.arrived);
  await rider.payFrom('Banco de Chile');
  await rider.button(rider.words.payWith('Banco de Chile')).click();
  await rider.asksUntil(rider.text(rider.words.tipPaid));
  await rider.visit('/rides');
  await expect(rider.history()).toContainText(rider.words.tip);
  await expect(rider.history()).toContainText(rider.words.isPaid);
});
