//! What is posted, asked and listened to backstage. While backstage is off nothing of it is there.

mod join;
mod logs;
mod people;
mod scenarios;
mod stage;
mod stories;
mod webhooks;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::Response,
};

use crate::site::{Site, draw};

/// The addresses below `/backstage` that are not pages.
pub fn router(site: &Site) -> Router<Site> {
    Router::new()
        .merge(join::router())
        .merge(logs::router())
        .merge(stage::router())
        .merge(scenarios::router())
        .merge(people::router())
        .merge(stories::router())
        .merge(webhooks::router())
        .layer(middleware::from_fn_with_state(site.clone(), only_backstage))
}

/// Answers like any address that is not there, unless backstage is on.
async fn only_backstage(
    State(site): State<Site>,
    axum::Extension(caller): axum::Extension<crate::visit::Caller>,
    request: Request,
    next: Next,
) -> Response {
    if caller.backstage {
        return next.run(request).await;
    }
    draw(&site, &caller, request.uri().path(), None).await
}
