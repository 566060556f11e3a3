//! RUT (Rol Único Tributario): the number every person and company in Chile has, closed by a check digit.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A RUT whose check digit is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rut {
    body: u32,
    check: char,
}

/// Why a text is no RUT, for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RutError {
    /// Nothing was typed.
    #[error("the RUT is empty")]
    Empty,
    /// It is not 1 to 9 digits and a check digit.
    #[error("a RUT looks like 12.345.678-5")]
    Malformed,
    /// The digits do not belong to that check digit.
    #[error("the check digit does not match")]
    WrongCheckDigit,
}

impl Rut {
    /// The RUT of that number, with the check digit that closes it; `None` when no RUT has such a number.
    pub fn closing(body: u32) -> Option<Self> {
        (1..=999_999_999).contains(&body).then(|| Self { body, check: check_digit(body) })
    }

    /// The number with dots taken out and the check digit in: `123456785`. What Fintoc stores.
    pub fn compact(&self) -> String {
        format!("{}{}", self.body, self.check)
    }

    /// Enough to recognise one's own, too little to use: `12.345.•••-•`.
    pub fn masked(&self) -> String {
        let dotted = self.to_string();
        let (body, _) = dotted.rsplit_once('-').expect("Display always writes a hyphen");
        match body.rsplit_once('.') {
            Some((head, _)) => format!("{head}.•••-•"),
            None => "•••-•".to_owned(),
        }
    }
}

/// Modulus 11: weights 2 to 7 from the right, 11 becomes 0 and 10 becomes K.
fn check_digit(body: u32) -> char {
    let (mut rest, mut weight, mut sum) = (body, 2, 0);
    while rest > 0 {
        sum += (rest % 10) * weight;
        rest /= 10;
        weight = if weight == 7 { 2 } else { weight + 1 };
    }
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).expect("1 to 9 is a decimal digit"),
    }
}

impl FromStr for Rut {
    type Err = RutError;

    /// Takes what people write: with or without dots, hyphen and spaces, `k` in either case.
    fn from_str(text: &str) -> Result<Self, RutError> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '‐' | '–')).collect();
        if compact.is_empty() {
            return Err(RutError::Empty);
        }
        let check = compact.chars().next_back().map(|c| c.to_ascii_uppercase()).ok_or(RutError::Empty)?;
        let digits = compact.strip_suffix(|_: char| true).unwrap_or_default();
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !(1..=9).contains(&digits.len()) || !all_digits || !(check.is_ascii_digit() || check == 'K') {
            return Err(RutError::Malformed);
        }
        let body: u32 = digits.parse().map_err(|_| RutError::Malformed)?;
        if body == 0 {
            return Err(RutError::Malformed);
        }
        if check_digit(body) == check { Ok(Self { body, check }) } else { Err(RutError::WrongCheckDigit) }
    }
}

impl TryFrom<String> for Rut {
    type Error = RutError;

    fn try_from(text: String) -> Result<Self, RutError> {
        text.parse()
    }
}

impl From<Rut> for String {
    fn from(rut: Rut) -> Self {
        rut.compact()
    }
}

/// As it is printed on the identity card: `12.345.678-5`.
impl fmt::Display for Rut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.body.to_string();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, "-{}", self.check)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_may_write_it_with_or_without_dots_hyphen_and_capitals() {
        for text in ["12.345.678-5", "12345678-5", "123456785", " 12 345 678-5 "] {
            assert_eq!(text.parse::<Rut>().unwrap().compact(), "123456785", "{text}");
        }
        for text in ["10000013-k", "60803000-K", "6-K", "76.354.771-K", "10000004-0", "45000000-0"] {
            assert!(text.parse::<Rut>().is_ok(), "{text}");
        }
    }

    #[test]
    fn fintocs_test_people_have_valid_ruts() {
        for text in ["41614850-3", "40427672-7", "41579263-8", "11.111.111-1"] {
            assert!(text.parse::<Rut>().is_ok(), "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_told_apart_from_a_wrong_shape() {
        assert_eq!("12345678-9".parse::<Rut>(), Err(RutError::WrongCheckDigit));
        assert_eq!("1-1".parse::<Rut>(), Err(RutError::WrongCheckDigit));
        assert_eq!("11.111.111".parse::<Rut>(), Err(RutError::WrongCheckDigit));
        assert_eq!("abc".parse::<Rut>(), Err(RutError::Malformed));
        assert_eq!("  ".parse::<Rut>(), Err(RutError::Empty));
        assert_eq!("1234567890123".parse::<Rut>(), Err(RutError::Malformed));
    }

    #[test]
    fn the_mask_hides_the_last_digits_and_the_check_digit() {
        assert_eq!("123456785".parse::<Rut>().unwrap().masked(), "12.345.•••-•");
        assert_eq!("6-K".parse::<Rut>().unwrap().masked(), "•••-•");
    }

    proptest! {
        #[test]
        fn printing_and_reading_come_back_to_the_same_rut(body in 1_u32..999_999_999) {
            let rut = Rut { body, check: check_digit(body) };
            prop_assert_eq!(rut.to_string().parse::<Rut>(), Ok(rut));
            prop_assert_eq!(rut.compact().parse::<Rut>(), Ok(rut));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,40}") {
            let _ = text.parse::<Rut>();
        }
    }
}
