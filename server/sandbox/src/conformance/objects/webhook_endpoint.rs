//! Webhook endpoints.

use super::MODE;
use crate::conformance::{
    evidence::Evidence::{Inferred, Older, Ours, Stated},
    schema::{
        Schema,
        Shape::{EventPattern, EventType, Filled, Flag, Id, Instant, List, Overrides, Some, Text, Url, Word},
        answered, field, optional, sent,
    },
    sources::{CLI, EVENTS, HOOKTEST, NODE, WE},
};

const STATUSES: &[&str] = &["enabled", "disabled"];

pub(in crate::conformance) static WEBHOOK_ENDPOINT: Schema = answered(
    "WebhookEndpoint",
    "Where events are posted.",
    &[
        field("id", Id("we_"), "Opaque.", Stated(&[WE])),
        field("object", Word(&["webhook_endpoint"]), "The kind of object.", Stated(&[WE])),
        field("url", Url, "Where.", Stated(&[WE])),
        field("description", Text, "What for.", Stated(&[WE])).or_null(),
        field("enabled_events", List(&Text), "What is posted there.", Stated(&[WE])),
        field("status", Word(STATUSES), "Whether anything is.", Stated(&[WE])),
        field("mode", MODE, "Test or live.", Stated(&[WE])),
        field(
            "secret",
            Text,
            "Signs the deliveries. In the answer to the create call, null ever after.",
            Stated(&[WE]),
        )
        .or_null(),
        field("created_at", Instant, "UTC.", Stated(&[WE])),
    ],
);

pub(in crate::conformance) static NEW_ENDPOINT: Schema = sent(
    "NewWebhookEndpoint",
    "An endpoint to register.",
    &[
        field("url", Url, "https; plain http is accepted for loopback addresses only.", Stated(&[WE])),
        field("enabled_events", Some(&EventPattern), "Any type but `link.created`.", Stated(&[WE, EVENTS])),
        optional("description", Filled, "What for.", Stated(&[WE])),
    ],
);

pub(in crate::conformance) static CHANGED_ENDPOINT: Schema = sent(
    "ChangedWebhookEndpoint",
    "What is to change.",
    &[
        optional("url", Url, "Where.", Stated(&[WE])),
        optional("enabled_events", Some(&EventPattern), "What is posted there.", Stated(&[WE])),
        optional("description", Filled, "What for.", Stated(&[WE])),
        optional("disabled", Flag, "How an SDK's sample switches an endpoint off.", Older(&[NODE])),
        optional("status", Word(STATUSES), "The same in the object's own words.", Inferred(&[WE])),
    ],
);

pub(in crate::conformance) static SAMPLE: Schema = sent(
    "SampleEvent",
    "The sample to send.",
    &[
        field("type", EventType, "Which event.", Stated(&[HOOKTEST])),
        optional("overrides", Overrides, "As for a triggered event.", Ours(&[CLI, HOOKTEST])),
    ],
);
