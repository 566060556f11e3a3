import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

test.describe('the log backstage', { tag: '@desk' }, () => {
  test.beforeEach(async ({ rider, bank }) => {
    await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
    await rider.visit('/backstage/calls');
  });

  test('is narrowed by a form, and the address remembers it', async ({ page }) => {
    const lines = page.locator('li[id^=m-]');
    await expect(lines.first()).toBeVisible();
    const form = page.getByRole('search');
    await form.locator('[name=method]').selectOption('POST');
    await form.locator('[name=path]').fill('checkout_sessions');
    await form.getByRole('button').click();
    await expect(page).toHaveURL(/method=POST&.*path=checkout_sessions/);
    for (const line of await lines.all()) await expect(line).toContainText('POST');
    const found = await lines.count();
    await page.reload();
    await expect(lines).toHaveCount(found);
  });

  test('opens a call under an address of its own, with code to copy', { tag: '@script' }, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('a.log__row', { hasText: 'POST /v2/checkout_sessions' }).first().click();
    await expect(page).toHaveURL(/\/backstage\/calls\/[^?]+$/);
    await expect(page.locator('h1')).toHaveText('POST /v2/checkout_sessions');
    await page.getByRole('link', { name: 'Rust', exact: true }).click();
    await expect(page).toHaveURL(/code=rust/);
    await page.locator('button[data-copy]').click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('reqwest::Client::new()');
    expect(copied).toContain('FINTOC_SECRET_KEY');
    expect(copied).not.toContain('sk_test');
  });

  test('shows what happens elsewhere without being asked', { tag: '@script' }, async ({ rider, page }) => {
    await expect(page.locator('.live')).toBeVisible();
    const lines = page.locator('li[id^=m-]');
    const before = await lines.count();
    const tab = await rider.newTab();
    await tab.visit('/wallet');
    await expect.poll(() => lines.count()).toBeGreaterThan(before);
  });

  test('is handed over as a page that works from a disk, offline', async ({ page, browser }, { outputPath }) => {
    const download = page.waitForEvent('download');
    await page.locator('a[href^="/backstage/handover.html"]').click();
    const file = outputPath('handover.html');
    await (await download).saveAs(file);
    const offline = await browser.newContext({ offline: true, javaScriptEnabled: false });
    const reader = await offline.newPage();
    await reader.goto(`file://${file}`);
    await expect(reader.locator('h1')).toHaveCount(1);
    await expect(reader.locator('table').first()).toBeVisible();
    await reader.locator('summary').first().click();
    await expect(reader.locator('pre').first()).toBeVisible();
    await offline.close();
  });
});
