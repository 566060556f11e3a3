//! Whether a booking would go well now, in one word.

use std::time::{Duration, Instant};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tokio::sync::Mutex;

use crate::{backend::Backend, store::StoreError};

/// How long an answer is good for: whoever asks all the time must not make us write all the time.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// How the server stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Ready,
    /// There is no secret yet to verify events with.
    Starting,
    /// The database has no room.
    Full,
    /// Others hold the database.
    Busy,
    /// The database does not answer, or with an error.
    Down,
}

impl Word {
    fn of(tried: Result<(), StoreError>) -> Self {
        match tried {
            Ok(()) => Self::Ready,
            Err(error) if error.is_full() => Self::Full,
            Err(error) if error.is_passing() => Self::Busy,
            Err(_) => Self::Down,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Ready => "ready\n",
            Self::Starting => "starting\n",
            Self::Full => "full\n",
            Self::Busy => "busy\n",
            Self::Down => "down\n",
        }
    }
}

/// What was seen last, and when.
#[derive(Debug, Default)]
pub struct Readiness {
    seen: Mutex<Option<(Instant, Word)>>,
}

impl Readiness {
    /// Tries the database, unless somebody just did. One at a time: who asks meanwhile gets the same answer.
    async fn look(&self, backend: &Backend) -> Word {
        let mut seen = self.seen.lock().await;
        if let Some((_, word)) = seen.filter(|(at, _)| at.elapsed() < GOOD_FOR) {
            return word;
        }
        let word = Word::of(backend.store.try_room(backend.clock.now()).await);
        *seen = Some((Instant::now(), word));
        word
    }
}

/// `GET /readyz`.
pub async fn ready(State(backend): State<Backend>) -> Response {
    let word = if backend.is_ready() { backend.readiness.look(&backend).await } else { Word::Starting };
    let status = if word == Word::Ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, word.text()).into_response()
}
