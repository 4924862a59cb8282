//! Numbers as Go reads them, which is how Prometheus reads a query and the bounds of a histogram.

/// A number in a query: a whole one in base 10, 16 (`0x1F`) or 8 (`017`), or else what [`float`] reads.
pub(crate) fn literal(text: &str) -> Option<f64> {
    let whole = match (text.strip_prefix("0x").or(text.strip_prefix("0X")), text.strip_prefix('0')) {
        (Some(digits), _) => i64::from_str_radix(digits, 16),
        (None, Some(digits)) if !digits.is_empty() => i64::from_str_radix(digits, 8),
        _ => text.parse(),
    };
    whole.map_or_else(|_| float(text), |whole| Some(whole as f64))
}

/// `strconv.ParseFloat`: decimal, hexadecimal (`0x1p3`), underscores between digits, infinities and NaN. None where it is
/// something else, or too large for a number.
pub(crate) fn float(text: &str) -> Option<f64> {
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => (-1.0, size),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if size.eq_ignore_ascii_case("inf") || size.eq_ignore_ascii_case("infinity") {
        return Some(sign * f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    if !size.starts_with(|first: char| first.is_ascii_digit() || first == '.') || !underscores_separate_digits(size) {
        return None;
    }
    let size = size.replace('_', "");
    let value = match size.strip_prefix("0x").or(size.strip_prefix("0X")) {
        Some(digits) => hexadecimal(digits)?,
        None => size.parse().ok()?,
    };
    value.is_finite().then_some(sign * value)
}

fn underscores_separate_digits(text: &str) -> bool {
    let hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    // The prefix of a base counts as a digit.
    let (mut before, digits) = if hexadecimal { ('0', &text[2..]) } else { (' ', text) };
    for character in digits.chars() {
        let is_digit = character.is_ascii_digit() || (hexadecimal && character.is_ascii_hexdigit());
        if (character == '_' && before != '0') || (before == '_' && !is_digit) {
            return false;
        }
        before = if is_digit { '0' } else { character };
    }
    before != '_'
}

/// Digits, maybe a point, and an exponent of 2.
fn hexadecimal(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once(['p', 'P'])?;
    let plain = exponent.trim_start_matches(['+', '-']);
    if plain.is_empty() || exponent.len() - plain.len() > 1 || !plain.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // Beyond this everything is 0 or infinite.
    let mut exponent = exponent.parse::<i32>().unwrap_or(if exponent.starts_with('-') { -100_000 } else { 100_000 });
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut mantissa: u128 = 0;
    for (place, digit) in whole.chars().chain(fraction.chars()).enumerate() {
        let digit = u128::from(digit.to_digit(16)?);
        let after_point = place >= whole.len();
        if mantissa >> 120 == 0 {
            mantissa = mantissa << 4 | digit;
            exponent = exponent.saturating_sub(if after_point { 4 } else { 0 });
        } else {
            // Too small to count, but it decides how to round.
            mantissa |= u128::from(digit > 0);
            exponent = exponent.saturating_add(if after_point { 0 } else { 4 });
        }
    }
    // In steps, for a power itself may be too large or too small for a number.
    let mut value = mantissa as f64;
    while exponent != 0 && value != 0.0 && value.is_finite() {
        let step = exponent.clamp(-1000, 1000);
        value *= 2f64.powi(step);
        exponent -= step;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        let read = [
            ("1", 1.0),
            ("+2.5", 2.5),
            ("-.5", -0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("1_000.5", 1000.5),
            ("1_23.50_0_0e+1_2", 1.235e14),
            ("0x1p3", 8.0),
            ("0x1.8p1", 3.0),
            ("0X.8P0", 0.5),
            ("0x_1p-2", 0.25),
            ("0x1p-1074", f64::from_bits(1)),
            ("inf", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ];
        for (text, value) in read {
            assert_eq!(float(text), Some(value), "{text}");
        }
        assert!(float("nan").is_some_and(f64::is_nan));
        for text in [
            "", "+", ".", "1e", "0x", "0x1", "0x1p", "0x1p+-1", "0xp1", "1e400", "0x1p1024", "_1", "1_", "1__0",
            "-nan", "ten",
        ] {
            assert_eq!(float(text), None, "{text}");
        }
    }

    #[test]
    fn a_query_has_other_bases() {
        let read = [
            ("017", 15.0),
            ("08", 8.0),
            ("0", 0.0),
            ("0x1F", 31.0),
            ("1.5", 1.5),
            ("9223372036854775808", 9.223_372_036_854_776e18),
        ];
        for (text, value) in read {
            assert_eq!(literal(text), Some(value), "{text}");
        }
        assert_eq!(literal("0x1.8"), None);
        assert_eq!(literal("1e400"), None);
    }
}
