import { expect, type Locator, type Page } from '@playwright/test';

/** More than any step of the hosted page has to tab through. */
const PATIENCE = 40;

/** Hands that know no mouse. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Tabs on, or back, until that has the focus. */
  async reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await expect(target).toBeVisible();
    for (let presses = 0; presses < PATIENCE && !(await hasFocus(target)); presses += 1) {
      await this.page.keyboard.press(key);
    }
    await expect(target, `${PATIENCE} presses of ${key} lead there`).toBeFocused();
  }

  async press(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press(key);
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.type(text);
  }

  /** Goes down a group of radio buttons: it is one stop of the Tab key. */
  async pick(radio: Locator): Promise<void> {
    for (let presses = 0; presses < PATIENCE && !(await radio.isChecked()); presses += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await expect(radio).toBeChecked();
  }
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === element.ownerDocument.activeElement);
}
