//! The hosted page of the sandbox, filled in as a person would.

use crate::page::{Browser, Page};

/// A person of Fintoc's testing guide.
pub const PERSON: &str = "416148503";

/// Accounts that every test person has, with the bank's app for approval; the last two are the sandbox's own.
pub const PAYS: &str = "422159212";
pub const ALSO_PAYS: &str = "5233137377";
pub const NO_FUNDS: &str = "999000051";
pub const ASKS_EACH_TIME: &str = "999000027";

/// Signs in, chooses the account and authorises; gives the merchant's page that the browser comes back to.
pub async fn approve_account(browser: &Browser, page: Page, account: &str) -> Page {
    let approval = choose_account(browser, page, account).await;
    decide(browser, &approval, "approve").await
}

/// Presses a button of the bank's app and follows the link of the result; gives the merchant's page that it leads back to.
pub async fn decide(browser: &Browser, approval: &Page, decision: &str) -> Page {
    let result = browser.submit(approval, "/authorise", &[("decision", decision)]).await;
    browser.get(&result.link("Volver a")).await
}

/// Chooses an account to pay with, agrees to what is paid, saves the account or not, and decides; gives the merchant's page.
pub async fn pay(browser: &Browser, page: Page, account: &str, save: bool, decision: &str) -> Page {
    let confirm = choose_account(browser, page, account).await;
    let approval = browser.submit(&confirm, "/confirm", if save { &[("save", "yes")] } else { &[] }).await;
    decide(browser, &approval, decision).await
}

/// Goes as far as the page that asks for approval.
pub async fn choose_account(browser: &Browser, page: Page, account: &str) -> Page {
    assert!(page.path().starts_with("/checkout/"), "not the hosted page: {} {}", page.url, page.text());
    let page = if page.path().ends_with("/login") || page.forms().iter().any(|form| form.action.ends_with("/login")) {
        page
    } else {
        browser.submit(&page, "/bank", &[("institution_id", "cl_banco_de_chile")]).await
    };
    let page = browser.submit(&page, "/login", &[("as", PERSON)]).await;
    browser.submit(&page, "/account", &[("account", account)]).await
}
