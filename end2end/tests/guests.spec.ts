import { ACCOUNT } from '../kit/bank.ts';
import { Mouse } from '../kit/mouse.ts';
import { somebody } from '../kit/people.ts';
import { expect, test } from '../kit/story.ts';

/** What somebody has to click who has a minute. */
const A_MINUTE_OF_CLICKS = 12;

test('a guest is on a paid ride within a minute of clicks, and their account is saved', async ({ app, bank }) => {
  const mouse = new Mouse();
  await app.visit('/');
  await mouse.click(app.button(app.words.tryAsGuest));
  await app.isOn(app.words.book);
  await expect(app.text(app.words.visiting)).toBeVisible();
  await mouse.click(app.button(app.words.payAndSave));

  await bank.isOn(bank.words.chooseBank);
  await mouse.click(bank.button('Banco de Chile'));
  await bank.isOn(bank.words.login);
  await mouse.click(bank.testPerson());
  await bank.isOn(bank.words.chooseAccount);
  // An account is chosen already.
  await mouse.click(bank.button(bank.words.next));
  await bank.isOn(bank.words.confirmTitle);
  await mouse.click(bank.page.getByRole('checkbox', { name: bank.words.saveThisAccount }));
  await mouse.click(bank.button(bank.words.confirm));
  await bank.isOn(bank.words.app);
  await mouse.click(bank.button(bank.words.approve));
  // The result leads back by itself.
  await app.isOn(app.words.paid);

  test.info().annotations.push({ type: 'clicks', description: String(mouse.clicks) });
  expect(mouse.clicks).toBeLessThanOrEqual(A_MINUTE_OF_CLICKS);
  await app.visit('/wallet');
  await expect(app.savedAccounts()).toContainText('Banco de Chile');
});

test('a guest who stays keeps the rides and the account', async ({ app, bank }) => {
  await app.visit('/');
  await app.button(app.words.tryAsGuest).click();
  await app.isOn(app.words.book);
  await app.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await app.book();

  const ana = somebody();
  await app.visit('/profile');
  await app.field(app.words.name).fill(ana.name);
  await app.field(app.words.email).fill(ana.email);
  await app.field(app.words.password).fill(ana.password);
  await app.button(app.words.keepAccount).click();
  await expect(app.text(app.words.accountKept)).toBeVisible();
  await app.signOut();
  await app.visit('/rides');
  await app.fillSignIn(ana.email, ana.password);
  await app.isOn(app.words.rides);
  await expect(app.history()).toHaveCount(1);
});
