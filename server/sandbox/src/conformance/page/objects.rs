//! Objects as tables of fields.

use maud::{Markup, html};

use super::parts::{card, evidence, prose, table};
use crate::conformance::schema::{Field, Presence, Schema, Shape};

pub(super) fn describe(schema: &Schema) -> Markup {
    let rows = html! { @for field in schema.fields { (row(schema.name, field)) } };
    let content = html! {
        (table(&format!("Fields of {}", schema.name), &["Field", "Holds", "Meaning", "Source"], &rows))
        @if !schema.forms.is_empty() {
            p { "What goes with what:" }
            ul { @for form in schema.forms { li { code { (form.name) } ": " (prose(form.about)) } } }
        }
    };
    card(schema.name, schema.name, schema.about, &content)
}

fn row(object: &str, field: &Field) -> Markup {
    html! {
        tr id={ (object) "." (field.name) } {
            th.tight scope="row" { code { (field.name) } }
            td { (shape(field.shape)) (presence(field)) }
            td { (prose(field.about)) }
            (evidence(field.evidence))
        }
    }
}

fn presence(field: &Field) -> Markup {
    html! {
        @if field.nullable { ", or null" }
        @match field.presence {
            Presence::Always => {}
            Presence::Sometimes => { ", or left out" }
            Presence::NotHere => { " " span.state { "not served here" } }
        }
    }
}

pub(super) fn shape(shape: Shape) -> Markup {
    html! {
        @match shape {
            Shape::Id(prefix) => { "id, " code { (prefix) "…" } }
            Shape::Text => { "text" }
            Shape::Sized(least, most) => { "text of " (least) " to " (most) " characters" }
            Shape::Filled => { "text, not blank, up to 2,000 characters" }
            Shape::Email => { "e-mail" }
            Shape::Phone => { "phone number in E.164" }
            Shape::Rut => { "RUT with the right check digit" }
            Shape::TaxId => { "RUT or RFC, check digit not verified" }
            Shape::EventPattern => { "a type of event, known or not" }
            Shape::Url => { "address" }
            Shape::Instant => { "instant" }
            Shape::DayOrInstant => { "day or instant" }
            Shape::Integer(least, most) => { "whole number, " (least) " to " (most) }
            Shape::Flag => { "true or false" }
            Shape::Word(words) => {
                @for (index, word) in words.iter().enumerate() { @if index > 0 { ", " } code { (word) } }
            }
            Shape::Institution => { "a bank of the test bank's" }
            Shape::EventType => { a href="#events" { "a type of event" } }
            Shape::Null => { "null" }
            Shape::Object(schema) => { a href={ "#" (schema.name) } { (schema.name) } }
            Shape::Either(shapes) => {
                @for (index, one) in shapes.iter().enumerate() { @if index > 0 { ", or " } (self::shape(*one)) }
            }
            Shape::List(item) => { "list of " (self::shape(*item)) }
            Shape::ListWith(item, word) => { "list of " (self::shape(*item)) ", with " code { (word) } }
            Shape::Some(item) => { "list of at least one: " (self::shape(*item)) }
            Shape::Metadata => { "flat map" }
            Shape::Json => { "any object" }
            Shape::Overrides => { "any object, its keys may be paths with dots" }
            Shape::Ignored => { "anything" }
        }
    }
}
