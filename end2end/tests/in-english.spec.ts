import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test.use({ language: 'en' });

test('who speaks English saves an account and pays in English', async ({ rider, bank }) => {
  await expect(rider.page.locator('html')).toHaveAttribute('lang', rider.words.tag);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.paid);
  await rider.link(rider.words.receipt).click();
  await rider.isOn(rider.words.receiptTitle);
});
