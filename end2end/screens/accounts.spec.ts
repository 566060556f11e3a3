import { ACCOUNT } from '../kit/bank.ts';
import { test } from '../kit/story.ts';

test('accounts', async ({ rider, bank, album }) => {
  await rider.visit('/wallet');
  await album.take('no-account');

  await rider.button('Banco de Chile').click();
  await bank.cancel();
  await rider.isOn(rider.words.wallet);
  await album.take('cancelled');

  await rider.button('Banco de Chile').click();
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.pays);
  await bank.reject();
  await bank.leave(bank.words.notSaved);
  await rider.isOn(rider.words.wallet);
  await album.take('rejected');

  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await album.take('saved');
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.visit('/wallet');
  await album.take('three-accounts');
});
