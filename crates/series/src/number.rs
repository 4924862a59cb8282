//! Numbers as Go writes them, which is how Prometheus' answers have them.

/// Without an exponent; or `NaN`, `+Inf`, `-Inf`.
pub fn plain(value: f64) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "+Inf".to_owned(),
        f64::NEG_INFINITY => "-Inf".to_owned(),
        value => value.to_string(),
    }
}

/// With an exponent of two digits or more: `1.5e+00`.
pub fn with_exponent(value: f64) -> String {
    if !value.is_finite() {
        return plain(value);
    }
    let text = format!("{value:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// As samples are written: with an exponent only where the number is very large or very small.
pub fn of_sample(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && size.is_finite() && !(1e-6..1e21).contains(&size) { with_exponent(value) } else { plain(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_go_writes_them() {
        let cases =
            [1.0, 0.015, -1.5e200, 0.0, -0.0, 1e-6, 1e-7, 1e20, 1e21, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        let written = cases.map(|value| [plain(value), with_exponent(value), of_sample(value)]);
        let of_samples = written.each_ref().map(|[_, _, sample]| sample.as_str());
        let wanted = [
            "1",
            "0.015",
            "-1.5e+200",
            "0",
            "-0",
            "0.000001",
            "1e-07",
            "100000000000000000000",
            "1e+21",
            "NaN",
            "+Inf",
            "-Inf",
        ];
        assert_eq!(of_samples, wanted);
        assert_eq!(written[0][1], "1e+00");
        assert_eq!(written[1][1], "1.5e-02");
        assert_eq!(written[6][0], "0.0000001");
    }
}
