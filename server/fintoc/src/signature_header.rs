//! The parts of a `Fintoc-Signature` header, and the checks in their order: read it, find the secret, look at the time.

use std::time::Duration;

use hmac::Mac;

use crate::webhook::{Freshness, SignatureError, WebhookSecret, mac};

/// Nothing that Fintoc sends comes near it; it bounds the work of a forged header.
const LONGEST_HEADER: usize = 8 * 1024;

/// A header that can be read. Whether it is true, the two other checks say, in this order: authenticity comes first, so that the
/// age of a forgery is nobody's business. [`crate::webhook::verify`] makes all of them.
#[derive(Debug)]
pub struct SignatureHeader<'h> {
    /// `t` as it came, which is what was signed.
    timestamp: &'h str,
    /// `t` as unix seconds.
    seconds: i64,
    /// Every well-formed `v1`.
    signatures: Vec<[u8; 32]>,
}

impl<'h> SignatureHeader<'h> {
    /// Reads `t=…,v1=…`: in any order, spaces around the parts trimmed, other schemes ignored.
    ///
    /// # Errors
    /// When it is empty, too long, or has no `t` or no well-formed `v1`.
    pub fn parse(header: &'h str) -> Result<Self, SignatureError> {
        if header.len() > LONGEST_HEADER {
            return Err(SignatureError::HeaderTooLong);
        }
        if header.trim().is_empty() {
            return Err(SignatureError::MissingHeader);
        }
        let timestamp = the_only_timestamp(header)?;
        let seconds = seconds(timestamp)?;
        Ok(Self { timestamp, seconds, signatures: signatures(header)? })
    }

    /// When it says that it was signed, in unix seconds.
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// How many well-formed `v1` it has.
    pub const fn signatures(&self) -> usize {
        self.signatures.len()
    }

    /// Which of the secrets made one of its signatures over that time and these very bytes.
    ///
    /// # Errors
    /// When none did, or there is none.
    pub fn made_with<'s>(
        &self,
        secrets: &'s [WebhookSecret],
        body: &[u8],
    ) -> Result<&'s WebhookSecret, SignatureError> {
        if secrets.is_empty() {
            return Err(SignatureError::NoSecret);
        }
        // During a rotation there are two secrets here, and perhaps two signatures there: any pair will do.
        let made_with = |secret: &&WebhookSecret| {
            let mac = mac(secret, self.timestamp, body);
            self.signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
        };
        secrets.iter().find(made_with).ok_or(SignatureError::Mismatch)
    }

    /// How old it is. `now` is in unix seconds; exactly `tolerance` old or ahead is fresh.
    ///
    /// # Errors
    /// When it is dated ahead of now by more than the tolerance.
    pub fn freshness(&self, now: i64, tolerance: Duration) -> Result<Freshness, SignatureError> {
        let apart = Duration::from_secs(now.abs_diff(self.seconds));
        match (self.seconds > now, apart > tolerance) {
            (_, false) => Ok(Freshness::Fresh),
            (false, true) => Ok(Freshness::Stale { age: apart }),
            (true, true) => Err(SignatureError::FromTheFuture { ahead: apart }),
        }
    }
}

fn parts<'h>(header: &'h str, scheme: &'static str) -> impl Iterator<Item = &'h str> {
    header
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(move |(name, _)| *name == scheme)
        .map(|(_, value)| value)
}

fn the_only_timestamp(header: &str) -> Result<&str, SignatureError> {
    let mut timestamps = parts(header, "t");
    match (timestamps.next(), timestamps.next()) {
        (Some(timestamp), None) => Ok(timestamp),
        (Some(_), Some(_)) => Err(SignatureError::DuplicateTimestamp),
        (None, _) => Err(SignatureError::MissingTimestamp),
    }
}

fn seconds(timestamp: &str) -> Result<i64, SignatureError> {
    // `parse` alone would take a sign.
    if !timestamp.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(SignatureError::BadTimestamp);
    }
    timestamp.parse().map_err(|_| SignatureError::BadTimestamp)
}

fn signatures(header: &str) -> Result<Vec<[u8; 32]>, SignatureError> {
    let mut seen = parts(header, "v1").peekable();
    if seen.peek().is_none() {
        return Err(SignatureError::MissingSignature);
    }
    let well_formed: Vec<_> = seen.filter_map(signature).collect();
    if well_formed.is_empty() { Err(SignatureError::MalformedSignature) } else { Ok(well_formed) }
}

fn signature(text: &str) -> Option<[u8; 32]> {
    // Fintoc writes lower case; one spelling of a signature is enough.
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; 32];
    hex::decode_to_slice(text, &mut bytes).ok()?;
    Some(bytes)
}
