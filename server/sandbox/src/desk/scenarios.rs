//! Scenarios: what is armed, and a form for everything that could be.

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use serde_json::Value;

use super::{
    Asked,
    acts::{self, Notice},
    cells,
    frame::{self, Room},
    visitor::Visitor,
};
use crate::{
    Sandbox,
    api::ApiError,
    control::{self, Whom},
    scenario::{
        Group,
        catalogue::{CATALOGUE, Entry, Parameter, Takes},
    },
    world::{lists::Kind, overview, scenarios::Armed},
};

pub(super) async fn show(State(sandbox): State<Sandbox>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    match content(&sandbox, &visitor, asked.done.as_deref()).await {
        Ok(content) => frame::respond(StatusCode::OK, frame::document("Scenarios", Room::Scenarios, &content)),
        Err(error) => acts::failed(Room::Scenarios, &error),
    }
}

async fn content(sandbox: &Sandbox, visitor: &Visitor, done: Option<&str>) -> Result<Markup, ApiError> {
    let armed = control::scenarios::armed(sandbox, &visitor.account, &Whom::default()).await?;
    let mut connection = sandbox.world().read().await?;
    let customers = overview::newest(&mut connection, Kind::Customer, &visitor.account, 100).await?;
    Ok(html! {
        (acts::notice(done.and_then(Notice::of_word)))
        div {
            h1 { "Scenarios" }
            p.lead {
                "What the next payments, setups, refunds, calls and deliveries shall do. The nearest wins: a payment method's \
                 before a customer's before the account's, counted ones before those that stand, the oldest first."
            }
        }
        (armed_table(&armed))
        @for group in Group::ALL {
            section.group aria-labelledby={ "group-" (group.word()) } {
                h2 id={ "group-" (group.word()) } { (title(group)) }
                div.forms {
                    @for entry in CATALOGUE.iter().filter(|entry| entry.group == group) { (form(entry, &customers)) }
                }
            }
        }
    })
}

fn title(group: Group) -> &'static str {
    match group {
        Group::Payment => "Paying",
        Group::Setup => "Saving an account",
        Group::Refund => "Refunding",
        Group::Api => "Calling the API",
        Group::Delivery => "Being told",
    }
}

fn armed_table(armed: &[Armed]) -> Markup {
    html! {
        section aria-labelledby="armed" {
            @if armed.is_empty() {
                div.scroll { h2.caption id="armed" { "Armed" } p.empty { "Nothing: everything goes the usual way." } }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="armed" { table {
                    caption id="armed" { "Armed" }
                    thead { tr {
                        th scope="col" { "Scenario" } th scope="col" { "For" } th scope="col" { "How often" }
                        th scope="col" { "Since (UTC)" } th scope="col" { span.sr { "Clear" } }
                    } }
                    tbody { @for one in armed { tr {
                        td data-name="Scenario" { span { (summary(&one.armed)) } }
                        td data-name="For" { span { (target(one)) } }
                        td data-name="How often" {
                            span { @match one.times { Some(times) => { (times) " more" }, None => "until cleared" } }
                        }
                        td data-name="Since (UTC)" { (cells::time(one.armed_at)) }
                        td data-name="" { form method="post" action={ (Room::Scenarios.path()) "/" (one.id) "/clear" } {
                            button.no.little { "Clear" span.sr { " " (one.armed["name"].as_str().unwrap_or_default()) } }
                        } }
                    } } }
                } }
                form.after method="post" action={ (Room::Scenarios.path()) "/clear" } {
                    button.bad.little { "Clear all" }
                }
            }
        }
    }
}

/// The name, and what was decided about it.
fn summary(armed: &Value) -> Markup {
    let decided = armed.as_object().into_iter().flatten().filter(|(name, value)| *name != "name" && !value.is_null());
    html! {
        b { (armed["name"].as_str().unwrap_or_default()) }
        @for (name, value) in decided {
            " " span.mute { (name) "=" }
            code { (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) }
        }
    }
}

fn target(armed: &Armed) -> Markup {
    html! {
        @match (&armed.payment_method, &armed.customer) {
            (Some(method), _) => code { (method) },
            (None, Some(customer)) => code { (customer) },
            (None, None) => "the whole account",
        }
    }
}

fn form(entry: &Entry, customers: &[Value]) -> Markup {
    html! {
        details.card {
            summary { span { code { (entry.name) } small { (entry.happens) } } }
            form method="post" action=(Room::Scenarios.path()) {
                input type="hidden" name="name" value=(entry.name);
                div.fields {
                    @for parameter in entry.parameters { (input(entry, parameter)) }
                    (cells::whom(customers))
                    (cells::word("payment_method", "Payment method", "", "any"))
                    (cells::number("times", "How often", 1))
                }
                label.check {
                    input type="checkbox" name="until_cleared" value="yes";
                    span { "Until it is cleared, however often" }
                }
                p.small.mute { b { "In Fintoc's own test mode: " } (entry.at_fintoc) }
                p.row { button.go { "Arm " (entry.name) } }
            }
        }
    }
}

fn input(entry: &Entry, parameter: &Parameter) -> Markup {
    let list = format!("known-{}-{}", entry.name, parameter.name);
    html! {
        label.field {
            span { code { (parameter.name) } }
            @match parameter.takes {
                Takes::Text { default, known } => {
                    @let placeholder = default.is_none().then_some("any");
                    input name=(parameter.name) value=[default] placeholder=[placeholder] list=(list) autocapitalize="none"
                        spellcheck="false";
                    datalist id=(list) { @for word in known { option value=(word); } }
                }
                Takes::Number { default, least, most } => {
                    input name=(parameter.name) type="number" min=(least) max=(most) value=(default) inputmode="numeric";
                }
                Takes::Word { default, words } => {
                    select name=(parameter.name) {
                        @for word in words { option value=(word) selected[*word == default] { (word) } }
                    }
                }
            }
            small { (parameter.says) }
        }
    }
}
