import type { Frame, Page } from '@playwright/test';
import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

/** An arrow that appeared: when what it shows was over, and when it stood in the document. */
interface Appeared {
  readonly key: string;
  readonly late: number;
}

/** From now on, notes of every arrow how long after its moment it came. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const known = new Set([...document.querySelectorAll('.q')].map((arrow) => arrow.id));
    const seen: Appeared[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const now = Date.now();
      for (const arrow of document.querySelectorAll<SVGElement>('.q[data-done]')) {
        if (known.has(arrow.id)) continue;
        known.add(arrow.id);
        seen.push({ key: arrow.id, late: now - Number(arrow.dataset['done']) });
      }
    }).observe(document.querySelector('#stage-seq') as Element, { childList: true, subtree: true });
  });
}

async function seen(page: Page): Promise<Appeared[]> {
  return page.evaluate(() => (window as unknown as { seen: Appeared[] }).seen);
}

/** The phone on the stage. */
async function phone(page: Page): Promise<Frame> {
  const frame = await (await page.locator('.stagep iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('there is no phone on the stage');
  return frame;
}

test('@desk @script the phone on the stage books a ride, and its arrows appear at once', async ({ rider, bank }) => {
  test.slow();
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.approvesByItself);
  await rider.visit('/backstage?at=/book');
  const page = rider.page;
  await watch(page);
  const app = await phone(page);
  // The phone is drawn smaller than it is, so nothing can be pointed at in it; keys find their way.
  await app.getByRole('button', { name: rider.words.payAndRequest }).press('Enter');
  const paid = page.locator('.q--hook').filter({ hasText: 'payment_intent.succeeded' });
  await expect(paid.first()).toBeVisible({ timeout: 30_000 });
  await expect(app.getByRole('heading', { level: 1, name: rider.words.paid })).toBeVisible();

  const late = (await seen(page)).map((arrow) => arrow.late).sort((one, other) => one - other);
  const median = late[Math.floor(late.length / 2)] ?? Number.NaN;
  console.log(`${late.length} arrows; after their moment: median ${median} ms, worst ${late.at(-1)} ms`);
  expect(late.length).toBeGreaterThan(5);
  expect(median).toBeLessThan(500);

  // Paused, one step back is another step, and the phone stays where it is.
  const current = page.locator('.q[aria-current=step]');
  await page.locator('h1').first().click();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/[?&]step=/);
  const last = await current.getAttribute('id');
  await page.keyboard.press('ArrowLeft');
  await expect(current).not.toHaveAttribute('id', last ?? '');
  await expect(page.locator('.q--later').first()).toBeVisible();
  await page.keyboard.press('Space');
  await expect(page).not.toHaveURL(/[?&]step=/);
  await expect(app.getByRole('heading', { level: 1 })).toBeVisible();
});

test('@desk @script from the phone one goes to the bank at the top, and comes back to the stage', async ({ rider, bank }) => {
  await rider.visit('/backstage?at=/wallet');
  const app = await phone(rider.page);
  await app.getByRole('button', { name: 'Banco de Chile' }).press('Enter');
  await bank.saveAccount(ACCOUNT.approvesByItself);
  await expect(rider.page).toHaveURL(/\/backstage\?at=%2Fwallet/);
  const wallet = rider.page.frameLocator('.stagep iframe');
  await expect(wallet.getByRole('article').filter({ hasText: '9212' })).toBeVisible();
});
