//! Saves a bank account once, then pays with it in one click. `cargo run -p fintoc --example save_and_pay`, beside a running
//! sandbox.
#![expect(clippy::print_stdout, reason = "a program to read and to run")]

use std::{env, error::Error, time::Duration};

use fintoc::{
    Client, IdempotencyKey, IntentStatus, Metadata, MethodType, NewCheckoutSession, NewCustomer, Page, SecretKey,
    checkout_session::{Currency, NewPayment, NewSetup, PayWith},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    rustls::crypto::ring::default_provider().install_default().expect("nobody installed a provider before");
    let base = env::var("SANDBOX_URL").unwrap_or_else(|_| "http://127.0.0.1:3001".to_owned());
    let key = env::var("FINTOC_SECRET_KEY").unwrap_or_else(|_| "sk_test_of_a_reader".to_owned());
    let fintoc = Client::builder(SecretKey::parse(&key)?).base_url(base.parse()?).build()?;
    let urls = ["https://merchant.example/ok", "https://merchant.example/no"].map(str::to_owned);
    // One key a call, kept until the answer is known; a shop derives it from its order.
    let once = || IdempotencyKey::new(uuid::Uuid::new_v4().to_string());

    let ana =
        NewCustomer { name: None, email: Some("ana@example.com".to_owned()), tax_id: None, metadata: Metadata::new() };
    let customer = fintoc.create_customer(&ana, &once()?).await?.id.ok_or("a customer without an id")?;
    let [success_url, cancel_url] = urls.clone();
    let setup = NewCheckoutSession::Setup(NewSetup {
        currency: Currency::Clp,
        success_url,
        cancel_url,
        customer: customer.clone(),
        payment_method_types: [MethodType::BankTransfer],
        payment_method_options: None,
        metadata: Metadata::new(),
    });
    let session = fintoc.create_checkout_session(&setup, &once()?).await?;
    println!("Open this page and save an account: {}", session.redirect_url.ok_or("no page")?);

    // A merchant waits for the event `payment_method.activated`; a program may ask.
    let method = loop {
        match fintoc.payment_methods(&customer, Page::default()).await?.items.into_iter().next() {
            Some(method) => break method,
            None => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    };
    println!("Saved as {}.", method.id);

    let [success_url, cancel_url] = urls;
    let payment = NewCheckoutSession::Payment(NewPayment {
        amount: 4_990,
        currency: Currency::Clp,
        success_url,
        cancel_url,
        customer,
        with: PayWith::Saved(method.id),
        payment_method_types: [MethodType::BankTransfer],
        expires_at: None,
        metadata: Metadata::new(),
    });
    let session = fintoc.create_checkout_session(&payment, &once()?).await?;
    let mut intent = session.payment_intent().cloned().ok_or("no payment")?;
    while intent.status == IntentStatus::InProgress {
        tokio::time::sleep(Duration::from_millis(500)).await;
        intent = fintoc.payment_intent(&intent.id).await?;
    }
    println!("The payment of $4.990 has {}.", intent.status);
    Ok(())
}
