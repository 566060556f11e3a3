import { expect, type Page } from '@playwright/test';
import type { Words } from './words.ts';

/** Accounts that every test person has at every bank, by how they behave. The hosted page says so beside each. */
export const ACCOUNT = {
  pays: '422159212',
  withoutFunds: '999000051',
  asksEachTime: '999000027',
} as const;
export type TestAccount = (typeof ACCOUNT)[keyof typeof ACCOUNT];

/** A person of Fintoc's testing guide. */
const HOLDER = { rut: '41.614.850-3', password: 'jonsnow' };

/** The hosted page: another site than Vuelta, and without script. */
export class Bank {
  constructor(
    private readonly page: Page,
    private readonly words: Words['bank'],
    private readonly origin: string,
  ) {}

  async isOpen(): Promise<void> {
    await expect(this.page).toHaveURL((url) => url.origin === this.origin);
  }

  async choose(bankName: string): Promise<void> {
    await this.isOpen();
    await this.button(bankName).click();
  }

  /** As a test person, with one click. */
  async signIn(): Promise<void> {
    await this.isOpen();
    await this.button(this.words.enterAs(HOLDER.rut)).click();
  }

  /** As the same person, the long way. */
  async typeIn(password = HOLDER.password): Promise<void> {
    await this.isOpen();
    await this.page.getByLabel(this.words.rut, { exact: true }).fill(HOLDER.rut);
    await this.page.getByLabel(this.words.password, { exact: true }).fill(password);
    await this.button(this.words.enter).click();
  }

  async refusesPassword(): Promise<void> {
    await expect(this.page.getByRole('alert')).toHaveText(this.words.wrongPassword);
  }

  async chooseAccount(account: TestAccount): Promise<void> {
    await this.page.getByRole('radio', { name: account.slice(-4) }).check();
    await this.button(this.words.next).click();
  }

  async approve(): Promise<void> {
    await this.isOpen();
    await this.button(this.words.approve).click();
  }

  /** From the login to the end. */
  async saveAccount(account: TestAccount): Promise<void> {
    await this.signIn();
    await this.chooseAccount(account);
    await this.approve();
  }

  async cancel(): Promise<void> {
    await this.isOpen();
    await this.button(this.words.cancel).click();
  }

  private button(name: string | RegExp) {
    return this.page.getByRole('button', { name, exact: true });
  }
}
