import type { Locator, Page } from '@playwright/test';
import type { Bank, TestAccount } from '../kit/bank.ts';
import type { App } from '../kit/app.ts';

/** Ways to a screen, by addresses and forms: the pictures are taken in two languages, and only stories read the words. */

/** The form that posts to an address with that end. */
export const form = (page: Page, end: string): Locator => page.getByRole('main').locator(`form[action$="${end}"]`);

/** Sends the first form with that address. */
export const send = (page: Page, end: string): Promise<void> =>
  form(page, end).first().getByRole('button').last().click();

/** Opens a fold by its place on the page. */
export const unfold = (page: Page, selector: string): Promise<void> =>
  page.getByRole('main').locator(`${selector} > summary`).first().click();

/** Books what the booking page offers at that address, and returns the address of the ride. */
export async function book(rider: App, trip = ''): Promise<string> {
  await rider.visit(`/book${trip}`);
  await rider.button(rider.words.payAndRequest).click();
  await rider.page.waitForURL(/\/rides\/[^/]+$/);
  await rider.alive();
  return new URL(rider.page.url()).pathname;
}

/** Books and pays with an account that has the money. */
export async function paidRide(rider: App, bank: Bank, account: TestAccount, trip = ''): Promise<string> {
  await rider.saveAccount(bank, 'Banco de Chile', account);
  const ride = await book(rider, trip);
  await rider.isOn(rider.words.paid);
  return ride;
}

/** Waits on an open ride page until its heading says so, in either language. */
export const comesTo = (page: Page, heading: RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: 280_000 });
