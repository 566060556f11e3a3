//! Event types.

use super::{
    evidence::Evidence::{self, Inferred, Older, Stated},
    sources::{EVENTS as TYPES, MAGENTO, PIEXC, PM, REDIRECT, REF, SEED},
};

/// A type of event.
#[derive(Debug)]
pub(super) struct EventType {
    pub(super) word: &'static str,
    /// The object in `data`.
    pub(super) data: &'static str,
    pub(super) when: &'static str,
    /// Whether this sandbox ever emits it by itself.
    pub(super) emitted: bool,
    pub(super) evidence: Evidence,
}

const fn event(word: &'static str, data: &'static str, when: &'static str, evidence: Evidence) -> EventType {
    EventType { word, data, when, emitted: true, evidence }
}

pub(super) static EVENTS: &[EventType] = &[
    event(
        "checkout_session.finished",
        "CheckoutSession",
        "The page is done with: an account was saved, or the bank gave its word about the payment, whichever it was.",
        Stated(&[SEED, TYPES]),
    ),
    event(
        "checkout_session.expired",
        "CheckoutSession",
        "Its time ran out, or the merchant expired it.",
        Stated(&[SEED, TYPES]),
    ),
    EventType {
        emitted: false,
        ..event(
            "checkout_session.completed",
            "CheckoutSession",
            "One old guide's word for `checkout_session.finished`. It can be triggered, it never happens.",
            Older(&[REDIRECT]),
        )
    },
    event("payment_intent.succeeded", "PaymentIntent", "The money moved. Fulfil here.", Stated(&[SEED, TYPES])),
    event("payment_intent.failed", "PaymentIntent", "The bank, or Fintoc, could not.", Stated(&[SEED, TYPES])),
    event(
        "payment_intent.rejected",
        "PaymentIntent",
        "The payer refused, or got the authorisation wrong.",
        Stated(&[TYPES]),
    ),
    event(
        "payment_intent.pending",
        "PaymentIntent",
        "The bank has not said; another event follows.",
        Stated(&[TYPES, PIEXC]),
    ),
    event("payment_intent.expired", "PaymentIntent", "The payer did not come in time.", Stated(&[TYPES])),
    event(
        "payment_method.activated",
        "PaymentMethod",
        "An account was saved, or saved again after it was canceled.",
        Stated(&[SEED, TYPES]),
    ),
    event("payment_method.canceled", "PaymentMethod", "The merchant canceled it.", Stated(&[PM])),
    event("refund.in_progress", "Refund", "The money is on its way.", Stated(&[REF, TYPES])),
    event("refund.succeeded", "Refund", "It arrived.", Stated(&[REF, MAGENTO])),
    event("refund.failed", "Refund", "It did not.", Stated(&[REF, MAGENTO])),
];

/// What Fintoc also tells, and this sandbox does not.
pub(super) static ELSEWHERE: (&str, Evidence) = (
    "`charge.*`, `subscription_intent.*`, `subscription.*`, `invoice.*`, `link.*`, `account.refresh_intent.*`, \
     `transfer.*`, `account_verification.*`, `account_number.deleted`, `payout.*` and `dispute.*` belong to products that \
     this sandbox does not have. An endpoint may subscribe to all of them except `link.created`; none ever comes.",
    Inferred(&[TYPES]),
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_the_wire_knows_is_listed() {
        let listed: Vec<&str> = EVENTS.iter().map(|event| event.word).collect();
        let known: Vec<&str> = fintoc::EventType::KNOWN.iter().map(fintoc::EventType::as_str).collect();
        assert_eq!(listed, known);
    }
}
