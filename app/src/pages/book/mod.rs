//! Booking: where to, how, and the one button that pays and requests.

mod balance;
mod choice;
mod finder;
mod pay;
mod shortcuts;
mod trip_card;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    city::PlaceId,
    fare::{RideType, Trip},
    id::{BookingKey, MethodId},
    places::MyPlaces,
    quote::SignedQuote,
    refusal::Refusal,
    ride::RideStory,
    wallet::Wallet,
};

use self::{
    balance::balance_due, choice::RideTypes, finder::Finder, pay::Pay, shortcuts::shortcuts, trip_card::TripCard,
};
pub(crate) use self::{
    pay::{no_account, payer_row},
    trip_card::{PlaceOptions, Stop},
};
use crate::{
    copy::{Lang, book, common},
    forms::Reply,
    map::{RouteMap, Scene},
    parts::{
        alert::RefusalNote,
        bar::{MapBar, Room, SheetTop},
        document::{Document, Head, Sheet},
        drawing::EmptyDrawing,
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
        let mine = backend.my_places(&rider.id).await?;
        let quote = match order.trip() {
            Some(trip) => Some(backend.quote(&rider.id, &trip).await?),
            None => None,
        };
        Ok(page(visit, order, quote, mine, wallet, key, due).into_any())
    })
}

fn page(
    visit: Visit,
    order: Order,
    quote: Option<SignedQuote>,
    mine: MyPlaces,
    wallet: Wallet,
    key: BookingKey,
    due: Option<RideStory>,
) -> impl IntoView {
    let lang = visit.lang;
    let head = Head {
        title: common::titled(lang, book::title(lang)),
        sheet: Some(Sheet::Book),
        island: true,
        module: Some("book.js"),
        ..Head::default()
    };
    let (scene, label) = match &quote {
        Some(SignedQuote { quote, .. }) => (Scene::Book(quote.trip.clone()), super::map_label(lang, &quote.trip)),
        None => (Scene::Idle, common::map(lang).to_owned()),
    };
    let refusal = order.refusal.clone().map(|refusal| view! { <RefusalNote lang refusal /> });
    let chips = shortcuts(lang, &order, &mine);
    let card = due.map(|due| balance_due(lang, &due, &wallet));
    let rest = match quote {
        Some(quote) => {
            let chosen = order.method.clone();
            let pay = card.is_none().then(|| view! { <Pay lang quote=quote.quote.clone() wallet chosen /> });
            view! { <Offer lang quote chosen=order.ride_type key />{pay} }.into_any()
        }
        None => {
            view! { <div class="empty" role="status"><EmptyDrawing /><p>{book::same_place(lang)}</p></div> }.into_any()
        }
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
                        <TripCard lang from=order.from to=order.to mine />
                        {chips}
                        {rest}
                    </form>
                    {card}
                    <Finder lang />
                </main>
            </div>
        </Document>
    }
}

/// The ride types with their prices. The prices go along as a signed quote, so that what was shown is what is paid.
#[component]
fn Offer(lang: Lang, quote: SignedQuote, chosen: RideType, key: BookingKey) -> impl IntoView {
    view! {
        <input type="hidden" name="key" value=key.as_str().to_owned() />
        <input type="hidden" name="quote" value=quote.text />
        <RideTypes lang quote=quote.quote chosen />
    }
}
