import { ACCOUNT, type Bank } from '../kit/bank.ts';
import type { Words } from '../kit/words.ts';
import { expect, test } from '../kit/story.ts';

/** How a payment that was led to the bank can end, and the heading that says so. */
const ENDINGS: { heading: (words: Words) => string; atTheBank: (bank: Bank) => Promise<void> }[] = [
  { heading: (words) => words.noFunds, atTheBank: (bank) => refused(bank, 'insufficient_funds') },
  { heading: (words) => words.bankSilent, atTheBank: (bank) => refused(bank, 'bank_not_available') },
  { heading: (words) => words.notInTime, atTheBank: (bank) => refused(bank, 'mfa_authorization_timeout') },
  { heading: (words) => words.notConfirmed, atTheBank: (bank) => bank.reject() },
];

// Faults: 29; 40 in part: script off, but neither slow nor blocked wasm.
test('each ending has its own words and a way on, and the same ride is paid after all of them', { tag: '@desk' }, async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  for (const { heading, atTheBank } of ENDINGS) {
    await atTheBank(bank);
    await bank.leave(bank.words.notPaid);
    await rider.isOn(heading(rider.words));
    await expect(rider.text(rider.words.moneyUnmoved)).toBeVisible();
    await rider.button(rider.words.payWith('BCI')).click();
  }
  await bank.approve();
  await rider.isOn(rider.words.paid);
  await rider.visit('/rides');
  await expect(rider.history()).toHaveCount(1);
});

test('a bank that takes its time is waited for, and the page tells when it has paid', { tag: '@desk' }, async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  await bank.isOn(bank.words.app);
  await bank.pickOutcome(bank.words.outcomePaidLater, { pending: 10 });
  await bank.press();
  await bank.leave(bank.words.undecided);
  await rider.isOn(rider.words.onItsWay);
  await rider.tells(rider.title(rider.words.paid));
});

async function refused(bank: Bank, reason: string): Promise<void> {
  await bank.isOn(bank.words.app);
  await bank.pickOutcome(reason);
  await bank.press();
}
