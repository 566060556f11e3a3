//! The order lab: a payment's news in every order.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use vuelta::{
    Clp,
    backstage::{
        orders::{End, Piece, Reached, Step},
        webhooks::Lab,
    },
    id::PaymentId,
    payment::Applied,
};

use super::{Frame, Presenter, Room, empty, moment_of_day, nobody};
use crate::{
    copy::{Lang, backstage_webhooks as copy},
    parts::icon::{Icon, icon},
    site::answered,
};

/// The page.
#[component]
pub(crate) fn OrderPage() -> impl IntoView {
    let presenter = Presenter::current();
    let payment = use_query_map().read_untracked().get("payment").map(PaymentId::new);
    answered(async move {
        let Presenter { visit, rider, backstage } = presenter?;
        let Some(rider) = rider else { return Ok(nobody(visit)) };
        let lab = backstage.every_order(&rider.id, payment.as_ref()).await?;
        let lang = visit.lang;
        let found = lab.as_ref().map(|lab| found(lang, lab));
        let none = lab.is_none().then(|| empty(copy::lab_none_title(lang), copy::lab_none_text(lang), None));
        Ok(view! {
            <Frame visit here=Room::Webhooks title=copy::lab_title(lang)>
                <main id="main" class="hooks hooks--lab">
                    <section class="pane">
                        <div class="pane__head">
                            <h1 tabindex="-1" autofocus>{copy::lab_title(lang)}</h1>
                            <a class="tool" href="/backstage/webhooks">{copy::back_to_room(lang)}</a>
                        </div>
                        <p class="dim">{copy::lab_lead(lang)}</p>
                        {none}
                    </section>
                    {found}
                </main>
            </Frame>
        }
        .into_any())
    })
}

fn found(lang: Lang, lab: &Lab) -> impl IntoView + use<> {
    let (trial, pieces) = (&lab.trial, &lab.pieces);
    let is_silent = pieces.is_empty();
    let ends =
        trial.ends.iter().enumerate().map(|(index, reached)| end_view(lang, trial.ends.len() > 1, index, reached));
    // The odd one out, if there is one: otherwise the order that machines like least.
    let other = trial.ends.get(1);
    let (title, steps) =
        other.map_or((copy::lab_example(lang), &trial.example), |other| (copy::lab_first_other(lang), &other.first));
    let rows = steps.iter().zip(1_usize..).map(|(step, number)| step_view(lang, pieces, step, number)).collect_view();
    let left_out = match lab.left_out {
        0 => None,
        1 => Some(copy::lab_left_out_one(lang).to_owned()),
        count => Some(copy::lab_left_out(lang, count)),
    };
    let heard = pieces.iter().map(|piece| view! {
        <li><span class="bs__mono">{moment_of_day(lang, piece.at)}</span><b>{piece.name.clone()}</b><code>{piece.says.clone()}</code></li>
    });
    let sound = trial.is_sound();
    let orders = copy::lab_orders(lang, &counted(lang, trial.orders));
    let verdict = if sound { copy::lab_same(lang).to_owned() } else { copy::lab_differ(lang, trial.ends.len()) };
    view! {
        <section class="pane hooks__verdict" class:hooks__verdict--bad=!sound role="status">
            {icon(if sound { Icon::Check } else { Icon::Warning })}
            <p><b>{orders}</b>" "{verdict}</p>
            <p class="bs__mono">{lab.payment.to_string()}" · "{lab.amount.to_string()}</p>
        </section>
        <section class="pane" aria-labelledby="heard">
            <h2 id="heard">{copy::lab_pieces(lang)}</h2>
            {is_silent.then(|| view! { <p class="dim">{copy::lab_silent(lang)}</p> })}
            <ol class="hooks__pieces">{heard.collect_view()}</ol>
            {left_out.map(|left_out| view! { <p class="dim">{left_out}</p> })}
        </section>
        {ends.collect_view()}
        <section class="pane hooks__steps" aria-labelledby="steps">
            <h2 id="steps">{title}</h2>
            <table>
                <thead><tr>
                    <th scope="col">{copy::step(lang)}</th><th scope="col">{copy::told(lang)}</th>
                    <th scope="col">{copy::then(lang)}</th><th scope="col">{copy::lab_books(lang)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

fn end_view(lang: Lang, differ: bool, index: usize, reached: &Reached) -> impl IntoView + use<> {
    let End { charge, standing, books, given_back } = reached.end.clone();
    let (heading, labelled) = (format!("end-{index}"), format!("end-{index}"));
    let title = if differ {
        copy::lab_end_of(lang, &copy::lab_orders(lang, &counted(lang, reached.orders)))
    } else {
        copy::lab_end(lang).to_owned()
    };
    let reason = standing.reason.as_ref().map(|reason| format!(" · {}", reason.as_str()));
    let review = standing.review.map(|review| fact(copy::lab_review(lang), review.as_str().to_owned()));
    let back = (given_back > Clp::ZERO).then(|| fact(copy::lab_back(lang), given_back.to_string()));
    view! {
        <section class="pane" aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            <dl class="hooks__facts">
                {fact(copy::lab_ride(lang), charge.as_str().to_owned())}
                {fact(copy::lab_payment(lang), format!("{}{}", standing.state.as_str(), reason.unwrap_or_default()))}
                {review}
                {back}
                {fact(copy::lab_rider(lang), books.rider.to_string())}
                {fact(copy::lab_fares(lang), books.fares.to_string())}
                {fact("Fintoc", books.fintoc.to_string())}
                {fact(copy::lab_sum(lang), books.sum().to_string())}
            </dl>
        </section>
    }
}

fn fact(name: &'static str, value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd><code>{value}</code></dd></div> }
}

fn step_view(lang: Lang, pieces: &[Piece], step: &Step, number: usize) -> impl IntoView + use<> {
    let (name, says) = pieces.get(step.piece).map_or(("", ""), |piece| (piece.name.as_str(), piece.says.as_str()));
    let applied = match step.applied {
        Applied::Advanced => copy::lab_advanced(lang),
        Applied::NothingNew => copy::lab_nothing_new(lang),
        Applied::Contradiction => copy::lab_contradiction(lang),
    };
    let End { charge, standing, books, .. } = &step.then;
    view! {
        <tr>
            <td>{number}</td>
            <td><b>{name.to_owned()}</b>" "<code>{says.to_owned()}</code></td>
            <td><code>{standing.state.as_str()}" / "{charge.as_str()}</code>" "{applied}</td>
            <td><code>{[books.rider, books.fares, books.fintoc].map(|pesos| pesos.to_string()).join(" · ")}</code></td>
        </tr>
    }
}

/// `40.320`, `40,320`.
fn counted(lang: Lang, count: usize) -> String {
    let (thousands, rest) = (count / 1_000, count % 1_000);
    match (thousands, lang) {
        (0, _) => rest.to_string(),
        (_, Lang::EsCl) => format!("{thousands}.{rest:03}"),
        (_, Lang::En) => format!("{thousands},{rest:03}"),
    }
}
