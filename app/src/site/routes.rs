//! The addresses.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::pages::{
    backstage::{
        BeatPage, InvitedPage, JoinPage, LogPage, MomentPage, OrderPage, PeoplePage, ReasonsPage, ScenariosPage,
        StagePage, StoriesPage, ToBankPage, VerbsPage, WebhookPage, WebhooksPage,
    },
    book::BookPage,
    landing::LandingPage,
    login::LoginPage,
    places::PlacesPage,
    profile::{GoodbyePage, LeavePage, ProfilePage},
    receipt::ReceiptPage,
    ride::{CancelPage, DestinationPage, RidePage},
    rides::RidesPage,
    signup::SignUpPage,
    trouble::LostPage,
    wallet::{ForgetPage, WalletPage},
};

/// The whole document of whatever page is asked for. Every page brings its own `<html>`, because only the page knows what
/// belongs in the head.
#[component]
pub fn App() -> impl IntoView {
    // Leptos takes every document for one that the whole browser side takes over; ours has islands only.
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <Router>
            <FlatRoutes fallback=LostPage>
                <Route path=path!("/") view=LandingPage ssr=SsrMode::Async />
                <Route path=path!("/signup") view=SignUpPage ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async />
                <Route path=path!("/profile/leave") view=LeavePage ssr=SsrMode::Async />
                <Route path=path!("/goodbye") view=GoodbyePage ssr=SsrMode::Async />
                <Route path=path!("/wallet") view=WalletPage ssr=SsrMode::Async />
                <Route path=path!("/wallet/methods/:id/forget") view=ForgetPage ssr=SsrMode::Async />
                <Route path=path!("/book") view=BookPage ssr=SsrMode::Async />
                <Route path=path!("/places") view=PlacesPage ssr=SsrMode::Async />
                <Route path=path!("/rides") view=RidesPage ssr=SsrMode::Async />
                <Route path=path!("/rides/:id") view=RidePage ssr=SsrMode::Async />
                <Route path=path!("/rides/:id/destination") view=DestinationPage ssr=SsrMode::Async />
                <Route path=path!("/rides/:id/cancel") view=CancelPage ssr=SsrMode::Async />
                <Route path=path!("/rides/:id/receipt") view=ReceiptPage ssr=SsrMode::Async />
                <Route path=path!("/backstage") view=StagePage ssr=SsrMode::Async />
                <Route path=path!("/backstage/join") view=JoinPage ssr=SsrMode::Async />
                <Route path=path!("/join/:invitation") view=InvitedPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/to-bank") view=ToBankPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/calls") view=LogPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/calls/:id") view=MomentPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/scenarios") view=ScenariosPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/verbs") view=VerbsPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/people") view=PeoplePage ssr=SsrMode::Async />
                <Route path=path!("/backstage/stories") view=StoriesPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/stories/:story/:beat") view=BeatPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/reasons") view=ReasonsPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/webhooks") view=WebhooksPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/webhooks/order") view=OrderPage ssr=SsrMode::Async />
                <Route path=path!("/backstage/webhooks/:id") view=WebhookPage ssr=SsrMode::Async />
            </FlatRoutes>
        </Router>
    }
}

/// Whether the page at `path` may carry script. All others are sent with a policy that allows none.
pub fn wants_script(path: &str) -> bool {
    matches!(path, "/book" | "/wallet") || is_ride(path) || is_backstage(path)
}

/// Whether the page at `path` is for riders who are signed in.
pub fn needs_rider(path: &str) -> bool {
    let is_in = |room: &str| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    path == "/book" || ["/places", "/profile", "/rides", "/wallet"].into_iter().any(is_in)
}

/// Whether the page at `path` is for whoever shows this to others.
fn is_backstage(path: &str) -> bool {
    path.strip_prefix("/backstage").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_ride(path: &str) -> bool {
    path.strip_prefix("/rides/").is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_with_islands_may_carry_script() {
        assert!(["/book", "/wallet", "/rides/ride_1", "/backstage", "/backstage/calls"].into_iter().all(wants_script));
        assert!(
            !["/", "/login", "/signup", "/rides", "/rides/", "/rides/ride_1/receipt", "/rides/ride_1/destination"]
                .into_iter()
                .any(wants_script)
        );
    }

    #[test]
    fn what_belongs_to_a_rider_needs_one() {
        assert!(
            ["/book", "/wallet", "/rides", "/rides/ride_1/receipt", "/places", "/profile", "/profile/export"]
                .into_iter()
                .all(needs_rider)
        );
        assert!(!["/", "/login", "/signup", "/goodbye", "/bookings", "/profiles"].into_iter().any(needs_rider));
    }
}
