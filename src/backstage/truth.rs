//! The truth about a payment as four voices tell it: the browser, Fintoc's API, Fintoc's webhook and our books. Any of them may
//! be behind the others, and showing that is the point; only the books count.

use serde_json::Value;

use super::{Call, Decision, Moment, What, Written, WrittenKind};
use crate::{
    Instant,
    id::PaymentId,
    payment::{PaymentState, Review},
    ride::Payment,
};

/// What each of the four says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// What the rider's browser has seen.
    pub browser: Voice,
    /// What Fintoc last answered to a call of ours.
    pub api: Voice,
    /// What Fintoc last delivered and we believed.
    pub webhook: Voice,
    /// What our books say.
    pub ledger: Voice,
}

/// What one of them says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Voice {
    /// Its word: Fintoc's or ours for a state, or an error code; nothing while it has said nothing.
    pub word: Option<String>,
    /// What that means for the money.
    pub tone: Tone,
    /// Since when it says so.
    pub at: Option<Instant>,
    /// How we know.
    pub source: Option<Source>,
}

/// What a word means for the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    /// It moved.
    Ok,
    /// It may yet move.
    Wait,
    /// It did not move, or a person has to look.
    Bad,
    /// Nothing was said.
    #[default]
    Silent,
}

/// How we know what a voice says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// We told the open page over its stream.
    Stream,
    /// The browser came back from the hosted page. That is no word about money.
    Return,
    /// The answer to a POST.
    PostAnswer,
    /// The answer to a GET.
    GetAnswer,
    /// A signed delivery.
    Delivery,
    /// So many charges in our books.
    Charges(usize),
}

/// What is said about a payment, by the moments of its ride and by our books.
pub fn truth(moments: &[Moment], payment: &Payment) -> Truth {
    let mut truth =
        Truth { browser: Voice::default(), api: Voice::default(), webhook: Voice::default(), ledger: ledger(payment) };
    let next = began_after(moments, payment);
    for moment in moments {
        let is_own = moment.about.payment.as_ref() == Some(&payment.id);
        // What a page shows is about the ride, and of its attempts about the one under way.
        let is_then = moment.at >= payment.created_at && next.is_none_or(|next| moment.at < next);
        match &moment.what {
            What::Called(call) if is_own => truth.api.hear(answered(call), answered_at(moment)),
            What::Delivered(delivery) if is_own && is_believed(delivery.decision) => {
                let said = delivery.body.as_ref().and_then(|body| body.get("data")).and_then(status);
                truth.webhook.hear(said.map(|word| (word, Source::Delivery)), moment.at);
            }
            What::Told(told) if is_then => {
                truth.browser.hear(Some((money(&told.word), Source::Stream)), moment.at);
            }
            What::Asked(asked) if is_then && asked.path.contains("back=") => {
                truth.browser.hear(Some(("returned", Source::Return)), moment.at);
            }
            _ => {}
        }
    }
    truth
}

impl Tone {
    /// How a state sounds, of whatever it is the state: in Fintoc's words or ours.
    pub fn of(word: &str) -> Self {
        match word {
            "succeeded" | "finished" | "paid" | "saved" | "active" | "applied" | "refunded" | "driver_found"
            | "on_the_way" | "arrived" | "picked_up" | "done" => Self::Ok,
            "failed" | "rejected" | "expired" | "unpaid" | "not_paid" | "canceled" | "cancelled" | "ended"
            | "refund_failed" => Self::Bad,
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

impl Voice {
    /// Hears a word. States are ranked, and news may come in any order: one that leaves things open is none once they are decided,
    /// and who repeats a word says nothing new.
    fn hear(&mut self, said: Option<(&str, Source)>, at: Instant) {
        let Some((word, source)) = said else { return };
        let (tone, is_decided) = (tone(word), matches!(self.tone, Tone::Ok | Tone::Bad));
        if self.word.as_deref() != Some(word) && !(is_decided && tone == Tone::Wait) {
            *self = Self { word: Some(word.to_owned()), tone, at: Some(at), source: Some(source) };
        }
    }
}

/// When the next attempt to pay was written down, if there was one.
fn began_after(moments: &[Moment], payment: &Payment) -> Option<Instant> {
    let is_intent = |what: &What| matches!(what, What::Written(Written { book: WrittenKind::Intent, .. }));
    let is_others = |id: &PaymentId| *id != payment.id;
    let later = moments.iter().filter(|moment| is_intent(&moment.what) && moment.at > payment.created_at);
    later.filter(|moment| moment.about.payment.as_ref().is_some_and(is_others)).map(|moment| moment.at).min()
}

fn ledger(payment: &Payment) -> Voice {
    let standing = &payment.standing;
    let tone = if standing.review.is_some() { Tone::Bad } else { tone(standing.state.as_str()) };
    let charges = match (standing.state, standing.review) {
        (_, Some(Review::DebitedTwice)) => 2,
        (PaymentState::Succeeded, _) => 1,
        _ => 0,
    };
    Voice {
        word: Some(standing.state.as_str().to_owned()),
        tone,
        at: Some(payment.updated_at),
        source: Some(Source::Charges(charges)),
    }
}

/// A forged delivery says nothing, nor does one that is too old to be believed, or that we could not keep.
const fn is_believed(decision: Decision) -> bool {
    matches!(decision, Decision::Kept | Decision::Repeated)
}

fn answered_at(moment: &Moment) -> Instant {
    moment.at + moment.took.unwrap_or_default()
}

/// What an answer says about the money: the state of what was asked for, or why Fintoc would not do it.
fn answered(call: &Call) -> Option<(&str, Source)> {
    let source = if call.method == "POST" { Source::PostAnswer } else { Source::GetAnswer };
    let body = call.response.as_ref()?;
    let word = match call.status? {
        200..300 => status(body),
        400 | 409 | 422 if call.method == "POST" => body.pointer("/error/code").and_then(Value::as_str),
        _ => None,
    };
    word.map(|word| (word, source))
}

/// The state of a payment, in Fintoc's word. Of a session its intent's: that it is `finished` says nothing about money.
fn status(resource: &Value) -> Option<&str> {
    let word = |pointer: &str| resource.pointer(pointer).and_then(Value::as_str);
    match word("/object")? {
        "payment_intent" => word("/status"),
        "checkout_session" => word("/payment_resource/payment_intent/status")
            .or_else(|| word("/status").filter(|status| *status != "finished")),
        _ => None,
    }
}

/// What the browser was told about the money: once the ride goes on, that it was paid.
fn money(word: &str) -> &str {
    match word {
        "driver_found" | "on_the_way" | "arrived" | "picked_up" | "done" => "paid",
        other => other,
    }
}

fn tone(word: &str) -> Tone {
    match word {
        "succeeded" | "paid" => Tone::Ok,
        "created"
        | "in_progress"
        | "requires_action"
        | "pending"
        | "requested"
        | "tried_again"
        | "approval_wanted"
        | "led_to_bank"
        | "payment_in_progress"
        | "payment_pending"
        | "returned" => Tone::Wait,
        _ => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::{
        Clp,
        backstage::{About, Asked, Check, CheckName, Delivery, Told},
        id::{MomentId, RideId},
        payment::Standing,
    };

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    fn after(millis: u64) -> Instant {
        NOW + Duration::from_millis(millis)
    }

    fn payment(state: PaymentState) -> Payment {
        Payment {
            id: PaymentId::new("pay_1"),
            attempt: 1,
            amount: Clp::new(4_990),
            method: None,
            payer: None,
            standing: Standing { state, ..Standing::NEW },
            approve_at: None,
            session: None,
            intent: None,
            created_at: NOW,
            updated_at: after(1_950),
        }
    }

    fn moment(millis: u64, what: What) -> Moment {
        let is_of_ride = matches!(what, What::Told(_) | What::Asked(_));
        let payment = (!is_of_ride).then(|| PaymentId::new("pay_1"));
        let about = About { ride: Some(RideId::new("ride_1")), payment, ..About::default() };
        Moment { id: MomentId::new(millis.to_string()), at: after(millis), took: None, about, what }
    }

    fn intent(status: &str) -> Value {
        json!({"id": "pi_1", "object": "payment_intent", "status": status})
    }

    fn session(status: &str, intent: Option<Value>) -> Value {
        json!({"object": "checkout_session", "status": status, "payment_resource": {"payment_intent": intent}})
    }

    fn called(method: &str, status: u16, response: Value) -> What {
        What::Called(Box::new(Call {
            method: method.to_owned(),
            path: "/v2/checkout_sessions".to_owned(),
            status: Some(status),
            request_id: None,
            idempotency_key: None,
            attempt: 0,
            request_headers: Vec::new(),
            request: None,
            response_headers: Vec::new(),
            response: Some(response),
            failure: None,
        }))
    }

    fn delivered(decision: Decision, data: &Value) -> What {
        let passed = decision != Decision::Refused;
        What::Delivered(Box::new(Delivery {
            event: Some("evt_1".to_owned()),
            event_type: None,
            headers: Vec::new(),
            body: Some(json!({"id": "evt_1", "data": data})),
            size: 1,
            status: 200,
            checks: vec![Check { name: CheckName::Digest, passed, detail: String::new() }],
            decision,
        }))
    }

    fn told(word: &str) -> What {
        What::Told(Told { number: 1, word: word.to_owned() })
    }

    fn returned() -> What {
        let path = "/rides/ride_1?back=ok".to_owned();
        What::Asked(Asked { method: "GET".to_owned(), path, status: 200, leads_to: None })
    }

    fn words(truth: &Truth) -> [(Option<&str>, Tone); 4] {
        [&truth.browser, &truth.api, &truth.webhook, &truth.ledger].map(|voice| (voice.word.as_deref(), voice.tone))
    }

    const WAITS: (Option<&str>, Tone) = (Some("in_progress"), Tone::Wait);
    const SAYS_YES: (Option<&str>, Tone) = (Some("succeeded"), Tone::Ok);
    const SHOWS_YES: (Option<&str>, Tone) = (Some("paid"), Tone::Ok);
    const SHOWS_NOTHING_YET: (Option<&str>, Tone) = (Some("payment_in_progress"), Tone::Wait);
    const SILENT: (Option<&str>, Tone) = (None, Tone::Silent);

    fn all() -> [Moment; 5] {
        [
            moment(200, called("POST", 201, session("in_progress", None))),
            moment(210, told("payment_in_progress")),
            moment(1_700, called("GET", 200, intent("succeeded"))),
            moment(1_940, delivered(Decision::Kept, &intent("succeeded"))),
            moment(1_960, told("paid")),
        ]
    }

    #[test]
    fn each_of_the_four_may_be_late_on_its_own_and_that_is_what_is_shown() {
        let paid = payment(PaymentState::Succeeded);
        let without = |left_out: usize| {
            let mut moments = all().to_vec();
            moments.remove(left_out);
            truth(&moments, &paid)
        };
        assert_eq!(words(&truth(&all(), &paid)), [SHOWS_YES, SAYS_YES, SAYS_YES, SAYS_YES]);
        assert_eq!(words(&without(4)), [SHOWS_NOTHING_YET, SAYS_YES, SAYS_YES, SAYS_YES], "the browser");
        assert_eq!(words(&without(2)), [SHOWS_YES, WAITS, SAYS_YES, SAYS_YES], "the API");
        assert_eq!(words(&without(3)), [SHOWS_YES, SAYS_YES, SILENT, SAYS_YES], "the webhook");
        let late = truth(&all(), &payment(PaymentState::InProgress));
        assert_eq!(words(&late), [SHOWS_YES, SAYS_YES, SAYS_YES, WAITS], "our books");
    }

    #[test]
    fn each_says_since_when_and_how_we_know() {
        let truth = truth(&all(), &payment(PaymentState::Succeeded));
        let how = [&truth.browser, &truth.api, &truth.webhook, &truth.ledger].map(|voice| (voice.at, voice.source));
        let sources = [Source::Stream, Source::GetAnswer, Source::Delivery, Source::Charges(1)];
        let since = [1_960, 1_700, 1_940, 1_950].map(|millis| Some(after(millis)));
        assert_eq!(how.map(|(at, _)| at), since);
        assert_eq!(how.map(|(_, source)| source), sources.map(Some));
    }

    #[test]
    fn who_is_not_believed_says_nothing() {
        for decision in [Decision::Refused, Decision::Hint, Decision::Unkept] {
            let forged = [moment(10, delivered(decision, &intent("succeeded")))];
            let truth = truth(&forged, &payment(PaymentState::InProgress));
            assert_eq!(words(&truth), [SILENT, SILENT, SILENT, WAITS], "{decision:?}");
        }
    }

    #[test]
    fn a_session_that_is_finished_is_no_word_about_money_unless_its_intent_is_in_it() {
        let finished = |intent| {
            let data = session("finished", intent);
            let moments = [moment(10, delivered(Decision::Kept, &data)), moment(20, called("GET", 200, data.clone()))];
            truth(&moments, &payment(PaymentState::InProgress))
        };
        assert_eq!(words(&finished(None)), [SILENT, SILENT, SILENT, WAITS]);
        assert_eq!(words(&finished(Some(intent("succeeded")))), [SILENT, SAYS_YES, SAYS_YES, WAITS]);
    }

    #[test]
    fn coming_back_from_the_bank_is_no_word_about_money() {
        let coming_back = truth(&[moment(10, returned())], &payment(PaymentState::InProgress));
        assert_eq!(words(&coming_back)[0], (Some("returned"), Tone::Wait));
        assert_eq!(coming_back.browser.source, Some(Source::Return));
        let after_all = truth(&[moment(10, told("paid")), moment(20, returned())], &payment(PaymentState::Succeeded));
        assert_eq!(words(&after_all)[0], SHOWS_YES, "what is decided stays so");
    }

    #[test]
    fn late_news_does_not_undo_what_is_decided_and_a_repeated_word_keeps_its_time() {
        let moments = [
            moment(10, delivered(Decision::Kept, &intent("succeeded"))),
            moment(20, delivered(Decision::Kept, &intent("pending"))),
            moment(30, delivered(Decision::Repeated, &intent("succeeded"))),
        ];
        let webhook = truth(&moments, &payment(PaymentState::Succeeded)).webhook;
        assert_eq!((webhook.word.as_deref(), webhook.at), (Some("succeeded"), Some(after(10))));
    }

    #[test]
    fn a_refusal_says_why_and_a_failure_of_the_line_says_nothing() {
        let error = json!({"error": {"code": "invalid_payment_method"}});
        let says =
            |status| truth(&[moment(10, called("POST", status, error.clone()))], &payment(PaymentState::Failed)).api;
        assert_eq!((says(422).word.as_deref(), says(422).tone), (Some("invalid_payment_method"), Tone::Bad));
        assert_eq!(says(500), Voice::default());
        assert_eq!(says(429), Voice::default());
    }

    #[test]
    fn what_is_about_another_attempt_is_not_about_this_one() {
        let mut others = all().map(|moment| Moment { at: moment.at + Duration::from_secs(10), ..moment });
        for moment in &mut others {
            moment.about.payment = moment.about.payment.as_ref().map(|_| PaymentId::new("pay_2"));
        }
        let intent =
            Written { book: WrittenKind::Intent, word: "created".to_owned(), amount: None, reason: None, event: None };
        let mut begun = moment(9_000, What::Written(intent));
        begun.about.payment = Some(PaymentId::new("pay_2"));
        let failed = [moment(210, told("failed")), begun];
        let moments: Vec<_> = failed.into_iter().chain(others).collect();
        let first = truth(&moments, &payment(PaymentState::Failed));
        assert_eq!(words(&first), [(Some("failed"), Tone::Bad), SILENT, SILENT, (Some("failed"), Tone::Bad)]);
    }

    #[test]
    fn a_payment_that_a_person_looks_at_is_not_well() {
        let mut twice = payment(PaymentState::Succeeded);
        twice.standing.review = Some(Review::DebitedTwice);
        let ledger = truth(&[], &twice).ledger;
        assert_eq!((ledger.tone, ledger.source), (Tone::Bad, Some(Source::Charges(2))));
    }
}
