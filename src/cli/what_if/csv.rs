//! Runs as CSV (RFC 4180): one row for each series and step, in base units.

use super::play::Played;
use super::series;

const HEAD: &str = "board,scenario,seed,seconds,element,series,unit,value\n";

pub(super) fn runs(played: &[Played]) -> String {
    let mut out = HEAD.to_owned();
    for run in played {
        let board = quoted(&run.stage.title());
        let scenario = quoted(run.stage.scenario.id.as_str());
        let (seed, step) = (run.timeline.seed, run.timeline.step);
        for series in series::of(run) {
            let (element, name) = (quoted(&series.element), quoted(&series.name));
            for (at, value) in series.values.iter().enumerate() {
                // What is not a number, or without limit, is an empty field.
                let value = if value.is_finite() { value.to_string() } else { String::new() };
                let seconds = rounded(at as f64 * step);
                let unit = series.unit;
                out.push_str(&format!(
                    "{board},{scenario},{seed},{seconds},{element},{name},{unit},{value}\n"
                ));
            }
        }
    }
    out
}

/// A time without the traces of adding up steps.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_separators_are_quoted() {
        assert_eq!(quoted("Flash sale, fixed"), "\"Flash sale, fixed\"");
        assert_eq!(quoted("the \"new\" one"), "\"the \"\"new\"\" one\"");
        assert_eq!(quoted("orders"), "orders");
        assert_eq!(rounded(0.1 + 0.2).to_string(), "0.3");
    }
}
