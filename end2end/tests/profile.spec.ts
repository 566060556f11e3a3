import { ACCOUNT } from '../kit/bank.ts';
import { somebody } from '../kit/people.ts';
import { expect, test } from '../kit/story.ts';

const ANOTHER_PASSWORD = 'dos marraquetas con palta';

test('changing the password signs out every other device', { tag: '@desk' }, async ({ app, expectConsole }) => {
  expectConsole(/status of 422/);
  const ana = somebody();
  await app.signUp(ana);
  const other = await app.newDevice();
  await other.visit('/wallet');
  await other.fillSignIn(ana.email, ana.password);
  await other.isOn(other.words.wallet);

  await app.visit('/profile');
  await app.field(app.words.currentPassword).fill(ana.password);
  await app.field(app.words.newPassword).fill(ANOTHER_PASSWORD);
  await app.button(app.words.changePassword).click();
  await expect(app.text(app.words.passwordChanged)).toBeVisible();

  await other.visit('/wallet');
  await other.isOn(other.words.signInTitle);
  await other.fillSignIn(ana.email, ana.password);
  await expect(other.page.getByRole('alert')).toContainText(other.words.wrongCredentials);
  await other.fillSignIn(ana.email, ANOTHER_PASSWORD);
  await other.isOn(other.words.wallet);
});

test('another device is signed out from here', { tag: '@desk' }, async ({ app }) => {
  const ana = somebody();
  await app.signUp(ana);
  const other = await app.newDevice();
  await other.visit('/rides');
  await other.fillSignIn(ana.email, ana.password);
  await other.isOn(other.words.rides);

  await app.visit('/profile');
  await app.button(app.words.endDevice).click();
  await expect(app.text(app.words.deviceEnded)).toBeVisible();
  await other.visit('/rides');
  await other.isOn(other.words.signInTitle);
  await app.visit('/rides');
  await app.isOn(app.words.rides);
});

test('who leaves is bid goodbye and cannot come in again', { tag: '@desk' }, async ({ app, bank, expectConsole }) => {
  expectConsole(/status of 422/);
  const ana = somebody();
  await app.signUp(ana);
  await app.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await app.visit('/profile');
  await app.link(app.words.leave).click();
  await app.isOn(app.words.leaveTitle);
  await app.field(app.words.leavePassword).fill(ana.password);
  await app.button(app.words.leaveNow).click();
  await app.isOn(app.words.goodbye);

  await app.visit('/wallet');
  await app.isOn(app.words.signInTitle);
  await app.fillSignIn(ana.email, ana.password);
  await expect(app.page.getByRole('alert')).toContainText(app.words.wrongCredentials);
});
