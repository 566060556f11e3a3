//! Saving a bank account.

use crate::{
    hosted_page::{self, ALSO_PAYS, PAYS},
    stage::Stage,
};

#[tokio::test]
async fn a_rider_saves_an_account_and_the_wallet_shows_it() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana Rojas", PAYS).await;
    let wallet = ana.get("/wallet").await.text();
    assert!(wallet.contains("Banco de Chile") && wallet.contains("9212"), "{wallet}");
    assert!(!wallet.contains(PAYS), "the whole number is nobody's business");
}

#[tokio::test]
async fn the_bank_chosen_here_is_not_asked_for_again_and_the_rut_is_filled_in() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    let login = hosted.form("/login");
    assert!(
        hosted.forms().iter().any(|form| form.fields.get("rut").is_some_and(|rut| rut.contains("12.345.678-5"))),
        "{login:?}"
    );
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[]).await;
    assert!(hosted.forms().iter().any(|form| form.action.ends_with("/bank")) || hosted.text().contains("BancoEstado"));
}

/// Faults: 28 in part: a tab that is closed, not a session that ends.
#[tokio::test]
async fn a_tab_that_is_closed_after_approving_still_saves_the_account() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    let approval = hosted_page::choose_account(&ana, hosted, PAYS).await;
    // The result is seen, and its way back is never taken.
    ana.submit(&approval, "/authorise", &[("decision", "approve")]).await;
    stage.eventually("the account is saved", async || ana.get("/book").await.has_method("9212").then_some(())).await;
}

/// Faults: 35 in part: setups, cancelled.
#[tokio::test]
async fn cancelling_saves_nothing_and_the_next_try_does() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    let back = ana.submit(&hosted, "/cancel", &[]).await;
    assert_eq!(back.path(), "/wallet");
    assert!(back.text().contains("No guardamos nada"), "{}", back.text());
    stage.save_account(&ana, PAYS).await;
}

#[tokio::test]
async fn a_return_address_that_somebody_typed_saves_nothing() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    let hosted = ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    assert!(hosted.path().starts_with("/checkout/"));
    let wallet = stage.running.backend.store.pool().acquire().await.unwrap();
    drop(wallet);
    let id: String = sqlx::query_scalar("select id from setups").fetch_one(stage.store().pool()).await.unwrap();
    let forged = ana.get(&format!("/wallet?setup={id}&back=ok")).await;
    assert!(forged.text().contains("Estamos confirmando"), "{}", forged.text());
    assert!(!ana.get("/book").await.has_method("9212"));
}

/// Faults: 35 in part: setups that run out.
#[tokio::test]
async fn a_session_that_ran_out_says_so_and_can_be_started_again() {
    let stage = Stage::raise().await;
    let ana = stage.rider("Ana").await;
    ana.submit(&ana.get("/wallet").await, "/wallet/setups", &[("bank", "cl_banco_de_chile")]).await;
    let session: String =
        sqlx::query_scalar("select session_id from setups").fetch_one(stage.store().pool()).await.unwrap();
    let fintoc = &stage.running.backend.fintoc;
    // The rider opened the page, so it cannot be expired by a call; the sandbox's clock can be pulled.
    stage.pull_sandbox_clock(25 * 60 * 60).await;
    stage
        .eventually("the setup expires", async || {
            let state: String =
                sqlx::query_scalar("select state from setups").fetch_one(stage.store().pool()).await.unwrap();
            (state == "expired").then_some(())
        })
        .await;
    let answer = fintoc.checkout_session(&fintoc::SessionId::new(session)).await.unwrap();
    assert_eq!(answer.status, fintoc::SessionStatus::Expired);
    let wallet = ana.get("/wallet").await;
    assert!(wallet.text().contains("Se acabó el tiempo"), "{}", wallet.text());
    stage.save_account(&ana, PAYS).await;
}

#[tokio::test]
async fn two_accounts_are_both_kept_and_one_saved_twice_stays_one() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    stage.save_account(&ana, ALSO_PAYS).await;
    stage.save_account(&ana, PAYS).await;
    let saved: i64 =
        sqlx::query_scalar("select count(*) from payment_methods").fetch_one(stage.store().pool()).await.unwrap();
    assert_eq!(saved, 2);
}

#[tokio::test]
async fn two_riders_with_one_rut_have_two_customers_and_see_only_their_own_accounts() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let otra = stage.rider_with_account("La otra Ana", ALSO_PAYS).await;
    let customers: i64 = sqlx::query_scalar("select count(distinct customer_id) from riders")
        .fetch_one(stage.store().pool())
        .await
        .unwrap();
    assert_eq!(customers, 2);
    assert!(!ana.get("/wallet").await.has_method("7377"));
    assert!(!otra.get("/wallet").await.has_method("9212"));
}
