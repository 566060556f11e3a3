//! The parts of a `Fintoc-Signature` header.

use crate::webhook::SignatureError;

/// Nothing that Fintoc sends comes near it; it bounds the work of a forged header.
const LONGEST_HEADER: usize = 8 * 1024;

pub(crate) struct SignatureHeader<'h> {
    /// `t` as it came, which is what was signed.
    pub(crate) timestamp: &'h str,
    /// `t` as unix seconds.
    pub(crate) seconds: i64,
    /// Every well-formed `v1`.
    pub(crate) signatures: Vec<[u8; 32]>,
}

impl<'h> SignatureHeader<'h> {
    /// Reads `t=…,v1=…`: in any order, spaces around the parts trimmed, other schemes ignored.
    pub(crate) fn parse(header: &'h str) -> Result<Self, SignatureError> {
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
