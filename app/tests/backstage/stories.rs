//! Backstage: people and stories.

use axum::http::StatusCode;
use vuelta::backstage::{
    personas::{Casting, Persona},
    stories::Story,
};

use crate::canned::Canned;

#[tokio::test]
async fn every_persona_is_one_click_away_and_whoever_rides_now_can_begin_again() {
    let casting = Casting { persona: Some(Persona::Frequent), previous: None };
    let page = Canned::rider().behind_the_stage().cast(casting).get("/backstage/people").await;
    for persona in Persona::ALL {
        page.says(&[&format!("name=\"persona\" value=\"{}\"", persona.as_str())]);
    }
    page.says(&["action=\"/backstage/reset\"", "Viajar como «Frecuente»", "Empezar de nuevo"]);
    page.is_silent_on(&["action=\"/backstage/reset/undo\""]);
}

#[tokio::test]
async fn with_fintoc_itself_only_somebody_new_is_offered_and_the_page_says_why() {
    let page = Canned::guest().behind_the_stage().without_sandbox().get("/backstage/people").await;
    page.says(&["value=\"new\"", "Solo el simulador puede"]);
    page.is_silent_on(&["value=\"frequent\"", "action=\"/backstage/reset\""]);
}

#[tokio::test]
async fn every_beat_of_every_story_has_notes_and_a_button_and_the_end_has_ways_on() {
    for story in Story::ALL {
        for number in 1..=story.beats().len() {
            let page = Canned::guest().behind_the_stage().get(&story.address(number)).await;
            assert_eq!(page.status, StatusCode::OK, "{story:?} {number}");
            page.says(&["Qué decir", "Hazlo por mí", &format!("action=\"{}/do\"", story.address(number))]);
            assert_eq!(page.html.matches("<h1").count(), 1, "{story:?} {number}");
        }
        let end = Canned::guest().behind_the_stage().get(&story.address(story.beats().len() + 1)).await;
        end.says(&["Fin de la historia", "Desde el principio"]);
    }
}

#[tokio::test]
async fn what_is_no_beat_is_no_page_and_riders_see_none() {
    for address in ["/backstage/stories/happy-path/0", "/backstage/stories/happy-path/9", "/backstage/stories/none/1"] {
        let page = Canned::guest().behind_the_stage().get(address).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{address}");
    }
    for address in ["/backstage/people", "/backstage/stories", "/backstage/stories/happy-path/1"] {
        assert_eq!(Canned::rider().get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn a_beat_that_was_not_done_says_why() {
    let page = Canned::guest().behind_the_stage().get("/backstage/stories/approval/5?stuck=too_early").await;
    page.says(&["role=\"alert\"", "Falta lo anterior"]);
}
