//! The vocabulary of the tables: objects, their fields, and what a field may hold.

use super::evidence::Evidence;

/// An object, as answered or as sent.
#[derive(Debug)]
pub(super) struct Schema {
    /// Its name in the OpenAPI description.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) fields: &'static [Field],
    /// What may be sent, when fields depend on each other: every form is the fields above with some replaced.
    pub(super) forms: &'static [Form],
    /// Fields that are not in the table are ignored (what is sent), or do not occur (what is answered).
    pub(super) open: bool,
}

/// One way to fill in a request.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) fields: &'static [Field],
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) about: &'static str,
    pub(super) evidence: Evidence,
    pub(super) presence: Presence,
    pub(super) nullable: bool,
}

/// Whether a field is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Always,
    Sometimes,
    /// Fintoc has it; this sandbox does not serve it.
    NotHere,
}

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// An opaque id; ours start like that.
    Id(&'static str),
    Text,
    /// Text of that many characters.
    Sized(usize, usize),
    /// Not empty, not blank, and not longer than this sandbox keeps.
    Filled,
    Email,
    /// E.164.
    Phone,
    /// A RUT with the right check digit.
    Rut,
    /// A RUT or RFC, its check digit not looked at.
    TaxId,
    /// A type of event, known or not yet.
    EventPattern,
    Url,
    Instant,
    /// A calendar day or an instant.
    DayOrInstant,
    Integer(i64, i64),
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A bank of [`crate::test_bank::INSTITUTIONS`].
    Institution,
    /// A type of [`super::events::EVENTS`].
    EventType,
    /// Always null here.
    Null,
    Object(&'static Schema),
    /// Any of these.
    Either(&'static [Shape]),
    List(&'static Shape),
    /// A list with that word in it.
    ListWith(&'static Shape, &'static str),
    /// At least one.
    Some(&'static Shape),
    /// A flat map, as Fintoc limits it.
    Metadata,
    /// Any object.
    Json,
    /// What shall differ in a sample.
    Overrides,
    /// Anything at all: nothing checks it.
    Ignored,
}

impl Schema {
    /// What this sandbox serves or reads.
    pub(super) fn served(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.presence != Presence::NotHere)
    }
}

/// An object that is answered.
pub(super) const fn answered(name: &'static str, about: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, about, fields, forms: &[], open: false }
}

/// An object that is sent. Unknown fields are ignored.
pub(super) const fn sent(name: &'static str, about: &'static str, fields: &'static [Field]) -> Schema {
    Schema { name, about, fields, forms: &[], open: true }
}

/// A field that is always there and never null.
pub(super) const fn field(name: &'static str, shape: Shape, about: &'static str, evidence: Evidence) -> Field {
    Field { name, shape, about, evidence, presence: Presence::Always, nullable: false }
}

/// A field that may be left out of a request; null means the same.
pub(super) const fn optional(name: &'static str, shape: Shape, about: &'static str, evidence: Evidence) -> Field {
    field(name, shape, about, evidence).sometimes().or_null()
}

/// A field of Fintoc's that this sandbox does not serve.
pub(super) const fn elsewhere(name: &'static str, shape: Shape, about: &'static str, evidence: Evidence) -> Field {
    Field { presence: Presence::NotHere, ..field(name, shape, about, evidence) }
}

impl Field {
    pub(super) const fn or_null(self) -> Self {
        Self { nullable: true, ..self }
    }

    pub(super) const fn sometimes(self) -> Self {
        Self { presence: Presence::Sometimes, ..self }
    }
}
