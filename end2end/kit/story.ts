import { test as base } from '@playwright/test';
import { Album } from './album.ts';
import { App } from './app.ts';
import { Bank } from './bank.ts';
import { Guard } from './guard.ts';
import { Merchant, openShop, type Shop } from './merchant.ts';
import { somebody } from './people.ts';
import { WORDS, type Language } from './words.ts';

export { expect } from '@playwright/test';

/** How a story is told. */
export interface Told {
  /** The language. */
  language: Language;
}

interface Story extends Told {
  /** Vuelta, visited by a stranger. */
  app: App;
  /** Vuelta, visited by somebody who has just signed up. */
  rider: App;
  /** The hosted page, in the same tab. */
  bank: Bank;
  /** Another merchant of the sandbox than Vuelta. */
  merchant: Merchant;
  /** Keeps pictures of the screens that a story comes by. */
  album: Album;
  guard: Guard;
  /** Declares a console line that the story provokes. */
  expectConsole: (line: RegExp) => void;
}

export const test = base.extend<Story, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      const shop = await openShop();
      await use(shop);
      shop.close();
    },
    { scope: 'worker' },
  ],
  language: ['es-CL', { option: true }],
  locale: ({ language }, use) => use(language === 'en' ? 'en-GB' : language),
  guard: [
    async ({ context, javaScriptEnabled, shop }, use) => {
      const guard = new Guard(context, [address('VUELTA_URL'), address('SANDBOX_URL'), shop.origin]);
      // Chromium fetches ahead for the script that it then does not run.
      if (javaScriptEnabled === false) guard.expectConsole(/was preloaded using link preload but not used/);
      await use(guard);
      guard.check();
    },
    { auto: true },
  ],
  expectConsole: ({ guard }, use) => use(guard.expectConsole),
  app: ({ page, language, javaScriptEnabled }, use) =>
    use(new App(page, WORDS[language], address('VUELTA_URL'), javaScriptEnabled !== false)),
  rider: async ({ app }, use) => {
    await app.signUp(somebody());
    await use(app);
  },
  bank: ({ page, language }, use) => use(new Bank(page, WORDS[language].bank, address('SANDBOX_URL'))),
  album: async ({ page, language }, use, { title }) => {
    const album = new Album(page, language, title);
    await use(album);
    album.check();
  },
  merchant: ({ shop }, use) => use(new Merchant(address('SANDBOX_URL'), shop)),
});

function address(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is unset: kit/server.ts sets it for the whole run`);
  return value;
}
