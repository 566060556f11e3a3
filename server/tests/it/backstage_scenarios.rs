//! Backstage: scenarios, their chips, the clock and the list of controls.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};
use server::store::moments;
use vuelta::{
    backstage::{Scenario, Takes, Way, What},
    id::{RideId, RiderId},
};

use crate::{
    hosted_page::{ALSO_PAYS, PAYS},
    page::{Browser, Form, Page},
    stage::Stage,
};

const PAGE: &str = "/backstage/scenarios";

#[tokio::test]
async fn every_scenario_of_the_sandbox_is_ours_with_the_same_settings() {
    let stage = Stage::raise().await;
    let served: Value = serde_json::from_str(&stage.sandbox_look("scenarios").await).unwrap();
    let theirs: BTreeMap<String, Value> = served["catalogue"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["name"].as_str().unwrap().to_owned(), entry["parameters"].clone()))
        .collect();
    let armed = Scenario::ALL.into_iter().filter(|scenario| scenario.way() == Way::Armed);
    let ours: BTreeMap<String, Value> =
        armed.map(|scenario| (scenario.as_str().to_owned(), settings_of(scenario))).collect();
    assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>());
    for (name, mut parameters) in theirs {
        for parameter in parameters.as_array_mut().unwrap() {
            parameter.as_object_mut().unwrap().remove("says");
        }
        assert_eq!(parameters, ours[&name], "{name}");
    }
}

fn settings_of(scenario: Scenario) -> Value {
    let each = scenario.parameters().iter().map(|parameter| match parameter.takes {
        Takes::Text { default, known } => {
            json!({"name": parameter.name, "takes": "text", "default": default, "known": known})
        }
        Takes::Number { default, least, most } => {
            json!({"name": parameter.name, "takes": "number", "default": default, "least": least, "most": most})
        }
        Takes::Word { default, words } => {
            json!({"name": parameter.name, "takes": "word", "default": default, "words": words})
        }
    });
    Value::Array(each.collect())
}

#[tokio::test]
async fn every_scenario_is_armed_from_its_card_shown_as_a_chip_and_taken_away() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    can_be_controlled(&stage, &ana).await;
    for scenario in Scenario::ALL.into_iter().filter(|scenario| scenario.way() == Way::Armed) {
        let page = ana.get(PAGE).await;
        let card = page.forms().into_iter().rfind(|form| of(form, scenario)).expect("a card with a form");
        let page = ana.post_form(&page, &card, &[]).await;
        assert!(page.text().contains("Armado."), "{scenario:?}: {}", page.text());
        assert_eq!(armed(&page).len(), 1, "{scenario:?}");
        let page = ana.post_form(&page, &chip(&page), &[]).await;
        assert!(armed(&page).is_empty(), "{scenario:?}");
        assert!(page.text().contains("Quitado."), "{scenario:?}");
    }
}

#[tokio::test]
async fn what_is_armed_for_the_next_payment_acts_once() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    arm(&ana, &[("scenario", "decline"), ("reason", "insufficient_funds")]).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
    let page = ana.get(PAGE).await;
    assert!(armed(&page).is_empty(), "taken: {}", page.text());
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
}

#[tokio::test]
async fn what_is_armed_until_cleared_stays_until_everything_is_cleared() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    arm(&ana, &[("scenario", "decline"), ("lasts", "until_cleared")]).await;
    for _ in 0..2 {
        let ride = stage.book(&ana).await.ride_id();
        stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
        assert_eq!(armed(&ana.get(PAGE).await).len(), 1);
    }
    let page = post(&ana, "/backstage/scenarios/clear", &[]).await;
    assert!(armed(&page).is_empty());
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
}

#[tokio::test]
async fn what_is_armed_for_one_account_waits_for_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, ALSO_PAYS).await;
    let rider = rider_of(&stage).await;
    let account = method_ending(&stage, &rider, "7377").await;
    let page = arm(&ana, &[("scenario", "decline"), ("account", &account), ("lasts", "next")]).await;
    assert!(page.text().contains("cuenta ••7377"), "{}", page.text());
    let other = method_ending(&stage, &rider, "9212").await;
    let ride = book_with(&stage, &ana, &other).await;
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(armed(&ana.get(PAGE).await).len(), 1, "it was another account");
    let ride = book_with(&stage, &ana, &account).await;
    stage.ride_says(&ana, &ride, "No alcanzó el saldo").await;
    assert!(armed(&ana.get(PAGE).await).is_empty());
}

#[tokio::test]
async fn nobody_sees_touches_or_feels_what_is_armed_for_another() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let account = method_ending(&stage, &rider_of(&stage).await, "9212").await;
    let beto = stage.rider_with_account("Beto", PAYS).await;
    let page = arm(&ana, &[("scenario", "decline")]).await;
    let clear = chip(&page).action;
    assert!(armed(&beto.get(PAGE).await).is_empty());
    assert_eq!(beto.post(&clear, &BTreeMap::new()).await.status, 404);
    post(&beto, "/backstage/scenarios/clear", &[]).await;
    let cut = post(&beto, &format!("/backstage/methods/{account}/disconnect"), &[]).await;
    assert_eq!(cut.status, 422, "not his account");
    let theirs = post(&beto, PAGE, &[("scenario", "decline"), ("account", &account)]).await;
    assert_eq!(theirs.status, 422, "not his account");
    let ride = stage.book(&beto).await.ride_id();
    stage.ride_says(&beto, &ride, "Pagado").await;
    assert_eq!(armed(&ana.get(PAGE).await).len(), 1, "still Ana's");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_in_words_and_nothing_is_armed() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    can_be_controlled(&stage, &ana).await;
    for fields in [
        &[("scenario", "pending"), ("seconds", "0")],
        &[("scenario", "pending"), ("customer", "cus_1")],
        &[("scenario", "pending"), ("lasts", "forever")],
        &[("scenario", "api_cut"), ("when", "never")],
    ] {
        let page = post(&ana, PAGE, fields).await;
        assert_eq!(page.status, 422, "{fields:?}");
        assert!(page.text().contains("Eso no calza"), "{fields:?}: {}", page.text());
        assert!(armed(&page).is_empty(), "{fields:?}");
    }
    assert_eq!(post(&ana, PAGE, &[("scenario", "earthquake")]).await.status, 404);
    assert_eq!(post(&ana, PAGE, &[("scenario", "double_tap")]).await.status, 404, "only by hand");
}

#[tokio::test]
async fn scenarios_are_found_by_words_and_a_stranger_is_told_to_come_in() {
    let stage = Stage::raise().await;
    let page = stage.browser().get("/backstage/scenarios?q=duplicado").await;
    assert!(page.text().contains("Webhook duplicado") && !page.text().contains("El banco dice que no"));
    assert!(page.text().contains("Entra primero a Vuelta"));
    let pressed = |form: &Form| form.action.starts_with(PAGE);
    assert!(!page.forms().iter().any(pressed), "nothing to arm or to clear");
    assert_eq!(stage.browser().post(PAGE, &BTreeMap::new()).await.status, 404);
}

#[tokio::test]
async fn a_bank_that_cuts_an_account_off_is_seen_in_the_wallet() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let account = method_ending(&stage, &rider_of(&stage).await, "9212").await;
    let page = post(&ana, &format!("/backstage/methods/{account}/disconnect"), &[]).await;
    assert!(page.text().contains("El banco cortó la cuenta"), "{}", page.text());
    stage
        .eventually("the wallet tells", async || {
            ana.get("/wallet").await.text().contains("desconectó esta cuenta").then_some(())
        })
        .await;
}

#[tokio::test]
async fn the_clock_pulls_the_banks_decision_near() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    arm(&ana, &[("scenario", "pending"), ("seconds", "170")]).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Tu pago está en camino").await;
    let page = ana.get(PAGE).await;
    assert!(page.text().contains("el banco decide") && page.text().contains("deja de esperar al banco"));
    assert_eq!(jump(&ana, "settlement").await.status, 200);
    stage.ride_says(&ana, &ride, "Pagado").await;
}

#[tokio::test]
async fn the_clock_pulls_what_is_ours_by_as_much() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert!(jump(&ana, "hour").await.text().contains("El reloj avanzó."));
    stage.ride_says(&ana, &ride, "Llegaste").await;
}

#[tokio::test]
async fn a_ride_that_waits_for_its_bank_gives_up_when_its_minutes_are_pulled() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    arm(&ana, &[("scenario", "pending"), ("seconds", "86400")]).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Tu pago está en camino").await;
    for _ in 0..3 {
        jump(&ana, "minute").await;
    }
    stage
        .eventually("the ride ends", async || {
            (stage.ride(&ride).await.state == vuelta::ride::RideState::Ended).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_clock_with_nothing_to_go_to_says_so_in_words() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    can_be_controlled(&stage, &ana).await;
    for nowhere in ["expiry", "retry", "settlement", "settle"] {
        let page = jump(&ana, nowhere).await;
        assert_eq!(page.status, 422, "{nowhere}");
        assert!(page.text().contains("No hay nada de eso esperando"), "{nowhere}: {}", page.text());
    }
    assert_eq!(jump(&ana, "heaven").await.status, 422);
}

#[tokio::test]
async fn whatever_is_done_backstage_is_written_down() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    can_be_controlled(&stage, &ana).await;
    let page = arm(&ana, &[("scenario", "drop")]).await;
    ana.post_form(&page, &chip(&page), &[]).await;
    jump(&ana, "minute").await;
    post(&ana, "/backstage/scenarios/clear", &[]).await;
    let rider = rider_of(&stage).await;
    let wanted = ["scenario.armed", "scenario.cleared", "clock.moved", "scenarios.cleared"];
    stage.eventually("the deeds", async || (deeds(&stage, &rider).await == wanted).then_some(())).await;
}

#[tokio::test]
async fn an_open_page_hears_what_is_armed_and_what_was_taken() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    can_be_controlled(&stage, &ana).await;
    let mut stream = ana.open("/backstage/chips/live?back=/backstage").await;
    let mut heard = String::new();
    while !heard.contains("Nada armado") {
        heard.push_str(&String::from_utf8_lossy(&stream.chunk().await.unwrap().unwrap()));
    }
    arm(&ana, &[("scenario", "duplicate")]).await;
    while !heard.contains("Quitar: Webhook duplicado") {
        heard.push_str(&String::from_utf8_lossy(&stream.chunk().await.unwrap().unwrap()));
    }
}

#[tokio::test]
async fn every_control_below_backstage_is_in_the_list_and_nothing_else_is() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let listed: Value = serde_json::from_str(&ana.get("/backstage/verbs.json").await.html).unwrap();
    let mut listed: Vec<String> = listed.as_array().unwrap().iter().map(line).collect();
    let mut routed = routes();
    listed.sort();
    routed.sort();
    assert_eq!(listed, routed, "app/src/copy/backstage_verbs.rs against server/src/forms/backstage");
    let page = ana.get("/backstage/verbs").await;
    for verb in listed {
        assert!(page.text().contains(&verb), "{verb}");
    }
    assert!(page.text().contains("$VUELTA_COOKIE"));
}

#[tokio::test]
async fn without_backstage_there_is_none_of_it() {
    let stage = Stage::raise_with(&[("BACKSTAGE", "off")]).await;
    let ana = stage.rider("Ana").await;
    for verb in routes() {
        let (method, path) = verb.split_once(' ').unwrap();
        let path = path.replace("{id}", "x");
        let answer = if method == "GET" { ana.get(&path).await } else { ana.post(&path, &BTreeMap::new()).await };
        assert_eq!(answer.status, 404, "{verb}");
    }
    assert_eq!(ana.get("/backstage/verbs").await.status, 404);
}

fn line(verb: &Value) -> String {
    format!("{} {}", verb["method"].as_str().unwrap(), verb["path"].as_str().unwrap())
}

/// Every route of the forms backstage, as their sources have them.
pub fn routes() -> Vec<String> {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/forms");
    let mut files = vec![forms.join("backstage.rs")];
    files.extend(std::fs::read_dir(forms.join("backstage")).unwrap().map(|entry| entry.unwrap().path()));
    let mut routes = Vec::new();
    for file in files {
        let source: String = std::fs::read_to_string(file).unwrap().split_whitespace().collect();
        for route in source.split(".route(\"").skip(1) {
            let (path, rest) = route.split_once("\",").unwrap();
            let handlers = rest.split(".route(").next().unwrap().split("fn").next().unwrap();
            let methods = [("GET", "get("), ("POST", "post(")];
            routes.extend(
                methods
                    .iter()
                    .filter(|(_, call)| handlers.contains(call))
                    .map(|(method, _)| format!("{method} {path}")),
            );
        }
    }
    routes
}

/// Waits until Fintoc knows the rider.
async fn can_be_controlled(stage: &Stage, browser: &Browser) {
    stage
        .eventually("something can be made to happen", async || {
            browser.get(PAGE).await.text().contains("Nada armado").then_some(())
        })
        .await;
}

async fn arm(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let page = post(browser, PAGE, fields).await;
    assert_eq!((page.status.as_u16(), page.path()), (200, PAGE), "{}", page.text());
    page
}

async fn jump(browser: &Browser, word: &str) -> Page {
    post(browser, "/backstage/clock", &[("jump", word)]).await
}

async fn post(browser: &Browser, address: &str, fields: &[(&str, &str)]) -> Page {
    browser.post(address, &fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).await
}

async fn book_with(stage: &Stage, browser: &Browser, method: &str) -> RideId {
    let page = browser.get("/book?from=barrio-italia&to=costanera-center").await;
    let ride = browser.submit(&page, "/book", &[("method", method)]).await.ride_id();
    let paid = &stage.payments(&ride).await[0].payment.method;
    assert_eq!(paid.as_ref().map(|id| id.as_str()), Some(method));
    ride
}

fn of(form: &Form, scenario: Scenario) -> bool {
    form.fields.get("scenario").is_some_and(|name| name == scenario.as_str())
}

/// The forms that take one armed scenario away each.
fn armed(page: &Page) -> Vec<Form> {
    let is_chip = |form: &Form| form.action.ends_with("/clear") && form.action.contains("/scn_");
    page.forms().into_iter().filter(is_chip).collect()
}

fn chip(page: &Page) -> Form {
    armed(page).into_iter().next().unwrap_or_else(|| panic!("nothing is armed: {}", page.text()))
}

/// The rider who signed up first.
async fn rider_of(stage: &Stage) -> RiderId {
    let id: String = sqlx::query_scalar("select id from riders order by joined_at, id limit 1")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    RiderId::new(id)
}

async fn method_ending(stage: &Stage, rider: &RiderId, last_four: &str) -> String {
    sqlx::query_scalar("select id from payment_methods where rider_id = $1 and last_four = $2")
        .bind(rider.as_str())
        .bind(last_four)
        .fetch_one(stage.store().pool())
        .await
        .unwrap()
}

async fn deeds(stage: &Stage, rider: &RiderId) -> Vec<String> {
    let mut connection = stage.store().pool().acquire().await.unwrap();
    let all = moments::of_rider(&mut connection, rider).await.unwrap();
    let deed = |what: What| if let What::Done(deed) = what { Some(deed.word) } else { None };
    all.into_iter().filter_map(|moment| deed(moment.what)).collect()
}
