//! Booking: where to, how, and the one button that pays and requests.

mod balance;
mod choice;
mod pay;
mod trip_card;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    city::PlaceId,
    fare::{RideType, Trip},
    id::{BookingKey, MethodId},
    refusal::Refusal,
    ride::RideStory,
    wallet::Wallet,
};

use self::{balance::balance_due, choice::RideTypes, pay::Pay, trip_card::TripCard};
pub(crate) use self::{
    pay::{no_account, payer_row},
    trip_card::Stop,
};
use crate::{
    copy::{Lang, book, common},
    forms::Reply,
    map::{RouteMap, Scene},
    parts::{
        alert::RefusalNote,
        bar::{MapBar, Room, SheetTop},
        document::{Document, Head},
        guest::Greeting,
    },
    site::{Assets, Caller, Visit, answered},
};

/// What the rider has chosen so far.
#[derive(Debug, Clone)]
struct Order {
    from: PlaceId,
    to: PlaceId,
    ride_type: RideType,
    method: Option<MethodId>,
    refusal: Option<Refusal>,
}

impl Order {
    /// What was chosen, from the answer to the form or else from the address. What cannot be read is left at its default.
    fn current() -> Option<Self> {
        let query = use_query_map();
        let query = query.read_untracked();
        let (from, to, ride_type, method, refusal) = match use_context() {
            Some(Reply::Book { from, to, ride_type, method, refusal }) => {
                (Some(from), Some(to), RideType::parse(&ride_type), Some(MethodId::new(method)), Some(refusal))
            }
            Some(_) | None => {
                let ride_type = query.get("ride_type").and_then(|word| RideType::parse(&word));
                (query.get("from"), query.get("to"), ride_type, query.get("method").map(MethodId::new), None)
            }
        };
        let example = super::landing::example()?;
        let read = |id: Option<String>| id.and_then(|id| PlaceId::parse(&id).ok());
        Some(Self {
            from: read(from).unwrap_or(example.from),
            to: read(to).unwrap_or(example.to),
            ride_type: ride_type.unwrap_or_default(),
            method,
            refusal,
        })
    }

    /// The trip, unless both ends are the same place.
    fn trip(&self) -> Option<Trip> {
        Trip::new(self.from.clone(), self.to.clone()).ok()
    }
}

/// The page.
#[component]
pub(crate) fn BookPage() -> impl IntoView {
    let caller = Caller::current();
    let order = Order::current();
    answered(async move {
        let Caller { visit, rider, backend } = caller?;
        let order = order.ok_or(Refusal::NotFound)?;
        let wallet = backend.wallet(&rider.id).await?;
        let key = backend.next_booking_key(&rider.id).await?;
        let due = backend.balance_due(&rider.id).await?;
        Ok(page(visit, order, wallet, key, due).into_any())
    })
}

fn page(visit: Visit, order: Order, wallet: Wallet, key: BookingKey, due: Option<RideStory>) -> impl IntoView {
    let lang = visit.lang;
    let head = Head { title: common::titled(lang, book::title(lang)), island: true, ..Head::default() };
    let trip = order.trip();
    let (scene, label) = match &trip {
        Some(trip) => (Scene::Book(trip.clone()), super::map_label(lang, trip)),
        None => (Scene::Idle, common::map(lang).to_owned()),
    };
    let refusal = order.refusal.clone().map(|refusal| view! { <RefusalNote lang refusal /> });
    let card = due.map(|due| balance_due(lang, &due, &wallet));
    let rest = match trip {
        Some(trip) => {
            let chosen = order.method.clone();
            let pay = card.is_none().then(|| view! { <Pay lang trip=trip.clone() wallet chosen /> });
            view! { <Offer lang trip chosen=order.ride_type key />{pay} }.into_any()
        }
        None => view! { <p class="soft" role="status">{book::same_place(lang)}</p> }.into_any(),
    };
    view! {
        <Document visit=visit.clone() head>
            <div class="app">
                <div class="app__map">
                    <RouteMap scene base=Assets::current().url("santiago.svg") label />
                    <MapBar visit=visit.clone() here=Some(Room::Book) back="/" />
                </div>
                <main class="sheet" id="main">
                    <SheetTop visit=visit.clone() here=Some(Room::Book) />
                    <Greeting visit />
                    <h1 class="sheet__where" tabindex="-1">{book::title(lang)}</h1>
                    {refusal}
                    <form class="sheet__form" method="post" action="/book">
                        <TripCard lang from=order.from to=order.to />
                        {rest}
                    </form>
                    {card}
                </main>
            </div>
        </Document>
    }
}

/// The ride types with their prices. The prices go along, so that one that is not the price is refused.
#[component]
fn Offer(lang: Lang, trip: Trip, chosen: RideType, key: BookingKey) -> impl IntoView {
    let prices = RideType::ALL
        .map(|ride_type| {
            let total = trip.fare(ride_type).total.pesos().to_string();
            view! { <input type="hidden" name=format!("fare_{}", ride_type.as_str()) value=total /> }
        })
        .collect_view();
    view! {
        <input type="hidden" name="key" value=key.as_str().to_owned() />
        {prices}
        <RideTypes lang trip chosen />
    }
}
