//! People who do not give up: whatever is not answered they send again, the same form.

use std::time::Duration;

use futures::future::join;
use rand::RngExt;
use reqwest::StatusCode;
use serde_json::json;

use super::Siege;
use crate::{
    hosted_page::{ASKS_EACH_TIME, NO_FUNDS, PAYS, choose_account},
    page::{Browser, Form, Page},
    scene::rut,
    stage::uuid_like,
};

/// How long they wait before they look again.
const A_MOMENT: Duration = Duration::from_millis(60);

/// Farther than where every ride goes.
const FARTHER: &str = "parque-arauco";

const PASSWORD: &str = "una clave larga";

/// What a rider's bank does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    Pays,
    IsBrokeAtFirst,
    AsksEachTime,
    IsUndecided,
}

pub struct Rider<'a> {
    siege: &'a Siege,
    browser: Browser,
    email: String,
    signed_in: bool,
}

impl<'a> Rider<'a> {
    /// Signs up, saves an account, and then books one ride after the other until it is over.
    pub async fn rides(siege: &'a Siege, number: u32, account: Account) {
        let rider = Self::sign_up(siege, number).await;
        match account {
            Account::Pays | Account::IsUndecided => rider.save(PAYS).await,
            Account::AsksEachTime => rider.save(ASKS_EACH_TIME).await,
            Account::IsBrokeAtFirst => {
                rider.save(NO_FUNDS).await;
                rider.save(PAYS).await;
            }
        }
        if account == Account::IsUndecided {
            let method = rider.get("/book").await.form("/book").fields["method"].clone();
            let pending =
                json!({"name": "pending", "seconds": 864_000, "payment_method": method, "until_cleared": true});
            siege.verb("scenarios", &pending).await;
        }
        loop {
            rider.ride(account).await;
            if siege.over.get() {
                return;
            }
        }
    }

    /// Signs up, saves an account and has it forgotten. Every other one has the RUT of somebody else.
    pub async fn join(siege: &'a Siege, number: u32) {
        let rider = Self::sign_up(siege, if number.is_multiple_of(2) { 0 } else { number }).await;
        rider.save(PAYS).await;
        let confirm = rider.get(&rider.get("/wallet").await.link("Olvidar esta cuenta")).await;
        let wallet = rider.post(&confirm, &confirm.form("/forget")).await;
        assert!(wallet.text().contains("Olvidamos"), "{}", wallet.text());
    }

    async fn sign_up(siege: &'a Siege, number: u32) -> Self {
        let email = format!("{}@example.cl", uuid_like());
        let browser = Browser::new(&siege.scene.address());
        let mut rider = Self { siege, browser, email, signed_in: false };
        let page = rider.get("/signup").await;
        let rut = rut(12_000_000 + number);
        let typed = [("name", "Ana"), ("email", &*rider.email), ("rut", &*rut), ("password", PASSWORD)];
        rider.post(&page, &filled(page.form("/signup"), &typed)).await;
        // Who was taken in and never heard of it signs in.
        loop {
            let page = rider.get("/wallet").await;
            if page.path() == "/wallet" {
                break;
            }
            let typed = [("email", &*rider.email), ("password", PASSWORD)];
            rider.post(&page, &filled(page.form("/login"), &typed)).await;
        }
        rider.signed_in = true;
        rider
    }

    /// Saves an account through the hosted page.
    async fn save(&self, account: &str) {
        let hosted = loop {
            let wallet = self.get("/wallet").await;
            let form = filled(wallet.form("/wallet/setups"), &[("bank", "cl_banco_de_chile")]);
            let answer = self.post(&wallet, &form).await;
            if answer.path().starts_with("/checkout/") {
                break answer;
            }
            tokio::time::sleep(A_MOMENT).await;
        };
        let approval = choose_account(&self.browser, hosted, account).await;
        let result = self.browser.submit(&approval, "/authorise", &[("decision", "approve")]).await;
        self.get(&result.link("Volver a")).await;
        let last_four = &account[account.len() - 4..];
        while !self.get("/book").await.has_method(last_four) {
            tokio::time::sleep(A_MOMENT).await;
        }
    }

    /// Books a ride with a double click, and stays until it is paid or has ended.
    async fn ride(&self, account: Account) {
        let page = self.get("/book?from=barrio-italia&to=costanera-center").await;
        let mut form = page.form("/book");
        if account == Account::IsBrokeAtFirst {
            form.fields.insert("method".to_owned(), page.choice("method", "0051"));
        }
        let answers: [Page; 2] = join(self.post(&page, &form), self.post(&page, &form)).await.into();
        let rides = self.get("/rides").await;
        let ride = newest(&rides).unwrap_or_else(|| panic!("the ride is booked: {}", rides.text()));
        for answer in &answers {
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            let elsewhere = answer.path().starts_with("/checkout/");
            assert!(elsewhere || answer.path() == format!("/rides/{ride}"), "two clicks, one ride: {}", answer.url);
        }
        self.siege.booked.borrow_mut().push((self.email.clone(), ride.clone()));
        while !self.is_over(&ride).await {
            tokio::time::sleep(A_MOMENT).await;
        }
        if account == Account::Pays {
            self.go_farther(&ride).await;
        }
    }

    /// Changes the destination of a paid ride with a double click, and stays until the difference is paid.
    async fn go_farther(&self, ride: &str) {
        let page = self.get(&format!("/rides/{ride}/destination?to={FARTHER}")).await;
        let form = page.form("/destination");
        join(self.post(&page, &form), self.post(&page, &form)).await;
        while !self.get(&format!("/rides/{ride}")).await.html.contains("Cambio de destino pagado") {
            tokio::time::sleep(A_MOMENT).await;
        }
    }

    /// Looks at the ride's page, and does what it asks for.
    async fn is_over(&self, ride: &str) -> bool {
        let page = self.get(&format!("/rides/{ride}")).await;
        if page.html.contains("Tu viaje está pagado") || page.html.contains("Tu viaje terminó sin costo") {
            return true;
        }
        if let Some(address) = self.way_to_the_bank(&page) {
            let approval = self.browser.get(&address).await;
            let decision = if self.siege.rng.borrow_mut().random_ratio(1, 3) { "reject" } else { "approve" };
            if approval.forms().iter().any(|form| form.action.ends_with("/authorise")) {
                self.browser.submit(&approval, "/authorise", &[("decision", decision)]).await;
            }
        } else if let Some(form) = page.forms().into_iter().find(|form| form.action.ends_with("/payments")) {
            let form = match page.has_method("9212") {
                true => filled(form, &[("method", &page.choice("method", "9212"))]),
                false => form,
            };
            join(self.post(&page, &form), self.post(&page, &form)).await;
        }
        false
    }

    fn way_to_the_bank(&self, page: &Page) -> Option<String> {
        let (_, rest) = page.html.split_once(&format!("{}/checkout/", self.siege.scene.sandbox_url))?;
        let session: String = rest.chars().take_while(|sign| sign.is_ascii_alphanumeric() || *sign == '_').collect();
        Some(format!("{}/checkout/{session}", self.siege.scene.sandbox_url))
    }

    async fn get(&self, address: &str) -> Page {
        self.insist(async || self.browser.try_get(address).await).await
    }

    async fn post(&self, page: &Page, form: &Form) -> Page {
        self.insist(async || self.browser.try_post_form(page, form).await).await
    }

    /// Asks until there is an answer.
    async fn insist(&self, ask: impl AsyncFn() -> Option<Page>) -> Page {
        loop {
            if let Some(page) = ask().await {
                assert_ne!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{}: {}", page.url, self.siege.scene.log());
                if !page.status.is_server_error() {
                    assert!(!self.signed_in || page.path() != "/login", "signed out");
                    return page;
                }
            }
            tokio::time::sleep(A_MOMENT).await;
        }
    }
}

fn filled(mut form: Form, fields: &[(&str, &str)]) -> Form {
    form.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

/// The first ride of the list.
fn newest(rides: &Page) -> Option<String> {
    let (_, rest) = rides.html.split_once("\"/rides/ride_")?;
    Some(format!("ride_{}", rest.split(['"', '?', '/']).next()?))
}
