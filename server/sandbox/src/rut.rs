//! The Chilean RUT as people type it on the hosted page. The merchant has its own reading of it: this is another company.

/// A RUT whose check digit is right, compact: no dots, no hyphen, `K` in upper case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rut(String);

impl Rut {
    /// Reads a RUT with or without dots, hyphen and spaces; `None` when the check digit does not fit.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        let compact: String = typed
            .chars()
            .filter(|character| !matches!(character, '.' | '-' | ' ' | '\u{2010}'..='\u{2014}'))
            .map(|character| character.to_ascii_uppercase())
            .collect();
        let (at, check) = compact.char_indices().next_back()?;
        let body = compact.get(..at)?;
        if !(1..=9).contains(&body.len()) || !body.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        (check_digit(body) == check).then_some(Self(compact))
    }

    pub(crate) fn compact(&self) -> &str {
        &self.0
    }
}

/// `41614850-3` printed as `41.614.850-3`; anything shorter than two characters as it is.
pub(crate) fn dotted(compact: &str) -> String {
    let Some((at, check)) = compact.char_indices().next_back() else { return String::new() };
    let body = compact.get(..at).unwrap_or_default();
    format!("{}-{check}", crate::money::grouped(body))
}

/// `41.614.•••-•`: enough to recognise, not enough to copy.
pub(crate) fn masked(compact: &str) -> String {
    let hidden = compact.chars().count().saturating_sub(4);
    let shown: String = compact.chars().take(hidden).collect();
    if shown.is_empty() {
        "•••-•".to_owned()
    } else {
        format!("{}.•••-•", crate::money::grouped(&shown))
    }
}

/// Modulus 11: weights 2 to 7 from the right, repeating.
fn check_digit(body: &str) -> char {
    let sum: u32 = body
        .chars()
        .rev()
        .zip([2_u32, 3, 4, 5, 6, 7].into_iter().cycle())
        .filter_map(|(c, w)| Some(c.to_digit(10)? * w))
        .sum();
    match 11 - sum % 11 {
        11 => '0',
        10 => 'K',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_it_reads_the_same() {
        for typed in ["41614850-3", "41.614.850-3", "416148503", " 41 614 850-3 "] {
            assert_eq!(Rut::read(typed).unwrap().compact(), "416148503", "{typed}");
        }
        assert_eq!(Rut::read("10000013-k").unwrap().compact(), "10000013K");
        for valid in ["11.111.111-1", "40427672-7", "41579263-8", "6-K", "10000004-0", "45000000-0"] {
            assert!(Rut::read(valid).is_some(), "{valid}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_refused() {
        for wrong in ["12345678-9", "1-1", "", "abc", "11.111.111", "-", "K"] {
            assert!(Rut::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn people_read_it_with_dots() {
        assert_eq!(dotted("416148503"), "41.614.850-3");
        assert_eq!(dotted("6K"), "6-K");
        assert_eq!(masked("416148503"), "41.614.•••-•");
        assert_eq!(masked(""), "•••-•");
    }
}
