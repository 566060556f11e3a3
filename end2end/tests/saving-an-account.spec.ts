import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

// Faults: 29 in part: after saving an account; 40 in part: script off, but neither slow nor blocked wasm.
test('a rider chooses the bank in the wallet', async ({ rider, bank }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await expect(rider.savedAccount('Banco de Chile', ACCOUNT.pays)).toContainText(rider.words.main);
});

test('a rider chooses the bank on the secure page', async ({ rider, bank }) => {
  await rider.visit('/wallet');
  await rider.button(rider.words.anyBank).click();
  await bank.choose('Santander');
  await bank.saveAccount(ACCOUNT.pays);
  await expect(rider.savedAccount('Santander', ACCOUNT.pays)).toBeVisible();
});

test("a bank's app that approves by itself leads all the way back by itself", async ({ rider, bank }) => {
  await rider.visit('/wallet');
  await rider.button('Banco de Chile').click();
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.approvesByItself);
  await bank.isOn(bank.words.app);
  await bank.isOn(bank.words.saved);
  await rider.isOn(rider.words.wallet);
  await expect(rider.savedAccount('Banco de Chile', ACCOUNT.approvesByItself)).toBeVisible();
});

test('a rider who cancels has nothing saved and may try again', async ({ rider, bank }) => {
  await rider.visit('/wallet');
  await rider.button('BancoEstado').click();
  await bank.cancel();
  await expect(rider.page.getByText(rider.words.cancelled, { exact: true })).toBeVisible();
  await expect(rider.savedAccount('BancoEstado', ACCOUNT.pays)).toHaveCount(0);

  await rider.saveAccount(bank, 'BancoEstado', ACCOUNT.pays);
});

test('a wrong password at the bank may be typed again', async ({ rider, bank, expectConsole }) => {
  expectConsole(/status of 422/);
  await rider.visit('/wallet');
  await rider.button('Itaú').click();
  await bank.typeIn('no era esta');
  await bank.refusesPassword();
  await bank.typeIn();
  await bank.chooseAccount(ACCOUNT.pays);
  await bank.approve();
  await expect(rider.savedAccount('Itaú', ACCOUNT.pays)).toBeVisible();
});

// Faults: 28 in part: a tab that is closed, not a session that ends.
test('a tab closed after approving still saves the account', async ({ rider, bank, expectConsole }) => {
  expectConsole(/net::ERR_FAILED/);
  const tab = await rider.newTab();
  await rider.visit('/wallet');
  await rider.button('Scotiabank').click();
  await bank.signIn();
  await bank.chooseAccount(ACCOUNT.pays);
  // The way back is cut, as when a rider closes the tab on the bank's last page: only the webhook can tell us.
  await rider.page.route(`${rider.origin}/**`, (route) => route.abort());
  const wayBack = rider.page.waitForEvent('requestfailed');
  await bank.approve();
  await wayBack;
  await rider.page.close();

  await expect(async () => {
    await tab.visit('/wallet');
    await expect(tab.savedAccount('Scotiabank', ACCOUNT.pays)).toBeVisible({ timeout: 1_000 });
  }).toPass();
});
