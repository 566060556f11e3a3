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

  await app.visit('/nowhere');
  await album.take('nothing-there');
  await app.visit('/backstage/reasons');
  await album.take('every-reason');
});
