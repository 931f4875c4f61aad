//! Published and proven results, reached by the solver, the simulator and the fault trees.
//!
//! `cargo test --test validation` prints every case with what was expected and what was reached,
//! each at its own tolerance; `UPDATE_GOLDEN=1` writes the same list to `tests/cases/REACHED.md`.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]
#![expect(clippy::print_stdout, reason = "the list is what it is for")]

mod analytic;
mod graph;
mod read;
mod sim;

use std::process::ExitCode;

use read::{Case, Expect};

/// One number of one case.
pub(crate) struct Row {
    case: String,
    engine: &'static str,
    expect: Expect,
    /// What came out; empty when nothing did.
    reached: Vec<f64>,
    /// How it was reached, when that needs saying: seeds, length, "4 of 5 seeds".
    how: String,
}

impl Row {
    /// What an engine reached of an expected number.
    pub(crate) fn new(
        case: &Case,
        engine: &'static str,
        expect: &Expect,
        reached: Vec<f64>,
    ) -> Self {
        Self { case: case.id.clone(), engine, expect: expect.clone(), reached, how: String::new() }
    }

    /// Says how it was reached.
    pub(crate) fn by(mut self, how: impl Into<String>) -> Self {
        self.how = how.into();
        self
    }

    fn holds(&self) -> bool {
        self.expect.meets(&self.reached)
    }

    fn line(&self) -> String {
        let tolerance = match (self.expect.relative, self.expect.absolute) {
            (None, None) => "exact".to_owned(),
            (Some(part), None) => format!("{} %", number(part * 100.0)),
            (None, Some(most)) => format!("± {}", number(most)),
            (Some(part), Some(most)) => format!("{} % or ± {}", number(part * 100.0), number(most)),
        };
        let all = |values: &[f64]| {
            values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", ")
        };
        format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            if self.holds() { "ok" } else { "**missed**" },
            self.case,
            self.expect.metric,
            self.engine,
            all(&self.expect.values),
            all(&self.reached),
            tolerance,
            self.how
        )
    }
}

/// Six significant digits.
fn number(value: f64) -> String {
    let digits = if value == 0.0 || !value.is_finite() {
        0
    } else {
        (5 - value.abs().log10().floor() as i32).max(0) as usize
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

const HEAD: &str = "| | case | number | engine | expected | reached | tolerance | how |\n|---|---|---|---|---|---|---|---|";

fn main() -> ExitCode {
    // A test runner may ask what there is.
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--list") {
        if !arguments.iter().any(|argument| argument == "--ignored") {
            println!("every_case_is_reached: test");
        }
        return ExitCode::SUCCESS;
    }
    let cases = read::cases();
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(analytic::rows(&cases));
    rows.extend(graph::rows(&cases));
    rows.extend(sim::rows(&cases));
    rows.sort_by(|a, b| a.case.cmp(&b.case));
    let wanted: usize = cases
        .iter()
        .flat_map(|case| &case.expect)
        .map(|expect| ["analytic", "sim", "graph"].iter().filter(|e| expect.is_for(e)).count())
        .sum();
    let lines: Vec<String> = rows.iter().map(Row::line).collect();
    let table = format!("{HEAD}\n{}\n", lines.join("\n"));
    println!("{table}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = format!(
            "# What was reached\n\nEvery case of this folder, by `UPDATE_GOLDEN=1 cargo test --test validation`.\n\n{table}"
        );
        std::fs::write(read::folder().join("REACHED.md"), text).unwrap();
    }
    let missed = rows.iter().filter(|row| !row.holds()).count();
    println!("{} of {wanted} numbers of {} cases reached", rows.len() - missed, cases.len());
    if missed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
