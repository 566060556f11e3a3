//! What a rider does with saved accounts: has one forgotten, makes one the main one, names it, and saves it again.

use serde_json::json;
use sqlx::Row;
use vuelta::ride::RideState;

use crate::{
    hosted_page::{self, ALSO_PAYS, ASKS_EACH_TIME, NO_FUNDS, PAYS},
    page::{Browser, Page},
    stage::Stage,
};

/// The id of the only account in the wallet that ends so.
async fn account(stage: &Stage, last_four: &str) -> String {
    sqlx::query_scalar("select id from payment_methods where last_four = $1")
        .bind(last_four)
        .fetch_one(stage.store().pool())
        .await
        .unwrap()
}

/// Has an account forgotten, by the link in the wallet and the page behind it.
async fn forget(stage: &Stage, rider: &Browser, last_four: &str) -> Page {
    let id = account(stage, last_four).await;
    let page = rider.get(&format!("/wallet/methods/{id}/forget")).await;
    rider.submit(&page, "/forget", &[]).await
}

/// What Fintoc says about the account now.
async fn at_fintoc(stage: &Stage, last_four: &str) -> fintoc::MethodStatus {
    let id = fintoc::PaymentMethodId::new(account(stage, last_four).await);
    let method = stage.running.backend.fintoc.payment_method(&id).await.unwrap();
    method.bank_transfer.unwrap().status.unwrap()
}

async fn wait_until_cancelled(stage: &Stage, last_four: &str) {
    stage
        .eventually("Fintoc cancels the account", async || {
            (at_fintoc(stage, last_four).await == fintoc::MethodStatus::Canceled).then_some(())
        })
        .await;
    stage
        .eventually("nothing is owed", async || {
            let owed: i64 = sqlx::query_scalar("select count(*) from outbox where done_at is null")
                .fetch_one(stage.store().pool())
                .await
                .unwrap();
            (owed == 0).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_forgotten_account_is_forgotten_here_and_at_fintoc_and_its_receipts_still_name_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    let wallet = forget(&stage, &ana, "9212").await;
    assert!(wallet.text().contains("Olvidamos Banco de Chile ••9212"), "{}", wallet.text());
    assert!(!ana.get("/wallet").await.has_method("9212"));
    assert!(!ana.get("/book").await.has_method("9212"));
    wait_until_cancelled(&stage, "9212").await;
    let receipt = ana.get(&format!("/rides/{ride}/receipt")).await;
    assert!(receipt.text().contains("Pagado con Banco de Chile ••9212"), "{}", receipt.text());
}

#[tokio::test]
async fn a_page_that_was_open_when_its_account_was_forgotten_charges_nothing() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let open = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    forget(&stage, &ana, "9212").await;
    let refused = ana.submit(&open, "/book", &[]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Esa cuenta ya no está disponible"), "{}", refused.text());
    assert_eq!(stage.sessions_created().await, 1, "the setup, and no payment");
}

#[tokio::test]
async fn forgetting_survives_answers_that_are_lost_and_a_second_click() {
    for (fault, status, when) in
        [("api_cut", None, "after"), ("api_cut", None, "before"), ("api_status", Some(500), "after")]
    {
        let stage = Stage::raise().await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        let id = account(&stage, "9212").await;
        let page = ana.get(&format!("/wallet/methods/{id}/forget")).await;
        let mut armed = json!({"name": fault, "when": when, "payment_method": id});
        if let Some(status) = status {
            armed["status"] = json!(status);
        }
        stage.sandbox_verb("scenarios", &armed.to_string()).await;
        ana.submit(&page, "/forget", &[]).await;
        let again = ana.submit(&page, "/forget", &[]).await;
        assert!(again.text().contains("Olvidamos"), "{}", again.text());
        wait_until_cancelled(&stage, "9212").await;
        let calls: i64 = sqlx::query_scalar("select count(*) from outbox where kind = 'forget'")
            .fetch_one(stage.store().pool())
            .await
            .unwrap();
        assert_eq!(calls, 1, "{fault} {when}");
    }
}

#[tokio::test]
async fn a_payment_under_way_takes_its_course_before_its_account_is_cancelled_at_fintoc() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", ASKS_EACH_TIME).await;
    let approval = stage.book(&ana).await;
    forget(&stage, &ana, "0027").await;
    let waits = async || {
        let row = sqlx::query("select last_error from outbox where kind = 'forget'")
            .fetch_one(stage.store().pool())
            .await
            .unwrap();
        row.get::<Option<String>, _>("last_error")
    };
    let why = stage.eventually("the cancellation waits", waits).await;
    assert!(why.contains("under way"), "{why}");
    assert_eq!(at_fintoc(&stage, "0027").await, fintoc::MethodStatus::Active);
    let ride = hosted_page::decide(&ana, &approval, "approve").await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(stage.ride(&ride).await.state, RideState::Paid);
    stage.running.backend.clock.advance(std::time::Duration::from_secs(60));
    wait_until_cancelled(&stage, "0027").await;
}

#[tokio::test]
async fn an_account_that_is_saved_again_after_it_was_forgotten_pays_again() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let before = account(&stage, "9212").await;
    forget(&stage, &ana, "9212").await;
    wait_until_cancelled(&stage, "9212").await;
    stage.save_account(&ana, PAYS).await;
    assert_eq!(account(&stage, "9212").await, before, "the same account keeps its id");
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(at_fintoc(&stage, "9212").await, fintoc::MethodStatus::Active);
}

#[tokio::test]
async fn a_forgotten_account_that_is_saved_again_while_paying_pays_again_whatever_is_told_first() {
    for order in ["as_queued", "reversed"] {
        let stage = Stage::raise().await;
        let ana = stage.rider_with_account("Ana", PAYS).await;
        forget(&stage, &ana, "9212").await;
        wait_until_cancelled(&stage, "9212").await;
        stage.sandbox_verb("pause", "{}").await;
        let hosted = stage.book(&ana).await;
        hosted_page::pay(&ana, hosted, PAYS, true, "approve").await;
        stage.sandbox_verb("resume", &json!({"order": order}).to_string()).await;
        let back = async || ana.get("/book").await.has_method("9212").then_some(());
        stage.eventually("the account is saved again", back).await;
        stage.settled().await;
        stage.running.backend.clock.advance(std::time::Duration::from_secs(3_600));
        stage.running.backend.wake();
        let owed = "select count(*) from outbox where done_at is null";
        let none = async || {
            let owed: i64 = sqlx::query_scalar(owed).fetch_one(stage.store().pool()).await.unwrap();
            (owed == 0).then_some(())
        };
        stage.eventually("nothing is owed", none).await;
        assert_eq!(at_fintoc(&stage, "9212").await, fintoc::MethodStatus::Active, "{order}");
        assert!(ana.get("/book").await.has_method("9212"), "{order}");
    }
}

#[tokio::test]
async fn nobody_forgets_the_account_of_somebody_else() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let otra = stage.rider_with_account("La otra Ana", ALSO_PAYS).await;
    let id = account(&stage, "9212").await;
    let address = format!("/wallet/methods/{id}/forget");
    assert_eq!(otra.get(&address).await.status, 404);
    let posted = otra.post(&address, &[].into()).await;
    assert!(posted.text().contains("No encontramos lo que buscas"), "{}", posted.text());
    assert!(ana.get("/book").await.has_method("9212"));
}

#[tokio::test]
async fn the_newest_account_pays_until_the_rider_says_otherwise() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, ALSO_PAYS).await;
    let older = account(&stage, "9212").await;
    assert_eq!(chosen(&ana).await, account(&stage, "7377").await, "the newest");
    let wallet = ana.get("/wallet").await;
    let told = ana.submit(&wallet, &format!("{older}/main"), &[]).await;
    assert!(told.text().contains("Ahora pagas con Banco de Chile ••9212"), "{}", told.text());
    assert_eq!(chosen(&ana).await, older);
    let ride = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &ride, "Pagado").await;
    assert_eq!(stage.payments(&ride).await[0].payment.method.as_ref().unwrap().as_str(), older);
}

/// The account that the booking page chooses by itself.
async fn chosen(rider: &Browser) -> String {
    rider.get("/book").await.form("/book").fields["method"].clone()
}

#[tokio::test]
async fn an_account_that_its_bank_cut_off_comes_back_in_its_place_with_its_name() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, ALSO_PAYS).await;
    let id = account(&stage, "9212").await;
    let wallet = ana.get("/wallet").await;
    ana.submit(&wallet, &format!("{id}/main"), &[]).await;
    let named = ana.submit(&wallet, &format!("{id}/nickname"), &[("nickname", " Sueldo ")]).await;
    assert!(named.text().contains("Ahora se llama Sueldo ••9212"), "{}", named.text());
    assert!(ana.get("/book").await.text().contains("Sueldo ••9212"));

    let fintoc = &stage.running.backend.fintoc;
    let key = fintoc::IdempotencyKey::new("the-bank-cuts-it-off".to_owned()).unwrap();
    fintoc.cancel_payment_method(&fintoc::PaymentMethodId::new(&*id), &key).await.unwrap();
    let dead = async || {
        let page = ana.get("/wallet").await;
        page.text().contains("Tu banco desconectó esta cuenta").then_some(page)
    };
    let page = stage.eventually("the account is dead", dead).await;
    assert!(page.text().contains("Sueldo"), "{}", page.text());
    assert_ne!(chosen(&ana).await, id, "the next one pays");

    let hosted = ana.submit(&page, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    hosted_page::approve_account(&ana, hosted, PAYS).await;
    stage.eventually("it is back", async || (chosen(&ana).await == id).then_some(())).await;
    assert!(ana.get("/wallet").await.text().contains("Sueldo"));
}

#[tokio::test]
async fn a_name_that_is_too_long_is_refused_and_stays_as_it_was_typed() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let long = "La cuenta con la que pago todos mis viajes";
    let refused = ana.submit(&ana.get("/wallet").await, "/nickname", &[("nickname", long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("hasta 30 caracteres"), "{}", refused.text());
    assert_eq!(refused.form("/nickname").fields["nickname"], long);
    ana.submit(&refused, "/nickname", &[("nickname", "")]).await;
    assert!(ana.get("/wallet").await.text().contains("Banco de Chile"));
}

#[tokio::test]
async fn the_history_shows_what_was_asked_for_and_books_the_same_trip_again() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let paid = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &paid, "Pagado").await;
    stage.save_account(&ana, NO_FUNDS).await;
    let unpaid = stage.book(&ana).await.ride_id();
    stage.ride_says(&ana, &unpaid, "No alcanzó el saldo").await;
    for (state, shown, hidden) in [
        ("paid", vec![&paid], vec![&unpaid]),
        ("unpaid", vec![&unpaid], vec![&paid]),
        ("refunded", vec![], vec![&paid, &unpaid]),
        ("all", vec![&paid, &unpaid], vec![]),
    ] {
        let page = ana.get(&format!("/rides?state={state}")).await;
        assert!(shown.iter().all(|ride| page.html.contains(ride.as_str())), "{state}: {}", page.text());
        assert!(!hidden.iter().any(|ride| page.html.contains(ride.as_str())), "{state}: {}", page.text());
    }
    assert!(ana.get("/rides?state=refunded").await.text().contains("No hay viajes así"));
    let before = ana.get(&format!("/rides?before={unpaid}")).await;
    assert!(before.html.contains(paid.as_str()) && before.text().contains("Volver a los más nuevos"));
    let again = ana.get(&ana.get("/rides").await.link("Volver a pedir")).await;
    let fields = again.form("/book").fields;
    assert_eq!((fields["from"].as_str(), fields["to"].as_str()), ("barrio-italia", "costanera-center"));
}
