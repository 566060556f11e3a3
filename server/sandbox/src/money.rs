//! Amounts as people in Chile read them: `$4.990`.

/// Whole pesos, with dots between thousands.
pub(crate) fn pesos(amount: i64) -> String {
    format!("${}", grouped(&amount.to_string()))
}

/// Digits with a dot between every three, from the right.
pub(crate) fn grouped(digits: &str) -> String {
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart_by_dots() {
        assert_eq!(pesos(0), "$0");
        assert_eq!(pesos(990), "$990");
        assert_eq!(pesos(4_990), "$4.990");
        assert_eq!(pesos(1_234_567), "$1.234.567");
    }
}
