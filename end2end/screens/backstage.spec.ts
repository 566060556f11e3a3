import type { Page } from '@playwright/test';
import type { App } from '../kit/app.ts';
import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';
import { paidRide } from './ways.ts';

/** The rooms as somebody finds them who has come with nothing yet. */
const ROOMS = ['calls', 'webhooks', 'webhooks/order', 'people', 'join', 'scenarios', 'stories', 'verbs', 'reasons'];

/** Presses it, and waits for the page that comes. */
async function press(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().click();
  await page.waitForLoadState();
}

/** Makes the next payment, delivery or call go that way. */
async function arm(rider: App, scenario: string): Promise<void> {
  await rider.visit('/backstage/scenarios');
  await press(rider.page, `#${scenario} .scn__go`);
}

/** Opens the newest line of the log that says so. */
const line = (page: Page, text: string): Promise<void> => press(page, `a.log__row:has-text("${text}")`);

test('backstage-nobody', async ({ app, album }) => {
  await app.visit('/backstage');
  await album.take('stage');
  for (const room of ROOMS) {
    await app.visit(`/backstage/${room}`);
    await album.take(room.replace('/', '-'));
  }
});

test('backstage-stage', async ({ rider, bank, album }) => {
  await rider.visit('/backstage');
  await album.take('nothing-yet', { live: true });
  await paidRide(rider, bank, ACCOUNT.pays);
  for (const view of ['stage', 'dock', 'panel']) {
    await rider.visit(`/backstage?view=${view}`);
    await album.take(view, { live: true });
  }
});

test('backstage-stories', async ({ app, album, expectConsole }) => {
  test.slow();
  expectConsole(/status of 4\d\d/);
  await app.visit('/backstage/stories?stuck=busy');
  await album.take('stuck');
  await app.visit('/backstage/stories/happy-path/1');
  await album.take('first-beat');
  for (let beat = 2; beat <= 5; beat += 1) {
    await press(app.page, 'main form[action$="/do"] button');
    await app.page.waitForURL(new RegExp(`/happy-path/${beat}$`));
    if (beat === 3) await album.take('on-the-way');
  }
  await album.take('the-end');
  await app.visit('/backstage/people');
  await album.take('somebody-new');
  await press(app.page, 'form:has([value="frequent"]) button');
  await app.visit('/backstage/people');
  await album.take('a-prepared-rider');
});

test('backstage-scenarios', async ({ rider, bank, album }) => {
  const { page } = rider;
  await rider.visit('/backstage/scenarios');
  await album.take('nobody-at-fintoc-yet');
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.visit('/backstage/scenarios');
  await album.take('nothing-armed');
  await arm(rider, 'decline');
  await album.take('armed');
  for (const scenario of ['duplicate', 'altered', 'api_status']) await arm(rider, scenario);
  await album.take('many-armed');
  await rider.visit('/backstage/scenarios?q=duplic');
  await album.take('searched');
  await rider.visit('/backstage/scenarios?q=zzz');
  await album.take('not-found');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await album.take('palette');
  await page.keyboard.type('zzz');
  await album.take('palette-not-found');
});

test('backstage-calls', async ({ rider, bank, album }) => {
  const { page } = rider;
  await paidRide(rider, bank, ACCOUNT.pays);
  await rider.visit('/backstage/calls');
  await album.take('timeline', { live: true });
  await rider.visit('/backstage/calls?view=calls');
  await album.take('calls', { live: true });
  await rider.visit('/backstage/calls?q=zzz');
  await album.take('not-found', { live: true });
  for (const [name, text] of [
    ['call', 'POST /v2/checkout_sessions'],
    ['delivery', 'payment_intent.succeeded'],
    ['request', 'POST /book'],
    ['written', 'in_progress'],
  ] as const) {
    await rider.visit('/backstage/calls');
    await line(page, text);
    await album.take(name);
  }
  await rider.visit('/backstage/calls');
  await line(page, 'POST /v2/checkout_sessions');
  await press(page, '.tabs a[href*="code=rust"]');
  await album.take('code');
  await press(page, 'form:has([name="with"]) button');
  await album.take('compared');
});

test('backstage-hand-over', async ({ rider, bank, album }) => {
  await paidRide(rider, bank, ACCOUNT.pays);
  const file = await rider.page.request.get(`${rider.origin}/backstage/handover.html`);
  await rider.page.goto('about:blank');
  await rider.page.setContent(await file.text());
  await album.take('file');
  await rider.page.locator('summary').first().click();
  await album.take('file-unfolded');
});

test('backstage-webhooks', async ({ rider, bank, album }) => {
  const { page } = rider;
  await rider.visit('/backstage/webhooks');
  await album.take('nothing-yet');
  await paidRide(rider, bank, ACCOUNT.pays);
  await rider.visit('/backstage/webhooks');
  await album.take('events');
  const event = page.locator('.hooks__events a', { hasText: 'payment_intent.succeeded' }).first();
  const address = await event.getAttribute('href');
  for (const way of ['stale', 'altered']) {
    await rider.visit(address ?? '');
    await page.locator(`button[value="${way}"]`).last().click();
    await page.waitForURL(new RegExp(`as=${way}`));
    await album.take(`sent-${way}`, { told: true });
  }
  await rider.visit('/backstage/webhooks/order');
  await album.take('every-order');
  await rider.visit('/backstage/webhooks');
  await press(page, 'form[action$="/pause"] button');
  await album.take('held-back', { told: true });
  await press(page, 'form[action$="/resume"] button');
});

test('backstage-joining', async ({ rider, album }) => {
  const { page } = rider;
  await rider.visit('/backstage/join');
  await album.take('code');
  const link = await page.locator('.join__link').getAttribute('href');
  await rider.visit('/backstage/join?to=backstage');
  await album.take('code-for-backstage');
  const { page: phone } = await rider.newDevice();
  await page.goto(link ?? '');
  await album.take('invited');
  await phone.goto(link ?? '');
  await phone.getByRole('main').getByRole('button').click();
  await page.reload();
  await album.take('over');
});
