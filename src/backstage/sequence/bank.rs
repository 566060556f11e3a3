//! What Fintoc and the bank said to each other, as far as anybody tells.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Group, Lifeline, Line, Note, Step, Title, arrow, instant, intent, step, text};
use crate::{
    Clp, Instant,
    backstage::{Decision, Moment, What, truth::Tone},
};

/// What is known of the bank.
#[derive(Debug, Default)]
pub(super) struct Bank {
    asked: BTreeSet<String>,
    answered: BTreeSet<(String, String)>,
    since: Option<Instant>,
}

impl Bank {
    /// Draws what Fintoc and the bank said to each other, as far as these moments are the first to tell.
    pub(super) fn listen(&mut self, group: &Group<'_>, steps: &mut Vec<Step>) {
        let Some(moment) = group.moments.last() else { return };
        let body = match &moment.what {
            What::Called(call) => call.response.as_ref(),
            What::Delivered(delivery) if delivery.decision != Decision::Refused => delivery.body.as_ref(),
            _ => None,
        };
        let told = moment.at + moment.took.filter(|_| matches!(moment.what, What::Called(_))).unwrap_or_default();
        let Some(intent) = body.and_then(intent) else { return };
        let (Some(id), Some(status)) = (text(intent, "id"), text(intent, "status")) else { return };
        if status == "created" || status == "requires_action" {
            return;
        }
        if self.asked.insert(id.to_owned()) {
            let earliest = steps.iter().map(|step| step.at).max().unwrap_or(told);
            let at = text(intent, "created_at").and_then(instant).unwrap_or(told).clamp(earliest.min(told), told);
            self.since = Some(at);
            let amount = intent.get("amount").and_then(Value::as_i64).map(Clp::new);
            let shape = arrow(Lifeline::Fintoc, Lifeline::Bank, Line::Call);
            let asks = step(moment, shape, Tone::Ok, Title::Charge(amount), vec![Note::AsFintocTells]);
            steps.push(Step { key: format!("{}-bank", moment.id), at, took: None, ..asks });
        }
        if status != "in_progress" && self.answered.insert((id.to_owned(), status.to_owned())) {
            self.answers(moment, body, status, told, steps);
        }
    }

    fn answers(&self, moment: &Moment, body: Option<&Value>, status: &str, told: Instant, steps: &mut Vec<Step>) {
        let is_event = body.and_then(|body| text(body, "object")) == Some("event");
        let said = body.filter(|_| is_event).and_then(|body| text(body, "created_at")).and_then(instant);
        let since = self.since.unwrap_or(told).min(told);
        let at = said.unwrap_or(told).clamp(since, told);
        let reason = body.and_then(intent).and_then(|intent| text(intent, "error_reason")).map(str::to_owned);
        let notes = reason.map(Note::Plain).into_iter().chain([Note::AsFintocTells]).collect();
        let shape = arrow(Lifeline::Bank, Lifeline::Fintoc, Line::Answer);
        let says = step(moment, shape, Tone::of(status), Title::BankSays(status.to_owned()), notes);
        let took = Some(at.since(since)).filter(|took| !took.is_zero());
        steps.push(Step { key: format!("{}-bank-answer", moment.id), at, took, ..says });
    }
}
