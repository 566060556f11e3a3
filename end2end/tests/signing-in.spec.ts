import { somebody } from '../kit/people.ts';
import { expect, test } from '../kit/story.ts';

const REFUSED_FORM = /status of 422/;

test('a rider signs up, out and in again', async ({ app }) => {
  const ana = somebody();
  await app.signUp(ana);
  await app.signOut();
  await app.visit('/wallet');
  await app.isOn(app.words.signInTitle);

  await app.fillSignIn(ana.email, ana.password);
  await app.isOn(app.words.wallet);
});

test('a wrong password is told without telling which half was wrong', async ({ app, expectConsole }) => {
  expectConsole(REFUSED_FORM);
  const ana = somebody();
  await app.signUp(ana);
  await app.signOut();
  for (const email of [ana.email, somebody().email]) {
    await app.visit('/login');
    await app.fillSignIn(email, 'no era esta clave');
    await expect(app.page.getByRole('alert')).toContainText(app.words.wrongCredentials);
    await expect(app.field(app.words.email)).toHaveValue(email);
    await expect(app.field(app.words.password)).toHaveValue('');
  }
});

test('an e-mail is taken once', async ({ app, expectConsole }) => {
  expectConsole(REFUSED_FORM);
  const ana = somebody();
  await app.signUp(ana);
  await app.signOut();
  await app.fillSignUp(somebody({ email: ana.email.toUpperCase() }));
  await expect(app.field(app.words.email)).toHaveAccessibleDescription(new RegExp(app.words.emailTaken));
});

test('a mistyped RUT loses nothing else that was typed', async ({ app, expectConsole }) => {
  expectConsole(REFUSED_FORM);
  const ana = somebody({ rut: '12.345.678-9' });
  await app.fillSignUp(ana);
  await expect(app.field(app.words.rut)).toHaveAccessibleDescription(new RegExp(app.words.rutDigit));
  await expect(app.field(app.words.name)).toHaveValue(ana.name);
  await expect(app.field(app.words.email)).toHaveValue(ana.email);
  await expect(app.field(app.words.rut)).toHaveValue(ana.rut);
  await expect(app.field(app.words.password)).toHaveValue('');

  await app.field(app.words.rut).fill('12.345.678-5');
  await app.field(app.words.password).fill(ana.password);
  await app.button(app.words.signUp).click();
  await app.isOn(app.words.book);
});
