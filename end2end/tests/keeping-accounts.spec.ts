import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test('another account becomes the main one, and a forgotten one is gone', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.saveAccount(bank, 'Santander', ACCOUNT.asksEachTime);
  const older = rider.savedAccount('Banco de Chile', ACCOUNT.pays);
  await older.getByRole('button').click();
  await expect(rider.page).toHaveURL(/[?&]main=/);
  await expect(older.getByRole('button')).toHaveCount(0);

  const other = rider.savedAccount('Santander', ACCOUNT.asksEachTime);
  await other.getByRole('link').click();
  await expect(rider.page).toHaveURL(/\/forget$/);
  await rider.page.getByRole('main').getByRole('button').click();
  await expect(rider.page).toHaveURL(/[?&]forgotten=/);
  await expect(other).toHaveCount(0);
});
