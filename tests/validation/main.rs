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

    /// What stands in the table, column by column.
    fn cells(&self) -> [String; COLUMNS] {
        let tolerance = match (self.expect.relative, self.expect.absolute) {
            (None, None) => "exact".to_owned(),
            (Some(part), None) => format!("{} %", number(part * 100.0)),
            (None, Some(most)) => format!("± {}", number(most)),
            (Some(part), Some(most)) => format!("{} % or ± {}", number(part * 100.0), number(most)),
        };
        let all = |values: &[f64]| {
            values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(", ")
        };
        [
            if self.holds() { "ok" } else { "**missed**" }.to_owned(),
            self.case.clone(),
            self.expect.metric.clone(),
            self.engine.to_owned(),
            all(&self.expect.values),
            all(&self.reached),
            tolerance,
            self.how.clone(),
        ]
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

const COLUMNS: usize = 8;
const HEAD: [&str; COLUMNS] =
    ["", "case", "number", "engine", "expected", "reached", "tolerance", "how"];

/// Rows as a Markdown table with aligned columns, so that a terminal shows it as well.
fn table(rows: &[Row]) -> String {
    let mut cells: Vec<[String; COLUMNS]> = vec![HEAD.map(str::to_owned)];
    cells.extend(rows.iter().map(Row::cells));
    let wide = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap();
    let widths: [usize; COLUMNS] = std::array::from_fn(wide);
    let line = |row: &[String; COLUMNS]| {
        let padded = row.iter().zip(widths).map(|(cell, wide)| format!(" {cell:wide$} "));
        format!("|{}|\n", padded.collect::<Vec<_>>().join("|"))
    };
    let rule = widths.map(|wide| "-".repeat(wide + 2)).join("|");
    let mut text = line(&cells[0]) + &format!("|{rule}|\n");
    text.extend(cells[1..].iter().map(line));
    text
}

/// Numbers that an engine must reach and for which there is no row.
fn untried(cases: &[Case], rows: &[Row]) -> Vec<String> {
    let mut missing = Vec::new();
    for case in cases {
        for expect in &case.expect {
            for engine in ENGINES.iter().filter(|engine| expect.is_for(engine)) {
                let tried = rows.iter().any(|row| {
                    row.case == case.id
                        && row.expect.metric == expect.metric
                        && row.engine == *engine
                });
                if !tried {
                    missing.push(format!("{} {} ({engine})", case.id, expect.metric));
                }
            }
        }
    }
    missing
}

const ENGINES: [&str; 3] = ["analytic", "sim", "graph"];

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
    let table = table(&rows);
    println!("{table}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let text = format!("{TITLE}{table}");
        std::fs::write(read::folder().join("REACHED.md"), text).unwrap();
    }
    let missed = rows.iter().filter(|row| !row.holds()).count();
    let untried = untried(&cases, &rows);
    let (reached, tried) = (rows.len() - missed, rows.len());
    println!("{} cases: {reached} of {tried} numbers reached", cases.len());
    for number in &untried {
        println!("not tried: {number}");
    }
    if missed + untried.len() > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

const TITLE: &str = "# What was reached

Every case of this folder: what was expected, what the solver (analytic), the simulator (sim) and the
fault trees (graph) reached, each at its own tolerance. Written by
`UPDATE_GOLDEN=1 cargo test --test validation`; without it the test prints the same table.

";
