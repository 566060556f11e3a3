import { ACCOUNT, type Bank } from '../kit/bank.ts';
import { WORDS } from '../kit/words.ts';
import { expect, test } from '../kit/story.ts';

const PAID_ONCE = {
  session: 'finished',
  intent: 'succeeded',
  events: ['payment_intent.succeeded', 'checkout_session.finished'],
};

/** Its last two digits make the bank ask for a new recipient, with a coordinate card. */
const AMOUNT_TO_A_NEW_RECIPIENT = 4905;

test('every step has one title, names whatever it asks for, and fits the screen', async ({ bank, merchant }) => {
  const session = await merchant.payment({ amount: AMOUNT_TO_A_NEW_RECIPIENT });
  await bank.visit(session.redirect_url);
  await walk(bank, () => isTidy(bank));
  await expect(bank.page).toHaveURL(merchant.successUrl);
  await bank.page.goBack();
  await bank.isOn(bank.words.paid);
  await isTidy(bank);
});

test('a reload changes nothing, at no step', async ({ bank, merchant }) => {
  const session = await merchant.payment({ amount: AMOUNT_TO_A_NEW_RECIPIENT });
  await bank.visit(session.redirect_url);
  await walk(bank, () => bank.page.reload());
  await bank.isOn(bank.words.paid);
  await expect.poll(() => merchant.knows(session)).toEqual(PAID_ONCE);
});

test('going back leads to what may be chosen again, and to nothing that is decided', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.choose('Santander');
  await bank.isOn(/Santander/);
  await bank.page.goBack();
  await bank.choose('Itaú');
  await bank.isOn(/Itaú/);
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.withoutFunds);
  await bank.isOn(bank.words.confirmTitle);
  await bank.page.goBack();
  await bank.chooseAccount(ACCOUNT.pays);
  await bank.confirm();
  await bank.isOn(bank.words.app);
  await bank.page.goBack();
  await bank.press();
  await bank.isOn(bank.words.paid);
  await bank.page.goBack();
  await bank.isOn(bank.words.paid);
  expect(await merchant.knows(session)).toEqual(PAID_ONCE);
});

test('pressing twice pays once', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.walkTo(ACCOUNT.pays);
  await bank.isOn(bank.words.confirmTitle);
  await bank.button(bank.words.confirm).dblclick();
  await bank.isOn(bank.words.app);
  await bank.button(bank.words.approve).dblclick();
  await bank.leave(bank.words.paid);
  await expect(bank.page).toHaveURL(merchant.successUrl);
  expect(await merchant.knows(session)).toEqual(PAID_ONCE);
});

test('a second tab sees what the first one did', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  const other = await bank.newTab();
  await other.visit(session.redirect_url);
  await bank.walkTo(ACCOUNT.pays);
  await bank.isOn(bank.words.confirmTitle);

  // Its list of banks is an old one, but a new choice begins anew in both.
  await other.choose('Santander');
  await other.signIn();
  await other.chooseAccount(ACCOUNT.pays);
  await other.confirm();
  await bank.confirm();
  await bank.press();
  await bank.isOn(bank.words.paid);
  await other.button(bank.words.reject).click();
  await other.leave(bank.words.paid);
  await expect(other.page).toHaveURL(merchant.successUrl);
  expect(await merchant.knows(session)).toEqual(PAID_ONCE);
});

test('a page that ran out says so, whatever is pressed', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.walkTo(ACCOUNT.pays);
  await bank.isOn(bank.words.confirmTitle);
  await merchant.letPass(24 * 60 * 60);
  await bank.button(bank.words.confirm).click();
  await bank.leave(bank.words.expired);
  await expect(bank.page).toHaveURL(merchant.cancelUrl);
  expect(await merchant.knows(session)).toEqual({ session: 'expired', events: ['checkout_session.expired'] });
});

test('the time that is left is shown, and runs out before the eyes', async ({ bank, merchant, javaScriptEnabled }) => {
  const seconds = 15 * 60;
  const session = await merchant.payment({ expires_at: new Date(Date.now() + seconds * 1000).toISOString() });
  await bank.visit(session.redirect_url);
  await expect(bank.timeLeft()).toHaveText(/^1[45]:\d\d$/);
  const shown = await bank.timeLeft().innerText();
  if (javaScriptEnabled) await expect(bank.timeLeft()).not.toHaveText(shown);
  await merchant.letPass(seconds - 6);
  await bank.page.reload();
  await bank.isOn(bank.words.expired);
});

test('a language that is switched stays', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.isOn(bank.words.chooseBank);
  await expect(bank.page.locator('html')).toHaveAttribute('lang', 'es-CL');
  await bank.link(bank.words.otherLanguage).click();

  const inEnglish = bank.speaking(WORDS.en.bank);
  await expect(bank.page.locator('html')).toHaveAttribute('lang', 'en');
  await inEnglish.walkTo(ACCOUNT.pays);
  await inEnglish.confirm();
  await inEnglish.isOn(inEnglish.words.app);
  await inEnglish.link(inEnglish.words.otherLanguage).click();
  await bank.approve();
  await expect(bank.page).toHaveURL(merchant.successUrl);
});

test('a bank is found by a part of its name', async ({ bank, merchant, javaScriptEnabled }) => {
  const session = await merchant.setup();
  await bank.visit(session.redirect_url);
  await bank.isOn(bank.words.chooseBank);
  const search = async (name: string) => {
    await bank.field(bank.words.search).fill(name);
    // With script the list follows what is typed.
    if (javaScriptEnabled === false) await bank.button(bank.words.searchNow).click();
  };
  await search('nadie');
  await expect(bank.page.getByRole('status')).toHaveText(bank.words.noSuchBank);
  await expect(bank.button('Itaú')).toBeHidden();
  await search('itau');
  await expect(bank.page.getByRole('status')).toHaveCount(0);
  await expect(bank.button('Santander')).toBeHidden();
  await bank.button('Itaú').click();
  await bank.isOn(/Itaú/);
});

test('a picked outcome shows, and can be cleared', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.pickOutcome('insufficient_funds');
  await bank.walkTo(ACCOUNT.pays);
  await bank.confirm();
  await bank.isOn(bank.words.app);
  await expect(bank.pickedOutcome('insufficient_funds')).toBeVisible();
  await bank.clearOutcome();
  await expect(bank.pickedOutcome('insufficient_funds')).toHaveCount(0);
  await bank.approve();
  await expect(bank.page).toHaveURL(merchant.successUrl);
  expect(await merchant.knows(session)).toEqual(PAID_ONCE);
});

test('a result leads back by itself, once', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.walkTo(ACCOUNT.pays);
  await bank.confirm();
  await bank.press();
  await bank.isOn(bank.words.paid);
  await expect(bank.page).toHaveURL(merchant.successUrl);
  await bank.page.goBack();
  await bank.isOn(bank.words.paid);
  await expect(bank.leadsOn()).toHaveCount(0);
  await bank.leave(bank.words.paid);
  await expect(bank.page).toHaveURL(merchant.successUrl);
});

test('a bank that takes its time is waited for', async ({ bank, merchant }) => {
  const session = await merchant.payment();
  await bank.visit(session.redirect_url);
  await bank.pickOutcome(bank.words.outcomeApproved, { delay: 3 });
  await bank.walkTo(ACCOUNT.pays);
  await bank.confirm();
  await bank.press();
  await bank.isOn(bank.words.waiting);
  await bank.leave(bank.words.paid);
  await expect(bank.page).toHaveURL(merchant.successUrl);
});

/** Through a payment that meets every kind of step; `look` is called at each, before anything is done there. */
async function walk(bank: Bank, look: () => Promise<unknown>): Promise<void> {
  const { words } = bank;
  const at = async (title: string | RegExp) => {
    await bank.isOn(title);
    await look();
    await bank.isOn(title);
  };
  await at(words.chooseBank);
  await bank.choose('Banco de Chile');
  await at(words.login);
  await bank.signIn();
  await at(words.chooseAccount);
  await bank.chooseAccount(ACCOUNT.asksForDeviceCode);
  await at(words.confirmTitle);
  await bank.confirm();
  await at(words.recipientTitle);
  for (const cell of await bank.page.getByLabel(words.cell).all()) await cell.fill('00');
  await bank.button(words.approveRecipient).click();
  await at(words.device);
  await bank.enterCode(words.deviceCode, '000000');
}

/** One title, a name for whatever is asked, and nothing that sticks out at the side: drawer and all, on narrow screens too. */
async function isTidy({ page }: Bank): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  for (const field of await page.locator('input:not([type=hidden]), select').all()) {
    await expect(field).toHaveAccessibleName(/\S/);
  }
  const usual = page.viewportSize();
  for (const width of [usual?.width ?? 390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const root = page.locator('html');
    const sticksOut = await root.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(sticksOut, `at ${width} px`).toBe(0);
  }
  if (usual) await page.setViewportSize(usual);
}
