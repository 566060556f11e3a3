//! Lenient reading: enums that keep what they do not know, fields that are an id or an object, `{}` that means nothing.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

/// Declares an enum of wire words that round-trips a word it does not know, because Fintoc adds values without a new
/// version.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A word this crate does not know, kept as it came.
            Unknown(String),
        }

        impl $name {
            /// Every word this crate knows, in the order of the documentation.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it travels.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word,
                }
            }
        }

        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)+
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(word.as_ref()))
            }
        }
    };
}
pub(crate) use open_enum;

open_enum! {
    /// Whether an object belongs to test or to live; the key alone decides.
    Mode { Test = "test", Live = "live" }
}

/// A field that the documentation shows as an id in one place and as the object in another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    /// The id alone.
    Id(String),
    /// The object, complete or not.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// The object, when it was sent.
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

/// Reads `null`, a missing field and `{}` as `None`: Fintoc's samples print `{}` for "nothing here".
pub(crate) fn empty_as_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    match &value {
        serde_json::Value::Null => Ok(None),
        serde_json::Value::Object(fields) if fields.is_empty() => Ok(None),
        _ => serde_json::from_value(value).map(Some).map_err(serde::de::Error::custom),
    }
}

/// Reads an ISO 8601 instant, with or without milliseconds; an instant we cannot read is no reason to refuse the object.
pub(crate) fn lenient_instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<jiff::Timestamp>, D::Error> {
    let text = Option::<serde_json::Value>::deserialize(deserializer)?;
    Ok(text.as_ref().and_then(serde_json::Value::as_str).and_then(|text| text.parse().ok()))
}
