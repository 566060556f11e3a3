import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

// An account that its bank cut off is told by the server's own stories: only Fintoc can say so, and no page of the bank does.
test('the main account is offered first, and a forgotten one never again', async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.saveAccount(bank, 'Santander', ACCOUNT.asksEachTime);
  // The one saved last is the main one, until the rider says otherwise.
  await rider.openBooking();
  await expect(rider.payer('Santander')).toBeChecked();

  await rider.visit('/wallet');
  const older = rider.savedAccount('Banco de Chile', ACCOUNT.pays);
  await older.getByRole('button', { name: rider.words.makeMain }).click();
  await expect(rider.page).toHaveURL(/[?&]main=/);
  await expect(older).toContainText(rider.words.main);
  await rider.openBooking();
  await expect(rider.payer('Banco de Chile')).toBeChecked();
  await expect(rider.payer('Santander')).not.toBeChecked();

  await rider.visit('/wallet');
  const other = rider.savedAccount('Santander', ACCOUNT.asksEachTime);
  await other.getByRole('link', { name: rider.words.forget }).click();
  await expect(rider.page).toHaveURL(/\/forget$/);
  await rider.button(rider.words.forget).click();
  await expect(rider.page).toHaveURL(/[?&]forgotten=/);
  await expect(other).toHaveCount(0);
  await rider.book();
  await rider.visit('/book');
  await expect(rider.payer('Santander')).toHaveCount(0);
});
