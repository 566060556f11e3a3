//! From a request to a document.

use std::{future::Future, pin::Pin, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderValue, Request, Response, StatusCode, header},
};
use futures::{Stream, StreamExt, stream};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use vuelta::{
    ports::Backend,
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use super::{App, Visit};
use crate::{
    forms::Reply,
    pages::trouble::{broken, busy, lost},
};

/// After how many seconds somebody whom we could not attend to may try again.
pub const RETRY_AFTER: &str = "5";

type Chunks = Pin<Box<dyn Stream<Item = String> + Send>>;

/// Draws the page that `request` asks for. `context` provides [`Visit`], [`super::Assets`], an `Arc<dyn Backend>`, and where
/// they apply [`super::ScriptNonce`] and [`Reply`].
///
/// The functions of `leptos_axum` that do this end every document with a script that hands over the state of resources. We
/// have none, and most of our pages may not carry a script.
pub async fn respond(context: impl Fn() + Clone + Send + 'static, request: Request<Body>) -> Response<Body> {
    _ = any_spawner::Executor::init_tokio(); // an error means that somebody did it before us
    leptos_axum::handle_response_inner(context, App, request, whole).await
}

fn whole<V: IntoView + 'static>(
    app: V,
    _resources: Box<dyn FnOnce() -> Chunks + Send>,
    _out_of_order: bool,
) -> Pin<Box<dyn Future<Output = Chunks> + Send>> {
    let html = app.to_html_stream_in_order();
    Box::pin(async move {
        let html: String = html.collect().await;
        let chunks: Chunks = Box::pin(stream::once(async move { html }));
        chunks
    })
}

/// A signed-in rider on a page, and whom the page may ask.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub visit: Visit,
    pub rider: Rider,
    pub backend: Arc<dyn Backend>,
}

impl Caller {
    /// Who asks. The server sends guests to sign in before they get here; should one come through, there is no such page.
    pub(crate) fn current() -> Result<Self, Trouble> {
        let visit = Visit::current();
        let rider = visit.rider.clone().ok_or(Refusal::NotFound)?;
        Ok(Self { visit, rider, backend: expect_context() })
    }
}

/// Waits for a page, or shows the page of its trouble, with the status that fits.
pub(crate) fn answered(page: impl Future<Output = Result<AnyView, Trouble>> + Send + 'static) -> impl IntoView {
    let (visit, reply) = (Visit::current(), use_context::<Reply>());
    let options = use_context::<ResponseOptions>().unwrap_or_default();
    let page = Suspend::new(async move {
        let outcome = match reply.as_ref().and_then(Reply::trouble) {
            Some(trouble) => Err(trouble),
            None => page.await,
        };
        match outcome {
            Ok(page) => {
                if reply.is_some() {
                    options.set_status(StatusCode::UNPROCESSABLE_ENTITY);
                }
                page
            }
            Err(Trouble::Refused(_)) => {
                options.set_status(StatusCode::NOT_FOUND);
                lost(&visit).into_any()
            }
            Err(Trouble::Busy) => {
                options.set_status(StatusCode::SERVICE_UNAVAILABLE);
                options.insert_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
                busy(&visit).into_any()
            }
            Err(Trouble::Internal(incident)) => {
                options.set_status(StatusCode::INTERNAL_SERVER_ERROR);
                broken(&visit, &incident).into_any()
            }
        }
    });
    view! { <Suspense>{page}</Suspense> }
}
