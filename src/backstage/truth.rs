//! Who says what about a payment: the browser that came back, the API, the webhook and our books. Only the last is what we act
//! on, which is why they are shown side by side.

use crate::{
    Instant,
    backstage::{Decision, Moment, What, WrittenKind},
    id::PaymentId,
    ride::Payment,
};

/// How a word sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// It is over, and well.
    Ok,
    /// It is not over.
    Wait,
    /// It is over, and not well.
    Bad,
    /// Nothing was said yet.
    Silent,
}

impl Tone {
    /// How a state sounds, in Fintoc's words or ours.
    pub fn of(word: &str) -> Self {
        match word {
            "succeeded" | "finished" | "paid" | "saved" | "active" | "applied" | "refunded" => Self::Ok,
            "failed" | "rejected" | "expired" | "unpaid" | "not_paid" | "canceled" | "cancelled" | "ended"
            | "refund_failed" => Self::Bad,
            "driver_found" | "on_the_way" | "arrived" | "picked_up" | "done" => Self::Ok,
            _ => Self::Wait,
        }
    }

    /// The word in class names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Bad => "bad",
            Self::Silent => "silent",
        }
    }
}

/// Where a voice has its word from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The way by which the browser came back from the bank.
    Returned,
    /// What an open page was told.
    Stream,
    /// An answer of the API.
    Answer,
    /// An event that was signed.
    Event,
    /// Our books.
    Books,
}

/// What one of the four says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// In its own word; nothing when it was not heard yet.
    pub word: Option<String>,
    /// How that sounds.
    pub tone: Tone,
    /// Since when.
    pub at: Option<Instant>,
    /// Where it has that from.
    pub source: Source,
}

/// What each of the four says of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The rider's browser.
    pub browser: Voice,
    /// Fintoc's API.
    pub api: Voice,
    /// Fintoc's webhook.
    pub webhook: Voice,
    /// Our books.
    pub ledger: Voice,
}

impl Truth {
    /// What they say by the last of `moments`, oldest first. `standing` is what the books say now, for payments from before
    /// anything was recorded.
    pub fn of(moments: &[Moment], payment: &PaymentId, standing: Option<&Payment>) -> Self {
        let mut truth = Self::silent();
        for moment in moments.iter().filter(|moment| moment.about.payment.as_ref().is_none_or(|about| about == payment))
        {
            truth.hear(moment, payment);
        }
        if truth.ledger.word.is_none()
            && let Some(payment) = standing
        {
            truth.ledger.say(payment.standing.state.as_str().to_owned(), payment.updated_at);
        }
        truth
    }

    const fn silent() -> Self {
        Self {
            browser: Voice::silent(Source::Returned),
            api: Voice::silent(Source::Answer),
            webhook: Voice::silent(Source::Event),
            ledger: Voice::silent(Source::Books),
        }
    }

    fn hear(&mut self, moment: &Moment, payment: &PaymentId) {
        let ended = moment.at + moment.took.unwrap_or_default();
        match &moment.what {
            What::Asked(asked) => {
                if let Some(word) = asked.path.split(['?', '&']).find(|part| part.starts_with("back=")) {
                    let tone = if word == "back=ok" { Tone::Wait } else { Tone::Bad };
                    let source = Source::Returned;
                    self.browser = Voice { word: Some(word.to_owned()), tone, at: Some(ended), source };
                }
            }
            What::Told(told) => {
                self.browser.say(told.word.clone(), ended);
                self.browser.source = Source::Stream;
            }
            What::Called(call) if moment.about.payment.as_ref() == Some(payment) => {
                let status = call.response.as_ref().and_then(super::sequence::status_of);
                if let Some(status) = status.or_else(|| call.failure.clone()) {
                    self.api.say(status, ended);
                }
            }
            What::Delivered(delivery) if !matches!(delivery.decision, Decision::Refused | Decision::Unkept) => {
                let status = delivery.body.as_ref().and_then(super::sequence::status_of);
                if let Some(status) = status.or_else(|| delivery.event_type.clone()) {
                    self.webhook.say(status, ended);
                }
            }
            What::Written(written) if matches!(written.book, WrittenKind::Intent | WrittenKind::Payment) => {
                self.ledger.say(written.word.clone(), ended);
            }
            What::Called(_) | What::Delivered(_) | What::Written(_) | What::Done(_) => {}
        }
    }
}

impl Voice {
    const fn silent(source: Source) -> Self {
        Self { word: None, tone: Tone::Silent, at: None, source }
    }

    fn say(&mut self, word: String, at: Instant) {
        self.tone = Tone::of(&word);
        (self.word, self.at) = (Some(word), Some(at));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::backstage::sequence::samples;

    #[test]
    fn each_voice_has_its_own_word_and_only_a_signed_event_is_the_webhooks() {
        let moments = samples::paid();
        let payment = PaymentId::new("pay_1");
        let said = |count: usize| {
            let truth = Truth::of(&moments[..count], &payment, None);
            [truth.browser, truth.api, truth.webhook, truth.ledger].map(|voice| (voice.word, voice.tone))
        };
        let none = || (None, Tone::Silent);
        assert_eq!(said(1), [none(), none(), none(), none()]);
        let says = |word: &str| (Some(word.to_owned()), Tone::of(word));
        assert_eq!(said(3), [none(), says("created"), none(), says("created")]);
        assert_eq!(said(6), [says("payment_in_progress"), says("created"), says("succeeded"), says("created")]);
        assert_eq!(said(9), [says("paid"), says("created"), says("succeeded"), says("succeeded")]);
    }

    #[test]
    fn what_is_refused_says_nothing_and_neither_does_another_payment() {
        let mut forged =
            samples::delivery(10, "payment_intent.failed", &json!({"object": "payment_intent", "status": "failed"}));
        let payment = PaymentId::new("pay_1");
        if let What::Delivered(delivery) = &mut forged.what {
            delivery.decision = Decision::Refused;
        }
        assert_eq!(Truth::of(&[forged], &payment, None).webhook.tone, Tone::Silent);
        assert_eq!(Truth::of(&samples::paid(), &PaymentId::new("pay_2"), None).ledger.tone, Tone::Silent);
    }
}
