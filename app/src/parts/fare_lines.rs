//! How a fare came about.

use leptos::prelude::*;
use vuelta::{
    Clp,
    fare::{Fare, RideType},
};

use crate::copy::{Lang, book};

/// The lines of a fare; they add up to the last one, which is called `total`. Each extra is a line more.
#[component]
pub(crate) fn FareLines(
    lang: Lang,
    fare: Fare,
    total: &'static str,
    #[prop(optional)] extras: Vec<(String, Clp)>,
) -> impl IntoView {
    let sum: Clp = [fare.total].into_iter().chain(extras.iter().map(|(_, amount)| *amount)).sum();
    let km = book::kilometres(lang, fare.hectometres);
    let category = match fare.ride_type {
        RideType::Economico => book::line_rounding(lang).to_owned(),
        RideType::Confort | RideType::Xl => book::line_category(lang, book::ride_type(lang, fare.ride_type)),
    };
    let line = |name: String, amount: Clp| {
        view! { <div><dt>{name}</dt><dd class="num">{amount.to_string()}</dd></div> }
    };
    view! {
        <dl class="lines">
            {line(book::line_base(lang).to_owned(), fare.base)}
            {line(book::line_distance(lang, &km), fare.distance)}
            {line(book::line_time(lang, fare.minutes), fare.time)}
            {line(book::line_service(lang).to_owned(), fare.service)}
            {(fare.category != Clp::ZERO).then(|| line(category, fare.category))}
            {extras.into_iter().map(|(name, amount)| line(name, amount)).collect_view()}
            <div class="lines__total"><dt>{total}</dt><dd class="num">{sum.to_string()}</dd></div>
        </dl>
    }
}
