//! Values as people read them, as `js/format.js` writes them.

use super::unit::Unit;

/// A value in its unit.
pub(crate) fn value(number: f64, unit: &Unit) -> String {
    match unit {
        Unit::Ratio if number.abs() < 0.1 => format!("{:.2} %", number * 100.0),
        Unit::Ratio => format!("{:.1} %", number * 100.0),
        Unit::PerCent => format!("{} %", plain(number)),
        Unit::Milliseconds if number.abs() >= 100.0 => format!("{} ms", grouped(&format!("{:.0}", number.round()))),
        Unit::Milliseconds => format!("{} ms", plain(number)),
        Unit::Seconds => lasting(number),
        Unit::Bytes => bytes(number),
        Unit::PerSecond => format!("{}/s", plain(number)),
        Unit::Count => plain(number),
        Unit::Other(unit) => format!("{} {unit}", plain(number)),
    }
}

fn lasting(seconds: f64) -> String {
    match seconds.abs() {
        s if s < 120.0 => format!("{} s", plain(seconds)),
        s if s < 7_200.0 => format!("{} min", plain(seconds / 60.0)),
        s if s < 172_800.0 => format!("{} h", plain(seconds / 3_600.0)),
        _ => format!("{} d", plain(seconds / 86_400.0)),
    }
}

fn bytes(number: f64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"];
    let power = (0..units.len() - 1).take_while(|power| number.abs() >= 1000_f64.powi(*power as i32 + 1)).count();
    format!("{} {}", plain(number / 1000_f64.powi(power as i32)), units[power])
}

/// Four digits that count.
fn plain(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return series::number::plain(number + 0.0);
    }
    let digits = 3 - number.abs().log10().floor() as i32;
    let scale = 10_f64.powi(digits);
    let rounded = if scale.is_finite() && scale > 0.0 { (number * scale).round() / scale } else { number };
    let text = format!("{rounded:.*}", digits.clamp(0, 12) as usize);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    grouped(text)
}

/// With commas between thousands.
fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let mut out = sign.to_owned();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_pages_scripts_write_them() {
        for (number, unit, wanted) in [
            (0.0, "1", "0"),
            (12345.678, "1", "12,350"),
            (0.000_123_456, "1", "0.0001235"),
            (-1.5, "1", "-1.5"),
            (9.9999, "1", "10"),
            (0.5, "10^2.%", "50.0 %"),
            (0.01, "10^2.%", "1.00 %"),
            (1234.5, "ms", "1,235 ms"),
            (12.345, "ms", "12.35 ms"),
            (7200.0, "s", "2 h"),
            (1_500_000.0, "By", "1.5 MB"),
            (3.0, "1/s", "3/s"),
            (3.0, "{people}", "3 {people}"),
        ] {
            assert_eq!(value(number, &Unit::of(unit)), wanted);
        }
    }
}
