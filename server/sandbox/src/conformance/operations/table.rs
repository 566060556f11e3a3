//! The table itself, in the order of the page.

use super::{
    Answer::{self, Cursors, One, Pages},
    Link, Operation, Parameter, Refusal, Success, parameters as p, refusals as no,
};
use crate::conformance::{
    evidence::Evidence::{self, Inferred, Ours, Stated},
    objects as o,
    schema::Schema,
    sources::{CLI, CSCREATE, CSEXP, CSOBJ, CUS, HOOKTEST, NODE, PICREATE, PIOBJ, PM, RECOVER, REF, SETI, WE},
};

/// A call that reads.
const fn get(
    id: &'static str,
    path: &'static str,
    summary: &'static str,
    answer: Answer,
    evidence: Evidence,
) -> Operation {
    Operation {
        id,
        method: "get",
        path,
        summary,
        about: "",
        parameters: &[],
        body: None,
        success: Success { status: 200, answer },
        refusals: &[],
        links: &[],
        evidence,
    }
}

/// A call that does something.
const fn post(
    id: &'static str,
    path: &'static str,
    summary: &'static str,
    answer: &'static Schema,
    evidence: Evidence,
) -> Operation {
    Operation { method: "post", ..get(id, path, summary, One(answer), evidence) }
}

impl Operation {
    const fn takes(self, parameters: &'static [&'static [Parameter]]) -> Self {
        Self { parameters, ..self }
    }

    const fn refuses(self, refusals: &'static [&'static [Refusal]]) -> Self {
        Self { refusals, ..self }
    }

    const fn body(self, body: &'static Schema) -> Self {
        Self { body: Some(body), ..self }
    }

    /// It makes something: 201.
    const fn creates(self) -> Self {
        let Success { answer, .. } = self.success;
        Self { success: Success { status: 201, answer }, ..self }
    }

    const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    const fn leads_to(self, links: &'static [Link]) -> Self {
        Self { links, ..self }
    }
}

const fn link(name: &'static str, to: &'static str) -> Link {
    Link { name, to, parameter: "id", from: "$response.body#/id" }
}

pub(in crate::conformance) static OPERATIONS: &[Operation] = &[
    post(
        "createCheckoutSession",
        "/v2/checkout_sessions",
        "Create a session",
        &o::CHECKOUT_SESSION,
        Stated(&[CSCREATE]),
    )
    .about(
        "A payment with a saved account is taken up at once and answered `in_progress` without `redirect_url` (our choice), \
         unless its bank, or a scenario, wants the payer's approval.",
    )
    .takes(&[p::NEWEST_VERSION, p::IDEMPOTENCY])
    .body(&o::NEW_CHECKOUT_SESSION)
    .creates()
    .refuses(&[
        no::OF_BODIES,
        no::OF_OBJECTS,
        no::OF_MONEY,
        no::OF_WORDS,
        no::OF_SESSIONS,
        no::OF_CUSTOMERS,
        no::OF_ONE,
        no::OF_CHANGES, no::OF_KEYS,
    ])
    .leads_to(&[link("read", "readCheckoutSession"), link("expire", "expireCheckoutSession")]),
    get(
        "listCheckoutSessions",
        "/v2/checkout_sessions",
        "List sessions",
        Cursors(&o::CHECKOUT_SESSION),
        Stated(&[CSOBJ]),
    )
    .takes(&[p::NEWEST_VERSION, p::CURSORS])
    .refuses(&[no::OF_LISTS]),
    get(
        "readCheckoutSession",
        "/v2/checkout_sessions/{id}",
        "Read a session",
        One(&o::CHECKOUT_SESSION),
        Stated(&[CSOBJ, NODE]),
    )
    .takes(&[p::ID, p::NEWEST_VERSION])
    .refuses(&[no::OF_ONE]),
    post(
        "expireCheckoutSession",
        "/v2/checkout_sessions/{id}/expire",
        "Expire a session that nobody opened",
        &o::CHECKOUT_SESSION,
        Stated(&[CSEXP, NODE]),
    )
    .takes(&[p::ID, p::NEWEST_VERSION, p::IDEMPOTENCY])
    .refuses(&[no::OF_ONE, no::OF_EXPIRING, no::OF_CHANGES, no::OF_KEYS]),
    post("createCustomer", "/v2/customers", "Create a customer", &o::CUSTOMER, Stated(&[CUS]))
        .takes(&[p::VERSION, p::IDEMPOTENCY])
        .body(&o::NEW_CUSTOMER)
        .creates()
        .refuses(&[no::OF_BODIES, no::OF_OBJECTS, no::OF_WORDS, no::OF_CUSTOMERS, no::OF_CHANGES, no::OF_KEYS])
        .leads_to(&[link("read", "readCustomer")]),
    get("listCustomers", "/v2/customers", "List customers", Cursors(&o::CUSTOMER), Stated(&[CUS]))
        .takes(&[p::VERSION, p::CURSORS])
        .refuses(&[no::OF_LISTS]),
    get("readCustomer", "/v2/customers/{id}", "Read a customer", One(&o::CUSTOMER), Stated(&[CUS]))
        .takes(&[p::ID, p::VERSION])
        .refuses(&[no::OF_ONE]),
    get(
        "listPaymentMethods",
        "/v2/payment_methods",
        "List saved accounts",
        Cursors(&o::PAYMENT_METHOD),
        Stated(&[PM]),
    )
    .takes(&[p::OF_CUSTOMER, p::VERSION, p::CURSORS])
    .refuses(&[no::OF_LISTS]),
    get(
        "readPaymentMethod",
        "/v2/payment_methods/{id}",
        "Read a saved account",
        One(&o::PAYMENT_METHOD),
        Stated(&[PM]),
    )
    .takes(&[p::ID, p::VERSION])
    .refuses(&[no::OF_ONE]),
    post(
        "cancelPaymentMethod",
        "/v2/payment_methods/{id}/cancel",
        "Cancel a saved account",
        &o::PAYMENT_METHOD,
        Stated(&[PM]),
    )
    .takes(&[p::ID, p::VERSION, p::IDEMPOTENCY])
    .refuses(&[no::OF_ONE, no::OF_CANCELING, no::OF_CHANGES, no::OF_KEYS]),
    post(
        "createPaymentIntent",
        "/v2/payment_intents",
        "Charge a saved method with nobody present",
        &o::PAYMENT_INTENT,
        Stated(&[PICREATE]),
    )
    .about(
        "Every saved method here is a bank account, and those are charged through a session: with correct parameters the \
         answer is 404 or 422.",
    )
    .takes(&[p::NEWEST_VERSION, p::IDEMPOTENCY])
    .body(&o::NEW_PAYMENT_INTENT)
    .creates()
    .refuses(&[no::OF_BODIES, no::OF_OBJECTS, no::OF_MONEY, no::OF_ONE, no::OF_CHARGES, no::OF_CHANGES, no::OF_KEYS]),
    get(
        "listPaymentIntents",
        "/v2/payment_intents",
        "List payments",
        Cursors(&o::PAYMENT_INTENT),
        Stated(&[PIOBJ, NODE]),
    )
    .takes(&[p::NEWEST_VERSION, p::CURSORS])
    .refuses(&[no::OF_LISTS]),
    get(
        "readPaymentIntent",
        "/v2/payment_intents/{id}",
        "Read a payment",
        One(&o::PAYMENT_INTENT),
        Stated(&[PIOBJ]),
    )
    .takes(&[p::ID, p::NEWEST_VERSION])
    .refuses(&[no::OF_ONE]),
    get(
        "readSetupIntent",
        "/v2/setup_intents/{id}",
        "Read a setup intent",
        One(&o::SETUP_INTENT),
        Stated(&[SETI]),
    )
    .takes(&[p::ID, p::NEWEST_VERSION])
    .refuses(&[no::OF_ONE]),
    post(
        "createRefund",
        "/v1/refunds",
        "Refund a payment, in whole or in part",
        &o::REFUND,
        Stated(&[REF]),
    )
    .takes(&[p::VERSION, p::IDEMPOTENCY])
    .body(&o::NEW_REFUND)
    .creates()
    .refuses(&[no::OF_BODIES, no::OF_OBJECTS, no::OF_WORDS, no::OF_ONE, no::OF_REFUNDS, no::OF_CHANGES, no::OF_KEYS])
    .leads_to(&[link("read", "readRefund"), link("cancel", "cancelRefund")]),
    get("listRefunds", "/v1/refunds", "List refunds", Pages(&o::REFUND), Stated(&[REF]))
        .takes(&[p::PERIOD, p::STATUS, p::VERSION, p::PAGES])
        .refuses(&[no::OF_LISTS, no::OF_FILTERS]),
    get("readRefund", "/v1/refunds/{id}", "Read a refund", One(&o::REFUND), Stated(&[REF]))
        .takes(&[p::ID, p::VERSION])
        .refuses(&[no::OF_ONE]),
    post(
        "cancelRefund",
        "/v1/refunds/{id}/cancel",
        "Cancel a refund that has not begun",
        &o::REFUND,
        Stated(&[REF]),
    )
    .takes(&[p::ID, p::VERSION, p::IDEMPOTENCY])
    .refuses(&[no::OF_ONE, no::OF_CANCELING_REFUNDS, no::OF_CHANGES, no::OF_KEYS]),
    post(
        "createWebhookEndpoint",
        "/v1/webhook_endpoints",
        "Register an endpoint",
        &o::WEBHOOK_ENDPOINT,
        Stated(&[WE]),
    )
    .takes(&[p::VERSION, p::IDEMPOTENCY])
    .body(&o::NEW_ENDPOINT)
    .creates()
    .refuses(&[no::OF_BODIES, no::OF_WORDS, no::OF_CHANGES, no::OF_KEYS])
    .leads_to(&[
        link("read", "readWebhookEndpoint"),
        link("change", "changeWebhookEndpoint"),
        link("test", "testWebhookEndpoint"),
        link("delete", "deleteWebhookEndpoint"),
    ]),
    get(
        "listWebhookEndpoints",
        "/v1/webhook_endpoints",
        "List endpoints",
        Pages(&o::WEBHOOK_ENDPOINT),
        Stated(&[WE]),
    )
    .takes(&[p::VERSION, p::PAGES])
    .refuses(&[no::OF_LISTS]),
    get(
        "readWebhookEndpoint",
        "/v1/webhook_endpoints/{id}",
        "Read an endpoint",
        One(&o::WEBHOOK_ENDPOINT),
        Stated(&[WE]),
    )
    .takes(&[p::ID, p::VERSION])
    .refuses(&[no::OF_ONE]),
    Operation {
        method: "patch",
        ..get(
            "changeWebhookEndpoint",
            "/v1/webhook_endpoints/{id}",
            "Change an endpoint",
            One(&o::WEBHOOK_ENDPOINT),
            Stated(&[WE, NODE]),
        )
    }
    .takes(&[p::ID, p::VERSION])
    .body(&o::CHANGED_ENDPOINT)
    .refuses(&[no::OF_ONE, no::OF_BODIES, no::OF_WORDS, no::OF_CHANGES]),
    Operation {
        method: "delete",
        ..get(
            "deleteWebhookEndpoint",
            "/v1/webhook_endpoints/{id}",
            "Delete an endpoint; what it was still owed is not delivered",
            One(&o::WEBHOOK_ENDPOINT),
            Inferred(&[WE, NODE]),
        )
    }
    .takes(&[p::ID, p::VERSION])
    .refuses(&[no::OF_ONE, no::OF_CHANGES]),
    post(
        "testWebhookEndpoint",
        "/v1/webhook_endpoints/{id}/test",
        "Send a sample event with made-up data",
        &o::EVENT,
        Stated(&[HOOKTEST]),
    )
    .takes(&[p::ID, p::VERSION, p::IDEMPOTENCY])
    .body(&o::SAMPLE)
    .creates()
    .refuses(&[no::OF_ONE, no::OF_BODIES, no::OF_OBJECTS, no::OF_WORDS, no::OF_SAMPLES, no::OF_CHANGES, no::OF_KEYS]),
    get(
        "listEvents",
        "/v2/events",
        "List what happened, for whoever missed the webhook",
        Cursors(&o::EVENT),
        Stated(&[RECOVER]),
    )
    .takes(&[p::PERIOD, p::ABOUT, p::VERSION, p::CURSORS])
    .refuses(&[no::OF_LISTS]),
    get("readEvent", "/v2/events/{id}", "Read an event", One(&o::EVENT), Stated(&[RECOVER]))
        .takes(&[p::ID, p::VERSION])
        .refuses(&[no::OF_ONE]),
    get(
        "listEventsByPage",
        "/v1/events",
        "The same list beside the trigger, in numbered pages",
        Pages(&o::EVENT),
        Ours(&[RECOVER]),
    )
    .takes(&[p::PERIOD, p::ABOUT, p::VERSION, p::PAGES])
    .refuses(&[no::OF_LISTS]),
    get("readEventAtV1", "/v1/events/{id}", "Read an event, beside the trigger", One(&o::EVENT), Ours(&[RECOVER]))
        .takes(&[p::ID, p::VERSION])
        .refuses(&[no::OF_ONE]),
    post("triggerEvent", "/v1/events/trigger", "Make an event up", &o::EVENT, Inferred(&[CLI]))
        .takes(&[p::VERSION, p::IDEMPOTENCY])
        .body(&o::TRIGGER)
        .creates()
        .refuses(&[no::OF_BODIES, no::OF_OBJECTS, no::OF_WORDS, no::OF_CHANGES, no::OF_KEYS])
        .leads_to(&[link("read", "readEvent")]),
];
