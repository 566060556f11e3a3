import { ACCOUNT } from '../kit/bank.ts';
import { test } from '../kit/story.ts';
import { book, send } from './ways.ts';

test('booking', async ({ rider, bank, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  const { page } = rider;
  await rider.visit('/book');
  await album.take('without-account');

  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.openBooking();
  await album.take('book');
  await page.getByRole('main').locator('details.fold > summary').first().click();
  await album.take('breakdown');

  await rider.openBooking();
  await page.getByRole('button', { name: new RegExp(`^${rider.words.to} `) }).click();
  await album.take('finder');
  await page.getByRole('combobox').fill('plaza');
  await album.take('finder-matches');
  await page.getByRole('combobox').fill('zzz');
  await album.take('finder-nothing');

  await rider.visit('/book?from=barrio-italia&to=barrio-italia');
  await album.take('same-place');
  await rider.visit('/book?from=aeropuerto-scl&to=hospital-independencia&ride_type=xl');
  await album.take('long-names');

  await rider.openBooking();
  await page.locator('input[name="quote"]').first().evaluate((quote: HTMLInputElement) => (quote.value = 'another'));
  await rider.button(rider.words.payAndRequest).click();
  await album.take('price-refused');

  await rider.visit('/places');
  await album.take('places');
  await page.locator('form[action="/places"] select').first().selectOption('plaza-nunoa');
  await send(page, '/places');
  await album.take('places-saved');

  await rider.saveAccount(bank, 'BCI', ACCOUNT.asksEachTime);
  await rider.openBooking();
  await album.take('two-accounts');
  await page.locator('.payer > summary').click();
  await album.take('choosing-an-account');
});

test('price-runs-out', async ({ rider, bank, album }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await rider.page.clock.install();
  await rider.openBooking();
  await rider.page.clock.runFor('30:00');
  await album.take('expired', { told: true });
});

test('first-ride', async ({ rider, bank, album }) => {
  await rider.visit('/book');
  await rider.page.getByRole('main').locator('form[action="/book"] button.btn--go, .pay .btn--go').first().click();
  await bank.cancel();
  await rider.page.waitForURL(/\/rides\//);
  await album.take('left-the-bank', { live: true });
  await rider.visit(new URL(rider.page.url()).pathname);
  await album.take('pay-at-the-bank', { live: true });
  await rider.visit('/book');
  await album.take('book-meanwhile');
});

test('places-and-recent', async ({ rider, bank, album }) => {
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.pays);
  await book(rider, '?from=barrio-italia&to=plaza-egana');
  await rider.isOn(rider.words.paid);
  await rider.visit('/book');
  await album.take('recent');
});
