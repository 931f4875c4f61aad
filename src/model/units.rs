//! Units: how people write quantities, and the base units they are kept in.
//!
//! Base units are seconds, per second, a share from 0 to 1, bytes, bytes per second, a plain
//! factor, a count, and money per month. Text is parsed and written here and nowhere else.

use std::fmt;

/// What a number measures; every value is kept in the unit's base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A duration, in seconds.
    Seconds,
    /// A rate, per second.
    PerSecond,
    /// A part of a whole, from 0 to 1.
    Share,
    /// A change over a year as a part of today's amount; may exceed 1.
    Growth,
    /// An amount of data, in bytes.
    Bytes,
    /// A data rate, in bytes per second.
    BytesPerSecond,
    /// A multiple.
    Factor,
    /// A number of things.
    Count,
    /// An amount of money, in the board's currency.
    Money,
}

/// Why a text is no value, and what would be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}; {remedy}")]
pub struct ValueError {
    /// The text that was refused.
    pub text: String,
    /// What the place wants, with its article: "a duration".
    pub expected: String,
    /// What to write instead.
    pub remedy: String,
}

impl ValueError {
    /// A refusal of `text`.
    pub fn new(text: &str, expected: impl Into<String>, remedy: impl Into<String>) -> Self {
        let shown = if text.chars().count() > 60 {
            format!("{}…", text.chars().take(59).collect::<String>())
        } else {
            text.to_owned()
        };
        Self { text: shown, expected: expected.into(), remedy: remedy.into() }
    }
}

type Scale = &'static [(&'static str, f64)];

/// Suffixes and their size in the base unit; the first spelling of a size is the one written.
const SECONDS: Scale = &[
    ("µs", 1e-6),
    ("us", 1e-6),
    ("μs", 1e-6),
    ("ns", 1e-9),
    ("ms", 1e-3),
    ("s", 1.0),
    ("sec", 1.0),
    ("min", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
    ("day", 86_400.0),
    ("days", 86_400.0),
    ("w", 604_800.0),
];
const PER_SECOND: Scale = &[
    ("/s", 1.0),
    ("/sec", 1.0),
    ("per second", 1.0),
    ("rps", 1.0),
    ("/min", 1.0 / 60.0),
    ("/h", 1.0 / 3600.0),
    ("/day", 1.0 / 86_400.0),
    ("/d", 1.0 / 86_400.0),
];
const BYTES: Scale = &[
    ("B", 1.0),
    ("bytes", 1.0),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
    ("kB", 1e3),
    ("KB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("PB", 1e15),
];
const BYTES_PER_SECOND: Scale = &[
    ("B/s", 1.0),
    ("kB/s", 1e3),
    ("MB/s", 1e6),
    ("GB/s", 1e9),
    ("kbit/s", 125.0),
    ("Mbit/s", 125e3),
    ("Gbit/s", 125e6),
    ("KiB/s", 1024.0),
    ("MiB/s", 1_048_576.0),
    ("GiB/s", 1_073_741_824.0),
];
const COUNT: Scale = &[("", 1.0), ("k", 1e3), ("M", 1e6)];
const FACTOR: Scale = &[("x", 1.0), ("×", 1.0)];
const SHARE: Scale = &[("%", 0.01), (" percent", 0.01)];
const MONEY: Scale =
    &[("$", 1.0), ("/month", 1.0), ("", 1.0), ("$/month", 1.0), ("€", 1.0), ("€/month", 1.0)];

impl Unit {
    /// What a field of this unit wants, with its article.
    pub fn expected(self) -> &'static str {
        match self {
            Self::Seconds => "a duration",
            Self::PerSecond => "a rate",
            Self::Share => "a share",
            Self::Growth => "a yearly growth",
            Self::Bytes => "an amount of data",
            Self::BytesPerSecond => "a data rate",
            Self::Factor => "a multiple",
            Self::Count => "a count",
            Self::Money => "an amount of money",
        }
    }

    /// A text of this unit, for hints and remedies.
    pub fn example(self) -> &'static str {
        match self {
            Self::Seconds => "120 ms",
            Self::PerSecond => "40/s",
            Self::Share => "99.9 %",
            Self::Growth => "30 %",
            Self::Bytes => "4 MiB",
            Self::BytesPerSecond => "1 Gbit/s",
            Self::Factor => "x8",
            Self::Count => "200",
            Self::Money => "$592",
        }
    }

    /// The base unit's symbol, as it stands in JSON.
    pub fn base(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::PerSecond => "1/s",
            Self::Share | Self::Growth => "share",
            Self::Bytes => "B",
            Self::BytesPerSecond => "B/s",
            Self::Factor => "x",
            Self::Count => "count",
            Self::Money => "money",
        }
    }

    fn scale(self) -> Scale {
        match self {
            Self::Seconds => SECONDS,
            Self::PerSecond => PER_SECOND,
            Self::Share | Self::Growth => SHARE,
            Self::Bytes => BYTES,
            Self::BytesPerSecond => BYTES_PER_SECOND,
            Self::Factor => FACTOR,
            Self::Count => COUNT,
            Self::Money => MONEY,
        }
    }

    /// Reads a quantity as people write it; the result is in the base unit.
    ///
    /// Numbers may carry thousands separators (`2,000`). Negative numbers, NaN, infinities and
    /// shares above 100 % are refused.
    pub fn parse(self, text: &str) -> Result<f64, ValueError> {
        let refuse = |remedy: String| ValueError::new(text, self.expected(), remedy);
        let written = text.trim();
        let (number, suffix) = split_number(written, self);
        let usual = || format!("write it like \"{}\"", self.example());
        if number.starts_with('-') {
            return Err(refuse("it cannot be negative".to_owned()));
        }
        let Ok(value) = number.replace([',', '_', ' '], "").parse::<f64>() else {
            return Err(refuse(usual()));
        };
        let Some((_, size)) = self.scale().iter().find(|(name, _)| name.trim() == suffix) else {
            return Err(refuse(if suffix.is_empty() {
                format!("say its unit: \"{number}{}\"", self.suffix_hint())
            } else {
                format!("unknown unit `{suffix}`: {}", self.known_units())
            }));
        };
        // Dividing keeps "7 ms" at the double nearest to 0.007.
        let value = if *size < 1.0 { value / (1.0 / size).round() } else { value * size };
        match value {
            value if !value.is_finite() => Err(refuse("it has to be a finite number".to_owned())),
            value if self == Self::Share && value > 1.0 => {
                Err(refuse("a share is at most 100 %".to_owned()))
            }
            value if value > 1e15 => Err(refuse("it is too large to mean anything".to_owned())),
            value => Ok(value),
        }
    }

    fn suffix_hint(self) -> &'static str {
        match self {
            Self::Seconds => " ms",
            Self::PerSecond => "/s",
            Self::Share | Self::Growth => " %",
            Self::Bytes => " kB",
            Self::BytesPerSecond => " Mbit/s",
            Self::Factor => "x",
            Self::Count | Self::Money => "",
        }
    }

    fn known_units(self) -> String {
        let names: Vec<&str> = self
            .scale()
            .iter()
            .map(|(name, _)| name.trim())
            .filter(|name| !name.is_empty())
            .collect();
        format!("use one of {}", names.join(", "))
    }

    /// Writes a quantity exactly, in the form that reads shortest: `0.05` seconds is `50 ms`.
    ///
    /// Reading the text back gives the same text again.
    pub fn write(self, value: f64) -> String {
        match self {
            Self::Share | Self::Growth => format!("{} %", digits(value * 100.0)),
            Self::Factor => format!("x{}", digits(value)),
            Self::Count => digits(value),
            Self::Money => format!("${}", digits(value)),
            Self::PerSecond => {
                let (number, suffix) = self.shortest(value);
                format!("{number}{suffix}")
            }
            Self::Seconds | Self::Bytes | Self::BytesPerSecond => {
                let (number, suffix) = self.shortest(value);
                format!("{number} {suffix}")
            }
        }
    }

    fn shortest(self, value: f64) -> (String, &'static str) {
        let mut best: Option<(String, &'static str, f64)> = None;
        let mut seen: Vec<f64> = Vec::new();
        for &(name, size) in self.scale() {
            if seen.contains(&size) || name == "w" || name == "ns" {
                continue;
            }
            seen.push(size);
            let scaled = if size < 1.0 { value * (1.0 / size).round() } else { value / size };
            if scaled < 1.0 {
                continue;
            }
            let number = digits(scaled);
            let better = best.as_ref().is_none_or(|(kept, _, kept_size)| {
                number.len() < kept.len()
                    || (number.len() == kept.len() && size > *kept_size && self != Self::PerSecond)
            });
            if better {
                best = Some((number, name, size));
            }
        }
        best.map_or_else(
            || match self {
                Self::Seconds if value > 0.0 => (digits(value * 1e6), "µs"),
                Self::Seconds => ("0".to_owned(), "s"),
                Self::PerSecond if value > 0.0 => (digits(value * 86_400.0), "/day"),
                Self::PerSecond => (digits(value), "/s"),
                Self::BytesPerSecond => (digits(value), "B/s"),
                _ => (digits(value), "B"),
            },
            |(number, name, _)| (number, name),
        )
    }

    /// Writes a quantity as one says it: two or three digits, `25 s`, `1,080,000`, `99.62 %`.
    ///
    /// Full precision stays in JSON and in the derivation.
    pub fn about(self, value: f64) -> String {
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
            Self::Money => format!("${}", rounded(value)),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base())
    }
}

/// Splits `12.5 ms` into number and suffix; a leading `x`, `×`, `$` or `€` counts as the suffix.
fn split_number(text: &str, unit: Unit) -> (&str, &str) {
    let leading: &[char] = match unit {
        Unit::Factor => &['x', '×'],
        Unit::Money => &['$', '€'],
        _ => &[],
    };
    if let Some(rest) = text.strip_prefix(leading) {
        return (rest.trim(), if unit == Unit::Factor { "x" } else { "" });
    }
    let end = text
        .char_indices()
        .find(|&(i, c)| {
            !(c.is_ascii_digit() || matches!(c, '.' | ',' | '_') || (c == '-' && i == 0))
        })
        .map_or(text.len(), |(i, _)| i);
    let (number, suffix) = text.split_at(end);
    // An exponent belongs to the number.
    if let Some(tail) = suffix.strip_prefix(['e', 'E']) {
        let digits = tail.trim_start_matches(['-', '+']);
        let len = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if len > 0 {
            let end = end + 1 + (tail.len() - digits.len()) + len;
            let (number, suffix) = text.split_at(end);
            return (number.trim(), suffix.trim());
        }
    }
    (number.trim(), suffix.trim())
}

/// Shortest decimal text of a value rounded to twelve significant digits.
fn digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor() as i32;
    let places = 11 - magnitude;
    if places < 0 {
        return format!("{value:.0}");
    }
    let text = format!("{value:.*}", places.min(17) as usize);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Three significant digits with thousands separators; whole numbers of up to seven digits stay whole.
fn rounded(value: f64) -> String {
    if !value.is_finite() {
        return "without limit".to_owned();
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

macro_rules! measures {
    ($($(#[$meta:meta])* $name:ident => $unit:ident;)*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
            pub struct $name(pub f64);

            impl Measure for $name {
                const UNIT: Unit = Unit::$unit;

                fn base(self) -> f64 {
                    self.0
                }

                fn from_base(value: f64) -> Self {
                    Self(value)
                }
            }
        )*
    };
}

/// A number whose type says its unit.
pub trait Measure: Copy + PartialEq {
    /// What it measures.
    const UNIT: Unit;

    /// The value in base units.
    fn base(self) -> f64;

    /// From a value in base units.
    fn from_base(value: f64) -> Self;
}

measures! {
    /// A duration, in seconds.
    Seconds => Seconds;
    /// A rate, per second.
    PerSecond => PerSecond;
    /// A part of a whole, 0 to 1.
    Share => Share;
    /// A change over a year as a part of today's amount.
    Growth => Growth;
    /// An amount of data, in bytes.
    Bytes => Bytes;
    /// A data rate, in bytes per second.
    BytesPerSecond => BytesPerSecond;
    /// A multiple.
    Factor => Factor;
    /// A number of things.
    Count => Count;
    /// Money per month, in the board's currency.
    Money => Money;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_people_write_them() {
        for (unit, text, base) in [
            (Unit::Seconds, "120 ms", 0.12),
            (Unit::Seconds, "1.5min", 90.0),
            (Unit::PerSecond, "40/s", 40.0),
            (Unit::PerSecond, "500/day", 500.0 / 86_400.0),
            (Unit::Share, "99.9 %", 0.999),
            (Unit::Bytes, "4 MiB", 4_194_304.0),
            (Unit::BytesPerSecond, "1 Gbit/s", 125e6),
            (Unit::Factor, "x8", 8.0),
            (Unit::Factor, "8×", 8.0),
            (Unit::Count, "2,000", 2000.0),
            (Unit::Money, "$592", 592.0),
        ] {
            let read = unit.parse(text).unwrap();
            assert!((read - base).abs() < 1e-12 * base.max(1.0), "{text}: {read}");
        }
    }

    #[test]
    fn writing_reads_back_to_the_same_text() {
        for (unit, text) in [
            (Unit::Seconds, "120 ms"),
            (Unit::Seconds, "7 ms"),
            (Unit::Seconds, "30 s"),
            (Unit::Seconds, "1 min"),
            (Unit::Seconds, "90 s"),
            (Unit::Seconds, "1 d"),
            (Unit::Seconds, "30 µs"),
            (Unit::PerSecond, "25/s"),
            (Unit::PerSecond, "500/day"),
            (Unit::Share, "99.995 %"),
            (Unit::Bytes, "4 MiB"),
            (Unit::Bytes, "4 MB"),
            (Unit::BytesPerSecond, "1 Gbit/s"),
            (Unit::Factor, "x1.5"),
            (Unit::Count, "2000"),
        ] {
            assert_eq!(unit.write(unit.parse(text).unwrap()), text);
        }
    }

    #[test]
    fn strange_texts_are_refused_with_a_remedy() {
        let error = Unit::Seconds.parse("12 parsecs").unwrap_err();
        assert!(error.to_string().contains("unknown unit `parsecs`"), "{error}");
        assert!(Unit::Seconds.parse("12").unwrap_err().to_string().contains("say its unit"));
        for text in ["NaN ms", "-3 s", "inf s", "1e400 s", "", "ms"] {
            assert!(Unit::Seconds.parse(text).is_err(), "{text}");
        }
        assert!(Unit::Share.parse("120 %").is_err());
    }

    #[test]
    fn numbers_are_said_the_way_one_says_them() {
        assert_eq!(Unit::Seconds.about(25.0371), "25 s");
        assert_eq!(Unit::Seconds.about(1.88), "1.9 s");
        assert_eq!(Unit::Seconds.about(0.12), "120 ms");
        assert_eq!(Unit::Share.about(0.98412), "98.41 %");
        assert_eq!(Unit::PerSecond.about(80.0), "80/s");
        assert_eq!(Unit::Count.about(1_080_000.0), "1,080,000");
        assert_eq!(Unit::Factor.about(0.5), "0.5×");
    }
}
