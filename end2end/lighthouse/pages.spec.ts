import { test as base, chromium, expect } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from '../kit/app.ts';
import { ACCOUNT, Bank } from '../kit/bank.ts';
import { somebody } from '../kit/people.ts';
import { WORDS } from '../kit/words.ts';

/** What must be reached; performance depends on the machine and is only told. */
const WANTED = { accessibility: 1, 'best-practices': 1 } as const;

const test = base.extend<{ rider: App; port: number }>({
  port: async ({}, use) => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await use(port);
  },
  // Lighthouse opens tabs of its own in the browser's own profile, so the rider has to be signed in there.
  rider: async ({ port, launchOptions }, use) => {
    const profile = await mkdtemp(join(tmpdir(), 'vuelta-lighthouse-'));
    const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, args, locale: 'es-CL' });
    await use(new App(await context.newPage(), WORDS['es-CL'], process.env['VUELTA_URL'] ?? '', true));
    await context.close();
    await rm(profile, { recursive: true, force: true });
  },
});

test('every kind of page is accessible and keeps best practices', async ({ rider, port }) => {
  const judge = async (name: string, path: string): Promise<string[]> => {
    const judged = await lighthouse(rider.origin + path, { port, disableStorageReset: true, logLevel: 'error', output: 'json' });
    const { categories, audits } = judged?.lhr as Result;
    const points = Object.values(categories).map(({ id, score }) => `${id} ${Math.round((score ?? 0) * 100)}`);
    console.log(`${name.padEnd(8)} ${points.join(' · ')}`);
    const short = Object.entries(WANTED).filter(([id, least]) => (categories[id]?.score ?? 0) < least);
    return short.flatMap(([id]) => {
      const refs = categories[id]?.auditRefs ?? [];
      const failed = refs.map(({ id }) => audits[id]).filter((audit) => audit?.score !== null && (audit?.score ?? 1) < 1);
      return failed.map((audit) => `${name}: ${audit?.title}`);
    });
  };
  const complaints = [...(await judge('landing', '/')), ...(await judge('sign-up', '/signup'))];
  await rider.signUp(somebody());
  const bank = new Bank(rider.page, rider.words.bank, process.env['SANDBOX_URL'] ?? '');
  await rider.saveAccount(bank, 'Banco de Chile', ACCOUNT.approvesByItself);
  complaints.push(...(await judge('wallet', '/wallet')), ...(await judge('book', '/book')));
  await (await rider.openBooking()).click();
  await rider.isOn(rider.words.paid);
  const ride = new URL(rider.page.url()).pathname;
  complaints.push(...(await judge('ride', ride)), ...(await judge('receipt', `${ride}/receipt`)));
  expect(complaints).toEqual([]);
});
