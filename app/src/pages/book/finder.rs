//! Finding a place by typing: the sheet that `book.js` opens and fills. Without script it stays closed.

use leptos::prelude::*;

use crate::{
    copy::{Lang, places},
    parts::icon::{Icon, icon},
};

/// A combobox over the lists of the trip, as the ARIA practices have it: an input, and a list of what matches.
#[component]
pub(super) fn Finder(lang: Lang) -> impl IntoView {
    view! {
        <dialog class="dialog finder" aria-labelledby="finder-title">
            <div class="finder__head">
                <h2 id="finder-title"></h2>
                <button class="btn btn--round" type="button" aria-label=places::close(lang)>{icon(Icon::Cross)}</button>
            </div>
            <div class="field">
                <div class="field__box">
                    {icon(Icon::Search)}
                    <input
                        type="text"
                        role="combobox"
                        aria-label=places::search(lang)
                        placeholder=places::search(lang)
                        aria-autocomplete="list"
                        aria-expanded="true"
                        aria-controls="finder-list"
                        autocomplete="off"
                        spellcheck="false"
                        enterkeyhint="go"
                    />
                </div>
            </div>
            <p
                class="finder__count"
                role="status"
                data-none=places::no_match(lang)
                data-one=places::one_match(lang)
                data-many=places::matches(lang, "{count}")
            ></p>
            <div class="picker" id="finder-list" role="listbox" aria-label=places::list(lang)></div>
            <template>
                <div class="place" role="option">{icon(Icon::Pin)}<span><b></b><small></small></span></div>
            </template>
        </dialog>
    }
}
