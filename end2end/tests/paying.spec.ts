import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

// Faults: 40 in part: script off, but neither slow nor blocked wasm.
test('one click books and pays, and leaves a receipt', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.openBooking();
  await rider.button('Pagar $4.990 y pedir').click();
  await rider.isOn(rider.words.paid);
  const ride = rider.page.url();

  await rider.link(rider.words.receipt).click();
  await rider.isOn(rider.words.receiptTitle);
  await expect(rider.page.getByRole('main')).toContainText('$4.990');
  await expect(rider.page.getByText(rider.words.paidWith(`Banco de Chile ••${ACCOUNT.pays.slice(-4)}`))).toBeVisible();

  await rider.visit('/rides');
  await rider.isOn(rider.words.rides);
  await expect(rider.history()).toHaveCount(1);
  await expect(rider.history()).toContainText('$4.990');
  await expect(rider.history()).toContainText(rider.words.paidBadge);
  await rider.history().getByRole('link').first().click();
  await expect(rider.page).toHaveURL(ride);
});

test('a declined payment moves nothing, and another account pays the same ride', async ({ rider, bank }) => {
  // The account saved last is the one a ride is paid with.
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.saveAccount(bank, 'Santander', ACCOUNT.withoutFunds);
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.noFunds);
  await expect(rider.page.getByText(rider.words.moneyUnmoved)).toBeVisible();
  const ride = rider.page.url();

  await rider.payFrom('Banco de Chile');
  await rider.button(rider.words.payWith('Banco de Chile')).click();
  await rider.isOn(rider.words.paid);
  await expect(rider.page).toHaveURL(ride);
});

// Faults: 29; 40 in part: script off, but neither slow nor blocked wasm.
test('a bank that wants to be asked is asked, and leads back to the same ride', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  await bank.approve();
  await rider.isOn(rider.words.paid);
  await rider.visit('/rides');
  await expect(rider.history()).toHaveCount(1);
});

// Faults: 35 in part: cancelled, and gone back to.
test('leaving without confirming moves nothing, and the ride can be confirmed later', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await (await rider.openBooking()).click();
  await bank.cancel();
  await rider.isOn(rider.words.approval);
  await expect(rider.page.getByText(rider.words.approvalLeft)).toBeVisible();
  await rider.link(rider.words.approve).click();
  await bank.approve();
  await rider.isOn(rider.words.paid);
});

// Faults: 22.
test('a second click and a second tab book one ride', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  const other = await rider.newTab();
  const [first, second] = [await rider.openBooking(), await other.openBooking()];
  await first.dblclick();
  await rider.isOn(rider.words.paid);
  await second.click();
  await other.isOn(rider.words.paid);
  expect(other.page.url()).toBe(rider.page.url());

  await rider.visit('/rides');
  await expect(rider.history()).toHaveCount(1);
});

test('without an account the way leads to the wallet', async ({ rider }) => {
  await rider.visit('/book');
  await expect(rider.button(rider.words.payAndRequest)).toHaveCount(0);
  await rider.link(rider.words.addAccount).click();
  await rider.isOn(rider.words.wallet);
});

test('another destination has another price', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.openBooking();
  await rider.chooseDestination('Palacio de La Moneda');
  await expect(rider.button(rider.words.payAndRequest)).toBeVisible();
  await expect(rider.button('Pagar $4.990 y pedir')).toHaveCount(0);
});
