//! Deliveries: who was told what, attempt by attempt.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use super::{
    acts::{self, Notice},
    cells, controls,
    frame::{self, Room},
    visitor::Visitor,
};
use crate::{
    Sandbox,
    api::ApiError,
    control,
    scenario::{Group, catalogue::CATALOGUE},
    world::{
        attempts::Attempt,
        deliveries::shown::{Detail, Filter, Shown, State as Stands},
        lists::Kind,
        overview, pauses,
    },
};

/// The filters of the list, as a form sends them: empty means any.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    customer: String,
    #[serde(default)]
    event: String,
    #[serde(default, rename = "type")]
    kind: String,
    done: Option<String>,
}

impl Asked {
    fn filter(&self) -> Filter {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Filter { customer: filled(&self.customer), event: filled(&self.event), kind: filled(&self.kind) }
    }
}

pub(super) async fn list(State(sandbox): State<Sandbox>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    match list_content(&sandbox, &visitor, &asked).await {
        Ok(content) => frame::respond(StatusCode::OK, frame::document("Deliveries", Room::Deliveries, &content)),
        Err(error) => acts::failed(Room::Deliveries, &error),
    }
}

async fn list_content(sandbox: &Sandbox, visitor: &Visitor, asked: &Asked) -> Result<Markup, ApiError> {
    let found = control::deliveries::list(sandbox, &visitor.account, &asked.filter()).await?;
    let mut connection = sandbox.world().read().await?;
    let customers = overview::newest(&mut connection, Kind::Customer, &visitor.account, 100).await?;
    let paused = pauses::of(&mut connection, &visitor.account).await?;
    Ok(html! {
        (acts::notice(asked.done.as_deref().and_then(Notice::of_word)))
        h1 { "Deliveries" }
        form.card method="get" action=(Room::Deliveries.path()) role="search" {
            div.fields {
                (cells::word("customer", "Customer", &asked.customer, "cus_…"))
                (cells::word("event", "Event", &asked.event, "evt_…"))
                (cells::word("type", "Type", &asked.kind, "payment_intent.succeeded"))
            }
            p.row { button.go { "Filter" } a.no href=(Room::Deliveries.path()) { "All" } }
        }
        @if found.is_empty() {
            div.scroll { p.empty { "No deliveries. Events are told to enabled endpoints that asked for their type." } }
        } @else { (table(&found)) }
        (controls::queue(&customers, &paused, "deliveries"))
    })
}

fn table(found: &[Shown]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Deliveries" { table {
            thead { tr { @for name in COLUMNS { th scope="col" { (name) } } } }
            tbody { @for delivery in found { tr { @for (name, cell) in COLUMNS.iter().zip(cells_of(delivery)) {
                td data-name=(name) { span { (cell) } }
            } } } }
        } }
    }
}

const COLUMNS: [&str; 7] = ["Delivery", "State", "Event", "Last", "Attempts", "Due (UTC)", "Customer"];

fn cells_of(delivery: &Shown) -> [Markup; 7] {
    [
        html! { a.mono href={ (Room::Deliveries.path()) "/" (delivery.id) } { (delivery.id) } },
        html! {
            (cells::state(word(delivery.state)))
            @if let Some(fault) = &delivery.fault { " " span.tag { (fault.name()) } }
        },
        html! { (delivery.kind) },
        last(delivery),
        html! { (delivery.attempts) },
        cells::time(delivery.due_at),
        cells::id(delivery.customer.as_deref()),
    ]
}

fn word(state: Stands) -> &'static str {
    match state {
        Stands::Delivered => "delivered",
        Stands::Due => "due",
        Stands::Waiting => "waiting",
        Stands::Paused => "paused",
        Stands::Dropped => "dropped",
        Stands::GivenUp => "given_up",
    }
}

fn last(delivery: &Shown) -> Markup {
    html! {
        @match (delivery.last_status, &delivery.last_error) {
            (Some(status), _) => (status),
            (None, Some(error)) => (error),
            (None, None) => span.mute { "–" },
        }
    }
}

pub(super) async fn one(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    visitor: Visitor,
    Query(asked): Query<super::Asked>,
) -> Response {
    match control::deliveries::one(&sandbox, &visitor.account, &id).await {
        Ok(detail) => {
            let content = detail_content(&detail, asked.done.as_deref());
            frame::respond(StatusCode::OK, frame::document("Delivery", Room::Deliveries, &content))
        }
        Err(error) => acts::failed(Room::Deliveries, &error),
    }
}

fn detail_content(detail: &Detail, done: Option<&str>) -> Markup {
    let Detail { shown, body } = detail;
    let here = format!("{}/{}", Room::Deliveries.path(), shown.id);
    let owed = matches!(shown.state, Stands::Due | Stands::Waiting | Stands::Paused);
    html! {
        (acts::notice(done.and_then(Notice::of_word)))
        div {
            p.small { a href=(Room::Deliveries.path()) { "All deliveries" } }
            h1 { (shown.kind) " " (cells::state(word(shown.state))) }
        }
        div.cols {
            section.card aria-label="Facts" { (facts(shown)) }
            section.card aria-labelledby="again" {
                h2 id="again" { "Send it again" }
                p.small.mute { "The same event with the same id, as a delivery of its own." }
                form method="post" action={ (here) "/resend" } {
                    div.fields {
                        (cells::number("times", "Times", 1))
                        label.field {
                            span { "Fault" }
                            select name="fault" {
                                option value="" { "None: send it honestly" }
                                @for entry in CATALOGUE.iter().filter(|entry| entry.group == Group::Delivery) {
                                    option value=(entry.name) { (entry.name) }
                                }
                            }
                        }
                    }
                    p.row { button.go { "Resend" } }
                }
                @if owed {
                    form method="post" action={ (here) "/retry" } { button.no { "Try now instead of waiting" } }
                }
            }
        }
        section.card aria-labelledby="attempts" {
            h2 id="attempts" { "Attempts" }
            @if shown.log.is_empty() { p.mute { "None yet." } }
            @for (number, attempt) in (1..).zip(&shown.log) { (attempt_card(number, attempt)) }
        }
        section.card aria-labelledby="body" {
            h2 id="body" { "Body" }
            p.small.mute {
                "These very bytes are signed: " code { "HMAC-SHA256(secret, t + \".\" + body)" } ", under the endpoint's whole secret \
                 with its " code { "whsec_" } "."
            }
            pre.wrap tabindex="0" aria-label="Body, as sent" { code { (body) } }
            details {
                summary { "Easier to read" }
                (cells::json(&serde_json::from_str::<Value>(body).unwrap_or_default()))
            }
        }
    }
}

fn facts(shown: &Shown) -> Markup {
    html! {
        dl.facts {
            div { dt { "Delivery" } dd { code { (shown.id) } } }
            div {
                dt { "Event" }
                dd { a.mono href={ (Room::Deliveries.path()) "?event=" (shown.event) } { (shown.event) } }
            }
            div { dt { "Endpoint" } dd { @if let Some(url) = &shown.url { code { (url) } } @else { "deleted" } } }
            div { dt { "Customer" } dd { (cells::id(shown.customer.as_deref())) } }
            div { dt { "Attempts" } dd { (shown.attempts) } }
            @match shown.done_at {
                Some(done) => div { dt { "Over since (UTC)" } dd { (cells::time(done)) } },
                None => div { dt { "Due (UTC)" } dd { (cells::time(shown.due_at)) } },
            }
            @if let Some(error) = &shown.last_error { div { dt { "Why not" } dd { (error) } } }
            @if let Some(fault) = &shown.fault { div { dt { "Fault" } dd { (fault.name()) } } }
            @if let Some(original) = &shown.copy_of {
                div { dt { "Copy of" } dd { a.mono href={ (Room::Deliveries.path()) "/" (original) } { (original) } } }
            }
        }
    }
}

fn attempt_card(number: usize, attempt: &Attempt) -> Markup {
    let forged = matches!(attempt.fault.as_deref(), Some("wrong_secret" | "stale" | "future" | "altered"));
    let taken = attempt.error.is_none();
    html! {
        article.attempt aria-label={ "Attempt " (number) } {
            div.row {
                h3 { "Attempt " (number) }
                (cells::time(attempt.at))
                span.mute { (attempt.latency) " ms" }
                @if let Some(status) = attempt.status {
                    span class=(if taken { "state state--ok" } else { "state state--bad" }) { (status) }
                } @else if let Some(error) = &attempt.error { span.wrong { (error) } }
                @if let Some(fault) = &attempt.fault { span.tag { (fault) } }
            }
            @if forged && taken {
                p.note.note--bad { "The receiver took it, though its signature should not have passed the check." }
            }
            pre.wrap tabindex="0" aria-label="Headers sent" { code {
                @for (name, value) in &attempt.headers { (name) ": " (value) "\n" }
            } }
            @if let Some(body) = &attempt.body {
                details {
                    summary { "Body as sent" }
                    pre.wrap tabindex="0" aria-label="Body as sent" { code { (body) } }
                }
            }
            @if !attempt.response.is_empty() {
                details {
                    summary { "Answer" }
                    pre.wrap tabindex="0" aria-label="Answer" { code { (attempt.response) } }
                }
            }
        }
    }
}
