//! Ids that look like Fintoc's: a prefix and a KSUID of 27 letters and digits. They sort by second, and their 128 random
//! bits make them unguessable, which is all that guards the hosted page.

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// KSUIDs count seconds from here (2014-05-13T16:53:20Z), so that they last until 2150.
const EPOCH_SECONDS: i64 = 1_400_000_000;
const LENGTH: usize = 27;

/// A fresh id such as `cs_2sTvJ0gY9QmSx1WbKcVhR5nDf0a`.
pub(crate) fn fresh(prefix: &str) -> String {
    let seconds = jiff::Timestamp::now().as_second() - EPOCH_SECONDS;
    let mut bytes = [0_u8; 20];
    let (time, payload) = bytes.split_at_mut(4);
    time.copy_from_slice(&u32::try_from(seconds).unwrap_or(u32::MAX).to_be_bytes());
    rand::fill(payload);
    format!("{prefix}_{}", base62(bytes))
}

/// A secret of an endpoint in Fintoc's form.
pub(crate) fn webhook_secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes[..]);
    format!("whsec_test_{}", hex::encode(bytes))
}

/// The number those bytes spell, in base 62, padded to 27 digits: long division, one digit a round.
fn base62(mut number: [u8; 20]) -> String {
    let mut digits = [b'0'; LENGTH];
    for digit in digits.iter_mut().rev() {
        let mut remainder = 0_u32;
        for byte in &mut number {
            let part = remainder * 256 + u32::from(*byte);
            *byte = u8::try_from(part / 62).unwrap_or(u8::MAX);
            remainder = part % 62;
        }
        *digit = usize::try_from(remainder).ok().and_then(|at| ALPHABET.get(at)).copied().unwrap_or(b'0');
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_look_like_fintocs_and_differ() {
        let (one, two) = (fresh("cs"), fresh("cs"));
        assert_eq!(one.len(), 3 + LENGTH);
        assert!(one.strip_prefix("cs_").unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one, two);
    }

    #[test]
    fn base62_spells_the_extremes_as_the_ksuid_specification_does() {
        assert_eq!(base62([0; 20]), "000000000000000000000000000");
        assert_eq!(base62([255; 20]), "aWgEPTl1tmebfsQzFP4bxwgy80V");
    }
}
