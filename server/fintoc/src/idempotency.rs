//! The key that makes a POST happen once.

/// The value of `Idempotency-Key`: 1 to 255 visible ASCII characters, owned by the caller.
///
/// Fintoc keeps the first answer under it, refusals and 500s too, for at least 24 hours. So the same key and the same bytes
/// are safe to send again, and a new attempt after a stored failure takes a new key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// Why a text cannot be an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyKeyError {
    /// No characters.
    #[error("an idempotency key cannot be empty")]
    Empty,
    /// More than Fintoc takes.
    #[error("an idempotency key has at most 255 characters, this one {0}")]
    TooLong(usize),
    /// Something that no header can carry.
    #[error("an idempotency key has visible ASCII characters only")]
    NotVisibleAscii,
}

impl IdempotencyKey {
    /// Takes a key.
    ///
    /// # Errors
    /// When it is empty, longer than 255 characters, or not visible ASCII.
    pub fn new(key: impl Into<String>) -> Result<Self, IdempotencyKeyError> {
        let key = key.into();
        if key.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError::NotVisibleAscii);
        }
        if key.len() > 255 {
            return Err(IdempotencyKeyError::TooLong(key.len()));
        }
        Ok(Self(key))
    }

    /// The key as it travels.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_1_to_255_visible_ascii_characters() {
        assert!(IdempotencyKey::new("a").is_ok());
        assert!(IdempotencyKey::new("a".repeat(255)).is_ok());
        assert_eq!(IdempotencyKey::new(""), Err(IdempotencyKeyError::Empty));
        assert_eq!(IdempotencyKey::new("a".repeat(256)), Err(IdempotencyKeyError::TooLong(256)));
        assert_eq!(IdempotencyKey::new("a\nb"), Err(IdempotencyKeyError::NotVisibleAscii));
        assert_eq!(IdempotencyKey::new("ñ"), Err(IdempotencyKeyError::NotVisibleAscii));
    }
}
