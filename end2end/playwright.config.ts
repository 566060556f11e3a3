import { defineConfig } from '@playwright/test';

// The browser is found on the machine: `cargo xtask test` names it, and nothing is downloaded.
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

export default defineConfig({
  testDir: 'tests',
  globalSetup: './kit/server.ts',
  fullyParallel: true,
  // Riders share nothing, so stories may run side by side; two cores carry two browsers beside the server.
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: process.env['CI'] ? 'dot' : 'list',
  use: {
    browserName: 'chromium',
    locale: 'es-CL',
    timezoneId: 'America/Santiago',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // Every story is told three times: with script on a desk and in a hand, and without script. Where a hand changes nothing, a
  // story says so with `@desk`; where script is what it is about, with `@script`.
  projects: [
    { name: 'hydrated-desktop', use: desktop },
    { name: 'hydrated-phone', use: phone, grepInvert: /@desk/ },
    { name: 'plain', use: { ...desktop, javaScriptEnabled: false }, grepInvert: /@script/ },
  ],
});
