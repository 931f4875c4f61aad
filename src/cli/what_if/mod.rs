//! `what-if`: plays scenarios on a board and tells what happens when.

mod changes;
mod compare;
mod csv;
mod formula;
mod json;
mod names;
mod play;
mod series;
mod table;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::changes::Asked;
use self::play::{Played, Stage};
use super::{FINE, Failure, complain, print, source};
use crate::export::plots;
use crate::facts::Moment;
use crate::model::{Board, Change, ElementId, Scenario, Unit};
use crate::scene::Theme;
use crate::simulate::Plan;

/// Play a scenario on a board: what fills up when, who gets no answer, what happens twice.
#[derive(Debug, Args)]
pub(super) struct WhatIf {
    /// The board; `-` reads standard input
    board: PathBuf,
    /// Play this scenario of the board; may be given several times
    #[arg(long, value_name = "ID")]
    scenario: Vec<String>,
    /// List the board's scenarios instead
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    asked: Asked,
    /// Simulate this long: 60s, 10min; long enough for what happens when not given
    #[arg(long, value_name = "TIME", help_heading = "How it is played")]
    simulate: Option<String>,
    /// The load to begin with; the event when not given, now where traffic is multiplied
    #[arg(long, value_enum, help_heading = "How it is played")]
    at: Option<At>,
    /// Where chance begins: the same seed gives the same bytes
    #[arg(long, default_value_t = 1, help_heading = "How it is played")]
    seed: u64,
    /// Play it with so many seeds, and say how many of them recover
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "How it is played")]
    seeds: u32,
    /// Play the same on this board too, and set the two side by side
    #[arg(long, value_name = "BOARD", help_heading = "How it is played")]
    compare: Option<PathBuf>,
    /// How to print; CSV holds every series over time
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "What is written")]
    format: Format,
    /// Include every series over time in the JSON
    #[arg(long, help_heading = "What is written")]
    series: bool,
    /// Draw the plots into this file: .png or .svg
    #[arg(short, long, value_name = "FILE", help_heading = "What is written")]
    output: Option<PathBuf>,
    /// Light or dark plots
    #[arg(long, value_enum, default_value_t = Colours::Light, help_heading = "What is written")]
    theme: Colours,
    /// Pixels per unit of the plots, from 0.1 to 16
    #[arg(long, default_value_t = 2.0, help_heading = "What is written")]
    scale: f32,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum At {
    Now,
    Event,
    TwoYears,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colours {
    Light,
    Dark,
}

/// Longest run that is played, in seconds: a week.
const LONGEST: f64 = 604_800.0;
/// Shortest run that shows anything, in seconds.
const SHORTEST: f64 = 0.1;

impl WhatIf {
    pub(super) fn run(self) -> Result<u8, Failure> {
        if let Some(path) = &self.output {
            plots::by_extension(path)?;
        }
        let seconds = self.simulate.as_deref().map(length).transpose()?;
        let board = source::read(&self.board)?;
        if self.list {
            print(&list(&board))?;
            return Ok(FINE);
        }
        let scenarios = self.scenarios(&board)?;
        if let ([_, _, ..], Some(_)) = (scenarios.as_slice(), &self.output) {
            let ids: Vec<&str> = scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
            return Err(Failure(format!(
                "a picture shows one scenario; choose one with --scenario: {}",
                ids.join(", ")
            )));
        }
        let other = self.compare.as_deref().map(source::read).transpose()?;
        let mut stages = Vec::new();
        for scenario in scenarios {
            let moment = self.moment(&scenario);
            let stage = |board: &Board, scenario: Scenario| {
                Stage::new(board.clone(), scenario, moment, seconds, self.seed)
            };
            let twin = other.as_ref().map(|other| (other, on_another(&scenario, &board, other)));
            let first = stage(&board, scenario);
            // Both are watched equally long.
            let length = first.plan.seconds;
            stages.push(first);
            if let Some((other, twin)) = twin {
                let mut second = stage(other, twin);
                second.plan.set_length(length);
                stages.push(second);
            }
        }
        let played = play::all(stages, self.seeds)?;
        self.write(&played)?;
        Ok(FINE)
    }

    fn moment(&self, scenario: &Scenario) -> Moment {
        match self.at {
            Some(At::Now) => Moment::Now,
            Some(At::Event) => Moment::Event,
            Some(At::TwoYears) => Moment::TwoYears,
            None => Plan::usual_moment(scenario),
        }
    }

    /// What is to be played, with the changes given on the command line.
    fn scenarios(&self, board: &Board) -> Result<Vec<Scenario>, Failure> {
        let changes = self.asked.changes(board)?;
        let mut scenarios = Vec::new();
        for text in &self.scenario {
            let id = names::scenario(board, text)?;
            scenarios.extend(board.scenarios.get(id.as_str()).cloned());
        }
        if scenarios.is_empty() && changes.is_empty() {
            scenarios = board.scenarios.iter().cloned().collect();
            if scenarios.is_empty() {
                complain(
                    "the board has no scenarios, so nothing happens in this run; say what happens, like --traffic x8 (--help lists more)",
                );
            }
        }
        if scenarios.is_empty() {
            let name = match changes.as_slice() {
                [] => "Nothing happens".to_owned(),
                changes => changes.iter().map(|c| c.sentence(board)).collect::<Vec<_>>().join(", "),
            };
            return Ok(vec![Scenario::of("command-line".into(), name, changes)]);
        }
        for scenario in &mut scenarios {
            scenario.changes.extend(changes.iter().cloned());
        }
        Ok(scenarios)
    }

    fn write(&self, played: &[Played]) -> Result<(), Failure> {
        let text = match self.format {
            Format::Text => text::runs(played, self.compare.is_some()),
            Format::Json => json::runs(played, self.series),
            Format::Csv => csv::runs(played),
        };
        print(&text)?;
        let Some(path) = &self.output else { return Ok(()) };
        let theme = match self.theme {
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        };
        self.draw(path, played, theme)?;
        complain(&format!("wrote {}", path.display()));
        Ok(())
    }

    fn draw(&self, path: &Path, played: &[Played], theme: Theme) -> Result<(), Failure> {
        let runs: Vec<plots::Run<'_>> = played
            .iter()
            .map(|played| plots::Run {
                board: &played.stage.board,
                system: &played.stage.system,
                scenario: &played.stage.scenario,
                timeline: &played.timeline,
                summary: &played.summary,
                formulas: formula::marks(played),
            })
            .collect();
        Ok(plots::to_file(path, &runs, &plots::Options { theme, scale: self.scale })?)
    }
}

fn length(text: &str) -> Result<f64, Failure> {
    let seconds = Unit::Seconds
        .parse(text)
        .map_err(|error| Failure(format!("--simulate {text}: {error}")))?;
    if !(SHORTEST..=LONGEST).contains(&seconds) {
        return Err(Failure(format!(
            "--simulate {text}: use a time from 0.1 s to a week, like --simulate 60s"
        )));
    }
    Ok(seconds)
}

/// The scenario on another board: what is about elements it does not have is left out, and said.
fn on_another(scenario: &Scenario, board: &Board, other: &Board) -> Scenario {
    let has = |change: &Change| change.about().is_none_or(|about| other.has(&about));
    for change in scenario.changes.iter().filter(|change| !has(change)) {
        let about = change.about().map(|about| about.as_str().to_owned()).unwrap_or_default();
        complain(&format!(
            "left out on {}, which has no `{about}`: {}",
            other.name_of(&ElementId::Board),
            change.sentence(board)
        ));
    }
    let mut scenario = scenario.clone();
    scenario.changes.retain(has);
    scenario
}

fn list(board: &Board) -> String {
    let widest = board.scenarios.iter().map(|s| s.id.as_str().chars().count()).max().unwrap_or(0);
    if board.scenarios.is_empty() {
        return "the board has no scenarios; say what happens, like --traffic x8\n".to_owned();
    }
    let mut text = String::new();
    for scenario in board.scenarios.iter() {
        let changes: Vec<String> = scenario.changes.iter().map(|c| c.sentence(board)).collect();
        let id = scenario.id.as_str();
        text.push_str(&format!("{id:widest$}  {}: {}\n", scenario.name, changes.join(", ")));
    }
    text
}
