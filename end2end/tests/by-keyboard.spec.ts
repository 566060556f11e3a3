import { Keyboard } from '../kit/keyboard.ts';
import { somebody } from '../kit/people.ts';
import { expect, test } from '../kit/story.ts';

// A phone has no keys to tab with, and the finder is made of script.
test('a stranger comes to a paid ride by keyboard alone', { tag: ['@desk', '@script'] }, async ({ app, bank }) => {
  test.slow();
  const keyboard = new Keyboard(app.page);
  const ana = somebody();
  await app.visit('/signup');
  await keyboard.type(app.field(app.words.name), ana.name);
  await keyboard.type(app.field(app.words.email), ana.email);
  await keyboard.type(app.field(app.words.rut), ana.rut);
  await keyboard.type(app.field(app.words.password), ana.password);
  await app.page.keyboard.press('Enter');
  await app.isOn(app.words.book);

  await keyboard.press(app.link(app.words.addAccount));
  await app.isOn(app.words.wallet);
  await keyboard.press(app.button('Banco de Chile'));
  await bank.isOn(bank.words.login);
  await keyboard.press(bank.testPerson());
  await bank.isOn(bank.words.chooseAccount);
  // An account is chosen already.
  await keyboard.press(bank.button(bank.words.next));
  await bank.isOn(bank.words.app);
  await keyboard.press(bank.button(bank.words.approve));
  await app.isOn(app.words.wallet);
  await expect(app.page.locator(':focus')).toHaveText(/Banco de Chile ••\d{4}/);

  await keyboard.press(app.link(app.words.bookNow));
  await app.isOn(app.words.book);
  const destination = app.page.getByRole('button', { name: new RegExp(`^${app.words.to} `) });
  await keyboard.press(destination);
  await expect(app.page.getByRole('combobox')).toBeFocused();
  await app.page.keyboard.type('moneda');
  await app.page.keyboard.press('Enter');
  await expect(app.page).toHaveURL(/[?&]to=la-moneda/);
  await app.alive();
  await expect(destination).toBeFocused();
  await keyboard.press(app.button(app.words.payAndRequest));
  await app.isOn(app.words.paid);
  await expect(app.page.getByRole('heading', { level: 1 })).toBeFocused();
  await keyboard.press(app.link(app.words.receipt));
  await app.isOn(app.words.receiptTitle);
});
