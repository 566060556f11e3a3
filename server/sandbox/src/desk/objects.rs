//! The front page of an account: what is in it, kind by kind, and the controls beside it.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
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
    world::{
        endpoints,
        lists::{self, Kind},
        overview, pauses, settings,
    },
};

/// How many of each kind are shown.
const SHOWN: i64 = 20;

/// A kind of object, as a table.
struct Listing {
    kind: Kind,
    title: &'static str,
    columns: &'static [Column],
}

type Column = (&'static str, fn(&Value) -> Markup);

const ID: Column = ("Id", link);
const STATUS: Column = ("Status", |object| cells::state(object["status"].as_str().unwrap_or_default()));
const CREATED: Column = ("Created (UTC)", |object| cells::time_in(object, "created_at"));
const CUSTOMER: Column = ("Customer", |object| cells::id(cells::customer_of(object)));
const AMOUNT: Column = ("Amount", cells::amount);
const REASON: Column = ("Error reason", |object| cells::text(object, "error_reason"));

static LISTINGS: &[Listing] = &[
    Listing {
        kind: Kind::Customer,
        title: "Customers",
        columns: &[
            ID,
            ("Name", |object| cells::text(object, "name")),
            ("E-mail", |object| cells::text(object, "email")),
            ("Tax id", |object| cells::text(&object["tax_id"], "value")),
            CREATED,
        ],
    },
    Listing {
        kind: Kind::PaymentMethod,
        title: "Payment methods",
        columns: &[
            ID,
            ("Status", |object| cells::state(object["bank_transfer"]["status"].as_str().unwrap_or_default())),
            ("Bank", |object| cells::text(&object["bank_transfer"], "institution_id")),
            ("Account", |object| cells::text(&object["bank_transfer"], "account_number")),
            CUSTOMER,
            CREATED,
        ],
    },
    Listing {
        kind: Kind::Session,
        title: "Checkout sessions",
        columns: &[
            ID,
            STATUS,
            ("Flow", |object| cells::text(object, "flow")),
            AMOUNT,
            ("Page", page),
            CUSTOMER,
            CREATED,
        ],
    },
    Listing {
        kind: Kind::PaymentIntent,
        title: "Payment intents",
        columns: &[ID, STATUS, AMOUNT, REASON, CUSTOMER, CREATED],
    },
    Listing {
        kind: Kind::Refund,
        title: "Refunds",
        columns: &[
            ID,
            STATUS,
            AMOUNT,
            ("Of", |object| cells::text(object, "resource_id")),
            ("Failure", |object| cells::text(object, "failure_code")),
            CREATED,
        ],
    },
    Listing { kind: Kind::SetupIntent, title: "Setup intents", columns: &[ID, STATUS, REASON] },
    Listing {
        kind: Kind::Event,
        title: "Events",
        columns: &[
            ID,
            ("Type", |object| cells::text(object, "type")),
            ("About", |object| cells::id(object["data"]["id"].as_str())),
            CREATED,
            ("Told", told),
        ],
    },
];

/// An id that leads to its object. On the wire every object names its own kind.
fn link(object: &Value) -> Markup {
    let (kind, id) = (object["object"].as_str().unwrap_or_default(), object["id"].as_str().unwrap_or_default());
    html! { a.mono href={ "/_sandbox/desk/objects/" (kind) "/" (id) } { (id) } }
}

/// The hosted page, while it is open.
fn page(session: &Value) -> Markup {
    let open = matches!(session["status"].as_str(), Some("created" | "in_progress"));
    html! {
        @if let Some(url) = session["redirect_url"].as_str().filter(|_| open) { a href=(url) { "Open" } }
        @else { span.mute { "–" } }
    }
}

fn told(event: &Value) -> Markup {
    let id = event["id"].as_str().unwrap_or_default();
    html! { a href={ (Room::Deliveries.path()) "?event=" (id) } { "Deliveries" } }
}

pub(super) async fn show(sandbox: &Sandbox, visitor: &Visitor, done: Option<&str>) -> Response {
    match content(sandbox, visitor, done).await {
        Ok(content) => frame::respond(StatusCode::OK, frame::document("Objects", Room::Objects, &content)),
        Err(error) => acts::failed(Room::Objects, &error),
    }
}

async fn content(sandbox: &Sandbox, visitor: &Visitor, done: Option<&str>) -> Result<Markup, ApiError> {
    let mut connection = sandbox.world().read().await?;
    let mut tables = Vec::new();
    for listing in LISTINGS {
        let objects = overview::newest(&mut connection, listing.kind, &visitor.account, SHOWN).await?;
        tables.push((listing, objects));
    }
    let endpoints = endpoints::all(&mut connection, &visitor.account).await?;
    let settings = settings::of(&mut connection, &visitor.account).await?;
    let paused = pauses::of(&mut connection, &visitor.account).await?;
    let customers: Vec<Value> = tables.first().map(|(_, customers)| customers.clone()).unwrap_or_default();
    Ok(html! {
        (acts::notice(done.and_then(Notice::of_word)))
        div.row.row--ends {
            h1 { "What is in this account" }
            form method="post" action="/_sandbox/desk/sign-out" { button.no.little { "Sign out" } }
        }
        nav.menu aria-label="On this page" {
            @for (listing, _) in &tables { a href={ "#" (listing.kind.word()) } { (listing.title) } }
            a href="#webhook_endpoint" { "Webhook endpoints" }
        }
        (controls::all(&customers, &paused, &settings)?)
        @for (listing, objects) in &tables { (table(listing, objects)) }
        (endpoint_table(&endpoints))
    })
}

/// One object, as the API answers it.
pub(super) async fn one(
    State(sandbox): State<Sandbox>,
    Path((kind, id)): Path<(String, String)>,
    visitor: Visitor,
) -> Response {
    match find(&sandbox, &visitor, &kind, &id).await {
        Ok(object) => {
            let content = html! {
                div {
                    p.small { a href=(Room::Objects.path()) { "All objects" } }
                    h1 { code { (id) } }
                }
                section.card aria-label="Object" { (cells::json(&object)) }
            };
            frame::respond(StatusCode::OK, frame::document(&id, Room::Objects, &content))
        }
        Err(error) => acts::failed(Room::Objects, &error),
    }
}

async fn find(sandbox: &Sandbox, visitor: &Visitor, kind: &str, id: &str) -> Result<Value, ApiError> {
    let unknown = || ApiError::not_found(kind, id);
    let listing = LISTINGS.iter().find(|listing| listing.kind.word() == kind).ok_or_else(unknown)?;
    let mut connection = sandbox.world().read().await?;
    let body = lists::find(&mut connection, listing.kind, &visitor.account, id).await?.ok_or_else(unknown)?;
    Ok(serde_json::from_str(&body)?)
}

fn table(listing: &Listing, objects: &[Value]) -> Markup {
    let id = listing.kind.word();
    html! {
        section id=(id) aria-labelledby={ (id) "-title" } {
            @if objects.is_empty() {
                div.scroll { h2.caption id={ (id) "-title" } { (listing.title) } p.empty { "None yet." } }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby={ (id) "-title" } { table {
                    caption id={ (id) "-title" } {
                        (listing.title) " "
                        @if i64::try_from(objects.len()) == Ok(SHOWN) { span.mute { "the newest " (SHOWN) } }
                    }
                    thead { tr {
                        @for (name, _) in listing.columns { th scope="col" { (name) } }
                    } }
                    tbody { @for object in objects { tr {
                        @for (name, cell) in listing.columns { td data-name=(name) { span { (cell(object)) } } }
                    } } }
                } }
            }
        }
    }
}

/// Endpoints with their secrets: Fintoc's dashboard shows them too, and a wrong one is the classic mistake.
fn endpoint_table(endpoints: &[endpoints::Endpoint]) -> Markup {
    html! {
        section id="webhook_endpoint" aria-labelledby="webhook_endpoint-title" {
            @if endpoints.is_empty() {
                div.scroll {
                    h2.caption id="webhook_endpoint-title" { "Webhook endpoints" }
                    p.empty { "None yet. " code { "POST /v1/webhook_endpoints" } " makes one." }
                }
            } @else {
                div.scroll tabindex="0" role="region" aria-labelledby="webhook_endpoint-title" { table {
                    caption id="webhook_endpoint-title" { "Webhook endpoints" }
                    thead { tr {
                        th scope="col" { "Id" } th scope="col" { "Status" } th scope="col" { "Where" }
                        th scope="col" { "Events" } th scope="col" { "Secret" }
                    } }
                    tbody { @for endpoint in endpoints { tr {
                        @let status = if endpoint.is_enabled() { "enabled" } else { "disabled" };
                        @let types = endpoint.body["enabled_events"].as_array().map_or(0, Vec::len);
                        td data-name="Id" { (cells::id(Some(&endpoint.id))) }
                        td data-name="Status" { (cells::state(status)) }
                        td data-name="Where" { code { (endpoint.url) } }
                        td data-name="Events" { span { (types) " types" } }
                        td data-name="Secret" { details { summary { "Show" } code { (endpoint.secret) } } }
                    } } }
                } }
            }
        }
    }
}
