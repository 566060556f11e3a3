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
  /** How fast trips go by: in real time, or a minute in two seconds. */
  pace: 'real' | 'hurried';
}

interface Story extends Told {
  /** Where Vuelta is. */
  vuelta: string;
  /** Where the sandbox is. */
  sandbox: string;
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
  pace: ['real', { option: true }],
  vuelta: ({ pace }, use) => use(address(pace === 'real' ? 'VUELTA_URL' : 'HURRIED_VUELTA_URL')),
  sandbox: ({ pace }, use) => use(address(pace === 'real' ? 'SANDBOX_URL' : 'HURRIED_SANDBOX_URL')),
  locale: ({ language }, use) => use(language === 'en' ? 'en-GB' : language),
  guard: [
    async ({ context, javaScriptEnabled, shop, vuelta, sandbox }, use) => {
      const guard = new Guard(context, [vuelta, sandbox, shop.origin]);
      // Chromium fetches ahead for the script that it then does not run.
      if (javaScriptEnabled === false) guard.expectConsole(/was preloaded using link preload but not used/);
      await use(guard);
      guard.check();
    },
    { auto: true },
  ],
  expectConsole: ({ guard }, use) => use(guard.expectConsole),
  app: ({ page, language, javaScriptEnabled, vuelta }, use) =>
    use(new App(page, WORDS[language], vuelta, javaScriptEnabled !== false)),
  rider: async ({ app }, use) => {
    await app.signUp(somebody());
    await use(app);
  },
  bank: ({ page, language, sandbox }, use) => use(new Bank(page, WORDS[language].bank, sandbox)),
  album: async ({ page, language }, use, { title }) => {
    const album = new Album(page, language, title);
    await use(album);
    album.check();
  },
  merchant: ({ shop, sandbox }, use) => use(new Merchant(sandbox, shop)),
});

function address(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is unset: kit/server.ts sets it for the whole run`);
  return value;
}
