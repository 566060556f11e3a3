import { rm } from 'node:fs/promises';
import { defineConfig } from '@playwright/test';
import stories from './playwright.config.ts';
import { ALBUM } from './kit/album.ts';
import type { Told } from './kit/story.ts';

// The old pictures go before the first new one is taken; each worker reads this file again, so only the first one may.
if (process.env['TEST_WORKER_INDEX'] === undefined) await rm(ALBUM, { recursive: true, force: true });

// A minute of the trip takes ten seconds: long enough to take pictures of each phase, short enough to wait for the next one.
process.env['TRIP_PACE'] ??= '6';

/** Every screen in every state, on both devices, in both themes and languages: `cargo xtask screens`. */
export default defineConfig<Told>({
  ...stories,
  testDir: 'screens',
  globalTeardown: './kit/index-page.ts',
  // A story takes a picture of all it meets, four times, and has each one judged.
  timeout: 420_000,
  projects: [
    { name: 'es-CL', use: { viewport: { width: 390, height: 844 }, language: 'es-CL' } },
    { name: 'en', use: { viewport: { width: 390, height: 844 }, language: 'en' } },
  ],
});
