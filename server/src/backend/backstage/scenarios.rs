//! Scenarios are the sandbox's: it is asked for one customer, and never for the whole account.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use vuelta::{
    backstage::{Armed, Arming, Board, Lasts, Parameter, Reach, Scenario, Scenarios, Takes, Way},
    id::{MethodId, RiderId},
    refusal::{Refusal, Trouble},
    wallet::SavedMethod,
};

use crate::{
    backend::{
        Backend,
        incident::{OrIncident, report},
    },
    controls::{ControlError, Controls},
    store::{payment_methods, riders},
};

/// What the sandbox says is armed.
#[derive(Debug, Deserialize)]
struct Shown {
    armed: Vec<ShownArmed>,
}

#[derive(Debug, Deserialize)]
struct ShownArmed {
    id: String,
    armed: Map<String, Value>,
    payment_method: Option<String>,
    times: Option<i64>,
}

#[async_trait]
impl Scenarios for Backend {
    async fn board(&self, rider: &RiderId) -> Result<Board, Trouble> {
        let methods = self.active_methods(rider).await?;
        let without = |reach| Board { reach, armed: Vec::new(), methods: methods.clone() };
        let Some(controls) = &self.controls else { return Ok(without(Reach::Fintoc)) };
        let Some(customer) = self.known_customer(rider).await? else { return Ok(without(Reach::Stranger)) };
        match controls.get::<Shown>(&format!("scenarios?customer={customer}")).await {
            Ok(shown) => Ok(Board {
                reach: Reach::Ready,
                armed: shown.armed.into_iter().map(ShownArmed::read).collect(),
                methods,
            }),
            Err(error) => {
                tracing::warn!(%error, "what is armed could not be read");
                Ok(without(Reach::Silent))
            }
        }
    }

    async fn arm(&self, rider: &RiderId, arming: &Arming) -> Result<(), Trouble> {
        let (controls, customer) = self.reach(rider).await?;
        if arming.scenario.way() != Way::Armed {
            return Err(Refusal::NotFound.into());
        }
        if let Some(method) = &arming.method {
            self.own_method(rider, method).await?;
        }
        let body = order(arming, &customer)?;
        controls.post::<Value>("scenarios", &body).await.map_err(trouble)?;
        self.note(rider, "scenario.armed", Some(arming.scenario.as_str()));
        Ok(())
    }

    async fn disarm(&self, rider: &RiderId, id: &str) -> Result<(), Trouble> {
        let (controls, customer) = self.reach(rider).await?;
        let shown: Shown = controls.get(&format!("scenarios?customer={customer}")).await.map_err(trouble)?;
        // The sandbox would take away anybody's.
        let mine = shown.armed.into_iter().map(ShownArmed::read).find(|armed| armed.id == id);
        let armed = mine.ok_or(Refusal::NotFound)?;
        controls.delete(&format!("scenarios/{}", armed.id)).await.map_err(trouble)?;
        self.note(rider, "scenario.cleared", Some(&armed.name));
        Ok(())
    }

    async fn clear(&self, rider: &RiderId) -> Result<(), Trouble> {
        let (controls, customer) = self.reach(rider).await?;
        controls.post::<Value>("scenarios/clear", &json!({ "customer": customer })).await.map_err(trouble)?;
        self.note(rider, "scenarios.cleared", None);
        Ok(())
    }

    async fn disconnect(&self, rider: &RiderId, method: &MethodId) -> Result<(), Trouble> {
        let (controls, _) = self.reach(rider).await?;
        let saved = self.own_method(rider, method).await?;
        let path = format!("payment_methods/{}/disconnect", saved.id);
        controls.post::<Value>(&path, &json!({})).await.map_err(trouble)?;
        self.note(rider, "account.disconnected", Some(&format!("••{}", saved.last_four)));
        Ok(())
    }
}

impl Backend {
    /// The controls, and the customer they are pulled for.
    pub(super) async fn reach(&self, rider: &RiderId) -> Result<(&Controls, String), Trouble> {
        let controls = self.controls.as_ref().ok_or(Refusal::OutOfReach)?;
        Ok((controls, self.known_customer(rider).await?.ok_or(Refusal::OutOfReach)?))
    }

    /// The rider's customer, if Fintoc made one yet.
    pub(super) async fn known_customer(&self, rider: &RiderId) -> Result<Option<String>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        riders::customer(&mut connection, rider).await.or_incident()
    }

    async fn active_methods(&self, rider: &RiderId) -> Result<Vec<SavedMethod>, Trouble> {
        let mut connection = self.store.pool().acquire().await.or_incident()?;
        let methods = payment_methods::of_rider(&mut connection, rider).await.or_incident()?;
        Ok(methods.into_iter().filter(SavedMethod::is_active).collect())
    }

    async fn own_method(&self, rider: &RiderId, method: &MethodId) -> Result<SavedMethod, Trouble> {
        let mut mine = self.active_methods(rider).await?.into_iter();
        Ok(mine.find(|saved| saved.id == *method).ok_or(Refusal::MethodUnavailable)?)
    }
}

impl ShownArmed {
    fn read(self) -> Armed {
        let mut said = self.armed.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name, text)
        });
        let mut parameters: BTreeMap<String, String> = said.by_ref().collect();
        let name = parameters.remove("name").unwrap_or_default();
        Armed {
            id: self.id,
            scenario: Scenario::parse(&name),
            name,
            parameters,
            times: self.times,
            method: self.payment_method.map(MethodId::new),
        }
    }
}

/// What the sandbox is sent. What was left blank stays as the sandbox has it.
fn order(arming: &Arming, customer: &str) -> Result<Value, Refusal> {
    let mut body = Map::from_iter([
        ("name".to_owned(), json!(arming.scenario.as_str())),
        ("customer".to_owned(), json!(customer)),
        ("until_cleared".to_owned(), json!(arming.lasts == Lasts::UntilCleared)),
    ]);
    if let Some(method) = arming.method.as_ref().filter(|_| arming.scenario.takes_method()) {
        body.insert("payment_method".to_owned(), json!(method.as_str()));
    }
    for parameter in arming.scenario.parameters() {
        let said = arming.parameters.get(parameter.name).map(|text| text.trim()).filter(|text| !text.is_empty());
        if let Some(said) = said {
            body.insert(parameter.name.to_owned(), value(parameter, said)?);
        }
    }
    Ok(Value::Object(body))
}

fn value(parameter: &Parameter, said: &str) -> Result<Value, Refusal> {
    match parameter.takes {
        Takes::Text { .. } | Takes::Word { .. } => Ok(json!(said)),
        Takes::Number { least, most, .. } => {
            let number = said.parse::<i64>().ok().filter(|number| (least..=most).contains(number));
            let says = || Refusal::Control { says: format!("{}: {least}–{most}", parameter.name) };
            number.map(|number| json!(number)).ok_or_else(says)
        }
    }
}

/// What a control's failure means to whoever pulled it.
pub(super) fn trouble(error: ControlError) -> Trouble {
    match error {
        ControlError::Refused { code, .. } if code == "nothing_due" => Refusal::NothingWaiting.into(),
        ControlError::Refused { status, .. } if status == reqwest::StatusCode::NOT_FOUND => Refusal::NotFound.into(),
        ControlError::Refused { message, .. } => Refusal::Control { says: message }.into(),
        ControlError::Silent(error) => {
            tracing::warn!(%error, "the sandbox does not answer");
            Refusal::SandboxSilent.into()
        }
        ControlError::Unreadable(_) => report(&error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arming(parameters: &[(&str, &str)]) -> Arming {
        Arming {
            scenario: Scenario::Pending,
            lasts: Lasts::Once,
            method: None,
            parameters: parameters.iter().map(|(name, said)| ((*name).to_owned(), (*said).to_owned())).collect(),
        }
    }

    #[test]
    fn an_order_says_only_what_was_said_and_always_for_whom() {
        let said = order(&arming(&[("seconds", " 5 "), ("then", ""), ("customer", "cus_other")]), "cus_1").unwrap();
        assert_eq!(said, json!({"name": "pending", "customer": "cus_1", "until_cleared": false, "seconds": 5}));
    }

    #[test]
    fn a_number_that_does_not_fit_is_refused_with_what_does() {
        for wrong in ["0", "-1", "soon", "99999999999999999999"] {
            let refused = order(&arming(&[("seconds", wrong)]), "cus_1").unwrap_err();
            assert_eq!(refused, Refusal::Control { says: "seconds: 1–864000".to_owned() });
        }
    }
}
