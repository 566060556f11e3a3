//! Every sentence, in both languages. A sentence that lacks one of them does not compile, and none is put together from
//! pieces: what varies is a named value inside a whole sentence.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod backstage;
pub(crate) mod backstage_join;
pub(crate) mod backstage_logs;
pub(crate) mod backstage_people;
pub(crate) mod backstage_scenarios;
pub(crate) mod backstage_stage;
pub(crate) mod backstage_stories;
pub(crate) mod backstage_verbs;
pub(crate) mod backstage_webhooks;
pub(crate) mod backstage_words;
pub(crate) mod book;
pub(crate) mod cancel;
pub(crate) mod common;
pub(crate) mod extra;
pub(crate) mod guest;
pub(crate) mod journey;
pub(crate) mod landing;
mod lang;
pub(crate) mod places;
pub(crate) mod profile;
pub(crate) mod reason;
pub(crate) mod receipt;
pub(crate) mod refusal;
pub(crate) mod ride;
pub(crate) mod rides;
pub(crate) mod thanks;
pub(crate) mod time;
pub(crate) mod trouble;
pub(crate) mod wallet;

pub use lang::Lang;

/// Makes a function of each sentence: `name: "es-CL", "English";`, or `name(value: Type): "… {value} …", "… {value} …";`
/// where a value goes in.
macro_rules! phrases {
    () => {};
    ($name:ident: $es:literal, $en:literal; $($rest:tt)*) => {
        pub(crate) const fn $name(lang: $crate::copy::Lang) -> &'static str {
            match lang {
                $crate::copy::Lang::EsCl => $es,
                $crate::copy::Lang::En => $en,
            }
        }
        $crate::copy::phrases! { $($rest)* }
    };
    ($name:ident($($value:ident: $kind:ty),+): $es:literal, $en:literal; $($rest:tt)*) => {
        pub(crate) fn $name(lang: $crate::copy::Lang, $($value: $kind),+) -> String {
            match lang {
                $crate::copy::Lang::EsCl => format!($es),
                $crate::copy::Lang::En => format!($en),
            }
        }
        $crate::copy::phrases! { $($rest)* }
    };
}
pub(crate) use phrases;
