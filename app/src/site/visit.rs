//! What the server knows of a request before a page is drawn. All of it comes through Leptos' context.

use std::sync::Arc;

use leptos::prelude::*;
use vuelta::{id::DeviceId, rider::Rider};

use crate::copy::Lang;

/// Who asks, for what, and how they like it.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who is signed in.
    pub rider: Option<Rider>,
    /// In which language.
    pub lang: Lang,
    /// In which theme.
    pub theme: Theme,
    /// The address of the page, such as `/book?from=el-golf`. When a form is answered with its page, the page's address.
    pub path_and_query: String,
    /// Whether there are pages for whoever shows this to others.
    pub backstage: bool,
    /// Whether backstage is shown on a projector, and not on a desk.
    pub projector: bool,
    /// Whether the page stands in a frame of ours.
    pub framed: bool,
    /// Which of the rider's devices asks, once it has a session.
    pub device: Option<DeviceId>,
}

impl Visit {
    /// The visit of this request.
    pub(crate) fn current() -> Self {
        expect_context()
    }

    /// The address without what follows `?`.
    pub(crate) fn path(&self) -> &str {
        self.path_and_query.split_once('?').map_or(self.path_and_query.as_str(), |(path, _)| path)
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The word in forms and in the session.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }

    /// The `data-theme` of the document; none follows the system.
    pub(crate) const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light | Self::Dark => Some(self.as_str()),
        }
    }
}

/// Where files are.
#[derive(Debug, Clone)]
pub struct Assets {
    /// What their addresses begin with, such as `/assets/3f2c9a`.
    pub base: Arc<str>,
}

impl Assets {
    /// The address of a file.
    pub(crate) fn url(&self, file: &str) -> String {
        format!("{}/{file}", self.base)
    }

    /// The assets of this site.
    pub(crate) fn current() -> Self {
        expect_context()
    }
}

/// What this document's script tags have to carry.
#[derive(Debug, Clone)]
pub struct ScriptNonce(pub String);
