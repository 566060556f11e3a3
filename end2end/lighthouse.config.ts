import { defineConfig } from '@playwright/test';
import stories from './playwright.config.ts';

/** What Lighthouse says of each kind of page: `cargo xtask lighthouse`. */
export default defineConfig({
  ...stories,
  testDir: 'lighthouse',
  timeout: 600_000,
  workers: 1,
  reporter: 'list',
  projects: [{ name: 'mobile' }],
});
