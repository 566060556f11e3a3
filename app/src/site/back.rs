//! How a rider came back from the hosted page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// By which way a rider came back. A hint, never a fact: anybody can type an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// By the way that follows a success.
    Ok,
    /// By the way that follows a cancellation.
    Cancel,
}

impl Back {
    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Cancel => "cancel",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ok, Self::Cancel].into_iter().find(|back| back.as_str() == word)
    }

    /// The hint in the address of this request.
    pub(crate) fn current() -> Option<Self> {
        use_query_map().read_untracked().get("back").as_deref().and_then(Self::parse)
    }
}
