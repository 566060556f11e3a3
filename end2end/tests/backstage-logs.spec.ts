import { readFile } from 'node:fs/promises';
import { ACCOUNT, HOLDER } from '../kit/bank.ts';
import { somebody } from '../kit/people.ts';
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
});

test('what is handed over opens alone from a disk and tells no secret', { tag: '@desk' }, async ({ app, bank, browser }, info) => {
  const person = somebody();
  await app.signUp(person);
  await app.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await app.book();
  await app.visit('/backstage/calls');
  const link = app.page.locator('a[href^="/backstage/handover.html"]');
  const download = app.page.waitForEvent('download');
  await link.click();
  const file = info.outputPath('handover.html');
  await (await download).saveAs(file);

  const text = await readFile(file, 'utf8');
  expect(text).toContain('/v2/checkout_sessions');
  const digits = person.rut.replaceAll(/[.-]/g, '');
  const secrets = [person.email, person.password, person.rut, digits, ACCOUNT.pays, HOLDER.rut, HOLDER.password];
  for (const secret of secrets) expect(text.includes(secret), `it holds ${secret}`).toBe(false);
  // The last four of a key tell which it is, and open nothing.
  expect(text).not.toMatch(/(sk_test|whsec)_\w/);

  const offline = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const asked: string[] = [];
  offline.on('request', (request) => asked.push(request.url()));
  const reader = await offline.newPage();
  await reader.goto(`file://${file}`);
  await expect(reader.locator('h1')).toHaveCount(1);
  await expect(reader.locator('table').first()).toBeVisible();
  await reader.locator('summary').first().click();
  await expect(reader.locator('pre').first()).toBeVisible();
  expect(asked).toEqual([`file://${file}`]);
  await offline.close();
});
