import { ACCOUNT, type Bank, type TestAccount } from '../kit/bank.ts';
import { Keyboard } from '../kit/keyboard.ts';
import { expect, test } from '../kit/story.ts';

/** Each manner of authorising, from the moment its step is shown: what hands without a mouse do. */
const MANNERS: { name: string; account: TestAccount; authorise: (keyboard: Keyboard, bank: Bank) => Promise<void> }[] = [
  {
    name: 'a security device',
    account: ACCOUNT.asksForDeviceCode,
    authorise: async (keyboard, bank) => {
      await bank.isOn(bank.words.device);
      await keyboard.type(bank.field(bank.words.deviceCode), '000000');
      await keyboard.press(bank.button(bank.words.approve), 'Space');
    },
  },
  {
    name: 'a mobile app with buttons',
    account: ACCOUNT.pays,
    authorise: async (keyboard, bank) => {
      await bank.isOn(bank.words.app);
      await keyboard.press(bank.button(bank.words.approve));
    },
  },
  {
    name: 'a mobile app that approves by itself',
    account: ACCOUNT.approvesByItself,
    authorise: (_, bank) => bank.isOn(bank.words.app),
  },
  {
    name: 'a code by SMS',
    account: ACCOUNT.asksForSmsCode,
    authorise: async (keyboard, bank) => {
      await bank.isOn(bank.words.sms);
      await keyboard.type(bank.field(bank.words.smsCode), '0000');
      await bank.page.keyboard.press('Enter');
    },
  },
  {
    name: 'a coordinate card',
    account: ACCOUNT.asksForCells,
    authorise: async (keyboard, bank) => {
      await bank.isOn(bank.words.card);
      for (const cell of await bank.page.getByLabel(bank.words.cell).all()) await keyboard.type(cell, '00');
      await keyboard.press(bank.button(bank.words.approve));
    },
  },
];

for (const { name, account, authorise } of MANNERS) {
  // A phone has no keys to tab with.
  test(`${name} is authorised by keyboard alone`, { tag: '@desk' }, async ({ bank, merchant }) => {
    const keyboard = new Keyboard(bank.page);
    const session = await merchant.payment();
    await bank.visit(session.redirect_url);

    await bank.isOn(bank.words.chooseBank);
    await keyboard.press(bank.button('Banco de Chile'));
    await bank.isOn(bank.words.login);
    await keyboard.type(bank.field(bank.words.rut), '41.614.850-3');
    await keyboard.type(bank.field(bank.words.password), 'jonsnow');
    await bank.page.keyboard.press('Enter');
    await bank.isOn(bank.words.chooseAccount);
    await keyboard.press(bank.page.locator('summary', { hasText: bank.words.moreAccounts }));
    await keyboard.reach(bank.page.getByRole('radio', { checked: true }), 'Shift+Tab');
    await keyboard.pick(bank.account(account));
    await keyboard.press(bank.button(bank.words.next));
    await bank.isOn(bank.words.confirmTitle);
    await keyboard.press(bank.button(bank.words.confirm));
    await authorise(keyboard, bank);

    // From here on nothing is pressed: the result leads back by itself.
    await bank.isOn(bank.words.paid);
    await expect(bank.page).toHaveURL(merchant.successUrl);
    await expect.poll(() => merchant.knows(session)).toMatchObject({ intent: 'succeeded' });
  });
}
