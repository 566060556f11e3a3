//! A backend that knows one rider and says what it was told to say.

use std::{sync::Arc, time::Duration};

use app::{
    copy::Lang,
    forms::Reply,
    site::{Assets, ScriptNonce, Theme, Visit, respond},
};
use async_trait::async_trait;
use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use leptos::context::provide_context;
use vuelta::{
    Instant,
    backstage::{
        Agenda, Arming, Backstage, Board, Invitations, Jump, Moment, Moments, Reach, Scenarios, Time,
        invitation::{Invitation, Invited, LeadsTo, SignedInvitation},
        personas::{Casting, People, Persona},
        webhooks::{Lab, Sender, Sent, Webhooks},
    },
    cancel::CancelRide,
    city::PlaceId,
    extra::{Extra, NewDestination},
    fare::Trip,
    history::{History, Wanted},
    id::{BookingKey, DeviceId, ExtraId, IncidentId, MethodId, MomentId, PaymentId, RideId, RiderId, SetupId},
    places::{MyPlaces, SavedAs},
    ports::{Backend, Places, Riders, Rides, Wallets},
    quote::{Quote, SignedQuote},
    refusal::{Refusal, Trouble},
    ride::{BookRide, Booked, RideState, RideStory},
    rider::{Email, Password, Rider, SignUp},
    thanks::{NewTip, Rating},
    wallet::{Nickname, Setup, Wallet},
};

use super::stories;

/// When every canned quote is made: 2026-11-22T15:00:00Z, which is noon in Santiago.
const NOON: i64 = 1_795_359_600_000;

/// A visitor, and the world as they find it.
#[derive(Debug, Clone)]
pub struct Canned {
    rider: Option<Rider>,
    lang: Lang,
    theme: Theme,
    wallet: Wallet,
    places: MyPlaces,
    story: Option<RideStory>,
    broken: Option<IncidentId>,
    backstage: bool,
    moments: Vec<Moment>,
    board: Board,
    agenda: Agenda,
    casting: Casting,
    sandbox: bool,
    sender: Sender,
    sent: Vec<Sent>,
    lab: Option<Lab>,
    reply: Option<Reply>,
}

/// A page as it was sent.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub html: String,
}

impl Canned {
    pub fn guest() -> Self {
        Self {
            rider: None,
            lang: Lang::EsCl,
            theme: Theme::System,
            wallet: stories::wallet(),
            places: MyPlaces::default(),
            story: None,
            broken: None,
            backstage: false,
            moments: Vec::new(),
            board: Board { reach: Reach::Stranger, armed: Vec::new(), methods: Vec::new() },
            agenda: Agenda::new(Instant::from_millis(NOON), Vec::new()),
            casting: Casting::default(),
            sandbox: true,
            sender: Sender::Fintoc,
            sent: Vec::new(),
            lab: None,
            reply: None,
        }
    }

    pub fn rider() -> Self {
        let rider = Rider {
            id: RiderId::new("rider_1"),
            name: "Ana Rojas".into(),
            email: Email::parse("ana@example.cl").expect("an address"),
            rut: "12.345.678-5".parse().expect("a RUT"),
            joined_at: Instant::from_millis(0),
            guest_at: None,
        };
        Self { rider: Some(rider), ..Self::guest() }
    }

    /// Somebody who tries things out.
    pub fn trying(name: &str) -> Self {
        let guest = Self::rider().named(name);
        Self { rider: guest.rider.map(|rider| Rider { guest_at: Some(rider.joined_at), ..rider }), ..guest }
    }

    pub fn named(mut self, name: &str) -> Self {
        self.rider = self.rider.map(|rider| Rider { name: name.into(), ..rider });
        self
    }

    pub fn speaking(self, lang: Lang) -> Self {
        Self { lang, ..self }
    }

    pub fn dark(self) -> Self {
        Self { theme: Theme::Dark, ..self }
    }

    pub fn with_wallet(self, wallet: Wallet) -> Self {
        Self { wallet, ..self }
    }

    pub fn with_places(self, places: MyPlaces) -> Self {
        Self { places, ..self }
    }

    pub fn with_setup(mut self, setup: Setup) -> Self {
        self.wallet.setup = Some(setup);
        self
    }

    pub fn with_story(self, story: RideStory) -> Self {
        Self { story: Some(story), ..self }
    }

    pub fn behind_the_stage(self) -> Self {
        Self { backstage: true, ..self }
    }

    pub fn without_sandbox(self) -> Self {
        Self { sandbox: false, ..self }
    }

    pub fn cast(self, casting: Casting) -> Self {
        Self { casting, ..self }
    }

    pub fn with_moments(self, moments: Vec<Moment>) -> Self {
        Self { moments, ..self }
    }

    pub fn with_board(self, board: Board) -> Self {
        Self { board, ..self }
    }

    pub fn with_agenda(self, agenda: Agenda) -> Self {
        Self { agenda, ..self }
    }

    /// The sandbox, and what it says that it sent.
    pub fn with_sender(self, sender: Sender, sent: Vec<Sent>) -> Self {
        Self { sender, sent, ..self }
    }

    pub fn with_lab(self, lab: Lab) -> Self {
        Self { lab: Some(lab), ..self }
    }

    pub fn broken(self, incident: &str) -> Self {
        Self { broken: Some(IncidentId::new(incident)), ..self }
    }

    pub fn answering(self, reply: Reply) -> Self {
        Self { reply: Some(reply), ..self }
    }

    /// Draws the page at `address`.
    pub async fn get(&self, address: &str) -> Page {
        let canned = self.clone();
        let path_and_query = address.to_owned();
        let context = move || {
            let backend: Arc<dyn Backend> = Arc::new(canned.clone());
            let (rider, lang, theme, backstage) = (canned.rider.clone(), canned.lang, canned.theme, canned.backstage);
            provide_context(Visit {
                rider,
                lang,
                theme,
                path_and_query: path_and_query.clone(),
                backstage,
                projector: false,
                framed: false,
                device: Some(DeviceId::new("this")),
            });
            provide_context(Assets { base: "/assets/x".into() });
            provide_context(ScriptNonce("n0nce".into()));
            provide_context(backend);
            provide_context::<Arc<dyn Backstage>>(Arc::new(canned.clone()));
            if let Some(reply) = canned.reply.clone() {
                provide_context(reply);
            }
        };
        let request = Request::get(address).body(Body::empty()).expect("an address of ours");
        let response = respond(context, request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body in memory");
        Page { status, html: String::from_utf8(bytes.to_vec()).expect("HTML is text") }
    }

    fn works(&self) -> Result<(), Trouble> {
        self.broken.clone().map_or(Ok(()), |incident| Err(Trouble::Internal(incident)))
    }
}

impl Page {
    #[track_caller]
    pub fn says(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.html.contains(text), "{text:?} is not in\n{}", self.html);
        }
    }

    #[track_caller]
    pub fn is_silent_on(&self, texts: &[&str]) {
        for text in texts {
            assert!(!self.html.contains(text), "{text:?} is in\n{}", self.html);
        }
    }
}

/// Milliseconds since 1970.
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(since.as_millis()).expect("and before the year 292277026")
}

#[async_trait]
impl Riders for Canned {
    async fn welcome_guest(&self) -> Result<RiderId, Trouble> {
        unreachable!("pages sign nobody up")
    }

    async fn sign_up(&self, _: SignUp) -> Result<RiderId, Trouble> {
        unreachable!("pages sign nobody up")
    }

    async fn sign_in(&self, _: &str, _: &Password) -> Result<RiderId, Trouble> {
        unreachable!("pages sign nobody in")
    }

    async fn rider(&self, _: &RiderId) -> Result<Rider, Trouble> {
        unreachable!("the visit knows the rider")
    }
}

#[async_trait]
impl Wallets for Canned {
    async fn wallet(&self, _: &RiderId) -> Result<Wallet, Trouble> {
        tokio::task::yield_now().await; // a page must wait for what takes a moment
        self.works().map(|()| self.wallet.clone())
    }

    async fn setup(&self, _: &RiderId, id: &SetupId) -> Result<Setup, Trouble> {
        let setup = self.wallet.setup.clone().filter(|setup| setup.id == *id);
        setup.ok_or(Trouble::Refused(Refusal::NotFound))
    }

    async fn start_setup(&self, _: &RiderId, _: Option<&str>) -> Result<Setup, Trouble> {
        unreachable!("pages start nothing")
    }

    async fn forget(&self, _: &RiderId, _: &MethodId) -> Result<(), Trouble> {
        unreachable!("pages forget nothing")
    }

    async fn make_main(&self, _: &RiderId, _: &MethodId) -> Result<(), Trouble> {
        unreachable!("pages choose nothing")
    }

    async fn rename(&self, _: &RiderId, _: &MethodId, _: Option<Nickname>) -> Result<(), Trouble> {
        unreachable!("pages name nothing")
    }
}

#[async_trait]
impl Rides for Canned {
    async fn next_booking_key(&self, _: &RiderId) -> Result<BookingKey, Trouble> {
        Ok(BookingKey::numbered(7))
    }

    async fn quote(&self, rider: &RiderId, trip: &Trip) -> Result<SignedQuote, Trouble> {
        let quote = Quote::new(rider.clone(), trip.clone(), Instant::from_millis(NOON));
        Ok(SignedQuote { text: format!("{quote}.signed"), quote })
    }

    async fn book(&self, _: &RiderId, _: BookRide) -> Result<Booked, Trouble> {
        unreachable!("pages book nothing")
    }

    async fn retry(&self, _: &RiderId, _: &RideId, _: Option<&MethodId>, _: i64) -> Result<Booked, Trouble> {
        unreachable!("pages charge nothing")
    }

    async fn change_destination(&self, _: &RiderId, _: &RideId, _: NewDestination) -> Result<Booked, Trouble> {
        unreachable!("pages charge nothing")
    }

    async fn cancel(&self, _: &RiderId, _: &RideId, _: CancelRide) -> Result<(), Trouble> {
        unreachable!("pages cancel nothing")
    }

    async fn pay_balance(&self, _: &RiderId, _: &ExtraId, _: Option<&MethodId>, _: i64) -> Result<Booked, Trouble> {
        unreachable!("pages charge nothing")
    }

    async fn rate(&self, _: &RiderId, _: &RideId, _: Rating) -> Result<(), Trouble> {
        unreachable!("pages rate nothing")
    }

    async fn tip(&self, _: &RiderId, _: &RideId, _: NewTip) -> Result<Booked, Trouble> {
        unreachable!("pages charge nothing")
    }

    async fn balance_due(&self, _: &RiderId) -> Result<Option<RideStory>, Trouble> {
        let is_due =
            |story: &RideStory| story.extra.as_ref().is_some_and(|extra| extra.extra.state == RideState::Unpaid);
        Ok(self.story.clone().filter(is_due))
    }

    async fn extras(&self, _: &RiderId) -> Result<Vec<Extra>, Trouble> {
        Ok(self.story.iter().filter_map(|story| Some(story.extra.as_ref()?.extra.clone())).collect())
    }

    async fn ride(&self, _: &RiderId, id: &RideId) -> Result<RideStory, Trouble> {
        tokio::task::yield_now().await;
        self.works()?;
        self.story.clone().filter(|story| story.ride.id == *id).ok_or(Trouble::Refused(Refusal::NotFound))
    }

    async fn history(&self, _: &RiderId, wanted: Wanted) -> Result<History, Trouble> {
        let any = wanted == Wanted::default();
        self.works().map(|()| History::of(self.story.iter().filter(|_| any).map(stories::past).collect()))
    }
}

#[async_trait]
impl Places for Canned {
    async fn my_places(&self, _: &RiderId) -> Result<MyPlaces, Trouble> {
        self.works().map(|()| self.places.clone())
    }

    async fn save_place(&self, _: &RiderId, _: SavedAs, _: &PlaceId) -> Result<(), Trouble> {
        unreachable!("pages save nothing")
    }

    async fn forget_place(&self, _: &RiderId, _: SavedAs) -> Result<(), Trouble> {
        unreachable!("pages forget nothing")
    }
}

#[async_trait]
impl Moments for Canned {
    async fn moments(&self, _: &RiderId, _: Option<&RideId>) -> Result<Vec<Moment>, Trouble> {
        Ok(self.moments.clone())
    }

    async fn moment(&self, _: &RiderId, id: &MomentId) -> Result<Moment, Trouble> {
        self.moments.iter().find(|moment| moment.id == *id).cloned().ok_or(Trouble::Refused(Refusal::NotFound))
    }
}

#[async_trait]
impl Invitations for Canned {
    fn invite(&self, rider: &RiderId, to: LeadsTo) -> SignedInvitation {
        let until = Instant::from_millis(NOON);
        let invitation = Invitation { rider: rider.clone(), to, until, nonce: "7f3k".to_owned() };
        SignedInvitation { invitation, address: "http://127.0.0.1:3000/join/signed".to_owned(), reachable: false }
    }

    async fn invited(&self, text: &str) -> Result<Invited, Trouble> {
        let rider = RiderId::new("rider_1");
        let invitation = self.invite(&rider, LeadsTo::App).invitation;
        Ok(Invited { invitation, name: "Javiera Soto".to_owned(), open: text != "used" })
    }

    async fn take_up(&self, _: &str) -> Result<Invitation, Trouble> {
        unreachable!("pages sign nobody in")
    }
}

#[async_trait]
impl Scenarios for Canned {
    async fn board(&self, _: &RiderId) -> Result<Board, Trouble> {
        tokio::task::yield_now().await;
        Ok(self.board.clone())
    }

    async fn arm(&self, _: &RiderId, _: &Arming) -> Result<(), Trouble> {
        unreachable!("pages arm nothing")
    }

    async fn disarm(&self, _: &RiderId, _: &str) -> Result<(), Trouble> {
        unreachable!("pages clear nothing")
    }

    async fn clear(&self, _: &RiderId) -> Result<(), Trouble> {
        unreachable!("pages clear nothing")
    }

    async fn disconnect(&self, _: &RiderId, _: &MethodId) -> Result<(), Trouble> {
        unreachable!("pages cut nothing off")
    }
}

#[async_trait]
impl Time for Canned {
    async fn agenda(&self, _: &RiderId) -> Result<Agenda, Trouble> {
        Ok(self.agenda.clone())
    }

    async fn pull(&self, _: &RiderId, _: Jump) -> Result<Duration, Trouble> {
        unreachable!("pages move no clock")
    }
}

#[async_trait]
impl Webhooks for Canned {
    async fn sender(&self, _: &RiderId) -> Result<Sender, Trouble> {
        Ok(self.sender)
    }

    async fn sent(&self, _: &RiderId) -> Result<Vec<Sent>, Trouble> {
        Ok(self.sent.clone())
    }

    async fn every_order(&self, _: &RiderId, _: Option<&PaymentId>) -> Result<Option<Lab>, Trouble> {
        Ok(self.lab.clone())
    }
}

impl Backend for Canned {}
#[async_trait]
impl People for Canned {
    fn has_sandbox(&self) -> bool {
        self.sandbox
    }

    async fn casting(&self, _: &RiderId) -> Result<Casting, Trouble> {
        Ok(self.casting.clone())
    }

    async fn prepare(&self, _: Persona, _: Option<&RiderId>) -> Result<RiderId, Trouble> {
        unreachable!("pages prepare nobody")
    }

    async fn step_back(&self, _: &RiderId) -> Result<RiderId, Trouble> {
        unreachable!("pages prepare nobody")
    }
}

impl Backstage for Canned {}
