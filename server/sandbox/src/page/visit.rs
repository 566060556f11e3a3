//! Somebody at the page: the session, the language, and the way on.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    Asked, Stumble,
    copy::Language,
    frame,
    stage::{Stage, Step},
};
use crate::{
    Sandbox, clock, lifecycle, money, test_bank,
    world::sessions::Session,
    world::{Write, sessions},
};

/// What every step needs to draw itself.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) session: Session,
    pub(super) language: Language,
    /// Whom the page names.
    pub(super) merchant: String,
}

impl Visit {
    /// Opens the page; nothing is changed until the transaction is committed. The first look takes the session from `created`
    /// to `in_progress`.
    pub(super) async fn change(
        sandbox: &Sandbox,
        id: &str,
        asked: &Asked,
        headers: &HeaderMap,
    ) -> Result<(Self, Write), Stumble> {
        lifecycle::catch_up(sandbox.world(), sandbox.config(), clock::now()).await?;
        let mut tx = sandbox.world().write().await?;
        let accepted = Language::accepted(headers);
        let Some(mut session) = sessions::find(&mut tx, id).await? else { return Err(Stumble::Unknown(accepted)) };
        if let Some(switched) = asked.lang.as_deref().and_then(Language::of_code)
            && session.progress.language != Some(switched)
        {
            session.progress.language = Some(switched);
            sessions::save(&mut tx, &session).await?;
        }
        if session.wire.redirect_url.is_some() {
            lifecycle::page_opened(&mut tx, &mut session).await?;
        }
        let language = session.progress.language.unwrap_or(accepted);
        let merchant = merchant(&session).unwrap_or(&sandbox.config().merchant_name).to_owned();
        Ok((Self { session, language, merchant }, tx))
    }

    pub(super) fn address(&self, rest: &str) -> String {
        format!("/checkout/{}/{rest}", self.session.id())
    }

    /// Leads to the step the session is at, or to its end screen.
    pub(super) fn to_where_it_is(&self) -> Response {
        match Stage::of(&self.session) {
            Stage::At(step) => see_other(&self.address(step.path())),
            Stage::Waiting | Stage::Over(_) => see_other(&format!("/checkout/{}", self.session.id())),
        }
    }

    /// Whether the session is at just this step.
    pub(super) fn is_at(&self, step: Step) -> bool {
        Stage::of(&self.session) == Stage::At(step)
    }

    /// Whether the session is at this step or may go back to it.
    pub(super) fn may_do(&self, step: Step) -> bool {
        match Stage::of(&self.session) {
            Stage::At(current) => step == current || step.may_be_revisited(&self.session, current),
            Stage::Waiting | Stage::Over(_) => false,
        }
    }

    /// Whether this page saves an account, rather than pays.
    pub(super) fn is_setup(&self) -> bool {
        self.session.is_setup()
    }

    /// Tries left after so many wrong ones.
    pub(super) fn left(&self, wrong: u8) -> u8 {
        test_bank::TRIES.saturating_sub(wrong)
    }

    /// What will be charged now; nothing on a setup.
    pub(super) fn charge(&self) -> String {
        money::pesos(self.session.wire.amount.unwrap_or(0))
    }

    /// The one RUT that may sign in, when the merchant locked it.
    pub(super) fn only_holder(&self) -> Option<&str> {
        let progress = &self.session.progress;
        progress.prefill.as_deref().filter(|_| progress.locked)
    }

    /// The bank that was chosen, as people call it.
    pub(super) fn bank(&self) -> &'static str {
        self.session.progress.institution.as_deref().and_then(test_bank::institution).map_or("", |bank| bank.name)
    }

    /// The account that was chosen, in words; empty while none is.
    pub(super) fn account(&self) -> String {
        let account = self.session.progress.account.as_deref().and_then(test_bank::account_numbered);
        account.map(|account| self.language.ending_in(account.kind, account.last_four())).unwrap_or_default()
    }

    pub(super) fn respond(&self, status: StatusCode, markup: maud::Markup) -> Response {
        frame::respond(status, &frame::policy(&self.session), markup)
    }
}

fn merchant(session: &Session) -> Option<&str> {
    session.wire.business_profile.as_ref()?.get("name")?.as_str().filter(|name| !name.trim().is_empty())
}

/// 303: a reload repeats nothing.
pub(super) fn see_other(address: &str) -> Response {
    let headers =
        [(header::LOCATION, address), (header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "same-origin")];
    (StatusCode::SEE_OTHER, headers).into_response()
}
