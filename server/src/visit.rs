//! From the cookie to the caller: who asks, in which language, in which theme.

use app::{
    copy::Lang,
    site::{Theme, Visit, needs_rider},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use tower_sessions::Session;
use vuelta::{
    device::Agent,
    id::RiderId,
    ports::Riders,
    refusal::{Refusal, Trouble},
    rider::Rider,
};

use crate::{backend::Backend, framing, session_store, site::Site};

const LANG: &str = "lang";
const THEME: &str = "theme";
const PROJECTOR: &str = "projector";

/// Who asks.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The browser's session.
    pub session: Session,
    /// Who is signed in.
    pub rider: Option<Rider>,
    /// In which language they read.
    pub lang: Lang,
    /// How they like it to look.
    pub theme: Theme,
    /// Whether they may look backstage.
    pub backstage: bool,
    /// Whether backstage is shown on a projector.
    pub projector: bool,
    /// Whether a frame of ours asks.
    pub framed: bool,
    /// What they look with.
    pub agent: Agent,
}

/// The session store did not answer.
#[derive(Debug, thiserror::Error)]
#[error("the session: {0}")]
pub struct SessionError(#[from] tower_sessions::session::Error);

impl Caller {
    /// The visit, as pages want it.
    pub fn visit(&self, path_and_query: &str) -> Visit {
        Visit {
            rider: self.rider.clone(),
            lang: self.lang,
            theme: self.theme,
            path_and_query: path_and_query.to_owned(),
            backstage: self.backstage,
            projector: self.projector,
            framed: self.framed,
            device: session_store::device(&self.session),
        }
    }

    /// Signs a rider in, under a new session id: whoever planted the old one holds nothing.
    pub async fn sign_in(&self, rider: &RiderId) -> Result<(), SessionError> {
        Ok(session_store::sign_in(&self.session, rider, self.agent).await?)
    }

    /// Ends the session, here and in the database. How the page looks is kept.
    pub async fn sign_out(&self) -> Result<(), SessionError> {
        self.session.flush().await?;
        self.prefer(Some(self.lang), Some(self.theme)).await
    }

    /// Remembers whether backstage is shown on a projector.
    pub async fn show_large(&self, projector: bool) -> Result<(), SessionError> {
        Ok(self.session.insert(PROJECTOR, projector).await?)
    }

    /// Remembers a language or a theme.
    pub async fn prefer(&self, lang: Option<Lang>, theme: Option<Theme>) -> Result<(), SessionError> {
        if let Some(lang) = lang {
            self.session.insert(LANG, lang.as_tag()).await?;
        }
        if let Some(theme) = theme {
            self.session.insert(THEME, theme.as_str()).await?;
        }
        Ok(())
    }
}

async fn recognise(backend: &Backend, session: Session, headers: &HeaderMap) -> Result<Caller, Trouble> {
    use crate::backend::incident::report;
    let failed = |error| report(&SessionError(error));
    let rider = match session_store::rider(&session).await.map_err(failed)? {
        Some(id) => match backend.rider(&id).await {
            Ok(rider) => Some(rider),
            Err(Trouble::Refused(Refusal::NotFound)) => None,
            Err(trouble) => return Err(trouble),
        },
        None => None,
    };
    let chosen = session.get::<String>(LANG).await.map_err(failed)?.and_then(|tag| Lang::parse(&tag));
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lang = chosen.unwrap_or_else(|| Lang::from_accept_language(asked));
    let theme = session.get::<String>(THEME).await.map_err(failed)?.and_then(|word| Theme::parse(&word));
    let backstage = backend.config.backstage;
    let projector = backstage && session.get::<bool>(PROJECTOR).await.map_err(failed)?.unwrap_or(false);
    let framed = backstage && framing::is_framed(headers);
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (theme, agent) = (theme.unwrap_or_default(), Agent::of_header(agent));
    Ok(Caller { session, rider, lang, theme, backstage, projector, framed, agent })
}

/// Puts the [`Caller`] into the request, and sends guests who ask for a rider's page to sign in first.
pub async fn layer(State(site): State<Site>, session: Session, mut request: Request, next: Next) -> Response {
    let caller = match recognise(&site.backend, session, request.headers()).await {
        Ok(caller) => caller,
        Err(trouble) => return crate::site::bare_trouble(&trouble),
    };
    let path = request.uri().path();
    if caller.rider.is_none() && needs_rider(path) {
        // A form cannot be filled in again by a redirect; its page can.
        let wanted = if request.method() == Method::GET {
            request.uri().path_and_query().map_or(path, |uri| uri.as_str())
        } else {
            "/book"
        };
        let login: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("next", wanted).finish();
        return Redirect::to(&format!("/login?{login}")).into_response();
    }
    request.extensions_mut().insert(caller);
    next.run(request).await
}
