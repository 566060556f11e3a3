import { ACCOUNT, type Bank, type TestAccount } from '../kit/bank.ts';
import type { Known, Merchant, Session } from '../kit/merchant.ts';
import { expect, test } from '../kit/story.ts';

/** One way a visit of the hosted page can go, and everything a merchant gets to know of it. */
interface Outcome {
  name: string;
  /** What the merchant asks for; a plain payment unless it says otherwise. */
  session?: (merchant: Merchant) => Promise<Session>;
  person: Person;
  /** Where that leaves the browser. */
  ends: 'at success_url' | 'at cancel_url' | 'on the page' | 'closed';
  known: Known;
  /** What comes next, and what is known after that. */
  next?: {
    brings: (merchant: Merchant, bank: Bank) => Promise<void>;
    ends?: Outcome['ends'];
    known: Known;
  };
}

type Person = (bank: Bank) => Promise<void>;

/** Agrees to a payment from that account. */
const agree = async (bank: Bank, account: TestAccount, options?: { save: boolean }) => {
  await bank.walkTo(account);
  await bank.confirm(options);
};

const approve = async (bank: Bank, result: string) => {
  await bank.press();
  await bank.leave(result);
};

const cancel: Person = (bank) => bank.cancel();
const closeTheTab: Person = (bank) => bank.page.close();
const aDayPasses = (merchant: Merchant) => merchant.letPass(24 * 60 * 60);

/** Left before the payment began, and after. */
const left = (how: string, leave: Person, ends: Outcome['ends']): Outcome[] => [
  {
    name: `${how} before an account is chosen`,
    person: async (bank) => {
      await bank.choose('Santander');
      await bank.isOn(bank.words.login);
      await leave(bank);
    },
    ends,
    known: { session: 'in_progress', events: [] },
    next: { brings: aDayPasses, known: { session: 'expired', events: ['checkout_session.expired'] } },
  },
  {
    name: `${how} after the payment began`,
    person: async (bank) => {
      await agree(bank, ACCOUNT.pays);
      await bank.isOn(bank.words.app);
      await leave(bank);
    },
    ends,
    known: { session: 'in_progress', intent: 'in_progress', events: [] },
    next: {
      brings: aDayPasses,
      known: {
        session: 'expired',
        intent: 'expired / user_left',
        events: ['payment_intent.expired', 'checkout_session.expired'],
      },
    },
  },
];

/** A payment that does not succeed, for a reason picked in the drawer. */
const picked = (reason: string): Outcome => ({
  name: `${reason}, as picked`,
  person: async (bank) => {
    await bank.pickOutcome(reason);
    await agree(bank, ACCOUNT.pays);
    await approve(bank, bank.words.notPaid);
  },
  ends: 'at cancel_url',
  known: {
    session: 'finished',
    intent: `failed / ${reason}`,
    events: ['payment_intent.failed', 'checkout_session.finished'],
  },
});

/** A payment whose bank does not say at first, as picked at the last step. */
const unclear = (outcome: (words: Bank['words']) => string, then: { intent: string; event: string }): Outcome => {
  const events = ['payment_intent.pending', 'checkout_session.finished'];
  return {
    name: `unclear at the bank, then ${then.intent}`,
    person: async (bank) => {
      await agree(bank, ACCOUNT.pays);
      await bank.isOn(bank.words.app);
      await bank.pickOutcome(outcome(bank.words));
      await approve(bank, bank.words.undecided);
    },
    ends: 'at success_url',
    known: { session: 'finished', intent: 'pending', events },
    next: {
      brings: (merchant) => merchant.settle(),
      known: { session: 'finished', intent: then.intent, events: [...events, then.event] },
    },
  };
};

const PAYMENTS: Outcome[] = [
  {
    name: 'approved',
    person: async (bank) => {
      await agree(bank, ACCOUNT.pays);
      await approve(bank, bank.words.paid);
    },
    ends: 'at success_url',
    known: {
      session: 'finished',
      intent: 'succeeded',
      events: ['payment_intent.succeeded', 'checkout_session.finished'],
    },
  },
  {
    name: 'approved, and the account is to be saved',
    session: async (merchant) =>
      merchant.payment({ customer: await merchant.customer(), save_payment_method: 'enabled' }),
    person: async (bank) => {
      await agree(bank, ACCOUNT.pays, { save: true });
      await approve(bank, bank.words.paid);
    },
    ends: 'at success_url',
    known: {
      session: 'finished',
      intent: 'succeeded',
      saved: true,
      events: ['payment_intent.succeeded', 'checkout_session.finished', 'payment_method.activated'],
    },
  },
  {
    name: 'an account without funds',
    person: async (bank) => {
      await agree(bank, ACCOUNT.withoutFunds);
      await approve(bank, bank.words.notPaid);
    },
    ends: 'at cancel_url',
    known: {
      session: 'finished',
      intent: 'failed / insufficient_funds',
      events: ['payment_intent.failed', 'checkout_session.finished'],
    },
  },
  picked('insufficient_funds'),
  picked('mfa_authorization_timeout'),
  picked('bank_not_available'),
  {
    name: 'a wrong code, three times',
    person: async (bank) => {
      await agree(bank, ACCOUNT.asksForSmsCode);
      await bank.enterWrongCodes(bank.words.smsCode);
      await bank.leave(bank.words.notPaid);
    },
    ends: 'at cancel_url',
    known: {
      session: 'finished',
      intent: 'rejected / mfa_invalid_authorization',
      events: ['payment_intent.rejected', 'checkout_session.finished'],
    },
  },
  {
    name: 'the payer says no',
    person: async (bank) => {
      await agree(bank, ACCOUNT.pays);
      await bank.reject();
      await bank.leave(bank.words.notPaid);
    },
    ends: 'at cancel_url',
    known: {
      session: 'finished',
      intent: 'rejected / user_left',
      events: ['payment_intent.rejected', 'checkout_session.finished'],
    },
  },
  {
    name: 'an account that pays late',
    person: async (bank) => {
      await agree(bank, ACCOUNT.paysLate);
      await approve(bank, bank.words.undecided);
    },
    ends: 'at success_url',
    known: {
      session: 'finished',
      intent: 'succeeded',
      events: ['payment_intent.pending', 'checkout_session.finished', 'payment_intent.succeeded'],
    },
  },
  unclear((words) => words.outcomePaidLater, { intent: 'succeeded', event: 'payment_intent.succeeded' }),
  unclear((words) => words.outcomeUnresolved, {
    intent: 'failed / unresolved_final_status',
    event: 'payment_intent.failed',
  }),
  ...left('cancelled', cancel, 'at cancel_url'),
  ...left('a tab closed', closeTheTab, 'closed'),
];

const SAVED_AT_LAST = {
  ends: 'at success_url',
  known: {
    session: 'finished',
    setup: 'succeeded',
    saved: true,
    events: ['payment_method.activated', 'checkout_session.finished'],
  },
} as const satisfies Partial<Outcome>;

/** It failed for good, which no event tells before the session expires. */
const failedSetup = (name: string, reason: string, person: Person): Outcome => ({
  name,
  session: (merchant) => merchant.setup(),
  person: async (bank) => {
    await person(bank);
    await bank.leave(bank.words.notSaved);
  },
  ends: 'at cancel_url',
  known: { session: 'in_progress', setup: `failed / ${reason}`, events: [] },
  next: {
    brings: aDayPasses,
    known: { session: 'expired', setup: `failed / ${reason}`, events: ['checkout_session.expired'] },
  },
});

const SETUPS: Outcome[] = [
  {
    name: 'a setup is approved',
    session: (merchant) => merchant.setup(),
    person: async (bank) => {
      await bank.walkTo(ACCOUNT.pays);
      await approve(bank, bank.words.saved);
    },
    ...SAVED_AT_LAST,
  },
  {
    name: 'a setup whose bank does not answer, then does',
    session: (merchant) => merchant.setup(),
    person: async (bank) => {
      await bank.pickOutcome('bank_connection_error');
      await bank.walkTo(ACCOUNT.pays);
      await bank.press();
      await bank.says(bank.words.bankDidNotAnswer);
    },
    ends: 'on the page',
    known: { session: 'in_progress', setup: 'waiting_for_retry / bank_connection_error', events: [] },
    next: { brings: (_, bank) => approve(bank, bank.words.saved), ...SAVED_AT_LAST },
  },
  {
    name: 'a setup with a wrong code, then with the right one',
    session: (merchant) => merchant.setup(),
    person: async (bank) => {
      await bank.walkTo(ACCOUNT.asksForSmsCode);
      await bank.enterCode(bank.words.smsCode, '1234');
      await bank.refusesCode(bank.words.smsCode, 2);
    },
    ends: 'on the page',
    known: { session: 'in_progress', setup: 'waiting_for_retry / mfa_invalid_authorization', events: [] },
    next: {
      brings: async (_, bank) => {
        await bank.enterCode(bank.words.smsCode, '0000');
        await bank.leave(bank.words.saved);
      },
      ...SAVED_AT_LAST,
    },
  },
  failedSetup('a setup with a wrong code, three times', 'mfa_invalid_authorization', async (bank) => {
    await bank.walkTo(ACCOUNT.asksForSmsCode);
    await bank.enterWrongCodes(bank.words.smsCode);
  }),
  failedSetup('a setup that fails for good, as picked', 'login_credentials_locked', async (bank) => {
    await bank.pickOutcome('login_credentials_locked');
    await bank.walkTo(ACCOUNT.pays);
    await bank.press();
  }),
];

// What a merchant hears does not depend on the width of a screen: told on a desk and without script.
test.describe('what becomes of a visit', { tag: '@desk' }, () => {
  for (const { name, session: ask, person, ends, known, next } of [...PAYMENTS, ...SETUPS]) {
    test(name, async ({ bank, merchant, expectConsole }) => {
      expectConsole(/status of 422/);
      const session = await (ask ? ask(merchant) : merchant.payment());
      const seen = () => merchant.knows(session);
      await bank.visit(session.redirect_url);
      await person(bank);
      await isAt(bank, merchant, ends);
      await expect.poll(seen).toEqual(known);
      if (!next) return;
      await next.brings(merchant, bank);
      await isAt(bank, merchant, next.ends ?? ends);
      await expect.poll(seen).toEqual(next.known);
    });
  }
});

/** Nothing is added to the merchant's addresses: Fintoc's guides promise no parameter. */
async function isAt(bank: Bank, merchant: Merchant, ends: Outcome['ends']): Promise<void> {
  switch (ends) {
    case 'at success_url':
      return expect(bank.page).toHaveURL(merchant.successUrl);
    case 'at cancel_url':
      return expect(bank.page).toHaveURL(merchant.cancelUrl);
    case 'on the page':
      return bank.isOpen();
    case 'closed':
      return expect(bank.page.isClosed()).toBe(true);
  }
}
