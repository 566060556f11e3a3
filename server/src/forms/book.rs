//! Booking with one click, trying to pay again, going somewhere else, and calling it off.

use app::forms::{AT_THE_BANK, Reply};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use vuelta::{
    Clp,
    cancel::{CancelRide, Reason},
    city::PlaceId,
    extra::NewDestination,
    fare::{NoTrip, RideType, Trip},
    id::{BookingKey, ExtraId, MethodId, RideId},
    ports::Rides,
    refusal::{Refusal, Trouble},
    ride::{BookRide, Booked},
};

use super::{again, lead_to, lead_to_bank, rider};
use crate::{site::Site, visit::Caller};

/// What `POST /book` holds: the choice, and the signed quote with the prices that the button showed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BookForm {
    from: String,
    to: String,
    ride_type: String,
    method: String,
    quote: String,
    key: String,
}

impl BookForm {
    /// The order, if every field can be read; only a page that is not ours posts one that cannot.
    fn order(&self) -> Result<BookRide, Refusal> {
        let place = |text: &str| PlaceId::parse(text).map_err(|_| Refusal::NotFound);
        let trip = Trip::new(place(&self.from)?, place(&self.to)?).map_err(|NoTrip| Refusal::NoTrip)?;
        let ride_type = RideType::parse(&self.ride_type).ok_or(Refusal::NotFound)?;
        let key = BookingKey::parse(&self.key).map_err(|_| Refusal::NotFound)?;
        Ok(BookRide { trip, ride_type, method: payer(&self.method), quote: self.quote.clone(), key })
    }

    /// The page this form was on.
    fn page(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("from", &self.from).append_pair("to", &self.to);
        format!("/book?{}", query.finish())
    }
}

/// `POST /book`.
pub async fn book(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Form(form): Form<BookForm>,
) -> Response {
    let booked = async { site.backend.book(&rider(&caller)?, form.order()?).await };
    match booked.await {
        Ok(booked) => follow(&site, &booked),
        Err(trouble) => {
            let page = form.page();
            let BookForm { from, to, ride_type, method, .. } = form;
            again(&site, &caller, &page, trouble, |refusal| Reply::Book { from, to, ride_type, method, refusal }).await
        }
    }
}

/// What `POST /rides/{id}/payments` holds, and the form of an extra.
#[derive(Deserialize)]
pub struct RetryForm {
    method: String,
    attempt: i64,
}

/// `POST /rides/{id}/payments`.
pub async fn retry(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<RetryForm>,
) -> Response {
    let ride = RideId::new(id);
    let retried =
        async { site.backend.retry(&rider(&caller)?, &ride, payer(&form.method).as_ref(), form.attempt).await };
    match retried.await {
        Ok(booked) => follow(&site, &booked),
        Err(trouble) => {
            again(&site, &caller, &format!("/rides/{ride}"), trouble, |refusal| Reply::Ride { refusal }).await
        }
    }
}

/// What `POST /rides/{id}/destination` holds: where to, and the difference that the button showed.
#[derive(Deserialize)]
pub struct DestinationForm {
    to: String,
    amount: i64,
    #[serde(default)]
    method: String,
}

/// `POST /rides/{id}/destination`.
pub async fn change_destination(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<DestinationForm>,
) -> Response {
    let ride = RideId::new(id);
    let to = PlaceId::parse(&form.to).ok();
    let page = match &to {
        Some(to) => format!("/rides/{ride}/destination?to={to}"),
        None => format!("/rides/{ride}/destination"),
    };
    let changed = async {
        let to = to.ok_or(Trouble::Refused(Refusal::NotFound))?;
        let change = NewDestination { to, method: method(&form.method), shown: Clp::new(form.amount) };
        site.backend.change_destination(&rider(&caller)?, &ride, change).await
    };
    match changed.await {
        Ok(booked) => follow(&site, &booked),
        Err(trouble) => again(&site, &caller, &page, trouble, |refusal| Reply::Ride { refusal }).await,
    }
}

/// What `POST /rides/{id}/cancel` holds: what the page said that it costs, and why, if the rider says.
#[derive(Deserialize)]
pub struct CancelForm {
    fee: i64,
    #[serde(default)]
    reason: String,
}

/// `POST /rides/{id}/cancel`.
pub async fn cancel(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<CancelForm>,
) -> Response {
    let ride = RideId::new(id);
    let cancelled = async {
        let order = CancelRide { shown: Clp::new(form.fee), reason: Reason::parse(&form.reason) };
        site.backend.cancel(&rider(&caller)?, &ride, order).await
    };
    match cancelled.await {
        Ok(()) => lead_to(&format!("/rides/{ride}")),
        Err(trouble) => {
            again(&site, &caller, &format!("/rides/{ride}/cancel"), trouble, |refusal| Reply::Ride { refusal }).await
        }
    }
}

/// `POST /rides/{id}/extras/{extra}/payments`.
pub async fn pay_balance(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path((ride, extra)): Path<(String, String)>,
    Form(form): Form<RetryForm>,
) -> Response {
    let paid = async {
        let method = payer(&form.method);
        site.backend.pay_balance(&rider(&caller)?, &ExtraId::new(extra), method.as_ref(), form.attempt).await
    };
    match paid.await {
        Ok(booked) => follow(&site, &booked),
        Err(trouble) => {
            again(&site, &caller, &format!("/rides/{ride}"), trouble, |refusal| Reply::Ride { refusal }).await
        }
    }
}

/// On to the hosted page when, and only when, there is one to go to.
pub(super) fn follow(site: &Site, booked: &Booked) -> Response {
    lead_to_bank(site, booked.approve_at.as_deref(), &format!("/rides/{}", booked.ride))
}

/// With what a form pays: a saved account, or one to be chosen at the bank.
pub(super) fn payer(text: &str) -> Option<MethodId> {
    (text != AT_THE_BANK).then(|| method(text))
}

/// The account that a form names; one that no account of ours can be called is none.
fn method(text: &str) -> MethodId {
    MethodId::new(if text.chars().any(char::is_control) { "" } else { text })
}
