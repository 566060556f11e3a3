//! Metadata: a flat map that Fintoc stores and gives back. At most 50 keys of 40 characters, values of 500.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Key to value, no nesting.
pub type Metadata = BTreeMap<String, MetadataValue>;

/// What a metadata value may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MetadataValue {
    /// Text of at most 500 characters.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// Any number.
    Number(serde_json::Number),
}

impl MetadataValue {
    /// The text, when it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(_) | Self::Number(_) => None,
        }
    }
}

impl From<&str> for MetadataValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for MetadataValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
