//! Numbers as Go's `strconv.ParseFloat` reads them and Prometheus lets them pass.

/// Digits with a point and an exponent, or `Inf`, `Infinity` and `NaN` in any case, the last without a sign. As in
/// Prometheus, a number that is too large is none, nor are hexadecimal ones and those with underscores.
pub(super) fn read(word: &[u8]) -> Result<f64, String> {
    let wrong = || {
        let shown: String = String::from_utf8_lossy(word).chars().take(40).collect();
        format!("`{}` is not a number", shown.escape_debug())
    };
    let text = std::str::from_utf8(word).map_err(|_| wrong())?;
    let value: f64 = text.parse().map_err(|_| wrong())?;
    let is_word = text.contains(['i', 'I', 'n', 'N']);
    let is_signed_nan = value.is_nan() && text.starts_with(['+', '-']);
    if is_signed_nan || (value.is_infinite() && !is_word) { Err(wrong()) } else { Ok(value) }
}
