//! Saying quantities: two or three digits, as one says them aloud.
//!
//! Full precision stays in JSON and in the derivation.

use super::Unit;

/// From here on a number is said by its power of ten.
const ASTRONOMICAL: f64 = 1e12;

impl Unit {
    /// Writes a quantity as one says it: two or three digits, `25 s`, `1,080,000`, `99.62 %`.
    pub fn about(self, value: f64) -> String {
        if value.is_nan() {
            return "unknown".to_owned();
        }
        if value.is_infinite() {
            return "without limit".to_owned();
        }
        match self {
            Self::Seconds => about_seconds(value),
            Self::PerSecond => about_rate(value),
            Self::Share | Self::Growth => about_share(value),
            Self::Bytes => about_scaled(
                value,
                &[("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1.0)],
            ),
            Self::BytesPerSecond => about_scaled(
                value,
                &[("Gbit/s", 125e6), ("Mbit/s", 125e3), ("kbit/s", 125.0), ("B/s", 1.0)],
            ),
            Self::Factor => format!("{}×", rounded(value)),
            Self::Count => rounded(value),
            Self::Money => about_money(value),
        }
    }
}

/// Three significant digits with thousands separators; whole numbers of up to seven digits stay whole.
fn rounded(value: f64) -> String {
    if value >= ASTRONOMICAL {
        return power_of_ten(value);
    }
    if value > 0.0 && value < 1e-3 {
        return "less than 0.001".to_owned();
    }
    let whole = value.round();
    if (value - whole).abs() < 1e-9 * value.abs().max(1.0) && whole.abs() < 1e7 {
        return thousands(whole);
    }
    if value.abs() >= 100.0 {
        if value.abs() < 1e5 {
            return thousands(whole);
        }
        let unit = 10f64.powi(value.abs().log10().floor() as i32 - 2);
        return thousands((value / unit).round() * unit);
    }
    if value.abs() < 1e-3 {
        return if value == 0.0 { "0".to_owned() } else { format!("{value:.1e}") };
    }
    let places = (2 - value.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// `5e14` as `more than 10¹⁴`: nobody reads two hundred digits.
fn power_of_ten(value: f64) -> String {
    let mut exponent = value.log10().floor() as i32;
    // Logarithms of powers of ten may lie a hair below them.
    if 10f64.powi(exponent + 1) <= value {
        exponent += 1;
    }
    let raised: String = exponent
        .to_string()
        .chars()
        .filter_map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize))
        .collect();
    format!("more than 10{raised}")
}

/// The sign of the currency stands at the number, not in front of "more than".
fn about_money(value: f64) -> String {
    let text = rounded(value);
    match text.rsplit_once(' ') {
        Some((words, number)) => format!("{words} ${number}"),
        None => format!("${text}"),
    }
}

/// `1080000` as `1,080,000`.
fn thousands(whole: f64) -> String {
    let text = format!("{:.0}", whole.abs());
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 1);
    if whole < 0.0 {
        out.push('-');
    }
    for (i, c) in text.chars().enumerate() {
        if i > 0 && (text.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn about_seconds(value: f64) -> String {
    let two = |scaled: f64, unit: &str| {
        if scaled >= ASTRONOMICAL {
            return format!("{} {unit}", power_of_ten(scaled));
        }
        if scaled > 0.0 && scaled < 0.05 {
            return format!("less than 0.1 {unit}");
        }
        let places = usize::from(scaled < 10.0);
        let text = format!("{scaled:.places$}");
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        format!("{text} {unit}")
    };
    match value {
        0.0 => "0 s".to_owned(),
        v if v < 0.000_999_5 => two(v * 1e6, "µs"),
        v if v < 0.9995 => two(v * 1e3, "ms"),
        v if v < 119.5 => two(v, "s"),
        v if v < 7170.0 => two(v / 60.0, "min"),
        v if v < 172_000.0 => two(v / 3600.0, "h"),
        v if v < 63_000_000.0 => two(v / 86_400.0, "days"),
        v => two(v / 31_557_600.0, "years"),
    }
}

fn about_rate(value: f64) -> String {
    if value == 0.0 || value >= 0.1 {
        return format!("{}/s", rounded(value));
    }
    if value * 3600.0 >= 1.0 {
        format!("{}/h", rounded(value * 3600.0))
    } else {
        format!("{}/day", rounded(value * 86_400.0))
    }
}

/// Keeps as many digits as the distance from 100 % needs: `99.995 %`, `98.41 %`, `20 %`.
fn about_share(value: f64) -> String {
    let percent = value * 100.0;
    if percent >= ASTRONOMICAL {
        return format!("{} %", power_of_ten(percent));
    }
    if percent > 0.0 && percent < 0.005 {
        return "less than 0.01 %".to_owned();
    }
    if (99.99995..100.0 - 1e-9).contains(&percent) {
        return "more than 99.9999 %".to_owned();
    }
    let distance = (100.0 - percent).abs();
    let places = match distance {
        d if d <= 1e-9 => 0,
        d if d < 0.01 => 4,
        d if d < 0.1 => 3,
        d if d < 2.0 => 2,
        _ if percent == 0.0 || percent >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{percent:.places$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} %")
}

fn about_scaled(value: f64, scale: &[(&str, f64)]) -> String {
    let (name, size) = scale
        .iter()
        .find(|(_, size)| value >= *size)
        .or(scale.last())
        .copied()
        .unwrap_or(("", 1.0));
    format!("{} {name}", rounded(value / size))
}
