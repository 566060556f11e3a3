//! Dying between writing a booking down and hearing from Fintoc: the ride ends paid, once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};
use vuelta::ride::RideState;

use crate::{
    hosted_page::PAYS,
    page::Browser,
    process::{Scene, sign_up_and_save},
    stage::{Stage, install_provider},
};

#[tokio::test]
async fn a_restart_loses_nobody() {
    let stage = Stage::raise().await;
    let ana = stage.rider_with_account("Ana", PAYS).await;
    let ride = stage.book(&ana).await.ride_id();
    let stage = stage.restart().await;
    stage.eventually("paid", async || (stage.ride(&ride).await.state == RideState::Paid).then_some(())).await;
    assert!(ana.get("/wallet").await.has_method("9212"), "still signed in");
}

/// Faults: 13 in part: with the process that sent it; 19 in part: in the gaps of one booking.
#[tokio::test]
async fn a_process_killed_before_fintoc_hears_of_the_booking_pays_it_once_after_the_restart() {
    killed_at(Hold::Request).await;
}

/// Faults: 12 in part: with the process that sent it; 19 in part: in the gaps of one booking.
#[tokio::test]
async fn a_process_killed_before_it_hears_fintocs_answer_pays_the_ride_once_after_the_restart() {
    killed_at(Hold::Answer).await;
}

async fn killed_at(hold: Hold) {
    install_provider();
    let mut scene = Scene::set().await;
    let gate = Gate::open(scene.sandbox_url.trim_start_matches("http://").to_owned()).await;
    scene.fintoc_url = format!("http://127.0.0.1:{}", gate.port);
    let mut merchant = scene.start_merchant().await;
    let ana = Browser::new(&scene.address());
    sign_up_and_save(&scene, &ana).await;

    gate.arm(hold);
    let page = ana.get("/book?from=barrio-italia&to=costanera-center").await;
    let clicked = tokio::spawn({
        let (ana, form) = (ana.clone(), page.form("/book"));
        async move { ana.try_post_form(&page, &form).await }
    });
    let held = tokio::time::timeout(Duration::from_secs(20), gate.held.notified()).await;
    held.expect("the call reaches the gate");
    merchant.kill();
    assert!(clicked.await.expect("the click ends").is_none(), "the rider saw no answer");
    gate.arm(Hold::Nothing);

    let mut merchant = scene.start_merchant().await;
    let paid = scene.eventually(async || ana.get("/rides").await.text().contains("Pagado").then_some(())).await;
    assert!(paid.is_some(), "the ride is paid: {}", ana.get("/rides").await.text());
    let stats = scene.sandbox.stats(&scene.key).await.expect("the sandbox counts");
    assert_eq!((stats.sessions_created, stats.intents_created), (2, 1), "one setup, one payment, one transfer");
    merchant.kill();
}

/// What a gate keeps to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Hold {
    Nothing,
    /// A call that creates a session: Fintoc never hears of it.
    Request,
    /// The answer to such a call: Fintoc did it, and nobody is told.
    Answer,
}

/// A TCP proxy in front of the sandbox.
struct Gate {
    port: u16,
    hold: Arc<AtomicU8>,
    held: Arc<Notify>,
}

const CREATE: &[u8] = b"POST /v2/checkout_sessions ";

impl Gate {
    async fn open(behind: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (hold, held) = (Arc::new(AtomicU8::new(0)), Arc::new(Notify::new()));
        tokio::spawn({
            let (hold, held) = (hold.clone(), held.clone());
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let server = TcpStream::connect(&behind).await.expect("the sandbox listens");
                    tokio::spawn(pass(client, server, hold.clone(), held.clone()));
                }
            }
        });
        Self { port, hold, held }
    }

    fn arm(&self, hold: Hold) {
        let number = [Hold::Nothing, Hold::Request, Hold::Answer].iter().position(|known| *known == hold);
        self.hold.store(u8::try_from(number.expect("it is listed")).expect("three fit"), Ordering::SeqCst);
    }
}

/// Passes bytes both ways until one side ends, or until there is something to hold back.
async fn pass(mut client: TcpStream, mut server: TcpStream, hold: Arc<AtomicU8>, held: Arc<Notify>) {
    let (mut asked, mut answered) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    let mut creating = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let create = asked[..length].windows(CREATE.len()).any(|window| window == CREATE);
                creating |= create && hold.load(Ordering::SeqCst) == 2;
                if create && hold.load(Ordering::SeqCst) == 1 {
                    held.notify_one();
                    return std::future::pending().await;
                }
                if server.write_all(&asked[..length]).await.is_err() { return }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if creating {
                    held.notify_one();
                    return std::future::pending().await;
                }
                if client.write_all(&answered[..length]).await.is_err() { return }
            }
        }
    }
}
