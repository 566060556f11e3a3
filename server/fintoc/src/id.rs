//! Ids of Fintoc's objects. They are opaque: never parsed, only compared and sent back.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes an id as Fintoc gave it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it travels.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A checkout session (`cs_…`).
    SessionId,
    /// A customer (`cus_…`).
    CustomerId,
    /// A saved payment method (`pm_…`).
    PaymentMethodId,
    /// A payment intent (`pi_…`).
    PaymentIntentId,
    /// A setup intent (`seti_…`).
    SetupIntentId,
    /// A refund (`re_…`).
    RefundId,
    /// An event (`evt_…`).
    EventId,
    /// A webhook endpoint (`we_…`).
    WebhookEndpointId,
}
