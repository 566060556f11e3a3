//! Sessions and their page.

use super::{Topic, rule};
use crate::conformance::{
    evidence::Evidence::{Inferred, Observed, Older, Ours, Stated},
    sources::{
        ALTTEST, CSCREATE, CSEXP, CSOBJ, CUS, EVENTS, INST, MAGENTO, MERCADO, PAGOCL, PM, QUICK, REDIRECT, SAVE, SEED,
        SETI, TEST, TITAN, UXCL, WIDGET,
    },
};

pub(super) static LIFE: Topic = Topic {
    anchor: "sessions",
    title: "A session's life",
    rules: &[
        rule("`created`, then `in_progress`, then `finished` or `expired`, which are final.", Stated(&[CSOBJ])),
        rule(
            "It is `created` in the answer to the create call, though one sample says `in_progress`.",
            Ours(&[CSOBJ, ALTTEST]),
        ),
        rule("`in_progress` begins when its page is opened first.", Ours(&[CSOBJ])),
        rule(
            "It expires after 24 hours, or at `expires_at`, which is at least ten minutes ahead.",
            Stated(&[CSCREATE]),
        ),
        rule("It expires at that instant, whether anybody reads it or not.", Inferred(&[EVENTS])),
        rule("A session whose payment the bank still thinks about does not expire.", Ours(&[CSOBJ])),
        rule(
            "The expire call works while it is `created`; later it is 409 `checkout_session_not_expirable`.",
            Ours(&[CSEXP]),
        ),
        rule("Expiring ends a payment that waited for its payer, `expired` with `user_left`.", Stated(&[CSEXP])),
        rule("`finished` does not mean paid. Fulfil on `payment_intent.succeeded`.", Ours(&[SEED, EVENTS, PAGOCL])),
        rule(
            "A failed payment finishes its session. The switch `retry_failed_payments` leaves it open for another try.",
            Ours(&[SEED, EVENTS, PAGOCL]),
        ),
        rule("Leaving the page does not expire the session. The switch `expire_on_leave` does.", Ours(&[SEED, EVENTS])),
        rule("A setup ignores `amount`. The switch `refuse_setup_amount` answers 400.", Ours(&[CSOBJ, SEED])),
        rule(
            "A setup intent goes from `created` to `started`, perhaps `waiting_for_retry`, then `succeeded` or \
             `failed`.",
            Stated(&[SETI]),
        ),
        rule(
            "`customer` is the whole object and `setup_intent` an id, in answers and events alike.",
            Ours(&[CSOBJ, SEED]),
        ),
    ],
};

pub(super) static SAVED_ACCOUNTS: Topic = Topic {
    anchor: "saved-accounts",
    title: "Saved accounts",
    rules: &[
        rule(
            "A finished setup has `payment_method` and `customer`, as the guide's prose wants. Its sample lacks both: \
             the switch `finished_as_in_the_sample` imitates that.",
            Ours(&[SEED]),
        ),
        rule(
            "Saving sends `payment_method.activated` and `checkout_session.finished`, in no promised order.",
            Stated(&[SEED]),
        ),
        rule(
            "One click by default: a payment with a saved account is taken up at once. The session is answered \
             `in_progress`, with `redirect_url: null`, and the bank's word comes as an event. Fintoc promises \"fewer \
             steps\" and publishes none of them.",
            Ours(&[SEED, SAVE]),
        ),
        rule(
            "The bank asks for approval, if the account is 999000027 or the scenario says so: the session is \
             `created`, has a `redirect_url`, and its page goes straight to the approval. That banks in Chile ask for \
             every transfer is what we would expect of the real thing.",
            Ours(&[SEED, TEST]),
        ),
        rule(
            "Redirect when there is a `redirect_url` and the payment is not final; the status does not decide.",
            Ours(&[SEED]),
        ),
        rule(
            "With `save_payment_method: enabled`, a customer (known, or created along) and no saved account, the page offers to save the \
             account that pays. It is saved only if the payer agrees and the payment succeeds.",
            Stated(&[SAVE]),
        ),
        rule(
            "Saving the same account of the same customer again wakes the `pm_` it had, and \
             `payment_method.activated` is sent again.",
            Inferred(&[PM]),
        ),
        rule("Canceling sends `payment_method.canceled`; a second time is 409.", Stated(&[PM])),
        rule("A saved account of another customer is 404, as if it did not exist.", Ours(&[SEED])),
        rule(
            "A canceled one is 400 when the session is created. Canceled meanwhile, the payment fails with \
             `bank_account_locked`.",
            Ours(&[PM]),
        ),
        rule(
            "`POST /v2/payment_intents` is 422 for a bank account: the guide on charging without the customer is \
             about mandates and cards.",
            Ours(&[SEED, SAVE]),
        ),
        rule("Inline `customer_data` with a known tax id is 409, like the customer call.", Stated(&[SAVE])),
        rule("Two customers may share an e-mail.", Ours(&[SAVE, CUS])),
    ],
};

pub(super) static RETURN: Topic = Topic {
    anchor: "return",
    title: "The page and the way back",
    rules: &[
        rule(
            "Steps: bank, login, account, confirmation, perhaps a new recipient's authorisation, authorisation, \
             result. A setup confirms nothing; a saved account leaves the last two.",
            Older(&[WIDGET, MAGENTO, TEST]),
        ),
        rule(
            "The result is shown for some seconds, then the page leads back by itself: payers who complete go to \
             `success_url`, all others to `cancel_url`.",
            Stated(&[CSCREATE]),
        ),
        rule("While the bank does not say, they go to `success_url`: they did their part.", Ours(&[CSCREATE])),
        rule(
            "Nothing is appended to either address. Put your own id into them, and believe neither: anybody can type \
             one.",
            Older(&[REDIRECT]),
        ),
        rule(
            "A bank sent along cannot be changed by the payer, and a setup can save an account of that bank only.",
            Stated(&[SEED]),
        ),
        rule(
            "A RUT sent along is filled in. It may come as text or as `{value, editable}`; `editable: false` locks it.",
            Stated(&[SEED]),
        ),
        rule(
            "The page may be opened again, in a second tab too, and shows where the session is. Once it is over there \
             is a last screen with a link back.",
            Ours(&[CSOBJ]),
        ),
        rule("The page lives at `/checkout/{id}` of the sandbox. Fintoc's is at checkout.fintoc.com.", Ours(&[CSOBJ])),
        rule(
            "The page carries no logo of Fintoc or of any bank, and a band says that it is a simulator.",
            Ours(&[UXCL]),
        ),
        rule("Passwords are compared and dropped: never stored, never logged.", Ours(&[TEST])),
    ],
};

pub(super) static TEST_BANK: Topic = Topic {
    anchor: "test-bank",
    title: "The test bank",
    rules: &[
        rule("People: RUT 41614850-3, 40427672-7 and 41579263-8, password `jonsnow`.", Stated(&[TEST])),
        rule("Companies: any valid RUT of the form 45.XXX.XXX-X, same password.", Older(&[TEST])),
        rule(
            "Three wrong passwords lock the login, and three wrong codes end the payment or the setup.",
            Ours(&[TEST]),
        ),
        rule(
            "Everybody has the same accounts at every bank. The banks are those of the list of institution codes that \
             people can pay from.",
            Ours(&[INST]),
        ),
        rule("Account 813990168 is authorised with a security device, code `000000`.", Observed(&[TITAN, MERCADO])),
        rule(
            "Account 422159212 is authorised in the bank's app, which approves by itself after some five seconds.",
            Stated(&[QUICK, TEST]),
        ),
        rule(
            "Account 5233137377, and our two, are authorised in the app by pressing a button: approve or reject.",
            Observed(&[TITAN, MERCADO]),
        ),
        rule("Account 170086177 is authorised with an SMS, code `0000`.", Observed(&[TITAN, MERCADO])),
        rule(
            "Accounts 746326042 and 4420245701 are authorised with a coordinate card, `00` three times.",
            Observed(&[TITAN, MERCADO]),
        ),
        rule(
            "Account 512347890123 stays pending for a few seconds, then pays; one integrator saw that.",
            Observed(&[TITAN]),
        ),
        rule(
            "Accounts 999000051 (never has the money) and 999000027 (asks for approval each time) are ours.",
            Ours(&[TEST]),
        ),
        rule(
            "Codes: anything made of two zeros or more is right, anything else wrong. Sources differ on how many \
             zeros.",
            Ours(&[TEST, MERCADO]),
        ),
        rule(
            "Amounts that end in 01, 04 or 05 ask for a new recipient's authorisation first: device, SMS, coordinate \
             card. One that ends in 03 is rejected. Integrators disagree on these; a payment with a saved account \
             heeds 03 only.",
            Ours(&[TEST, TITAN, MERCADO]),
        ),
        rule("A scenario, or the outcome drawer of the page, decides before account and amount do.", Ours(&[ALTTEST])),
    ],
};
