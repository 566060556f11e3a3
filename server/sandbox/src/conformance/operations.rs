//! Every call: what it takes, what it answers, how it refuses.

mod parameters;
mod refusals;
mod table;

pub(super) use refusals::OF_EVERY_CALL;
pub(super) use table::OPERATIONS;

use super::{
    evidence::Evidence,
    schema::{Schema, Shape},
};

/// A method of a path.
#[derive(Debug)]
pub(super) struct Operation {
    /// `operationId` of the OpenAPI description.
    pub(super) id: &'static str,
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    pub(super) about: &'static str,
    pub(super) parameters: &'static [&'static [Parameter]],
    pub(super) body: Option<&'static Schema>,
    pub(super) success: Success,
    pub(super) refusals: &'static [&'static [Refusal]],
    pub(super) links: &'static [Link],
    pub(super) evidence: Evidence,
}

/// What a call that goes well answers.
#[derive(Debug)]
pub(super) struct Success {
    pub(super) status: u16,
    pub(super) answer: Answer,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    One(&'static Schema),
    /// A bare array, newest first, followed by cursors.
    Cursors(&'static Schema),
    /// A bare array, newest first, in numbered pages.
    Pages(&'static Schema),
}

/// Something that is not in the body.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) place: Place,
    pub(super) shape: Shape,
    pub(super) about: &'static str,
    pub(super) evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// A way to be told no.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) when: &'static str,
    pub(super) evidence: Evidence,
}

/// Where an id of the answer can be used.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) name: &'static str,
    pub(super) to: &'static str,
    pub(super) parameter: &'static str,
    /// A runtime expression of OpenAPI.
    pub(super) from: &'static str,
}

impl Operation {
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.parameters.iter().flat_map(|group| group.iter())
    }

    /// Its own refusals; those of every call are not among them.
    pub(super) fn refusals(&self) -> impl Iterator<Item = &'static Refusal> {
        self.refusals.iter().flat_map(|group| group.iter())
    }

    /// The part of the path that names the kind of object.
    pub(super) fn group(&self) -> &'static str {
        self.path.split('/').nth(2).unwrap_or_default()
    }
}
