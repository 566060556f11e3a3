//! The page is over: done, failed, expired. It says what happened and leads back to the merchant; a result that is first seen
//! by itself, later only when asked, so that the back button is no trap.

use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;
use maud::html;
use sqlx::AnyConnection;

use super::{
    Visit,
    frame::{self, Onward},
    icons,
    stage::{End, Stage},
    way_back,
};
use crate::{
    clock,
    world::{
        Result,
        sessions::{self, Session},
    },
};

/// How long a result stays on the screen before it leads back.
const READING_SECONDS: i64 = 3;

/// Remembers when a result was first seen. An expired page decided nothing.
pub(super) async fn seen(connection: &mut AnyConnection, session: &mut Session) -> Result<()> {
    let is_result = matches!(Stage::of(session), Stage::Over(End::Done | End::Undecided | End::Failed(_)));
    if !is_result || session.progress.result_seen_at.is_some() {
        return Ok(());
    }
    session.progress.result_seen_at = Some(clock::now());
    sessions::save(connection, session).await
}

pub(super) fn render(visit: &Visit, end: End<'_>) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let (title, sentence) = language.end(end, visit.is_setup());
    let (tone, icon) = match end {
        End::Done => ("end end--good", icons::tick()),
        End::Undecided | End::Processing | End::Expired => ("end", icons::clock()),
        End::Failed(_) => ("end end--bad", icons::cross()),
    };
    let back = way_back(&visit.session);
    let onward = is_news(visit.session.progress.result_seen_at, clock::now())
        .then(|| Onward { seconds: READING_SECONDS, to: Some(back.clone()) });
    let content = html! {
        div class=(tone) {
            (icon)
            h1 tabindex="-1" autofocus { (title) }
            p.mute { (sentence) }
            @if onward.is_some() { p.small.mute { (texts.returning) } }
        }
        a.go href=(back) { (language.back_to(&visit.merchant)) }
    };
    visit.respond(StatusCode::OK, frame::closing(visit, title, onward.as_ref(), &content))
}

/// Whether the result is still being read for the first time. Whoever comes after that has been led back already.
fn is_news(seen_at: Option<Timestamp>, now: Timestamp) -> bool {
    seen_at.is_some_and(|instant| now.duration_since(instant).as_secs() < READING_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_leads_back_by_itself_only_while_it_is_first_read() {
        let now = clock::now();
        assert!(is_news(Some(now), now));
        assert!(!is_news(Some(clock::plus_millis(now, -READING_SECONDS * 1000)), now));
        assert!(!is_news(None, now));
    }
}
