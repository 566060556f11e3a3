//! What we hand out and want to know again when it comes back: text, signed with HMAC-SHA256.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// The key that signs. Servers that share a database share it.
#[derive(Clone)]
pub struct Seal(SecretString);

/// What a text is signed for. A signature for one purpose is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A price that holds.
    Quote,
    /// A link that signs another browser in.
    Invitation,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Invitation => "invitation",
        }
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// A seal with that key.
    pub const fn new(key: SecretString) -> Self {
        Self(key)
    }

    /// The text with its signature behind it.
    pub fn sign(&self, purpose: Purpose, text: &str) -> String {
        format!("{text}.{}", hex::encode(self.mac(purpose, text).finalize().into_bytes()))
    }

    /// The text, if we signed it for that purpose. How long it takes does not tell how much of the signature was right.
    pub fn open<'a>(&self, purpose: Purpose, signed: &'a str) -> Option<&'a str> {
        let (text, signature) = signed.rsplit_once('.')?;
        let tag = hex::decode(signature).ok()?;
        // Hexadecimal digits may be written in two ways; ours are written in one.
        let ours = hex::encode(&tag) == signature;
        let right = self.mac(purpose, text).verify_slice(&tag).is_ok();
        (ours && right).then_some(text)
    }

    fn mac(&self, purpose: Purpose, text: &str) -> Hmac<Sha256> {
        let key = self.0.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(purpose.as_str().as_bytes());
        mac.update(b"\n");
        mac.update(text.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seal(key: &str) -> Seal {
        Seal::new(key.to_owned().into())
    }

    #[test]
    fn what_we_signed_is_known_again_and_nothing_else() {
        let ours = seal("our key");
        let signed = ours.sign(Purpose::Quote, "4990.until.noon");
        assert_eq!(ours.open(Purpose::Quote, &signed), Some("4990.until.noon"));
        assert_eq!(seal("another key").open(Purpose::Quote, &signed), None);
        let (text, signature) = signed.rsplit_once('.').unwrap();
        for other in ["", ".", text, &format!("{text}."), &format!("{text}.{}", signature.to_uppercase())] {
            assert_eq!(ours.open(Purpose::Quote, other), None, "{other:?}");
        }
        assert_eq!(ours.open(Purpose::Quote, &format!("{text}.{}", &signature[..62])), None, "a shorter signature");
    }

    #[test]
    fn the_key_is_not_printed() {
        assert!(!format!("{:?}", seal("our key")).contains("our key"));
    }

    proptest! {
        #[test]
        fn any_flipped_bit_is_refused(text in "[ -~]{0,60}", at in any::<prop::sample::Index>(), bit in 0_u8..7) {
            let ours = seal("our key");
            let mut signed = ours.sign(Purpose::Quote, &text).into_bytes();
            let at = at.index(signed.len());
            signed[at] ^= 1 << bit;
            let altered = String::from_utf8(signed).unwrap();
            prop_assert_eq!(ours.open(Purpose::Quote, &altered), None);
        }
    }
}
