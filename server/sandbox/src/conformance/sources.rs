//! Where the statements can be read: Fintoc's pages and SDKs, and what integrators published.

/// A public place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Source {
    /// The short name the tables use.
    pub(super) code: &'static str,
    pub(super) title: &'static str,
    /// Where it is; an integrator's code that we read has no address that lasts.
    pub(super) address: Option<&'static str>,
}

macro_rules! sources {
    ($($code:ident = $title:literal $(, $address:literal)?;)+) => {
        $(pub(super) const $code: Source =
            Source { code: stringify!($code), title: $title, address: [$(Some($address),)? None][0] };)+
        /// All of them, in the order of the page.
        pub(super) static ALL: &[Source] = &[$($code),+];
    };
}

sources! {
    SEED = "Save a PaymentMethod of a customer for future payments (early 2026)",
        "https://docs.fintoc.com/docs/save-a-paymentmethod-of-a-customer-for-future-payments";
    SAVE = "The same guide, rewritten in mid-2026",
        "https://docs.fintoc.com/guides/payments/accept-a-payment/save-a-paymentmethod-of-a-customer-for-future-payments";
    COPYDRAFT = "A withdrawn draft of the same guide",
        "https://docs.fintoc.com/docs/copy-of-save-a-paymentmethod-of-a-customer-for-future-payments";
    SETUPCHARGE = "Set up a payment method for future charges",
        "https://docs.fintoc.com/guides/payments/accept-recurring-payments/setup-a-payment-method-for-future-charges";
    ACCEPT = "Accept a payment (2023-11-15)", "https://docs.fintoc.com/v2023-11-15/guides/payments/accept-a-payment";
    REDIRECT = "Redirect page", "https://docs.fintoc.com/docs/redirect-page";
    AUTH = "Authentication", "https://docs.fintoc.com/api/fintoc-api/authentication";
    IDEM = "Idempotent requests", "https://docs.fintoc.com/api/fintoc-api/idempotent-requests";
    ERR = "Errors and status codes", "https://docs.fintoc.com/api/fintoc-api/errors";
    UPGRADE = "Upgrade your API version", "https://docs.fintoc.com/guides/home/upgrade-api-version";
    CHANGES = "What may change without a new version", "https://docs.fintoc.com/docs/changes";
    KEYS = "API keys", "https://docs.fintoc.com/docs/api-keys";
    RATE = "API rate limits", "https://docs.fintoc.com/docs/api-rate-limits";
    META = "Metadata", "https://docs.fintoc.com/reference/metadata";
    CSOBJ = "Checkout Session object",
        "https://docs.fintoc.com/reference/payments-api/checkout-sessions/checkout-session-object";
    CSREF = "Checkout Session object (older page)", "https://docs.fintoc.com/reference/checkout-session-object";
    CSCREATE = "Create a Checkout Session",
        "https://docs.fintoc.com/api/payments-api/checkout-sessions/checkout-sessions-create";
    CSEXP = "Expire a Checkout Session",
        "https://docs.fintoc.com/api/payments-api/checkout-sessions/checkout-sessions-expire";
    PIOBJ = "Payment Intent object", "https://docs.fintoc.com/reference/payment-intents-object";
    PICREATE = "Create a Payment Intent", "https://docs.fintoc.com/reference/payment-intents-create";
    PIERR = "Payment Intent error reasons", "https://docs.fintoc.com/reference/payment-intent-error-reason";
    PIEXC = "Dealing with payment exceptions", "https://docs.fintoc.com/docs/dealing-with-payment-exceptions";
    SETI = "Setup Intent object and error reasons", "https://docs.fintoc.com/reference/setup-intents-object";
    CUS = "Customers", "https://docs.fintoc.com/reference/payments-api/customers";
    PM = "Payment methods", "https://docs.fintoc.com/api/payments-api/payment-methods";
    REF = "Refunds, reference and guide", "https://docs.fintoc.com/reference/payments-api/refunds";
    HOOKCREATE = "Webhooks: creating an endpoint",
        "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-creating-guide";
    VALID = "Webhooks: validating signatures",
        "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-validating";
    GOOD = "Webhooks: good practices",
        "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-good-practices";
    HOOKTEST = "Webhooks: testing", "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-testing";
    RECOVER = "Webhooks: recovering missed events",
        "https://docs.fintoc.com/guides/resources/webhooks-walkthrough/webhooks-recovering-events";
    WE = "Webhook Endpoint object",
        "https://docs.fintoc.com/api/main-resources/webhook-endpoints/webhook-endpoints-object";
    EVENTS = "Types of events", "https://docs.fintoc.com/reference/types-of-events";
    TEST = "Test your integration", "https://docs.fintoc.com/docs/payment-initiation-test-your-integration";
    ALTTEST = "Alternative payment methods: test your integration",
        "https://docs.fintoc.com/docs/alternative-payment-method-test-your-integration";
    TESTMODE = "Test mode", "https://docs.fintoc.com/guides/resources/test-mode";
    QUICK = "Quickstart", "https://docs.fintoc.com/docs/payments/overview-payment-initiation/quickstart-payments";
    INST = "Chile institution codes", "https://docs.fintoc.com/reference/fintoc-api/chile-institution-codes";
    LIMITS = "Transaction limits", "https://docs.fintoc.com/docs/transaction-limits";
    WIDGET = "The widget and its events", "https://docs.fintoc.com/docs/widget";
    UXCL = "Checkout UX guidelines, Chile", "https://docs.fintoc.com/guides/payments/checkout-ux-guidelines/chile";
    NODE = "Fintoc's Node SDK 1.25", "https://github.com/fintoc-com/fintoc-node";
    PY = "Fintoc's Python SDK 2.20", "https://github.com/fintoc-com/fintoc-python";
    RUBY = "Fintoc's Ruby SDK and its recorded answers", "https://github.com/fintoc-com/fintoc-ruby";
    MAGENTO = "Fintoc's Magento 2 module", "https://github.com/Propultech/AC-Fintoc-Payment";
    CLI = "Fintoc's command line tool", "https://github.com/fintoc-com/fintoc-cli";
    TITAN = "An integrator's notes and demo", "https://github.com/FTechTitan/Fintoc-Integracion";
    PAGOCL = "A library for several Chilean payment providers: its Fintoc adapter and tests";
    MERCADO = "Mercado Pago's page on its Fintoc sandbox";
}
