import type { App } from '../kit/app.ts';
import { ACCOUNT } from '../kit/bank.ts';
import { expect, test } from '../kit/story.ts';

const OVER = 'Este enlace ya no sirve';

/** Whether its bars are drawn is another test's; here somebody has to see it, and what it says has to be written below it. */
async function invitation({ page }: App): Promise<string> {
  const main = page.getByRole('main');
  await expect(main.getByRole('img', { name: /^Código QR de / })).toBeVisible();
  const link = main.getByRole('link', { name: /\/join\// });
  const address = await link.getAttribute('href');
  expect(address).toBe(await link.textContent());
  return address ?? '';
}

test.describe('a phone that joins', { tag: '@desk' }, () => {
  test('rides as the same rider, and the presenter’s log shows it', async ({ rider, bank, vuelta }) => {
    test.slow();
    await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
    await rider.visit('/backstage/join');
    const address = await invitation(rider);
    expect(address.startsWith(`${vuelta}/join/`), address).toBe(true);
    const [phone, late] = [await rider.newDevice(), await rider.newDevice()];
    const enters = (browser: App) => browser.button(/^Entrar como /);

    // Both look at it; looking uses nothing up.
    await late.page.goto(address);
    await expect(enters(late)).toBeVisible();
    await phone.page.goto(address);
    await enters(phone).click();
    await phone.isOn(phone.words.book);

    await enters(late).click();
    await late.isOn(OVER);
    await late.page.goto(address);
    await late.isOn(OVER);
    await expect(enters(late)).toBeHidden();
    await late.visit('/profile');
    await late.isOn(late.words.signInTitle);

    await phone.book();
    const ride = new URL(phone.page.url()).pathname;
    await rider.visit(`/backstage/calls?ride=${ride.split('/').at(-1)}`);
    const lines = rider.page.locator('a.log__row');
    await rider.asksUntil(lines.filter({ hasText: 'POST /v2/checkout_sessions' }).first());
    await expect(lines.filter({ hasText: 'POST /book' })).toHaveCount(1);
    await rider.visit('/backstage/calls');
    await expect(lines.filter({ hasText: 'device.joined' })).toHaveCount(1);
    await rider.visit(ride);
    await rider.isOn(rider.words.paid);
  });

  test('may be one that looks backstage', async ({ rider }) => {
    await rider.visit('/backstage/join?to=backstage');
    const screen = await rider.newDevice();
    await screen.page.goto(await invitation(rider));
    await screen.button(/^Entrar como /).click();
    await expect(screen.page).toHaveURL(/\/backstage\?view=panel$/);
    await expect(screen.page.locator('#chips')).toBeVisible();
  });
});
