import type { App } from '../kit/app.ts';
import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

/** Every scenario that is armed. */
const ARMED = [
  'setup_fails',
  'success',
  'decline',
  'approval',
  'pending',
  'slow_bank',
  'refund_fails',
  'duplicate',
  'delay',
  'drop',
  'reorder',
  'wrong_secret',
  'stale',
  'future',
  'altered',
  'api_status',
  'api_stall',
  'api_cut',
];

/** What happens to deliveries and answers; a ride is paid all the same. */
const HARMLESS = ['duplicate', 'delay', 'drop', 'reorder', 'wrong_secret', 'stale', 'future', 'altered', 'api_status', 'api_cut'];

/** The chips of what is armed. */
const armed = (rider: App) => rider.page.locator('#chips form[action*="/scn_"]');

/** Arms a scenario as its card offers it. */
async function arm(rider: App, scenario: string): Promise<void> {
  await rider.visit('/backstage/scenarios');
  await rider.page.locator(`#${scenario} .scn__go`).first().click();
  await expect(armed(rider), scenario).toHaveCount(1);
}

/** What is armed for the next occasion is gone once that was. */
async function isTaken(rider: App, scenario: string): Promise<void> {
  await expect(async () => {
    await rider.visit('/backstage/scenarios');
    await expect(armed(rider), scenario).toHaveCount(0, { timeout: 500 });
  }).toPass();
}

test('every scenario is armed from its card, shown as a chip and taken away', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  test.setTimeout(180_000);
  // Only who has saved an account is a customer of Fintoc's, and can have things happen to them.
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  for (const scenario of ARMED) {
    await rider.page.locator(`#${scenario} .scn__go`).click();
    const remove = armed(rider).getByRole('button');
    await expect(remove, scenario).toHaveCount(1);
    await remove.click();
    await expect(remove, scenario).toHaveCount(0);
  }
});

test('the bank says no, once', async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await arm(rider, 'decline');
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.noFunds);
  await isTaken(rider, 'decline');
  await rider.book();
});

test('what is armed until cleared stays armed, and is cleared with everything', { tag: '@desk' }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  await rider.page.locator('#decline select[name=lasts]').selectOption('until_cleared');
  await rider.page.locator('#decline .scn__go').click();
  await expect(armed(rider)).toHaveCount(1);
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.noFunds);
  await rider.visit('/backstage/scenarios');
  await expect(armed(rider)).toHaveCount(1);
  await rider.page.locator('form[action="/backstage/scenarios/clear"] button').click();
  await expect(armed(rider)).toHaveCount(0);
});

test('an empty account pays when the payment is told to go through', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.withoutFunds);
  await arm(rider, 'success');
  await rider.book();
  await isTaken(rider, 'success');
});

test('whatever happens to deliveries and answers, the ride is paid', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  test.setTimeout(180_000);
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  for (const scenario of HARMLESS) {
    await test.step(scenario, async () => {
      await arm(rider, scenario);
      await (await rider.openBooking()).click();
      await rider.tells(rider.title(rider.words.paid));
      await isTaken(rider, scenario);
    });
  }
});

test('the bank wants approval, and the ride goes on where it was', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await arm(rider, 'approval');
  await (await rider.openBooking()).click();
  await bank.approve();
  await rider.isOn(rider.words.paid);
  await isTaken(rider, 'approval');
});

test('a payment stays pending until the clock is told to go on', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  await rider.page.locator('#pending input[name=seconds]').fill('170');
  await rider.page.locator('#pending .scn__go').click();
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.onItsWay);
  const ride = rider.page.url();
  await rider.visit('/backstage/scenarios');
  await rider.page.locator('#bank_decides .scn__go').click();
  await expect(rider.page.getByText('El reloj avanzó.')).toBeVisible();
  await rider.page.goto(ride);
  await rider.isOn(rider.words.paid);
});

test('saving an account fails, once', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await arm(rider, 'setup_fails');
  await rider.visit('/wallet');
  await rider.button('Santander').click();
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.pays);
  await bank.press();
  await bank.leave(bank.words.notSaved);
  await rider.isOn(rider.words.wallet);
  await expect(rider.savedAccount('Santander', ACCOUNT.pays)).toHaveCount(0);
  await isTaken(rider, 'setup_fails');
  await rider.saveAccount(bank, 'Santander', ACCOUNT.pays);
});

test('the bank cuts an account off, and the wallet tells', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  await rider.page.locator('#account_dies .scn__go').click();
  await rider.visit('/wallet');
  await rider.asksUntil(rider.text(/desconectó esta cuenta/));
});

test('the palette finds and arms by keyboard alone', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  const { keyboard } = rider.page;
  await keyboard.press('Control+k');
  const field = rider.page.getByRole('dialog').getByRole('combobox');
  await expect(field).toBeFocused();
  const options = rider.page.getByRole('dialog').getByRole('option');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(field).toBeHidden();
  await keyboard.press('Control+k');
  await keyboard.type('duplicate');
  await expect(options).toHaveCount(1);
  await keyboard.press('Enter');
  await expect(armed(rider)).toHaveCount(1);
});

test('the search filters while one types', { tag: ['@desk', '@script'] }, async ({ rider }) => {
  await rider.visit('/backstage/scenarios');
  await rider.page.getByRole('searchbox').fill('duplic');
  await expect(rider.page.getByRole('article')).toHaveCount(1);
});
