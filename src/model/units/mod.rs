//! Units: how people write quantities, and the base units they are kept in.
//!
//! Base units are seconds, per second, a share from 0 to 1, bytes, bytes per second, a plain
//! factor, a count, and money per month. Text is parsed and written here and nowhere else.

mod about;

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
const MONEY: Scale = &[("$", 1.0), ("/month", 1.0), ("", 1.0), ("$/month", 1.0)];

/// Largest quantity that is read, in base units.
const LARGEST: f64 = 1e15;

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
    /// Numbers may carry thousands separators (`2,000`); a comma that is none is refused, for it may
    /// stand for a point. Negative numbers, NaN, infinities, shares above 100 % and signs of other
    /// currencies than the board's are refused.
    pub fn parse(self, text: &str) -> Result<f64, ValueError> {
        let refuse = |remedy: String| ValueError::new(text, self.expected(), remedy);
        let written = text.trim();
        let (number, suffix) = split_number(written, self);
        let usual = || format!("write it like \"{}\"", self.example());
        if number.starts_with('-') {
            return Err(refuse("it cannot be negative".to_owned()));
        }
        if self == Self::Money && written.contains(is_foreign_sign) {
            let plain = written.replace(is_foreign_sign, "");
            return Err(refuse(format!(
                "money is kept in the board's own currency, which is written with $: write \"${}\"",
                plain.trim()
            )));
        }
        if number.contains(',') && !commas_part_thousands(number) {
            return Err(refuse(format!(
                "write \"{}\"",
                written.replacen(number, &without_commas(number), 1)
            )));
        }
        let Ok(value) = number.replace([',', '_'], "").parse::<f64>() else {
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
            // What is written in days may be a hair above what was read in seconds.
            value if value > LARGEST * (1.0 + 1e-9) => {
                Err(refuse("it is too large to mean anything".to_owned()))
            }
            value => Ok(value.min(LARGEST)),
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
    /// Reading the text back gives the same text again. What has no end is written as the largest
    /// quantity that is read.
    pub fn write(self, value: f64) -> String {
        let value = match value {
            value if value.is_finite() => value,
            _ if self == Self::Share => 1.0,
            _ => LARGEST,
        };
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
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.base())
    }
}

/// Splits `12.5 ms` into number and suffix; a leading `x`, `×` or `$` counts as the suffix.
fn split_number(text: &str, unit: Unit) -> (&str, &str) {
    let leading: &[char] = match unit {
        Unit::Factor => &['x', '×'],
        Unit::Money => &['$'],
        _ => &[],
    };
    if let Some(rest) = text.strip_prefix(leading) {
        let (number, suffix) = split_off_number(rest.trim());
        return (number, if suffix.is_empty() && unit == Unit::Factor { "x" } else { suffix });
    }
    split_off_number(text)
}

fn split_off_number(text: &str) -> (&str, &str) {
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

/// True when commas part the whole part into thousands: `2,000`, `1,234,567.8`, never `1,5`.
fn commas_part_thousands(number: &str) -> bool {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.split(',');
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    // `0,500` is half of something, not five hundred.
    let begins = groups.next().is_some_and(|group| {
        (1..=3).contains(&group.len()) && is_digits(group) && !group.starts_with('0')
    });
    begins && groups.all(|group| group.len() == 3 && is_digits(group)) && !fraction.contains(',')
}

/// What was most likely meant by a number whose commas part no thousands: `1,5` is `1.5`, and so
/// is `1.234,5` one with a fraction.
fn without_commas(number: &str) -> String {
    let is_decimal = number.matches(',').count() == 1
        && number.find('.').is_none_or(|dot| number.find(',').is_some_and(|comma| dot < comma));
    if is_decimal { number.replace('.', "").replace(',', ".") } else { number.replace(',', "") }
}

/// The sign of a currency that is not written `$`.
fn is_foreign_sign(c: char) -> bool {
    matches!(c, '¢' | '£' | '¤' | '¥' | '฿' | '\u{20a0}'..='\u{20cf}')
}

/// Shortest decimal text of a value rounded to twelve significant digits.
fn digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let magnitude = value.abs().log10().floor() as i32;
    if magnitude < -9 {
        let text = format!("{value:.11e}");
        let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{}e{exponent}", number.trim_end_matches('0').trim_end_matches('.'));
    }
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

    const UNITS: [Unit; 9] = [
        Unit::Seconds,
        Unit::PerSecond,
        Unit::Share,
        Unit::Growth,
        Unit::Bytes,
        Unit::BytesPerSecond,
        Unit::Factor,
        Unit::Count,
        Unit::Money,
    ];

    #[test]
    fn commas_part_thousands_and_nothing_else() {
        for (text, value) in [
            ("2,000", 2000.0),
            ("12,345,678", 12_345_678.0),
            ("999,999.5", 999_999.5),
            ("1_000", 1000.0),
        ] {
            let read = Unit::Count.parse(text).unwrap();
            assert!((read - value).abs() < 1e-9, "{text}: {read}");
        }
        for (unit, text, remedy) in [
            (Unit::Seconds, "1,5 s", "write \"1.5 s\""),
            (Unit::Seconds, "0,500 s", "write \"0.500 s\""),
            (Unit::Share, "99,95 %", "write \"99.95 %\""),
            (Unit::Count, "1234,567", "write \"1234.567\""),
            (Unit::Count, "1.234,5", "write \"1234.5\""),
            (Unit::Count, "12,34,567", "write \"1234567\""),
            (Unit::Count, "1,000.5,000", "write \"1000.5000\""),
            (Unit::Factor, "x1,5", "write \"x1.5\""),
            (Unit::Money, "$1,50", "write \"$1.50\""),
            (Unit::Count, ",5", "write \".5\""),
            (Unit::Count, "5,", "write \"5.\""),
        ] {
            let error = unit.parse(text).unwrap_err();
            assert_eq!(error.remedy, remedy, "{text}");
        }
    }

    #[test]
    fn money_is_of_one_currency() {
        for text in ["$500", "500", "500 $", "500/month", "$500/month", "500 $/month", "$ 500"] {
            assert_eq!(Unit::Money.write(Unit::Money.parse(text).unwrap()), "$500", "{text}");
        }
        for text in ["€500", "500 €", "£500", "¥ 500", "₹500", "500€"] {
            let error = Unit::Money.parse(text).unwrap_err();
            assert!(error.remedy.ends_with("write \"$500\""), "{error}");
        }
    }

    #[test]
    fn nothing_but_zero_is_written_as_zero_and_all_that_is_written_is_read() {
        for unit in UNITS {
            for value in [f64::INFINITY, f64::NAN, 1e15, 1e-300, 1e-20, 1.234_567e-11, 3e-9, 0.5] {
                if unit == Unit::Share && value.is_finite() && value > 1.0 {
                    continue;
                }
                let text = unit.write(value);
                let read = unit.parse(&text).unwrap();
                assert!(read > 0.0, "{unit:?} {value}: {text}");
                assert_eq!(unit.write(read), text);
                if value.is_finite() {
                    assert!((read / value - 1.0).abs() < 1e-9, "{unit:?} {value}: {text}");
                }
            }
            let zero = unit.parse(&unit.write(0.0)).unwrap();
            assert!(zero.abs() < f64::MIN_POSITIVE);
        }
        assert_eq!(Unit::Count.write(f64::INFINITY), "1000000000000000");
        assert_eq!(Unit::Share.write(f64::INFINITY), "100 %");
    }

    #[test]
    fn what_is_far_beyond_is_said_in_few_words() {
        assert_eq!(Unit::Count.about(1e12), "more than 10¹²");
        assert_eq!(Unit::Count.about(3e200), "more than 10²⁰⁰");
        assert_eq!(Unit::PerSecond.about(5e14), "more than 10¹⁴/s");
        assert_eq!(Unit::Money.about(5e14), "more than $10¹⁴");
        assert_eq!(Unit::Seconds.about(1e30), "more than 10²² years");
        assert_eq!(Unit::Count.about(f64::NAN), "unknown");
        assert_eq!(Unit::Seconds.about(1e-9), "less than 0.1 µs");
        assert_eq!(Unit::Share.about(1e-9), "less than 0.01 %");
        assert_eq!(Unit::Share.about(0.999_999_99), "more than 99.9999 %");
        assert_eq!(Unit::Money.about(1e-9), "less than $0.001");
        for unit in UNITS {
            for exponent in -300..300 {
                let text = unit.about(10f64.powi(exponent));
                assert!(text.chars().count() < 24, "{unit:?} 1e{exponent}: {text}");
                let digits = text.contains(|c: char| matches!(c, '1'..='9'));
                assert!(digits, "{unit:?} 1e{exponent}: {text}");
            }
        }
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
