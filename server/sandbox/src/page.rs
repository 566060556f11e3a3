//! The hosted page: bank, login, account, authorisation. Plain forms, no script, no cookie; how far somebody came is kept with
//! the session, so reloads, the back button and a second tab meet the truth.
//!
//! Steps follow what Fintoc's widget events and screenshots tell of its own page. A form that no longer fits the session leads
//! to where the session is.

mod account_step;
mod assets;
mod authorise_step;
mod bank_step;
mod challenge;
mod confirm_step;
mod copy;
mod end_screen;
mod frame;
mod icons;
mod login_step;
mod progress;
mod reasons;
mod texts;
mod visit;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

pub(crate) use progress::{Progress, preselected_bank};

use crate::{
    Sandbox, lifecycle,
    world::{WorldError, sessions::Session},
};
use progress::{Stage, Step};
use visit::Visit;

type Shown = Result<Response, Stumble>;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/checkout/{session}", get(arrive))
        .route("/checkout/{session}/bank", get(bank_step::show).post(bank_step::choose))
        .route("/checkout/{session}/login", get(login_step::show).post(login_step::enter))
        .route("/checkout/{session}/account", get(account_step::show).post(account_step::choose))
        .route("/checkout/{session}/confirm", get(confirm_step::show).post(confirm_step::confirm))
        .route("/checkout/{session}/authorise", get(authorise_step::show).post(authorise_step::decide))
        .route("/checkout/{session}/cancel", post(cancel))
        .route("/checkout-assets/bank.css", get(assets::stylesheet))
}

/// What any address of the page takes.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The language switch.
    lang: Option<String>,
    /// The search for a bank.
    q: Option<String>,
}

/// Opens the page where the session is.
async fn arrive(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    let visit = Visit::open(&sandbox, &id, &asked, &headers).await?;
    Ok(match Stage::of(&visit.session) {
        Stage::Over(end) => end_screen::render(&visit, end),
        Stage::At(step) => render(&visit, step, asked.q.as_deref()),
    })
}

/// Shows a step that was asked for by name, if the session has come that far; otherwise leads to where it is.
async fn show_step(sandbox: &Sandbox, id: &str, asked: &Asked, headers: &HeaderMap, step: Step) -> Shown {
    let visit = Visit::open(sandbox, id, asked, headers).await?;
    Ok(match Stage::of(&visit.session) {
        Stage::At(current) if step == current || step.may_be_revisited(&visit.session, current) => {
            render(&visit, step, asked.q.as_deref())
        }
        Stage::At(_) | Stage::Over(_) => visit.to_where_it_is(),
    })
}

fn render(visit: &Visit, step: Step, query: Option<&str>) -> Response {
    match step {
        Step::Bank => bank_step::render(visit, query.unwrap_or_default()),
        Step::Login => login_step::render(visit, &login_step::Attempt::default()),
        Step::Account => account_step::render(visit),
        Step::Confirm => confirm_step::render(visit),
        Step::Authorise => authorise_step::render(visit),
    }
}

/// Back to the merchant, nothing decided: the session stays as it is until it expires. Our choice: the sources do not say
/// whether leaving expires it at once.
async fn cancel(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(()): Form<()>,
) -> Shown {
    let visit = Visit::open(&sandbox, &id, &Asked::default(), &headers).await?;
    Ok(visit::see_other(way_back(&visit.session)))
}

/// Where the browser goes when the page has nothing more to ask.
fn way_back(session: &Session) -> &str {
    let wire = &session.wire;
    let done = match lifecycle::outcome(session) {
        lifecycle::Outcome::Done | lifecycle::Outcome::Undecided => &wire.success_url,
        lifecycle::Outcome::NotDone => &wire.cancel_url,
    };
    done.as_deref().unwrap_or("/")
}

/// Why the page cannot be shown.
enum Stumble {
    /// No such session.
    Unknown(copy::Language),
    /// The database failed.
    World(WorldError),
}

impl From<WorldError> for Stumble {
    fn from(error: WorldError) -> Self {
        Self::World(error)
    }
}

impl axum::response::IntoResponse for Stumble {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown(language) => frame::nowhere(language),
            Self::World(error) => {
                let cause: &dyn std::error::Error = &error;
                tracing::error!(error = cause, "the hosted page failed");
                frame::broken()
            }
        }
    }
}
