//! Every payload of Fintoc's guide and API reference, a file each in `tests/examples`: named by object, state and, where there
//! are several, what is special about it. Shapes are Fintoc's, oddities included; values are the guide's where the guide prints
//! them and invented everywhere else.

use std::collections::BTreeSet;

use fintoc::{
    CheckoutSession, Customer, CustomerId, EndpointStatus, Event, EventType, IdempotencyKey, Metadata, MethodType,
    NewCheckoutSession, NewCustomer, NewPaymentIntent, NewRefund, NewWebhookEndpoint, PayWith, PaymentIntent,
    PaymentIntentId, PaymentMethod, PaymentMethodId, Prepared, Refund, RetryPolicy, SaveOffer, SetupIntent, TaxId,
    WebhookEndpoint, WebhookEndpointChange,
    checkout_session::{BankTransferOptions, Currency, NewPayment, NewSetup, PaymentMethodOptions, SenderAccount},
    event::Resource,
    redact,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::stand_in::{Answer, StandIn};

type Check = fn(&Example);

/// What must hold of each file. A file without a row fails, and so does a row without a file.
const EXAMPLES: &[(&str, Check)] = &[
    // What Fintoc answers. Behind `but` stands what our type does not model, and so drops.
    ("checkout_session.setup.created", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.setup.in_progress", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.setup.finished", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.setup.finished.expanded", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.setup.expired", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.created", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.in_progress", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.finished", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.finished.failed", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.finished.pending", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.expired", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.payment.every_field", |it| it.reads::<CheckoutSession>()),
    ("checkout_session.subscription.created", |it| it.reads_but::<CheckoutSession>(&["line_items"])),
    ("checkout_session.finished.v2023", |it| it.reads_but::<CheckoutSession>(&["country", "payment_methods"])),
    ("customer", |it| it.reads::<Customer>()),
    ("customer.email_only", |it| it.reads::<Customer>()),
    ("customer.mexico", |it| it.reads::<Customer>()),
    ("payment_intent.created", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.in_progress", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.requires_action", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.pending", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.succeeded", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.failed", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.failed.without_account", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.rejected", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.expired", |it| it.reads::<PaymentIntent>()),
    ("payment_intent.every_field", |it| it.reads_but::<PaymentIntent>(&["widget_token"])),
    ("payment_intent.created.v2023", |it| it.reads_but::<PaymentIntent>(&["widget_token"])),
    ("payment_method.bank_transfer.active", |it| it.reads::<PaymentMethod>()),
    ("payment_method.bank_transfer.canceled", |it| it.reads::<PaymentMethod>()),
    ("payment_method.bank_transfer.unavailable", |it| it.reads::<PaymentMethod>()),
    ("payment_method.pac.active", |it| it.reads::<PaymentMethod>()),
    ("payment_method.pac.canceled", |it| it.reads::<PaymentMethod>()),
    // Not all names of a card's details are published; the files have those that are.
    ("payment_method.card.active", |it| it.reads::<PaymentMethod>()),
    ("payment_method.card.apple_pay", |it| it.reads::<PaymentMethod>()),
    ("payment_method.card.canceled", |it| it.reads::<PaymentMethod>()),
    ("refund.created", |it| it.reads::<Refund>()),
    ("refund.pending", |it| it.reads::<Refund>()),
    ("refund.in_progress", |it| it.reads::<Refund>()),
    ("refund.succeeded", |it| it.reads::<Refund>()),
    ("refund.succeeded.without_account", |it| it.reads::<Refund>()),
    ("refund.succeeded.v2023", |it| it.reads::<Refund>()),
    ("refund.failed.insufficient_funds", |it| it.reads::<Refund>()),
    ("refund.failed.fraud_risk", |it| it.reads::<Refund>()),
    ("refund.canceled", |it| it.reads::<Refund>()),
    ("setup_intent.created", |it| it.reads::<SetupIntent>()),
    ("setup_intent.started", |it| it.reads::<SetupIntent>()),
    ("setup_intent.waiting_for_retry", |it| it.reads::<SetupIntent>()),
    ("setup_intent.succeeded", |it| it.reads::<SetupIntent>()),
    ("setup_intent.failed", |it| it.reads::<SetupIntent>()),
    ("webhook_endpoint.created", |it| it.is_an_endpoint(EndpointStatus::Enabled, Secret::Told)),
    ("webhook_endpoint.enabled", |it| it.is_an_endpoint(EndpointStatus::Enabled, Secret::Kept)),
    ("webhook_endpoint.disabled", |it| it.is_an_endpoint(EndpointStatus::Disabled, Secret::Kept)),
    // What it posts. The first three are the guide's own, and `guide.rs` says more of them.
    ("checkout_session.finished", |it| it.tells(EventType::SessionFinished, "checkout_session")),
    ("payment_method.activated.bare", |it| it.reads::<PaymentMethod>()),
    ("payment_method.activated.enveloped", |it| it.tells(EventType::MethodActivated, "payment_method")),
    ("event.checkout_session.finished.setup", |it| it.tells(EventType::SessionFinished, "checkout_session")),
    ("event.checkout_session.finished.payment", |it| it.tells(EventType::SessionFinished, "checkout_session")),
    ("event.checkout_session.finished.saved_while_paying", |it| {
        it.tells(EventType::SessionFinished, "checkout_session")
    }),
    ("event.checkout_session.expired", |it| it.tells(EventType::SessionExpired, "checkout_session")),
    ("event.checkout_session.completed.v2023", |it| it.tells(EventType::SessionCompleted, "checkout_session")),
    ("event.payment_intent.succeeded", |it| it.tells(EventType::IntentSucceeded, "payment_intent")),
    ("event.payment_intent.succeeded.mexico", |it| it.tells(EventType::IntentSucceeded, "payment_intent")),
    ("event.payment_intent.failed", |it| it.tells(EventType::IntentFailed, "payment_intent")),
    ("event.payment_intent.rejected", |it| it.tells(EventType::IntentRejected, "payment_intent")),
    ("event.payment_intent.pending", |it| it.tells(EventType::IntentPending, "payment_intent")),
    ("event.payment_intent.expired", |it| it.tells(EventType::IntentExpired, "payment_intent")),
    ("event.payment_method.activated", |it| it.tells(EventType::MethodActivated, "payment_method")),
    ("event.payment_method.canceled", |it| it.tells(EventType::MethodCanceled, "payment_method")),
    ("event.refund.in_progress", |it| it.tells(EventType::RefundInProgress, "refund")),
    ("event.refund.succeeded", |it| it.tells(EventType::RefundSucceeded, "refund")),
    ("event.refund.failed", |it| it.tells(EventType::RefundFailed, "refund")),
    ("event.account.refresh_intent.succeeded.v2023", |it| {
        it.tells(EventType::from("account.refresh_intent.succeeded"), "other")
    }),
    // What it refuses with.
    ("error.400.missing_parameter", |it| it.refuses(400, Verdict::Refused)),
    ("error.400.invalid_expires_at", |it| it.refuses(400, Verdict::Refused)),
    ("error.401.invalid_api_key", |it| it.refuses(401, Verdict::Refused)),
    ("error.403.invalid_api_version", |it| it.refuses(403, Verdict::Refused)),
    ("error.404.missing_resource", |it| it.refuses(404, Verdict::Refused)),
    ("error.409.customer_already_exists", |it| it.refuses(409, Verdict::Refused)),
    ("error.409.insufficient_balance", |it| it.refuses(409, Verdict::Refused)),
    ("error.422.not_supported_payment_method", |it| it.refuses(422, Verdict::Refused)),
    ("error.429.rate_limit_exceeded", |it| it.refuses(429, Verdict::Later)),
    ("error.500.without_code", |it| it.refuses(500, Verdict::Unknown)),
    // What is asked of it, in our types. Behind `and` stands what ours say besides.
    ("customer.request", |it| it.is_asked(Prepared::create_customer(&ana()).body())),
    ("customer.email_only.request", |it| it.is_asked_and(Prepared::create_customer(&juan()).body(), &["metadata"])),
    ("payment.request", |it| it.is_asked_and(&payment(100_000, saved()), &["metadata"])),
    ("payment.saving.request", |it| it.is_asked(&payment(4990, PayWith::Chosen(SaveOffer::Enabled)))),
    ("payment_intent.request", |it| it.is_asked(Prepared::create_payment_intent(&charge()).body())),
    ("refund.request", |it| it.is_asked_and(&refund(None, Metadata::new()), &["metadata"])),
    ("refund.partial.request", |it| {
        it.is_asked(&refund(Some(1000), [("order".to_owned(), "#987654321".into())].into()))
    }),
    ("setup.bank_chosen.request", |it| it.is_asked(&setup_at_a_bank())),
    ("webhook_endpoint.request", |it| it.is_asked(Prepared::create_webhook_endpoint(&listening()).body())),
    ("webhook_endpoint.change.request", |it| it.is_asked(&json!(switched_off()).to_string())),
    // What only other clients ask: ours makes the customer before, and always names one. Kept and sent, it stays what it is.
    ("payment.guest.request", |it| it.keeps_its_bytes()),
    ("payment.saving.customer_data.request", |it| it.keeps_its_bytes()),
    ("setup.reference.request", |it| it.keeps_its_bytes()),
    ("setup.request", |it| it.keeps_its_bytes()),
];

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/examples");

struct Example {
    name: &'static str,
    text: String,
}

/// Whether an endpoint's secret is in the answer.
#[derive(Debug, PartialEq)]
enum Secret {
    Told,
    Kept,
}

/// What a refusal means to the caller.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// Nothing happened, and asking again is pointless.
    Refused,
    /// Nothing is known; the same again may help.
    Later,
    /// Nothing is known, and the same again brings the same.
    Unknown,
}

impl Example {
    fn named(name: &'static str) -> Self {
        Self { name, text: std::fs::read_to_string(format!("{FOLDER}/{name}.json")).unwrap() }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// It is a `T`, and writing that down loses nothing.
    fn reads<T: Serialize + DeserializeOwned>(&self) {
        self.reads_but::<T>(&[]);
    }

    /// It is a `T`, and writing that down loses nothing but what is named.
    fn reads_but<T: Serialize + DeserializeOwned>(&self, dropped: &[&str]) {
        let written = json!(self.read::<T>());
        assert_eq!(unsaid("", &self.json(), &written), dropped, "{}", self.name);
        assert_eq!(unsaid("", &written, &self.json()), [""; 0], "{}: written down, it says more", self.name);
    }

    /// It is the envelope of an event of that type, and its resource is what its `object` word says.
    fn tells(&self, kind: EventType, object: &str) {
        let event = Event::parse(self.text.as_bytes()).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        self.reads::<Event>();
        assert_eq!(event.kind, kind, "{}", self.name);
        let read = match event.resource().unwrap_or_else(|error| panic!("{}: {error}", self.name)) {
            Resource::CheckoutSession(_) => "checkout_session",
            Resource::PaymentIntent(_) => "payment_intent",
            Resource::PaymentMethod(_) => "payment_method",
            Resource::Refund(_) => "refund",
            Resource::Other => "other",
        };
        assert_eq!(read, object, "{}", self.name);
        assert_eq!(event.resource_id(), self.json()["data"]["id"].as_str(), "{}", self.name);
    }

    fn is_an_endpoint(&self, status: EndpointStatus, secret: Secret) {
        let endpoint: WebhookEndpoint = self.read();
        assert_eq!((endpoint.object.as_deref(), endpoint.status), (Some("webhook_endpoint"), Some(status)));
        assert_eq!(endpoint.secret.is_some(), secret == Secret::Told, "{}", self.name);
        assert!(endpoint.created_at.is_some() && !endpoint.enabled_events.is_empty(), "{}", self.name);
    }

    /// Answered with that status, it is an error of the API, read whole.
    fn refuses(&self, status: u16, verdict: Verdict) {
        let text: &'static str = self.text.clone().leak();
        let error = tokio::runtime::Runtime::new().unwrap().block_on(async {
            let fintoc = StandIn::that_answers([Answer::Json(status, text)]).await;
            let key = IdempotencyKey::new("k").unwrap();
            let client = fintoc.client_builder().retry(RetryPolicy::none()).build().unwrap();
            client.send(&Prepared::<Refund>::from_body("{}".to_owned()), &key).await.unwrap_err()
        });
        let (api, said) = (error.api().unwrap(), self.json()["error"].clone());
        assert_eq!(
            json!([api.kind.as_ref().map(ToString::to_string), api.code, api.param, api.doc_url]),
            json!([said["type"], said["code"], said["param"], said["doc_url"]]),
            "{}",
            self.name
        );
        let means = match (error.is_definite_refusal(), error.is_retryable()) {
            (true, _) => Verdict::Refused,
            (false, true) => Verdict::Later,
            (false, false) => Verdict::Unknown,
        };
        assert_eq!((api.status, means), (status, verdict), "{}", self.name);
    }

    /// It is what our type sends.
    fn is_asked(&self, ours: &str) {
        self.is_asked_and(ours, &[]);
    }

    /// It is what our type sends, which says besides what is named.
    fn is_asked_and(&self, ours: &str, besides: &[&str]) {
        let mut ours: Value = serde_json::from_str(ours).unwrap();
        for name in besides {
            assert!(ours.as_object_mut().unwrap().remove(*name).is_some(), "{}: {name}", self.name);
        }
        assert_eq!(ours, self.json(), "{}", self.name);
    }

    fn keeps_its_bytes(&self) {
        assert!(self.json().is_object(), "{}", self.name);
        assert_eq!(Prepared::<CheckoutSession>::from_body(self.text.clone()).body(), self.text);
    }
}

/// Paths at which `other` does not say what `one` says. `null`, `{}`, `[]` and no field at all say the same: nothing.
fn unsaid(path: &str, one: &Value, other: &Value) -> Vec<String> {
    let Value::Object(fields) = one else {
        return if one == other { Vec::new() } else { vec![path.to_owned()] };
    };
    let missing = |(name, field): (&String, &Value)| {
        let under = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match other.get(name).unwrap_or(&Value::Null) {
            there if says_nothing(field) && says_nothing(there) => Vec::new(),
            there if says_nothing(there) => vec![under],
            there => unsaid(&under, field, there),
        }
    };
    fields.iter().flat_map(missing).collect()
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[test]
fn every_file_has_a_row_and_every_row_a_file() {
    let files: BTreeSet<String> =
        std::fs::read_dir(FOLDER).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let rows: BTreeSet<String> = EXAMPLES.iter().map(|(name, _)| format!("{name}.json")).collect();
    assert_eq!(files, rows);
    assert_eq!(rows.len(), EXAMPLES.len(), "a row stands twice");
}

#[test]
fn every_file_is_read_as_what_it_is() {
    for (name, holds_of) in EXAMPLES {
        holds_of(&Example::named(name));
    }
}

/// Faults: 9 in part: new words in known places.
#[test]
fn a_word_that_fintoc_adds_tomorrow_is_kept() {
    keeps_a_novel_word::<CheckoutSession>("checkout_session.setup.created", &["/status", "/flow", "/mode"]);
    keeps_a_novel_word::<CheckoutSession>(
        "checkout_session.payment.finished",
        &["/payment_resource/payment_intent/status"],
    );
    keeps_a_novel_word::<PaymentIntent>(
        "payment_intent.failed",
        &["/status", "/error_reason", "/payment_type", "/currency"],
    );
    let account = ["/type", "/bank_transfer/status", "/bank_transfer/account_type", "/bank_transfer/institution_id"];
    keeps_a_novel_word::<PaymentMethod>("payment_method.bank_transfer.active", &account);
    keeps_a_novel_word::<PaymentMethod>("payment_method.pac.active", &["/pac/status", "/pac/account_type"]);
    keeps_a_novel_word::<Refund>("refund.failed.fraud_risk", &["/status", "/failure_code", "/resource_type"]);
    keeps_a_novel_word::<SetupIntent>("setup_intent.failed", &["/status", "/error_reason"]);
    keeps_a_novel_word::<Event>("event.refund.failed", &["/type", "/mode"]);
}

fn keeps_a_novel_word<T: Serialize + DeserializeOwned>(name: &'static str, pointers: &[&str]) {
    for pointer in pointers {
        let mut novel = Example::named(name).json();
        *novel.pointer_mut(pointer).unwrap() = json!("novel");
        let written = json!(serde_json::from_value::<T>(novel.clone()).unwrap());
        assert_eq!(unsaid("", &novel, &written), [""; 0], "{name} {pointer}");
    }
}

#[test]
fn no_example_shows_a_person_or_a_secret_once_it_is_redacted() {
    for (name, _) in EXAMPLES {
        let printed = Example::named(name).json();
        let shown = redact(&printed).to_string();
        for hidden in personal("", &printed) {
            assert!(!shown.contains(&hidden), "{name} shows {hidden}");
        }
    }
}

/// The values that a log must not hold. A `value` is one of whatever it stands in.
fn personal(name: &str, value: &Value) -> Vec<String> {
    const NAMES: &[&str] = &[
        "account_holder_id",
        "account_number",
        "city",
        "customer_email",
        "email",
        "holder_id",
        "holder_name",
        "line1",
        "line2",
        "name",
        "number",
        "phone",
        "postal_code",
        "secret",
        "session_token",
        "tax_id",
        "widget_token",
    ];
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(inner, value)| personal(if inner == "value" { name } else { inner }, value))
            .collect(),
        Value::Array(items) => items.iter().flat_map(|value| personal(name, value)).collect(),
        Value::String(text) if NAMES.contains(&name) => vec![text.clone()],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[test]
fn what_is_odd_in_the_samples_is_nothing_to_a_reader() {
    let expanded: CheckoutSession = Example::named("checkout_session.setup.finished.expanded").read();
    let plain: CheckoutSession = Example::named("checkout_session.setup.finished").read();
    assert_eq!(expanded.customer_id(), plain.customer_id());
    assert!(expanded.setup_intent.unwrap().object().is_some() && plain.setup_intent.unwrap().object().is_none());
    let old: CheckoutSession = Example::named("checkout_session.finished.v2023").read();
    assert_eq!((old.flow.clone(), old.business_profile.clone(), old.customer_id()), (None, None, None));
    assert_eq!(old.payment_intent().unwrap().amount, Some(350_000));
    let unavailable: PaymentMethod = Example::named("payment_method.bank_transfer.unavailable").read();
    assert_eq!((unavailable.kind, unavailable.bank_transfer), (MethodType::BankTransfer, None));
    let mandate: PaymentMethod = Example::named("payment_method.pac.active").read();
    assert_eq!(mandate.pac.unwrap().institution.unwrap().id.as_deref(), Some("cl_banco_santander"));
}

fn ana() -> NewCustomer {
    NewCustomer {
        name: Some("Ana Rojas".to_owned()),
        email: Some("ana.rojas@example.com".to_owned()),
        tax_id: Some(TaxId::cl_rut("111111111")),
        metadata: [("rider".to_owned(), "42".into())].into(),
    }
}

fn juan() -> NewCustomer {
    let (name, email) = ("Juan Pérez".to_owned(), "juan.perez@example.com".to_owned());
    NewCustomer { name: Some(name), email: Some(email), ..NewCustomer::default() }
}

fn saved() -> PayWith {
    PayWith::Saved(PaymentMethodId::new("pm_1NkL7QKs215JZ1LyW4c1m9Ut"))
}

fn payment(amount: i64, with: PayWith) -> String {
    let payment = NewCheckoutSession::Payment(NewPayment {
        amount,
        currency: Currency::Clp,
        success_url: "https://merchant.com/success".to_owned(),
        cancel_url: "https://merchant.com/cancel".to_owned(),
        customer: CustomerId::new("cus_123"),
        with,
        payment_method_types: [MethodType::BankTransfer],
        expires_at: None,
        metadata: Metadata::new(),
    });
    Prepared::create_checkout_session(&payment).body().to_owned()
}

fn setup_at_a_bank() -> String {
    let sender_account =
        SenderAccount { institution_id: Some("cl_banco_de_chile".to_owned()), holder_id: Some("416148503".to_owned()) };
    let setup = NewCheckoutSession::Setup(NewSetup {
        currency: Currency::Clp,
        success_url: "https://merchant.com/success".to_owned(),
        cancel_url: "https://merchant.com/cancel".to_owned(),
        customer: CustomerId::new("cus_123"),
        payment_method_types: [MethodType::BankTransfer],
        payment_method_options: Some(PaymentMethodOptions { bank_transfer: BankTransferOptions { sender_account } }),
        metadata: Metadata::new(),
    });
    Prepared::create_checkout_session(&setup).body().to_owned()
}

fn charge() -> NewPaymentIntent {
    NewPaymentIntent {
        amount: 4990,
        currency: Currency::Clp,
        payment_method: PaymentMethodId::new("pm_3AUhtM8cQkR5wZ2dXy7fBvHj1Ns"),
        metadata: [("ride".to_owned(), "7".into())].into(),
    }
}

fn refund(amount: Option<i64>, metadata: Metadata) -> String {
    let payment_intent = PaymentIntentId::new("pi_3AUhwE6gLpT9vU4sKq0aYxRn8Fm");
    Prepared::create_refund(&NewRefund { payment_intent, amount, metadata }).body().to_owned()
}

fn listening() -> NewWebhookEndpoint {
    NewWebhookEndpoint {
        url: "https://m.example/webhooks/fintoc".to_owned(),
        enabled_events: vec![
            EventType::SessionFinished,
            EventType::SessionExpired,
            EventType::IntentSucceeded,
            EventType::IntentFailed,
        ],
        description: Some("Rides".to_owned()),
    }
}

fn switched_off() -> WebhookEndpointChange {
    WebhookEndpointChange { disabled: Some(true), ..WebhookEndpointChange::default() }
}
