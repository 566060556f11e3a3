import { ACCOUNT } from '../kit/bank.ts';
import { test } from '../kit/story.ts';
import { form, send, unfold } from './ways.ts';

test('accounts', async ({ rider, bank, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  await rider.visit('/wallet');
  await album.take('no-account');

  await rider.button('Banco de Chile').click();
  await bank.isOpen();
  await rider.visit('/wallet');
  await album.take('half-saved');
  await rider.page.getByRole('main').locator('a[href^="http"]').first().click();
  await bank.cancel();
  await rider.isOn(rider.words.wallet);
  await album.take('cancelled');
  // As somebody who comes back before the bank's word does.
  await rider.page.goto(rider.page.url().replace('back=cancel', 'back=ok'));
  await rider.alive();
  await album.take('confirming', { live: true });

  await rider.visit('/wallet');
  await rider.button('Banco de Chile').click();
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.pays);
  await bank.reject();
  await bank.leave(bank.words.notSaved);
  await rider.isOn(rider.words.wallet);
  await album.take('rejected');

  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await album.take('saved');
});

test('many-accounts', async ({ rider, bank, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/wallet');
  await album.take('one');
  await rider.page.getByRole('main').locator('a[href$="/forget"]').first().click();
  await album.take('forget-the-last');

  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await rider.visit('/wallet');
  await album.take('three');
  await send(rider.page, '/main');
  await album.take('another-main');

  await rider.visit('/wallet');
  await unfold(rider.page, '.account--main + .account__foot .rename');
  await album.take('naming');
  const name = form(rider.page, '/nickname').first().getByRole('textbox');
  await name.evaluate((input) => input.removeAttribute('maxlength'));
  await name.fill('La de los gastos de la casa y de las vacaciones');
  await send(rider.page, '/nickname');
  await album.take('naming-mistake');
  await form(rider.page, '/nickname').first().getByRole('textbox').fill('Para los gastos de la casa');
  await send(rider.page, '/nickname');
  await album.take('named');

  await rider.page.getByRole('main').locator('a[href$="/forget"]').first().click();
  await album.take('forget');
  await send(rider.page, '/forget');
  await album.take('forgotten');
});
