//! Signatures: published vectors, both edges of the tolerance, and everything that must fail.

use std::time::Duration;

use fintoc::{
    EventError, Freshness, OpenError, SignatureError, WebhookSecret,
    webhook::{TOLERANCE, open, sign, verify},
};
use proptest::prelude::*;

const SIGNED_AT: i64 = 1_700_000_000;
const BODY: &[u8] = br#"{"id":"evt_1","type":"payment_intent.succeeded"}"#;
const V1: &str = "ee2ec6c67df2823d0ae6a9edf72f251a905529943cf596c1870599023528672f";

fn secret() -> WebhookSecret {
    WebhookSecret::parse("whsec_test_vector").unwrap()
}

fn other_secret() -> WebhookSecret {
    WebhookSecret::parse("whsec_test_another").unwrap()
}

fn verify_at(now: i64, header: &str) -> Result<Freshness, SignatureError> {
    verify(BODY, header, &[secret()], now, TOLERANCE)
}

fn verify_header(header: &str) -> Result<Freshness, SignatureError> {
    verify_at(SIGNED_AT, header)
}

fn honest() -> String {
    format!("t={SIGNED_AT},v1={V1}")
}

#[test]
fn the_three_known_answers_are_ours() {
    for (body, v1) in [
        ("{}", "bf9a4f50e20e2a555beb56c45c330639066f98a9ddadacfbed77dabccf1552ab"),
        (r#"{"id":"evt_1","type":"payment_intent.succeeded"}"#, V1),
        (r#"{"nombre":"Peñalolén"}"#, "097543db2e4ebba9fa2c9ee4d5426f18f1db63d510c274d572844278bfc1f50b"),
    ] {
        let header = sign(&secret(), SIGNED_AT, body.as_bytes());
        assert_eq!(header, format!("t={SIGNED_AT},v1={v1}"));
        assert_eq!(verify(body.as_bytes(), &header, &[secret()], SIGNED_AT, TOLERANCE), Ok(Freshness::Fresh));
    }
}

/// Faults: 26 in part: five minutes of tolerance, at both edges.
#[test]
fn exactly_the_tolerance_old_is_fresh_and_a_second_more_is_stale() {
    assert_eq!(verify_at(SIGNED_AT + 300, &honest()), Ok(Freshness::Fresh));
    assert_eq!(verify_at(SIGNED_AT + 301, &honest()), Ok(Freshness::Stale { age: Duration::from_secs(301) }));
}

/// Faults: 26 in part: five minutes of tolerance, at both edges.
#[test]
fn exactly_the_tolerance_ahead_is_fresh_and_a_second_more_is_refused() {
    assert_eq!(verify_at(SIGNED_AT - 300, &honest()), Ok(Freshness::Fresh));
    let ahead = Duration::from_secs(301);
    assert_eq!(verify_at(SIGNED_AT - 301, &honest()), Err(SignatureError::FromTheFuture { ahead }));
}

#[test]
fn the_ends_of_time_do_not_overflow() {
    assert!(matches!(verify_at(i64::MIN, &honest()), Err(SignatureError::FromTheFuture { .. })));
    assert!(matches!(verify_at(i64::MAX, &honest()), Ok(Freshness::Stale { .. })));
}

#[test]
fn a_forgery_is_a_mismatch_whatever_its_date() {
    let forged = sign(&other_secret(), SIGNED_AT, BODY);
    for now in [SIGNED_AT, SIGNED_AT + 301, SIGNED_AT - 301] {
        assert_eq!(verify_at(now, &forged), Err(SignatureError::Mismatch));
    }
}

/// Faults: 6 in part: the same JSON, written otherwise.
#[test]
fn a_body_that_was_serialised_again_is_refused() {
    let spaced = br#"{"id": "evt_1","type":"payment_intent.succeeded"}"#;
    assert_eq!(verify(spaced, &honest(), &[secret()], SIGNED_AT, TOLERANCE), Err(SignatureError::Mismatch));
}

/// Faults: 6 in part: another instant's signature.
#[test]
fn another_timestamp_than_the_signed_one_is_refused() {
    assert_eq!(verify_header(&format!("t={},v1={V1}", SIGNED_AT + 1)), Err(SignatureError::Mismatch));
    assert_eq!(verify_header(&format!("t=0{SIGNED_AT},v1={V1}")), Err(SignatureError::Mismatch));
}

#[test]
fn a_mac_over_the_body_alone_is_refused() {
    // HMAC-SHA256 of BODY without "t.", a mistake that a real integrator made.
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"whsec_test_vector").unwrap();
    mac.update(BODY);
    let v1 = hex::encode(mac.finalize().into_bytes());
    assert_eq!(verify_header(&format!("t={SIGNED_AT},v1={v1}")), Err(SignatureError::Mismatch));
}

#[test]
fn a_secret_without_its_prefix_is_another_secret() {
    let bare = WebhookSecret::parse("test_vector").unwrap();
    assert_eq!(verify_header(&sign(&bare, SIGNED_AT, BODY)), Err(SignatureError::Mismatch));
}

/// Faults: 6 in part: the header.
#[test]
fn each_broken_header_says_which_check_failed() {
    let odd = &V1[1..];
    for (header, why) in [
        (String::new(), SignatureError::MissingHeader),
        (" \t".to_owned(), SignatureError::MissingHeader),
        (V1.to_owned(), SignatureError::MissingTimestamp),
        (format!("v1={V1}"), SignatureError::MissingTimestamp),
        (format!("t={SIGNED_AT},t={SIGNED_AT},v1={V1}"), SignatureError::DuplicateTimestamp),
        (format!("t=,v1={V1}"), SignatureError::BadTimestamp),
        (format!("t=soon,v1={V1}"), SignatureError::BadTimestamp),
        (format!("t=+{SIGNED_AT},v1={V1}"), SignatureError::BadTimestamp),
        (format!("t=-{SIGNED_AT},v1={V1}"), SignatureError::BadTimestamp),
        (format!("t={SIGNED_AT}.0,v1={V1}"), SignatureError::BadTimestamp),
        (format!("t=99999999999999999999,v1={V1}"), SignatureError::BadTimestamp),
        (format!("t={SIGNED_AT}"), SignatureError::MissingSignature),
        (format!("t={SIGNED_AT},v0={V1},v2={V1}"), SignatureError::MissingSignature),
        (format!("t={SIGNED_AT},v1="), SignatureError::MalformedSignature),
        (format!("t={SIGNED_AT},v1={odd}"), SignatureError::MalformedSignature),
        (format!("t={SIGNED_AT},v1={V1}00"), SignatureError::MalformedSignature),
        (format!("t={SIGNED_AT},v1={}", V1.to_uppercase()), SignatureError::MalformedSignature),
        (format!("{},{}", honest(), " ".repeat(8 * 1024)), SignatureError::HeaderTooLong),
    ] {
        assert_eq!(verify_header(&header), Err(why), "{header}");
    }
}

/// Faults: 6 in part: several signatures.
#[test]
fn the_right_signature_is_found_among_others() {
    let wrong = "0".repeat(64);
    for header in [
        format!("t={SIGNED_AT},v1={wrong},v1={V1}"),
        format!("t={SIGNED_AT},v1={V1},v1={wrong}"),
        format!("t={SIGNED_AT},v1=broken,v1={V1}"),
        format!("t={SIGNED_AT},v0={wrong},v1={V1},v2=anything,nonsense"),
        format!("t={SIGNED_AT}, v1={V1}"),
        format!("v1={V1} , t={SIGNED_AT} "),
    ] {
        assert_eq!(verify_header(&header), Ok(Freshness::Fresh), "{header}");
    }
}

/// Faults: 33 in part: the signature alone.
#[test]
fn any_of_several_secrets_will_do_and_none_will_not() {
    let both = [other_secret(), secret()];
    assert_eq!(verify(BODY, &honest(), &both, SIGNED_AT, TOLERANCE), Ok(Freshness::Fresh));
    assert_eq!(verify(BODY, &honest(), &[other_secret()], SIGNED_AT, TOLERANCE), Err(SignatureError::Mismatch));
    assert_eq!(verify(BODY, &honest(), &[], SIGNED_AT, TOLERANCE), Err(SignatureError::NoSecret));
}

#[test]
fn open_reads_a_fresh_event_and_refuses_a_stale_one() {
    let body = include_bytes!("../examples/checkout_session.finished.json");
    let header = sign(&secret(), SIGNED_AT, body);
    let open_at = |now| open(body, &header, &[secret()], now, TOLERANCE);
    assert_eq!(open_at(SIGNED_AT).unwrap().id.as_str(), "evt_a4xK32BanKWYn");
    let stale = open_at(SIGNED_AT + 301);
    let age = Duration::from_secs(301);
    assert!(matches!(stale, Err(OpenError::Signature(SignatureError::TooOld { age: a })) if a == age));
}

#[test]
fn open_tells_an_authentic_bare_object_from_a_forgery() {
    let body = include_bytes!("../examples/payment_method.activated.bare.json");
    let header = sign(&secret(), SIGNED_AT, body);
    let opened = open(body, &header, &[secret()], SIGNED_AT, TOLERANCE);
    assert!(matches!(opened, Err(OpenError::Event(EventError::NotAnEvent { kind })) if kind == "payment_method"));
    let forged = open(body, &honest(), &[secret()], SIGNED_AT, TOLERANCE);
    assert!(matches!(forged, Err(OpenError::Signature(SignatureError::Mismatch))));
}

proptest! {
    #[test]
    fn no_header_that_we_did_not_sign_is_accepted(header in "\\PC*") {
        prop_assert!(verify_header(&header).is_err());
    }

    /// Faults: 6 in part: hundreds of headers made up at random.
    #[test]
    fn no_header_of_plausible_parts_is_accepted(
        parts in prop::collection::vec("(t|v0|v1|v2|)=?( |[0-9]{0,20}|[0-9a-fA-F]{60,66})", 0..6),
    ) {
        prop_assert!(verify_header(&parts.join(",")).is_err());
    }

    /// Faults: 6 in part: any bytes, one bit altered.
    #[test]
    fn whatever_is_signed_is_verified_and_one_flipped_bit_is_not(
        body in prop::collection::vec(any::<u8>(), 1..64), at in 0..i64::MAX, flip in any::<prop::sample::Index>(), bit in 0..8u8,
    ) {
        let header = sign(&secret(), at, &body);
        prop_assert_eq!(verify(&body, &header, &[secret()], at, TOLERANCE), Ok(Freshness::Fresh));
        let mut altered = body.clone();
        let byte = flip.get_mut(&mut altered);
        *byte ^= 1 << bit;
        prop_assert_eq!(verify(&altered, &header, &[secret()], at, TOLERANCE), Err(SignatureError::Mismatch));
    }
}
