//! The payloads that Fintoc's guide prints, kept in `tests/examples`.

use fintoc::{
    CheckoutSession, CustomerId, Event, EventError, EventType, Expandable, Flow, Metadata, MethodStatus, MethodType,
    NewCheckoutSession, PayWith, PaymentMethodId, Prepared, SessionStatus,
    checkout_session::{Currency, NewPayment, NewSetup},
    event::Resource,
};
use serde_json::{Value, json};

const SESSION_FINISHED: &str = include_str!("../examples/checkout_session.finished.json");
const METHOD_BARE: &str = include_str!("../examples/payment_method.activated.bare.json");
const METHOD_ENVELOPED: &str = include_str!("../examples/payment_method.activated.enveloped.json");
const SETUP_REQUEST: &str = include_str!("../examples/setup.request.json");
const PAYMENT_REQUEST: &str = include_str!("../examples/payment.request.json");

fn object(json: &str) -> serde_json::Map<String, Value> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_guides_finished_setup_is_read_with_its_gaps() {
    let event = Event::parse(SESSION_FINISHED.as_bytes()).unwrap();
    assert_eq!((event.kind.clone(), event.mode.clone(), event.created_at), (EventType::SessionFinished, None, None));
    assert_eq!(event.resource_id(), Some("cs_li5531onlFDi235"));
    let Resource::CheckoutSession(session) = event.resource().unwrap() else { panic!("not a session") };
    assert_eq!((session.flow.clone(), session.status.clone()), (Some(Flow::Setup), SessionStatus::Finished));
    assert!(session.payment_intent().is_none() && session.business_profile.is_none());
    assert_eq!(session.customer_id(), None, "the guide's customer has no id");
    assert_eq!(session.payment_method, None, "the guide's session does not name what was saved");
    assert_eq!(session.setup_intent, Some(Expandable::Id("seti_3AUiBT4dia35S27G7mK8RnQg2SK".to_owned())));
}

#[test]
fn the_guides_bare_payment_method_is_refused_as_what_it_is() {
    let error = Event::parse(METHOD_BARE.as_bytes()).unwrap_err();
    assert_eq!(error, EventError::NotAnEvent { kind: "payment_method".to_owned() });
    assert!(error.to_string().contains("a bare object of kind `payment_method` where an event envelope belongs"));
}

#[test]
fn the_same_payment_method_in_an_envelope_is_read() {
    let event = Event::parse(METHOD_ENVELOPED.as_bytes()).unwrap();
    assert_eq!(event.kind, EventType::MethodActivated);
    let Resource::PaymentMethod(method) = event.resource().unwrap() else { panic!("not a method") };
    assert_eq!((method.kind, method.customer), (MethodType::BankTransfer, Some(CustomerId::new("cus_NffrFeUfNV2Hib"))));
    let account = method.bank_transfer.unwrap();
    assert_eq!((account.status.clone(), account.last_four()), (Some(MethodStatus::Active), Some("6286")));
}

#[test]
fn a_body_that_is_no_event_says_what_is_missing() {
    assert_eq!(Event::parse(b"<html>"), Err(EventError::NotJson { line: 1, column: 1 }));
    assert_eq!(Event::parse(b"[]"), Err(EventError::NotAnEvent { kind: "unnamed".to_owned() }));
    for part in ["id", "type", "data"] {
        let mut event = object(METHOD_ENVELOPED);
        event.remove(part);
        let body = serde_json::to_vec(&event).unwrap();
        assert_eq!(Event::parse(&body), Err(EventError::Incomplete { part }));
    }
}

#[test]
fn our_setup_is_the_guides_with_the_customer_made_before() {
    let setup = NewCheckoutSession::Setup(NewSetup {
        currency: Currency::Clp,
        success_url: "https://merchant.com/success".to_owned(),
        cancel_url: "https://merchant.com/cancel".to_owned(),
        customer: CustomerId::new("cus_123"),
        payment_method_types: [MethodType::BankTransfer],
        payment_method_options: None,
        metadata: Metadata::new(),
    });
    let mut expected = object(SETUP_REQUEST);
    expected.remove("customer_data").unwrap();
    expected.insert("customer".to_owned(), json!("cus_123"));
    expected.insert("payment_method_types".to_owned(), json!(["bank_transfer"]));
    assert_eq!(object(Prepared::create_checkout_session(&setup).body()), expected);
}

#[test]
fn our_payment_is_the_guides_with_metadata() {
    let payment = NewCheckoutSession::Payment(NewPayment {
        amount: 100_000,
        currency: Currency::Clp,
        success_url: "https://merchant.com/success".to_owned(),
        cancel_url: "https://merchant.com/cancel".to_owned(),
        customer: CustomerId::new("cus_123"),
        with: PayWith::Saved(PaymentMethodId::new("pm_1NkL7QKs215JZ1LyW4c1m9Ut")),
        payment_method_types: [MethodType::BankTransfer],
        expires_at: None,
        metadata: Metadata::new(),
    });
    let mut expected = object(PAYMENT_REQUEST);
    expected.insert("metadata".to_owned(), json!({}));
    assert_eq!(object(Prepared::create_checkout_session(&payment).body()), expected);
}

#[test]
fn a_prepared_body_comes_back_unchanged() {
    let odd = "{ \"flow\":\"setup\" ,\"metadata\":{}}";
    assert_eq!(Prepared::<CheckoutSession>::from_body(odd.to_owned()).body(), odd);
}
