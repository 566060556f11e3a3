import type { Locator } from '@playwright/test';

/** A hand that counts what it does. */
export class Mouse {
  clicks = 0;

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }
}
