//! The page is over: done, failed, expired. It says what happened and leads back to the merchant; right after the decision
//! by itself, later only when asked, so that the back button is no trap.

use axum::{http::StatusCode, response::Response};
use jiff::Timestamp;
use maud::html;

use super::{
    Visit,
    frame::{self, Onward},
    icons,
    stage::End,
    way_back,
};
use crate::clock;

/// How long a result stays on the screen before it leads back.
const READING_SECONDS: i64 = 3;
/// How long after the decision a visit still counts as the payer's own, still on the way.
const FRESH_SECONDS: i64 = 10;

pub(super) fn render(visit: &Visit, end: End<'_>) -> Response {
    let (language, texts) = (visit.language, visit.language.texts());
    let (title, sentence) = language.end(end, visit.is_setup());
    let (tone, icon) = match end {
        End::Done => ("end end--good", icons::tick()),
        End::Undecided | End::Processing | End::Expired => ("end", icons::clock()),
        End::Failed(_) => ("end end--bad", icons::cross()),
    };
    let back = way_back(&visit.session);
    let onward = is_fresh(visit.session.progress.decided_at, clock::now())
        .then(|| Onward { seconds: READING_SECONDS, to: Some(back.to_owned()) });
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

/// Whether it was decided a moment ago.
fn is_fresh(decided_at: Option<Timestamp>, now: Timestamp) -> bool {
    decided_at.is_some_and(|instant| now.duration_since(instant).as_secs() < FRESH_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_leads_back_by_itself_only_right_after_it_was_decided() {
        let now = clock::now();
        assert!(is_fresh(Some(now), now));
        assert!(!is_fresh(Some(clock::plus_millis(now, -FRESH_SECONDS * 1000)), now));
        assert!(!is_fresh(None, now));
    }
}
