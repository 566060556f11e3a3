//! What people see: pages, parts, islands and every sentence in es-CL and English.
//!
//! Pages are drawn on the server (feature `ssr`). Only what is in [`islands`] also runs in the browser (feature `hydrate`),
//! and it knows neither the domain nor the router: it is handed finished texts.

#![recursion_limit = "256"] // the type of a page is as deep as its tree

pub mod islands;

#[cfg(feature = "ssr")]
pub mod copy;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod map;
#[cfg(feature = "ssr")]
pub mod pages;
mod parts;
#[cfg(feature = "ssr")]
pub mod site;

#[cfg(feature = "hydrate")]
mod browser {
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Readies the browser for islands; `hydrate.js` calls it once, before the first of them.
    #[wasm_bindgen]
    pub fn hydrate() {
        leptos::mount::hydrate_islands();
    }
}
