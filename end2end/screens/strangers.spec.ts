import { somebody } from '../kit/people.ts';
import { test } from '../kit/story.ts';

test('strangers', async ({ app, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  await app.visit('/');
  await album.take('landing');

  await app.visit('/signup');
  await album.take('sign-up');
  await app.fillSignUp(somebody({ name: 'A', email: 'ana@', rut: '12.345.678-9', password: 'corta' }));
  await album.take('sign-up-mistakes');

  await app.visit('/login');
  await album.take('sign-in');
  await app.fillSignIn('nobody@example.cl', 'una clave que no es');
  await album.take('sign-in-mistake');
  await app.visit('/wallet');
  await album.take('sign-in-first');

  await app.visit('/nowhere');
  await album.take('nothing-there');
});

test('guests', async ({ app, album, expectConsole }) => {
  expectConsole(/status of 4\d\d/);
  await app.visit('/');
  await app.page.locator('form[action="/guest"] button').first().click();
  await app.isOn(app.words.book);
  await album.take('greeting');
  await app.visit('/profile');
  await album.take('profile');
  await app.page.locator('form[action="/profile/account"] button').click();
  await album.take('profile-mistakes');
  await app.visit('/profile/leave');
  await album.take('leave');
  await app.visit('/nowhere');
  await album.take('nothing-there');
  await app.visit('/');
  await album.take('landing');
});
