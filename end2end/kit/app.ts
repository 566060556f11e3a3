import { expect, type Locator, type Page } from '@playwright/test';
import type { Bank, TestAccount } from './bank.ts';
import type { Person } from './people.ts';
import type { Words } from './words.ts';

/** Longer than any part of a trip in a hurry, and than any bank here takes to decide. */
const PATIENCE_MS = 40_000;

/** Vuelta in one tab, by what a rider sees of it. */
export class App {
  constructor(
    readonly page: Page,
    readonly words: Words,
    readonly origin: string,
    private readonly hydrated: boolean,
  ) {}

  /** Another browser, of somebody who has not been here. */
  async newDevice(): Promise<App> {
    const browser = this.page.context().browser();
    if (!browser) throw new Error('this browser has no other');
    const context = await browser.newContext();
    return new App(await context.newPage(), this.words, this.origin, this.hydrated);
  }

  /** Another tab of the same browser. */
  async newTab(): Promise<App> {
    return new App(await this.page.context().newPage(), this.words, this.origin, this.hydrated);
  }

  async visit(path: string): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.alive();
  }

  /** Waits until script has taken over, on pages that carry any. A click before that works too, but as without script. */
  async alive(): Promise<void> {
    if (!this.hydrated || (await this.page.locator('script[src$="/hydrate.js"]').count()) === 0) return;
    await expect(this.page.locator('html')).toHaveAttribute('data-ready');
  }

  /** The title of the page we are on, which is how a rider knows where they are. */
  async isOn(title: string | RegExp): Promise<void> {
    await expect(this.title(title)).toBeVisible();
    await this.alive();
  }

  /** Waits for what is to come: with script the page tells it by itself, without it is asked again. */
  async tells(news: Locator): Promise<void> {
    if (this.hydrated) return expect(news).toBeVisible({ timeout: PATIENCE_MS });
    await this.asksUntil(news);
  }

  /** Waits for what no page tells by itself: it is asked again. */
  async asksUntil(news: Locator): Promise<void> {
    await expect(async () => {
      await this.page.reload();
      await expect(news).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: PATIENCE_MS, intervals: [500] });
    await this.alive();
  }

  /** The title of the page. */
  title(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** A line of the page. */
  text(text: string | RegExp): Locator {
    return this.page.getByRole('main').getByText(text);
  }

  /** A step of a ride that has been told. */
  step(text: RegExp): Locator {
    return this.page.getByRole('main').getByRole('listitem').filter({ hasText: text });
  }

  field(label: string): Locator {
    return this.page.getByRole('main').getByLabel(label, { exact: true });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name, exact: true });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('main').getByRole('link', { name, exact: true });
  }

  async fillSignUp(person: Person): Promise<void> {
    await this.visit('/signup');
    await this.field(this.words.name).fill(person.name);
    await this.field(this.words.email).fill(person.email);
    await this.field(this.words.rut).fill(person.rut);
    await this.field(this.words.password).fill(person.password);
    await this.button(this.words.signUp).click();
  }

  async signUp(person: Person): Promise<void> {
    await this.fillSignUp(person);
    await this.isOn(this.words.book);
  }

  async fillSignIn(email: string, password: string): Promise<void> {
    await this.field(this.words.email).fill(email);
    await this.field(this.words.password).fill(password);
    await this.button(this.words.signIn).click();
  }

  async signOut(): Promise<void> {
    // Beside a map the menu is for phones only.
    await this.visit('/wallet');
    // The navigation inside the menu goes by the same name; only the summary opens it.
    await this.page.getByLabel(this.words.menu, { exact: true }).and(this.page.locator('summary')).click();
    await this.page.getByRole('button', { name: this.words.signOut }).click();
  }

  /** From the wallet through the bank's pages and back. */
  async saveAccount(bank: Bank, bankName: string, account: TestAccount): Promise<void> {
    await this.visit('/wallet');
    await this.button(bankName).click();
    await bank.saveAccount(account);
    // The page may know the account a moment before it hears that the setup is over, and then loads once more.
    await expect(this.page.getByText(this.words.saved(`${bankName} ••${account.slice(-4)}`))).toBeVisible();
    await expect(this.savedAccount(bankName, account)).toBeVisible();
  }

  /** What is in the wallet. */
  savedAccounts(): Locator {
    return this.page.getByRole('region', { name: this.words.savedAccounts }).getByRole('article');
  }

  /** A saved account in the wallet, known by its bank and last digits. */
  savedAccount(bankName: string, account: TestAccount): Locator {
    return this.savedAccounts().filter({ hasText: bankName }).filter({ hasText: account.slice(-4) });
  }

  /** Books the ride that is offered, and pays it with the account that is offered. */
  async book(): Promise<void> {
    await (await this.openBooking()).click();
    await this.isOn(this.words.paid);
  }

  /** The account of that bank, among several that could pay. Without script all of them are shown. */
  payer(bankName: string): Locator {
    return this.page.getByRole('radio', { name: new RegExp(bankName), includeHidden: true });
  }

  /** Lets the account of that bank pay. */
  async payFrom(bankName: string): Promise<void> {
    const payer = this.payer(bankName);
    const closed = this.page.locator('details').filter({ has: payer }).locator('summary');
    if (await closed.isVisible()) await closed.click();
    await payer.check();
  }

  /** Opens the booking page; the places are chosen already. */
  async openBooking(): Promise<Locator> {
    await this.visit('/book');
    return this.button(this.words.payAndRequest);
  }

  /** With script, choosing is enough; without, a button asks for the price. */
  async chooseDestination(place: string): Promise<void> {
    if (this.hydrated) {
      // A button stands where the list was, and opens the finder.
      await this.page.getByRole('button', { name: new RegExp(`^${this.words.to} `) }).click();
      await this.page.getByRole('combobox').fill(place);
      await this.page.getByRole('option').first().click();
    } else {
      await this.page.getByRole('combobox', { name: this.words.to }).selectOption(place);
      await this.button(this.words.seePrice).click();
    }
    await expect(this.page).toHaveURL(/[?&]to=/);
    await this.alive();
  }

  /** Saves a place under one of the rider's own names. */
  async savePlace(label: string, place: string): Promise<void> {
    await this.visit('/places');
    const form = this.page.locator('form').filter({ has: this.page.getByLabel(label) });
    await form.getByLabel(label).selectOption(place);
    await form.getByRole('button', { name: this.words.save }).click();
    await expect(this.page).toHaveURL(/\/places$/);
  }

  /** The rides in the history, newest first. */
  history(): Locator {
    return this.page.getByRole('main').getByRole('listitem');
  }
}
