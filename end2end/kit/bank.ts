import { expect, type Locator, type Page } from '@playwright/test';
import type { Words } from './words.ts';

/** Accounts that every test person has at every bank, by how they behave. The hosted page says so beside each. */
export const ACCOUNT = {
  pays: '5233137377',
  approvesByItself: '422159212',
  withoutFunds: '999000051',
  asksEachTime: '999000027',
  paysLate: '512347890123',
  asksForDeviceCode: '813990168',
  asksForSmsCode: '170086177',
  asksForCells: '746326042',
} as const;
export type TestAccount = (typeof ACCOUNT)[keyof typeof ACCOUNT];

/** A person of Fintoc's testing guide. */
export const HOLDER = { rut: '41.614.850-3', password: 'jonsnow' };

/** The hosted page: another site than the merchant's, and one that needs no script. */
export class Bank {
  constructor(
    readonly page: Page,
    readonly words: Words['bank'],
    private readonly origin: string,
  ) {}

  /** The same page, whose language was switched. */
  speaking(words: Words['bank']): Bank {
    return new Bank(this.page, words, this.origin);
  }

  /** The same page in another tab. */
  async newTab(): Promise<Bank> {
    return new Bank(await this.page.context().newPage(), this.words, this.origin);
  }

  async visit(redirectUrl: string): Promise<void> {
    await this.page.goto(redirectUrl);
  }

  /** It puts the focus where people begin; who is quicker than that is no person. */
  async isOpen(): Promise<void> {
    await expect(this.page).toHaveURL((url) => url.origin === this.origin);
    await expect(this.page.locator(':focus')).toHaveCount(1);
  }

  /** The step or the result we are on, by its title: there a screen reader begins. */
  async isOn(title: string | RegExp): Promise<void> {
    await this.isOpen();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeFocused();
  }

  async choose(bankName: string): Promise<void> {
    await this.isOn(this.words.chooseBank);
    await this.button(bankName).click();
  }

  /** As a test person, with one click. */
  async signIn(): Promise<void> {
    await this.isOn(this.words.login);
    await this.testPerson().click();
  }

  /** What enters as a test person. */
  testPerson(): Locator {
    return this.button(this.words.enterAs(HOLDER.rut));
  }

  /** As the same person, the long way. */
  async typeIn(password = HOLDER.password): Promise<void> {
    await this.isOpen();
    await this.field(this.words.rut).fill(HOLDER.rut);
    await this.field(this.words.password).fill(password);
    await this.button(this.words.enter).click();
  }

  /** What went wrong, where it can be mended. */
  async says(complaint: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('alert')).toHaveText(complaint);
  }

  async refusesPassword(): Promise<void> {
    await this.says(this.words.wrongPassword);
    await expect(this.field(this.words.password)).toBeFocused();
  }

  async chooseAccount(account: TestAccount): Promise<void> {
    await this.isOn(this.words.chooseAccount);
    const radio = this.account(account);
    if (!(await radio.isVisible())) await this.page.getByText(this.words.moreAccounts, { exact: true }).click();
    await radio.check();
    await this.button(this.words.next).click();
  }

  /** Says yes to amount, recipient and account; with `save`, the account is to be kept. */
  async confirm({ save = false } = {}): Promise<void> {
    await this.isOn(this.words.confirmTitle);
    if (save) await this.page.getByRole('checkbox', { name: this.words.saveThisAccount }).check();
    await this.button(this.words.confirm).click();
  }

  /** Presses the button of the bank's app. */
  async press(): Promise<void> {
    await this.isOn(this.words.app);
    await this.button(this.words.approve).click();
  }

  async reject(): Promise<void> {
    await this.isOn(this.words.app);
    await this.button(this.words.reject).click();
  }

  /** Approves, reads the result and goes back to the merchant. */
  async approve(): Promise<void> {
    await this.press();
    await this.leave(this.words.approved);
  }

  async enterCode(label: string, code: string): Promise<void> {
    await this.field(label).fill(code);
    await this.button(this.words.approve).click();
  }

  async refusesCode(label: string, left: number): Promise<void> {
    await this.says(this.words.wrongCode(left));
    await expect(this.field(label)).toBeFocused();
  }

  /** As often as the bank allows. */
  async enterWrongCodes(label: string): Promise<void> {
    for (const left of [2, 1]) {
      await this.enterCode(label, '1234');
      await this.refusesCode(label, left);
    }
    await this.enterCode(label, '1234');
  }

  /** Reads the result and follows the link back to the merchant, unless the page is quicker and leads there by itself. */
  async leave(result: string | RegExp): Promise<void> {
    await this.isOn(result);
    const merchant = this.page.waitForURL((url) => url.origin !== this.origin);
    await Promise.any([this.link(this.words.backToMerchant).click(), merchant]);
  }

  /** From the login to the end. */
  async saveAccount(account: TestAccount): Promise<void> {
    await this.signIn();
    await this.chooseAccount(account);
    await this.approve();
  }

  /** From the list of banks to the last step. */
  async walkTo(account: TestAccount): Promise<void> {
    await this.choose('Banco de Chile');
    await this.signIn();
    await this.chooseAccount(account);
  }

  /** The simulator's own corner of the page. */
  drawer(): Locator {
    return this.page.getByRole('complementary', { name: this.words.drawer });
  }

  /** What is picked there already, whether it is open or not. */
  pickedOutcome(outcome: string): Locator {
    return this.drawer().locator('summary').getByText(outcome, { exact: true });
  }

  /** Decides how the session ends, whatever the account would do. Reasons are called what the API calls them. */
  async pickOutcome(outcome: string, { delay = 0, pending }: { delay?: number; pending?: number } = {}): Promise<void> {
    await this.drawer().locator('summary').click();
    await this.field(this.words.outcome).selectOption(outcome);
    await this.field(this.words.bankDelay).fill(String(delay));
    // Only a payment can stay pending.
    if (pending !== undefined) await this.field(this.words.secondsPending).fill(String(pending));
    await this.button(this.words.useOutcome).click();
    await expect(this.pickedOutcome(outcome)).toBeVisible();
  }

  async clearOutcome(): Promise<void> {
    await this.drawer().locator('summary').click();
    await this.button(this.words.clearOutcome).click();
  }

  async cancel(): Promise<void> {
    await this.isOpen();
    await this.button(this.words.cancel).click();
  }

  timeLeft(): Locator {
    return this.page.getByRole('timer');
  }

  /** What makes the page go somewhere by itself: with script, or without. */
  leadsOn(): Locator {
    return this.page.locator('body[data-wait], meta[http-equiv=refresh]');
  }

  account(account: TestAccount): Locator {
    return this.page.getByRole('radio', { name: account.slice(-4), includeHidden: true });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }
}
