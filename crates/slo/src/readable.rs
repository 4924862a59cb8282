//! Shares and burn rates as people read them, in one place for the command line, pages, messages and rules: short, and never
//! on the other side of what they stand for. 99.995 % is not 100 %, and a budget of which little is left is not spent.

/// No number has more decimals, however close it comes to a mark; it is then shown one step beside the mark.
const MOST_DECIMALS: usize = 10;
/// The same for burn rates.
const MOST_OF_RATE: usize = 4;
/// Burn rates that differ by less are the same: what floating point is off when all of a budget burns.
const SAME_RATE: f64 = 1e-9;

/// A share, or what is left of a budget, as `99.5 %`. Two decimals, and as many more as tell it from 0 % and from 100 %.
pub fn percent(share: f64) -> String {
    format!(
        "{} %",
        beside(&[0.0, 100.0], share * 100.0, Decimals { usual: 2, kept: 0, digits: 2, most: MOST_DECIMALS })
    )
}

/// The same for a column of numbers: with two decimals at least, `99.50 %`.
pub fn percent_in_column(share: f64) -> String {
    format!(
        "{} %",
        beside(&[0.0, 100.0], share * 100.0, Decimals { usual: 2, kept: 2, digits: 2, most: MOST_DECIMALS })
    )
}

/// A burn rate without its sign, as `1.7`. It is not 0 while anything burns, and not 1 where more or less than the budget does.
pub fn burn_rate(rate: f64) -> String {
    if rate >= 9.95 {
        return format!("{rate:.0}");
    }
    let rate = if (rate - 1.0).abs() < SAME_RATE { 1.0 } else { rate };
    beside(&[0.0, 1.0], rate, Decimals { usual: 1, kept: 1, digits: 1, most: MOST_OF_RATE })
}

/// How many decimals a number may have.
#[derive(Clone, Copy)]
struct Decimals {
    /// So many are looked at anyway.
    usual: usize,
    /// So many stay, though they be zeros.
    kept: usize,
    /// By so many digits a number is told from a mark.
    digits: i32,
    most: usize,
}

/// A number that is shown as one of the marks only where it is that mark.
fn beside(marks: &[f64], number: f64, decimals: Decimals) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let mark = marks.iter().copied().min_by(|one, other| (number - one).abs().total_cmp(&(number - other).abs()));
    let mark = mark.unwrap_or_default();
    let distance = (number - mark).abs();
    let needed = if distance > 0.0 { decimals.digits - 1 - distance.log10().floor() as i32 } else { 0 };
    let places = usize::try_from(needed).unwrap_or_default().max(decimals.usual).min(decimals.most);
    // Not -0.
    let mut text = format!("{:.places$}", number + 0.0);
    if distance > 0.0 && text.parse() == Ok(mark) {
        let step = 0.1_f64.powi(places as i32);
        text = format!("{:.places$}", if number > mark { mark + step } else { mark - step });
    }
    trimmed(&text, decimals.kept).to_owned()
}

/// Without the zeros at the end, but for so many decimals.
fn trimmed(text: &str, kept: usize) -> &str {
    let Some(point) = text.find('.') else { return text };
    let least = if kept == 0 { point } else { point + 1 + kept };
    let end = text.trim_end_matches('0').trim_end_matches('.').len().max(least);
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_share_has_as_many_decimals_as_its_nines_need() {
        let cases = [
            (0.9, "90 %", "90.00 %"),
            (0.99, "99 %", "99.00 %"),
            (0.9995, "99.95 %", "99.95 %"),
            (0.99995, "99.995 %", "99.995 %"),
            (0.999_949, "99.9949 %", "99.9949 %"),
            (0.999_999_9, "99.99999 %", "99.99999 %"),
            (1.0, "100 %", "100.00 %"),
            (0.0, "0 %", "0.00 %"),
            (-0.0, "0 %", "0.00 %"),
            (0.000_01, "0.001 %", "0.001 %"),
            (-1.5, "-150 %", "-150.00 %"),
            (-0.000_01, "-0.001 %", "-0.001 %"),
            (2.0 / 3.0, "66.67 %", "66.67 %"),
            (1e-300, "0.0000000001 %", "0.0000000001 %"),
            (1.0 - f64::EPSILON, "99.9999999999 %", "99.9999999999 %"),
        ];
        for (share, alone, in_column) in cases {
            assert_eq!([percent(share), percent_in_column(share)], [alone, in_column], "{share}");
        }
    }

    #[test]
    fn a_burn_rate_is_short_and_neither_nothing_nor_all_of_the_budget_where_it_is_not() {
        let cases = [
            (0.0, "0.0"),
            (0.52, "0.5"),
            (0.004, "0.004"),
            (1e-9, "0.0001"),
            (0.999_999_999_999, "1.0"),
            (1.04, "1.04"),
            (1.000_01, "1.0001"),
            (9.96, "10"),
            (86.2, "86"),
        ];
        for (rate, wanted) in cases {
            assert_eq!(burn_rate(rate), wanted, "{rate}");
        }
    }

    fn number(text: &str) -> f64 {
        text.trim_end_matches(" %").parse().unwrap()
    }

    /// Shares that are close to a mark, and others; of either sign.
    fn shares() -> impl Strategy<Value = f64> {
        let close = (0..2u8, 1..=18i32, 1.0..10.0f64, any::<bool>()).prop_map(|(mark, decade, digits, above)| {
            let distance = digits * 10f64.powi(-decade);
            f64::from(mark) + if above { distance } else { -distance }
        });
        prop_oneof![close, -100.0..1.0f64, 0.0..1.0f64, (1..5_000_000u32).prop_map(|all| 1.0 - 1.0 / f64::from(all))]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn no_share_is_shown_on_the_other_side_of_nothing_or_of_all(share in shares()) {
            for text in [percent(share), percent_in_column(share)] {
                let shown = number(&text);
                prop_assert_eq!(shown == 0.0, share == 0.0, "{} of {}", text, share);
                prop_assert_eq!(shown == 100.0, share == 1.0, "{} of {}", text, share);
                prop_assert_eq!(shown > 0.0, share > 0.0, "{} of {}", text, share);
                prop_assert_eq!(shown > 100.0, share > 1.0, "{} of {}", text, share);
                prop_assert!((shown - share * 100.0).abs() <= 0.005 + 1e-9, "{} of {}", text, share);
            }
        }

        #[test]
        fn the_decimals_of_an_objective_are_all_shown(nines in 1..9usize, last in prop_oneof![Just(9), Just(5)]) {
            let target: f64 = format!("0.{}{last}", "9".repeat(nines)).parse().unwrap();
            let wanted = format!("{}", (target * 1e14).round() / 1e12);
            prop_assert_eq!(percent(target), format!("{wanted} %"));
        }

        #[test]
        fn no_burn_rate_is_shown_as_nothing_or_as_the_budget_where_it_is_not(rate in 0.0..20.0f64, small in 1..14i32) {
            for rate in [rate, rate * 10f64.powi(-small), 1.0 + (rate - 10.0) * 10f64.powi(-small)] {
                let shown = number(&burn_rate(rate));
                prop_assert_eq!(shown == 0.0, rate == 0.0, "{}", rate);
                prop_assert_eq!(shown > 1.0, rate - 1.0 >= SAME_RATE, "{}", rate);
            }
        }
    }
}
