//! Forms: read, call one port, and lead on with 303; or show the page again with what was typed and 422.

mod access;
mod backstage;
mod book;
mod places;
mod preferences;
mod profile;
mod thanks;
mod wallet;

use app::forms::Reply;
use axum::response::{IntoResponse, Redirect, Response};
use vuelta::{
    id::RiderId,
    refusal::{Refusal, Trouble},
};

pub use access::{log_in, log_out, sign_up, try_as_guest};
pub use backstage::router as backstage;
pub use book::{book, cancel, change_destination, pay_balance, retry};
pub use places::{forget_place, save_place};
pub use preferences::preferences;
pub use profile::{change_password, end_device, end_other_devices, export, keep_account, leave, rename};
pub use thanks::{rate, tip};
pub use wallet::{forget, make_main, name_account, start_setup};

use crate::{
    asked::Meant,
    site::{Site, draw},
    visit::Caller,
};

/// Leads on, with a GET.
fn lead_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// Leads on to the hosted page, or to `otherwise` when there is none, or none that we know.
fn lead_to_bank(site: &Site, hosted_page: Option<&str>, otherwise: &str) -> Response {
    match hosted_page {
        Some(address) if site.backend.config.is_checkout(address) => {
            let mut response = lead_to(address);
            response.extensions_mut().insert(Meant(otherwise.to_owned()));
            response
        }
        Some(address) => {
            tracing::error!(address, "the hosted page is not among FINTOC_CHECKOUT_ORIGINS; nobody is sent there");
            lead_to(otherwise)
        }
        None => lead_to(otherwise),
    }
}

/// Shows the page again. `refused` turns the business's "no" into the reply of that form.
async fn again(
    site: &Site,
    caller: &Caller,
    address: &str,
    trouble: Trouble,
    refused: impl FnOnce(Refusal) -> Reply,
) -> Response {
    let reply = match trouble {
        Trouble::Refused(refusal) => refused(refusal),
        Trouble::Busy => Reply::Busy,
        Trouble::Internal(incident) => Reply::Broken { incident },
    };
    draw(site, caller, address, Some(reply)).await
}

/// The signed-in rider. The layer before sends guests to sign in.
fn rider(caller: &Caller) -> Result<RiderId, Trouble> {
    caller.rider.as_ref().map(|rider| rider.id.clone()).ok_or(Trouble::Refused(Refusal::NotFound))
}

/// Where to go after signing in: one of our own pages, whatever the form says.
fn own_page(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let known = ["/book", "/wallet", "/rides", "/places", "/profile"]
        .iter()
        .any(|page| next.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?'])));
    if plain && known { next } else { "/book" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_stays_here() {
        for next in ["/book", "/wallet?setup=setup_1&back=ok", "/rides/ride_1", "/rides"] {
            assert_eq!(own_page(next), next);
        }
        for next in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/book\n", "/bookmark", "/logout", "/"]
        {
            assert_eq!(own_page(next), "/book", "{next:?}");
        }
    }
}
