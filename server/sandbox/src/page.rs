//! The hosted page: bank, login, account, confirmation, authorisation, result. Plain forms, no cookie, and a small script it
//! can do without; how far somebody came is kept with the session, so reloads, the back button and a second tab meet the truth.
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
mod outcome_drawer;
mod progress;
mod reasons;
mod recipient_step;
mod stage;
pub(crate) mod stand_in;
mod texts;
mod visit;
mod waiting_screen;

use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use sqlx::AnyConnection;
use url::Url;

pub(crate) use progress::{Progress, Underway};

use crate::{
    Sandbox,
    lifecycle::{self, approval, expiry},
    world::{
        WorldError,
        sessions::{self, Session},
        settings,
    },
};
use stage::{Stage, Step};
use visit::Visit;

type Shown = Result<Response, Stumble>;

pub(crate) fn router() -> Router<Sandbox> {
    Router::new()
        .route("/checkout/{session}", get(arrive))
        .route("/checkout/{session}/bank", get(bank_step::show).post(bank_step::choose))
        .route("/checkout/{session}/login", get(login_step::show).post(login_step::enter))
        .route("/checkout/{session}/account", get(account_step::show).post(account_step::choose))
        .route("/checkout/{session}/confirm", get(confirm_step::show).post(confirm_step::confirm))
        .route("/checkout/{session}/recipient", get(recipient_step::show).post(recipient_step::decide))
        .route("/checkout/{session}/authorise", get(authorise_step::show).post(authorise_step::decide))
        .route("/checkout/{session}/outcome", post(outcome_drawer::choose))
        .route("/checkout/{session}/cancel", post(cancel))
        .route("/checkout-assets/bank.css", get(assets::stylesheet))
        .route("/checkout-assets/page.js", get(assets::script))
}

/// What any address of the page takes.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    /// The language switch.
    lang: Option<String>,
    /// The search for a bank.
    q: Option<String>,
}

/// Opens the page: leads to the step the session is at, so that every step has an address of its own to come back to, or
/// shows that it waits or is over.
async fn arrive(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Shown {
    look(&sandbox, &id, &asked, &headers, None).await
}

/// Shows a step that was asked for by name, if the session has come that far; otherwise leads to where it is.
async fn show_step(sandbox: &Sandbox, id: &str, asked: &Asked, headers: &HeaderMap, step: Step) -> Shown {
    look(sandbox, id, asked, headers, Some(step)).await
}

/// A look decides nothing by itself: it applies what became due, and has the bank's app ask when its step is first seen.
async fn look(sandbox: &Sandbox, id: &str, asked: &Asked, headers: &HeaderMap, wanted: Option<Step>) -> Shown {
    let (mut visit, mut tx) = Visit::change(sandbox, id, asked, headers).await?;
    let step = wanted.filter(|step| visit.may_do(*step));
    let asks = step == Some(Step::Authorise);
    if asks {
        approval::shown(&mut tx, &mut visit.session, sandbox.config().approval_delay).await?;
    }
    if wanted.is_none() {
        end_screen::seen(&mut tx, &mut visit.session).await?;
    }
    tx.commit().await?;
    if asks {
        sandbox.ring();
    }
    Ok(match (step, Stage::of(&visit.session)) {
        (Some(step), _) => render(&visit, step, asked.q.as_deref()),
        (None, Stage::Waiting) if wanted.is_none() => waiting_screen::render(&visit),
        (None, Stage::Over(end)) if wanted.is_none() => end_screen::render(&visit, end),
        (None, _) => visit.to_where_it_is(),
    })
}

fn render(visit: &Visit, step: Step, query: Option<&str>) -> Response {
    match step {
        Step::Bank => bank_step::render(visit, query.unwrap_or_default()),
        Step::Login => login_step::render(visit, &login_step::Attempt::default()),
        Step::Account => account_step::render(visit),
        Step::Confirm => confirm_step::render(visit),
        Step::Recipient => recipient_step::render(visit),
        Step::Authorise => authorise_step::render(visit),
    }
}

/// Back to the merchant, nothing decided: the session stays open until it expires, unless its account is switched to expire
/// it at once; the sources do not say which. The bank's app stops asking; an answer that is on its way is not called back.
async fn cancel(
    State(sandbox): State<Sandbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Form(()): Form<()>,
) -> Shown {
    let (mut visit, mut tx) = Visit::change(&sandbox, &id, &Asked::default(), &headers).await?;
    leave(&mut tx, &mut visit.session).await?;
    tx.commit().await?;
    sandbox.ring();
    Ok(visit::see_other(&way_back(&visit.session)))
}

async fn leave(connection: &mut AnyConnection, session: &mut Session) -> Result<(), WorldError> {
    if !matches!(Stage::of(session), Stage::At(_)) {
        return Ok(());
    }
    if settings::of(connection, &session.account).await?.expire_on_leave {
        return expiry::expire(connection, session).await;
    }
    session.progress.call_off();
    sessions::save(connection, session).await
}

/// Where the browser goes when the page has nothing more to ask. Merchants may write their addresses with letters that no
/// header carries; a browser would spell them like this too.
fn way_back(session: &Session) -> String {
    let wire = &session.wire;
    let done = match lifecycle::outcome(session) {
        lifecycle::Outcome::Done | lifecycle::Outcome::Undecided => &wire.success_url,
        lifecycle::Outcome::NotDone => &wire.cancel_url,
    };
    done.as_deref().and_then(|address| Url::parse(address).ok()).map_or_else(|| "/".to_owned(), String::from)
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
