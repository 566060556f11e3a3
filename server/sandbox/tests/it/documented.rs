//! Every documented payload, looked for in the sandbox: the same object in the same state, compared field for field. Values are
//! their own; names and JSON types must be those that Fintoc prints, at every depth. Where ours differ on purpose, the test says
//! at which field and why, and a difference that is gone fails as well as one that is new.
//!
//! The payloads are the example files of the crate `fintoc`, which reads each of them; here they are lived through.

use std::{collections::BTreeSet, time::Duration};

use fintoc::{Client, EventQuery, EventType, SecretKey, SetupIntentId, SetupStatus};
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::stage::{Answer, Heard, KEY, Page, Receiver, Stage, setup_of};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fintoc/tests/examples");

/// Samples of what the sandbox does not do, and why it does not.
const NOT_LIVED_THROUGH: [(&str, &str); 21] = [
    ("checkout_session.finished.v2023", "the sandbox answers in the newest version only"),
    ("payment_intent.created.v2023", "the sandbox answers in the newest version only"),
    ("refund.succeeded.v2023", "the sandbox answers in the newest version only"),
    ("event.checkout_session.completed.v2023", "one old page's name; the sandbox tells `finished`"),
    ("event.account.refresh_intent.succeeded.v2023", "another product's event"),
    ("checkout_session.subscription.created", "there are no subscriptions here"),
    ("checkout_session.setup.finished.expanded", "the guide's sample has ids there, and so have we"),
    ("event.payment_intent.succeeded.mexico", "the test bank is Chilean"),
    ("payment_intent.requires_action", "no bank here wants an action that the page does not offer"),
    ("payment_method.bank_transfer.unavailable", "accounts of the test bank do not go away"),
    ("payment_method.pac.active", "there are no mandates here"),
    ("payment_method.pac.canceled", "there are no mandates here"),
    ("payment_method.card.active", "there are no cards here"),
    ("payment_method.card.apple_pay", "there are no cards here"),
    ("payment_method.card.canceled", "there are no cards here"),
    ("payment_method.activated.bare", "an event has an envelope here, though the guide prints this one without"),
    ("error.500.without_code", "the sandbox does not fail on purpose"),
    ("refund.pending", "the create page's first status; ours is the object page's, `created`"),
    ("refund.failed.fraud_risk", "nobody here looks for fraud"),
    ("refund.succeeded.without_account", "every payer's account is known here"),
    ("error.409.insufficient_balance", "the merchant's balance has no bottom here"),
];

/// The envelope of the guide's sample has neither; bodies that were really posted have both.
const ENVELOPE: [Choice; 2] =
    [("mode: only ours", "posted events have it"), ("created_at: only ours", "posted events have it")];
/// With a saved account nobody has to approve anything, so there is nowhere to send the browser.
const ONE_CLICK: Choice = ("redirect_url: string, ours null", "a saved account pays without its holder's approval");

/// The testing guide's people have RUTs and nothing else.
const NAMELESS: Choice =
    ("recipient_account.holder_name: string, ours null", "the testing guide's people have no names");
const NAMELESS_INSIDE: Choice = ("data.recipient_account.holder_name: string, ours null", NAMELESS.1);

/// A difference, and why it is our choice.
type Choice = (&'static str, &'static str);

fn example(name: &str) -> Value {
    let text =
        std::fs::read_to_string(format!("{EXAMPLES}/{name}.json")).unwrap_or_else(|error| panic!("{name}: {error}"));
    serde_json::from_str(&text).unwrap()
}

/// The request as it is printed, but for ids that only exist at its reader's.
fn request(name: &str, ids: &[(&str, &str)]) -> Value {
    let mut request = example(name);
    for (field, id) in ids {
        assert!(request.get(field).is_some(), "{name} has no {field}");
        request[field] = json!(id);
    }
    request
}

/// Ours has the shape of the documented one.
fn assert_like(name: &str, ours: &Value) {
    assert_like_but(name, ours, &[]);
}

/// Ours has the shape of the documented one, but for these.
fn assert_like_but(name: &str, ours: &Value, choices: &[Choice]) {
    let found: BTreeSet<String> = differences("", &example(name), ours).into_iter().collect();
    let chosen: BTreeSet<String> = choices.iter().map(|(difference, _)| (*difference).to_owned()).collect();
    assert_eq!(found, chosen, "{name}, where ours is {ours:#}");
}

/// What merchants fill as they like: an object on both sides is enough.
const FREE: [&str; 2] = ["metadata", "payment_method_options"];

fn differences(path: &str, documented: &Value, ours: &Value) -> Vec<String> {
    match (documented, ours) {
        (Value::Object(documented), Value::Object(ours)) => differences_of_fields(path, documented, ours),
        (Value::Array(documented), Value::Array(ours)) => {
            let Some(pattern) = documented.first() else { return Vec::new() };
            ours.iter().flat_map(|item| differences(&format!("{path}[]"), pattern, item)).collect()
        }
        _ if kind(documented) == kind(ours) => Vec::new(),
        _ => vec![format!("{path}: {}, ours {}", kind(documented), kind(ours))],
    }
}

fn differences_of_fields(path: &str, documented: &Map<String, Value>, ours: &Map<String, Value>) -> Vec<String> {
    let names: BTreeSet<&String> = documented.keys().chain(ours.keys()).collect();
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let of_field = |name: &String| match (documented.get(name), ours.get(name)) {
        (Some(Value::Object(_)), Some(Value::Object(_))) if FREE.contains(&name.as_str()) => Vec::new(),
        (Some(documented), Some(ours)) => differences(&at(name), documented, ours),
        (Some(_), None) => vec![format!("{}: only theirs", at(name))],
        (None, _) => vec![format!("{}: only ours", at(name))],
    };
    names.into_iter().flat_map(of_field).collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A merchant who sends what the documentation prints.
struct Reader {
    stage: Stage,
}

impl Reader {
    async fn sit_down() -> Self {
        Self { stage: Stage::raise().await }
    }

    /// Sends a request that must be accepted.
    async fn create(&self, path: &str, request: Value) -> Value {
        let answer = self.stage.post(path, request).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()
    }

    async fn read(&self, path: &str) -> Value {
        let answer = self.stage.get(path).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    async fn again(&self, session: &Value) -> Value {
        self.stage.session(id(session)).await
    }

    async fn setup_intent(&self, session: &Value) -> Value {
        self.read(&format!("/v2/setup_intents/{}", session["setup_intent"].as_str().unwrap())).await
    }

    /// The newest event of a type.
    async fn told(&self, kind: &str) -> Value {
        self.read(&format!("/v2/events?type={kind}")).await[0].clone()
    }

    fn page(&self, session: &Value) -> Page<'_> {
        self.stage.page(session)
    }

    /// A payment of this customer that waits for approval on the page.
    async fn asked(&self, customer: &str, more: Value) -> Value {
        let mut more = more;
        more["customer"] = json!(customer);
        self.stage.collect(4990, more).await
    }
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

fn intent(session: &Value) -> &Value {
    &session["payment_resource"]["payment_intent"]
}

#[test]
fn every_documented_payload_is_lived_through_or_said_not_to_be() {
    let here = include_str!("documented.rs");
    let times_named = |name: &str| here.matches(&format!("\"{name}\"")).count();
    let files: BTreeSet<String> =
        std::fs::read_dir(EXAMPLES).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    for file in &files {
        let name = file.strip_suffix(".json").unwrap();
        assert!(times_named(name) > 0, "{name} is compared with nothing");
    }
    for (name, reason) in NOT_LIVED_THROUGH {
        assert!(files.contains(&format!("{name}.json")), "{name} is no sample");
        assert_eq!(times_named(name), 1, "{name} is lived through, although {reason}");
    }
}

#[test]
fn shapes_are_compared_at_every_depth_and_in_both_directions() {
    let documented = json!({"a": {"b": null, "c": "x"}, "list": [{"n": 1}], "metadata": {"k": 1}, "same": ""});
    let ours = json!({"a": {"b": {}, "d": 1}, "list": [{"n": 2}, {"n": "2"}], "metadata": {}, "same": "y"});
    assert_eq!(
        differences("", &documented, &ours),
        ["a.b: null, ours object", "a.c: only theirs", "a.d: only ours", "list[].n: number, ours string"]
    );
}

#[tokio::test]
async fn a_setup_from_its_creation_to_the_saved_account() {
    let reader = Reader::sit_down().await;
    let (receiver, url) = Receiver::start().await;
    reader.stage.listen_at(&url).await;

    let session = reader.create("/v2/checkout_sessions", request("setup.reference.request", &[])).await;
    assert_like("checkout_session.setup.created", &session);
    assert_like("setup_intent.created", &reader.setup_intent(&session).await);

    let page = reader.page(&session);
    page.to_authorisation("422159212").await;
    assert_like("checkout_session.setup.in_progress", &reader.again(&session).await);
    assert_like("setup_intent.started", &reader.setup_intent(&session).await);

    assert_eq!(page.authorise().await, "https://m.example/ok");
    let finished = reader.again(&session).await;
    assert_like("checkout_session.setup.finished", &finished);
    assert_like("setup_intent.succeeded", &reader.setup_intent(&session).await);
    let method = format!("/v2/payment_methods/{}", finished["payment_method"].as_str().unwrap());
    assert_like("payment_method.bank_transfer.active", &reader.read(&method).await);

    let (activated, told) =
        (reader.told("payment_method.activated").await, reader.told("checkout_session.finished").await);
    assert_like("event.payment_method.activated", &activated);
    assert_like("payment_method.activated.enveloped", &activated);
    assert_like("event.checkout_session.finished.setup", &told);
    reader.stage.sandbox.courier_run_once().await.unwrap();
    let posted: Vec<_> = receiver.heard().iter().map(Heard::json).collect();
    assert_eq!(posted, [activated, told], "what is listed is what was posted");

    let canceled = reader.stage.post(&format!("{method}/cancel"), json!({})).await.json();
    assert_like("payment_method.bank_transfer.canceled", &canceled);
    assert_like("event.payment_method.canceled", &reader.told("payment_method.canceled").await);
}

/// The guide's text promises what its sample lacks, and the object page prints the customer whole. An account may have either.
const PROMISED: [Choice; 7] = [
    ("data.customer.address: only ours", "the object page prints the customer whole"),
    ("data.customer.created_at: only ours", "the object page prints the customer whole"),
    ("data.customer.id: only ours", "the guide's text wants the customer, to be known again"),
    ("data.customer.mode: only ours", "the object page prints the customer whole"),
    ("data.customer.object: only ours", "the object page prints the customer whole"),
    ("data.customer.phone: only ours", "the object page prints the customer whole"),
    ("data.payment_method: only ours", "the guide's text says that it must be there"),
];

#[tokio::test]
async fn the_guides_own_setup_and_its_sample_of_what_follows() {
    let always = [
        ("data.amount: only theirs", "the object page omits it on a setup, and nothing is charged"),
        ("data.business_profile: object, ours null", "the object page prints null where the sample prints {}"),
        ("data.line_items: only ours", "the object page has it"),
        ("data.payment_method_options: only ours", "the object page has it"),
    ];
    for as_in_the_sample in [false, true] {
        let reader = Reader::sit_down().await;
        if as_in_the_sample {
            reader.stage.switch("finished_as_in_the_sample").await;
        }
        let mut ask = request("setup.request", &[]);
        let session = reader.create("/v2/checkout_sessions", ask.clone()).await;
        assert_eq!(session["customer"]["email"], "felipe.castro@example.com");

        // The sample's customer has a name and a RUT, so ours gets them too.
        ask["customer_data"] = example("checkout_session.finished")["data"]["customer"].clone();
        let session = reader.create("/v2/checkout_sessions", ask).await;
        let page = reader.page(&session);
        page.to_authorisation("422159212").await;
        assert_eq!(page.authorise().await, "https://merchant.com/success");
        let told = reader.told("checkout_session.finished").await;
        let promised = if as_in_the_sample { &[][..] } else { &PROMISED };
        assert_like_but("checkout_session.finished", &told, &[&ENVELOPE[..], &always, promised].concat());
    }
}

#[tokio::test]
async fn a_setup_that_goes_wrong() {
    let reader = Reader::sit_down().await;
    let customer = reader.stage.customer().await;
    let ask = request("setup.bank_chosen.request", &[("customer", &customer)]);
    let session = reader.create("/v2/checkout_sessions", ask).await;
    let page = reader.page(&session);
    assert!(page.open().await.text.contains("Banco de Chile"), "the bank is chosen already");
    let wrong = [("rut", "41614850-3"), ("password", "winterfell")];
    page.post("login", &wrong).await;
    assert_like("setup_intent.waiting_for_retry", &reader.setup_intent(&session).await);
    page.post("login", &wrong).await;
    page.post("login", &wrong).await;
    assert_like("setup_intent.failed", &reader.setup_intent(&session).await);

    let unopened = reader.create("/v2/checkout_sessions", setup_of(&customer)).await;
    let expired = reader.stage.post(&format!("/v2/checkout_sessions/{}/expire", id(&unopened)), json!({})).await.json();
    assert_like("checkout_session.setup.expired", &expired);
    assert_like("event.checkout_session.expired", &reader.told("checkout_session.expired").await);
}

#[tokio::test]
async fn a_payment_with_a_saved_account() {
    let reader = Reader::sit_down().await;
    let (customer, method) = reader.stage.saved("422159212").await;
    let ask = request("payment.request", &[("customer", &customer), ("payment_method", &method)]);
    let session = reader.create("/v2/checkout_sessions", ask).await;
    assert_like_but("checkout_session.payment.in_progress", &session, &[ONE_CLICK]);
    assert_like("payment_intent.in_progress", intent(&session));

    reader.stage.sandbox.courier_run_once().await.unwrap();
    let finished = reader.again(&session).await;
    assert_like_but("checkout_session.payment.finished", &finished, &[ONE_CLICK]);
    assert_like(
        "payment_intent.succeeded",
        &reader.read(&format!("/v2/payment_intents/{}", id(intent(&session)))).await,
    );
    assert_like("event.payment_intent.succeeded", &reader.told("payment_intent.succeeded").await);
    let told = reader.told("checkout_session.finished").await;
    let one_click = ("data.redirect_url: string, ours null", ONE_CLICK.1);
    assert_like_but("event.checkout_session.finished.payment", &told, &[one_click]);
}

#[tokio::test]
async fn a_payment_that_its_holder_approves_refuses_or_leaves() {
    let reader = Reader::sit_down().await;
    let (customer, method) = reader.stage.saved("999000027").await;
    let waiting = reader.stage.pay(&customer, &method).await;
    assert_like("payment_intent.created", intent(&waiting));
    let expired = reader.stage.post(&format!("/v2/checkout_sessions/{}/expire", id(&waiting)), json!({})).await.json();
    assert_like("checkout_session.payment.expired", &expired);
    assert_like("payment_intent.expired", intent(&expired));
    assert_like("event.payment_intent.expired", &reader.told("payment_intent.expired").await);

    let approved = reader.stage.pay(&customer, &method).await;
    reader.page(&approved).authorise().await;
    assert_like("checkout_session.payment.finished", &reader.again(&approved).await);

    let refused = reader.stage.pay(&customer, &method).await;
    reader.page(&refused).reject().await;
    assert_like("payment_intent.rejected", intent(&reader.again(&refused).await));
    assert_like("event.payment_intent.rejected", &reader.told("payment_intent.rejected").await);
}

#[tokio::test]
async fn a_payment_that_fails_or_stays_open_at_the_bank() {
    let reader = Reader::sit_down().await;
    let (customer, method) = reader.stage.saved("999000051").await;
    let failed = reader.stage.pay(&customer, &method).await;
    reader.stage.sandbox.courier_run_once().await.unwrap();
    let failed = reader.again(&failed).await;
    assert_like_but("checkout_session.payment.finished.failed", &failed, &[ONE_CLICK]);
    assert_like("payment_intent.failed", intent(&failed));
    assert_like("event.payment_intent.failed", &reader.told("payment_intent.failed").await);

    reader.stage.post("/_sandbox/scenario", json!({"customer": customer, "name": "pending"})).await;
    let pending = reader.stage.pay(&customer, &method).await;
    reader.stage.sandbox.courier_run_once().await.unwrap();
    let pending = reader.again(&pending).await;
    assert_like_but("checkout_session.payment.finished.pending", &pending, &[ONE_CLICK]);
    assert_like("payment_intent.pending", intent(&pending));
    assert_like("event.payment_intent.pending", &reader.told("payment_intent.pending").await);
}

#[tokio::test]
async fn a_payment_with_an_account_that_is_chosen_on_the_page() {
    let reader = Reader::sit_down().await;
    let guest = reader.create("/v2/checkout_sessions", request("payment.guest.request", &[])).await;
    let page = reader.page(&guest);
    page.to_authorisation("422159212").await;
    assert_eq!(page.authorise().await, "https://merchant.com/success");

    let customer = reader.stage.customer().await;
    let session = reader.asked(&customer, json!({})).await;
    assert_like("checkout_session.payment.created", &session);
    let page = reader.page(&session);
    page.open().await;
    page.post("bank", &[("institution_id", "cl_banco_estado")]).await;
    for _ in 0..3 {
        page.post("login", &[("rut", "41614850-3"), ("password", "winterfell")]).await;
    }
    assert_like("payment_intent.failed.without_account", intent(&reader.again(&session).await));
}

#[tokio::test]
async fn a_payment_with_everything_that_can_be_sent_along() {
    let reader = Reader::sit_down().await;
    let documented = example("checkout_session.payment.every_field");
    let customer = reader.create("/v2/customers", documented["customer"].clone()).await;
    let sent = json!({
        "customer_email": documented["customer_email"],
        "payment_method_options": documented["payment_method_options"],
    });
    let session = reader.asked(id(&customer), sent.clone()).await;
    let page = reader.page(&session);
    page.to_authorisation("422159212").await;
    page.authorise().await;
    assert_like("checkout_session.payment.every_field", &reader.again(&session).await);

    let mut sent = sent;
    sent["business_profile"] = example("payment_intent.every_field")["business_profile"].clone();
    let session = reader.stage.collect(4990, sent).await;
    let page = reader.page(&session);
    page.to_authorisation("422159212").await;
    page.authorise().await;
    let choices = [
        ("expires_at: null, ours string", "a payment of ours waits as long as its session"),
        ("widget_token: only theirs", "the browser widget's, which v1 has and hosted sessions have not"),
    ];
    assert_like_but("payment_intent.every_field", intent(&reader.again(&session).await), &choices);
}

#[tokio::test]
async fn an_account_is_saved_while_it_pays() {
    let reader = Reader::sit_down().await;
    let customer = reader.stage.customer().await;
    let named = [
        ("data.customer.name: null, ours string", "this customer came with a name"),
        ("data.payment_resource.payment_intent.customer.name: null, ours string", "this customer came with a name"),
    ];
    for (ask, choices) in [
        (request("payment.saving.request", &[("customer", &customer)]), &[][..]),
        (request("payment.saving.customer_data.request", &[]), &named),
    ] {
        let session = reader.create("/v2/checkout_sessions", ask).await;
        let page = reader.page(&session);
        page.choose("422159212").await;
        page.step("confirm", &[("save", "yes")]).await;
        page.authorise().await;
        let told = reader.told("checkout_session.finished").await;
        assert_like_but("event.checkout_session.finished.saved_while_paying", &told, choices);
        assert_like("event.payment_method.activated", &reader.told("payment_method.activated").await);
    }
}

#[tokio::test]
async fn a_refund_from_its_creation_to_the_payers_account() {
    // Banks take an hour here, so that every status can be looked at.
    let reader = Reader { stage: Stage::with(|config| config.processing_delay = Duration::from_secs(3600)).await };
    let paid = reader.stage.paid().await;
    let part = reader.create("/v1/refunds", request("refund.partial.request", &[("resource_id", &paid)])).await;
    assert_like_but("refund.created", &part, &[NAMELESS]);
    let canceled = reader.stage.post(&format!("/v1/refunds/{}/cancel", id(&part)), json!({})).await.json();
    assert_like_but("refund.canceled", &canceled, &[NAMELESS]);

    let whole = reader.create("/v1/refunds", request("refund.request", &[("resource_id", &paid)])).await;
    for (name, event) in
        [("refund.in_progress", "event.refund.in_progress"), ("refund.succeeded", "event.refund.succeeded")]
    {
        reader.stage.post("/_sandbox/settle", json!({})).await;
        assert_like_but(name, &reader.read(&format!("/v1/refunds/{}", id(&whole))).await, &[NAMELESS]);
        assert_like_but(event, &reader.told(name).await, &[NAMELESS_INSIDE]);
    }
}

#[tokio::test]
async fn an_event_that_is_triggered_looks_like_one_that_happened() {
    let reader = Reader::sit_down().await;
    let invented = [
        ("data.customer.name: null, ours string", "a test event's customer is invented, and has a name"),
        ("data.payment_method: string, ours null", "a test event's payer chose an account on the page"),
    ];
    for (name, choices) in [
        ("event.payment_intent.succeeded", &invented[..]),
        ("event.payment_intent.failed", &invented),
        ("event.payment_intent.rejected", &invented),
        ("event.payment_intent.pending", &invented),
        ("event.payment_intent.expired", &invented),
        ("event.payment_method.activated", &[]),
        ("event.payment_method.canceled", &[]),
        ("event.refund.in_progress", &[NAMELESS_INSIDE]),
        ("event.refund.succeeded", &[NAMELESS_INSIDE]),
        ("event.refund.failed", &[NAMELESS_INSIDE]),
    ] {
        let kind = name.strip_prefix("event.").unwrap();
        let triggered = reader.create("/v1/events/trigger", json!({"type": kind})).await;
        assert_like_but(name, &triggered, choices);
        if kind == "refund.failed" {
            assert_like_but("refund.failed.insufficient_funds", &triggered["data"], &[NAMELESS]);
        }
    }
}

#[tokio::test]
async fn customers_with_everything_and_with_an_e_mail_alone() {
    let reader = Reader::sit_down().await;
    for name in ["customer", "customer.email_only", "customer.mexico"] {
        let documented = example(name);
        let sent = ["name", "email", "phone", "address", "tax_id", "metadata"]
            .map(|field| (field.to_owned(), documented[field].clone()))
            .into_iter()
            .filter(|(_, value)| !value.is_null());
        let made = reader.create("/v2/customers", Value::Object(sent.collect())).await;
        assert_like(name, &made);
        assert_eq!(made["tax_id"], documented["tax_id"]);
        assert_like(name, &reader.read(&format!("/v2/customers/{}", id(&made))).await);
    }
    reader.create("/v2/customers", request("customer.email_only.request", &[])).await;
    let twice = reader.stage.post("/v2/customers", request("customer.request", &[])).await;
    assert_eq!(twice.status, 409);
    assert_like("error.409.customer_already_exists", &twice.json());
}

#[tokio::test]
async fn an_endpoint_with_and_without_its_secret() {
    let reader = Reader::sit_down().await;
    let made = reader.create("/v1/webhook_endpoints", request("webhook_endpoint.request", &[])).await;
    assert_like("webhook_endpoint.created", &made);
    assert_like("webhook_endpoint.enabled", &reader.read(&format!("/v1/webhook_endpoints/{}", id(&made))).await);

    let mut silent = request("webhook_endpoint.request", &[]);
    silent.as_object_mut().unwrap().remove("description");
    let made = reader.create("/v1/webhook_endpoints", silent).await;
    let change = request("webhook_endpoint.change.request", &[]).to_string();
    let patch = reader.stage.request(Method::PATCH, &format!("/v1/webhook_endpoints/{}", id(&made)));
    let changed = Stage::send(patch.header("authorization", KEY).body(change)).await;
    assert_like("webhook_endpoint.disabled", &changed.json());
}

#[tokio::test]
async fn refusals_in_fintocs_words() {
    let reader = Reader::sit_down().await;
    let stage = &reader.stage;
    let (customer, method) = stage.saved("422159212").await;
    let mut unpriced = request("payment.guest.request", &[]);
    unpriced.as_object_mut().unwrap().remove("amount");
    let mut too_soon = setup_of(&customer);
    too_soon["expires_at"] = json!(jiff::Timestamp::now());
    for (name, path, ask) in [
        ("error.400.missing_parameter", "/v2/checkout_sessions", unpriced),
        ("error.400.invalid_expires_at", "/v2/checkout_sessions", too_soon),
        (
            "error.422.not_supported_payment_method",
            "/v2/payment_intents",
            request("payment_intent.request", &[("payment_method", &method)]),
        ),
    ] {
        refused(name, &stage.post(path, ask).await);
    }
    let stranger = stage.request(Method::GET, "/v2/customers").header("authorization", "pk_test_9c8d7e6f5a4b");
    refused("error.401.invalid_api_key", &Stage::send(stranger).await);
    let old =
        stage.request(Method::GET, "/v2/customers").header("authorization", KEY).header("fintoc-version", "1999-01-01");
    refused("error.403.invalid_api_version", &Stage::send(old).await);
    refused("error.404.missing_resource", &stage.get("/v2/payment_intents/pi_nobody").await);
    let strict = Stage::with(|config| config.requests_per_second = 1).await;
    let crowd = futures::future::join_all((0..20).map(|_| strict.get("/v2/customers"))).await;
    let turned_away = crowd.iter().find(|answer| answer.status != 200).unwrap();
    refused("error.429.rate_limit_exceeded", turned_away);
}

/// The status is the file's, and so are the words that a client branches on.
fn refused(name: &str, answer: &Answer) {
    let (documented, ours) = (example(name), answer.json());
    assert_eq!(answer.status.to_string(), name.split('.').nth(1).unwrap(), "{name}");
    assert_like(name, &ours);
    for word in ["type", "code"] {
        assert_eq!(ours["error"][word], documented["error"][word], "{name}");
    }
}

#[tokio::test]
async fn the_typed_client_catches_up_with_what_it_missed() {
    let reader = Reader::sit_down().await;
    let (_, method) = reader.stage.saved("422159212").await;
    let client = Client::builder(SecretKey::parse(KEY).unwrap()).base_url(reader.stage.url.clone()).build().unwrap();
    let query = EventQuery {
        since: Some(jiff::Timestamp::now() - jiff::SignedDuration::from_mins(5)),
        page: fintoc::Page::of(1),
        ..EventQuery::default()
    };
    let all = client.all(client.events(&query).await.unwrap(), 100).await.unwrap().items;
    let kinds: Vec<_> = all.iter().map(|event| event.kind.clone()).collect();
    assert_eq!(kinds, [EventType::SessionFinished, EventType::MethodActivated], "newest first, a page each");
    assert_eq!(
        (all[1].resource_id(), client.event(&all[1].id).await.unwrap()),
        (Some(method.as_str()), all[1].clone())
    );
    let seti = SetupIntentId::new(all[0].data["setup_intent"].as_str().unwrap());
    assert_eq!(client.setup_intent(&seti).await.unwrap().status, Some(SetupStatus::Succeeded));
}
