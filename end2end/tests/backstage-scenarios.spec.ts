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

/** What a payment comes to, and what the rider reads then. */
const EFFECTS = [
  ['decline', 'noFunds'],
  ['success', 'paid'],
  ['duplicate', 'paid'],
  ['reorder', 'paid'],
  ['wrong_secret', 'paid'],
  ['altered', 'paid'],
] as const;

test('every scenario is armed from its card, shown as a chip and taken away', async ({ rider }) => {
  test.slow();
  const chips = rider.page.locator('#chips');
  await rider.visit('/backstage/scenarios');
  for (const scenario of ARMED) {
    await rider.page.locator(`#${scenario} .scn__go`).click();
    const remove = chips.locator('form[action*="/scn_"] button');
    await expect(remove, scenario).toHaveCount(1);
    await remove.click();
    await expect(remove, scenario).toHaveCount(0);
  }
});

for (const [scenario, ending] of EFFECTS) {
  test(`${scenario} does what its card says, once`, async ({ rider, bank }) => {
    await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
    await rider.visit('/backstage/scenarios');
    await rider.page.locator(`#${scenario} .scn__go`).click();
    await (await rider.openBooking()).click();
    await rider.isOn(rider.words[ending]);
    const taken = rider.page.locator('#chips form[action*="/scn_"]');
    await expect(async () => {
      await rider.visit('/backstage/scenarios');
      await expect(taken).toHaveCount(0, { timeout: 500 });
    }).toPass();
  });
}

test('the palette finds and arms by keyboard alone', { tag: ['@desk', '@script'] }, async ({ rider }) => {
  await rider.visit('/backstage/scenarios');
  const { keyboard } = rider.page;
  await keyboard.press('Control+k');
  const field = rider.page.getByRole('combobox');
  await expect(field).toBeFocused();
  const options = rider.page.getByRole('option');
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Escape');
  await expect(field).toBeHidden();
  await keyboard.press('Control+k');
  await keyboard.type('duplicate');
  await expect(options).toHaveCount(1);
  await keyboard.press('Enter');
  await expect(rider.page.locator('#chips form[action*="/scn_"]')).toHaveCount(1);
});

test('the search filters while one types', { tag: '@script' }, async ({ rider }) => {
  await rider.visit('/backstage/scenarios');
  await rider.page.getByRole('searchbox').fill('duplic');
  await expect(rider.page.getByRole('article')).toHaveCount(1);
});
