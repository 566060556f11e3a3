import { request } from '@playwright/test';
import { somebody } from '../kit/people.ts';
import { test } from '../kit/story.ts';
import { send } from './ways.ts';

test('profile', async ({ app, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  const { page } = app;
  const person = somebody();
  await app.signUp(person);
  await app.visit('/profile');
  await album.take('profile');
  await page.locator('form[action="/profile/name"] input[name="name"]').fill('');
  await send(page, '/profile/name');
  await album.take('name-mistake');
  await app.visit('/profile');
  await send(page, '/profile/password');
  await album.take('password-mistakes');

  const phone = await request.newContext({
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    extraHTTPHeaders: { origin: app.origin, 'sec-fetch-site': 'same-origin' },
  });
  await phone.post(`${app.origin}/login`, { form: { email: person.email, password: person.password }, maxRedirects: 0 });
  await phone.dispose();
  await app.visit('/profile');
  await album.take('two-devices');
  await page.locator('summary[aria-label]').first().click();
  await album.take('menu');

  await app.visit('/profile/leave');
  await album.take('leave');
  await send(page, '/profile/leave');
  await album.take('leave-mistake');
  await page.locator('form[action="/profile/leave"] input[type="password"]').fill(person.password);
  await send(page, '/profile/leave');
  await page.waitForURL(/goodbye/);
  await album.take('goodbye');
});
