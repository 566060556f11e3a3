//! Rating a ride that is over, and leaving a tip.

use std::collections::HashMap;

use app::forms::{OTHER_TIP, Reply};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use vuelta::{
    Clp,
    id::RideId,
    ports::Rides,
    refusal::{Refusal, Trouble},
    thanks::{Compliment, NewTip, Rating, Stars},
};

use super::{
    again,
    book::{follow, payer},
    lead_to, rider,
};
use crate::{site::Site, visit::Caller};

/// `POST /rides/{id}/rating`. It holds the stars, and the word of each compliment whose box is ticked.
pub async fn rate(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let ride = RideId::new(id);
    let rated = async {
        let stars = form.get("stars").and_then(|count| Stars::new(count.parse().ok()?));
        let stars = stars.ok_or(Trouble::Refused(Refusal::NotFound))?;
        let said = Compliment::ALL.into_iter().filter(|compliment| form.contains_key(compliment.as_str()));
        site.backend.rate(&rider(&caller)?, &ride, Rating { stars, compliments: said.collect() }).await
    };
    let page = format!("/rides/{ride}");
    match rated.await {
        Ok(()) => lead_to(&page),
        Err(trouble) => again(&site, &caller, &page, trouble, |refusal| Reply::Ride { refusal }).await,
    }
}

/// What `POST /rides/{id}/tip` holds.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TipForm {
    tip: String,
    amount: String,
    method: String,
}

impl TipForm {
    /// The chosen tip, or the typed one. What is no number is no tip.
    fn amount(&self) -> Clp {
        let text = if self.tip == OTHER_TIP { &self.amount } else { &self.tip };
        let digits: String = text.chars().filter(|sign| !matches!(sign, '$' | '.' | ' ')).collect();
        digits.parse().map_or(Clp::ZERO, Clp::new)
    }
}

/// `POST /rides/{id}/tip`.
pub async fn tip(
    State(site): State<Site>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Form(form): Form<TipForm>,
) -> Response {
    let ride = RideId::new(id);
    let tipped = async {
        let tip = NewTip { amount: form.amount(), method: payer(&form.method) };
        site.backend.tip(&rider(&caller)?, &ride, tip).await
    };
    match tipped.await {
        Ok(booked) => follow(&site, &booked),
        Err(trouble) => {
            let TipForm { tip, amount, .. } = form;
            let page = format!("/rides/{ride}");
            again(&site, &caller, &page, trouble, |refusal| Reply::Tip { tip, amount, refusal }).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        let typed = |amount: &str| TipForm { tip: OTHER_TIP.into(), amount: amount.into(), ..TipForm::default() };
        for (text, pesos) in
            [("1500", 1_500), ("$1.500", 1_500), (" 2 000 ", 2_000), ("mil", 0), ("", 0), ("-500", -500)]
        {
            assert_eq!(typed(text).amount(), Clp::new(pesos), "{text}");
        }
        let chosen = TipForm { tip: "750".into(), amount: "9000".into(), ..TipForm::default() };
        assert_eq!(chosen.amount(), Clp::new(750), "what is chosen counts");
    }
}
