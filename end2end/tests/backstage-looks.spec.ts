import { AxeBuilder } from '@axe-core/playwright';
import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

/** Every page backstage that has an address of its own. */
const PAGES = [
  '/backstage',
  '/backstage?view=dock',
  '/backstage?view=panel',
  '/backstage/stories',
  '/backstage/stories/happy-path/2',
  '/backstage/scenarios',
  '/backstage/verbs',
  '/backstage/calls',
  '/backstage/webhooks',
  '/backstage/people',
  '/backstage/join',
  '/backstage/reasons',
];

/** Links to pages that are about something which happened. */
const DETAILS = [
  { from: '/backstage/calls', link: 'a.log__row:has-text("POST /v2/checkout_sessions")' },
  { from: '/backstage/calls', link: 'a.log__row:has-text("payment_intent.succeeded")' },
  { from: '/backstage/webhooks', link: 'a:has-text("payment_intent.succeeded")' },
];

test('every page backstage passes the rules of axe, in dark and in light', { tag: ['@desk', '@script'] }, async ({ rider, bank }) => {
  test.setTimeout(240_000);
  const { page } = rider;
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  await page.locator('#duplicate .scn__go').click();
  await rider.book();

  const addresses = [...PAGES];
  for (const { from, link } of DETAILS) {
    await rider.visit(from);
    await rider.asksUntil(page.locator(link).first());
    addresses.push((await page.locator(link).first().getAttribute('href')) ?? link);
  }
  const lab = page.locator('a[href*="/backstage/webhooks/order"]').first();
  await rider.visit(addresses.at(-1) ?? '');
  addresses.push((await lab.getAttribute('href')) ?? 'no order lab');

  const complaints: string[] = [];
  for (const theme of ['dark', 'light']) {
    // Dark is how backstage begins.
    const chosen = await page.request.post(`${rider.origin}/preferences`, {
      form: { theme, back: '/' },
      headers: { origin: rider.origin, 'sec-fetch-site': 'same-origin' },
      maxRedirects: 0,
    });
    expect(chosen.status()).toBe(303);
    for (const address of addresses) {
      await rider.visit(address);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      // What the phone shows is the rider's app, which other tests judge.
      const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
      for (const { id, nodes } of violations) {
        for (const { target, failureSummary } of nodes.slice(0, 4)) {
          complaints.push(`${address} (${theme}): ${id}: ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}`);
        }
      }
    }
  }
  expect(complaints).toEqual([]);
});
