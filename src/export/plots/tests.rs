//! Plots of runs made by hand: everything inside the picture, no text on top of another.

use super::*;
use crate::facts::{Facts, Moment, Sheet};
use crate::file::templates;
use crate::model::link::Effect;
use crate::model::units::Seconds;
use crate::model::{Change, Known, Point, Rect, Span};
use crate::scene::{Prim, Weight, text};
use crate::simulate::{EffectCount, FlowTrack, LinkTrack, Plan, PoolTrack, Saturated};

struct Played {
    board: Board,
    system: System,
    scenario: Scenario,
    timeline: Timeline,
    summary: Summary,
}

impl Played {
    fn run(&self) -> Run<'_> {
        Run {
            board: &self.board,
            system: &self.system,
            scenario: &self.scenario,
            timeline: &self.timeline,
            summary: &self.summary,
            formulas: vec![FormulaMark {
                sort: MarkSort::Full(2),
                at: 11.9,
                text: "Orders is full after".to_owned(),
            }],
        }
    }
}

/// The flash sale for a minute; from 10 s to 40 s inventory is slow, and at 12 s Orders fills up.
fn played(slug: &str, fills: bool) -> Played {
    let board = templates::by_slug(slug).unwrap().read().unwrap().board;
    let mut sheet = Sheet::default();
    let facts = Facts::of(&board, &mut sheet);
    let system = System::of(&board, &facts, Moment::Event);
    let known = |t: f64| Some(Known::stated(Seconds(t)));
    let span = Span { from: known(10.0), until: known(40.0) };
    let takes = Known::stated(Seconds(5.0));
    let change = Change::Slow { node: "inventory".into(), takes, span };
    let scenario = Scenario::of("slow".into(), "Inventory slows".to_owned(), vec![change]);
    let mut plan = Plan::of(&board, &system, &scenario, 1);
    plan.set_length(60.0);
    let timeline = timeline(&system, plan.step, fills);
    let summary = Summary::of(&board, &system, &scenario, &plan, &timeline);
    Played { board, system, scenario, timeline, summary }
}

fn timeline(system: &System, step: f64, fills: bool) -> Timeline {
    let n = (60.0 / step) as usize;
    let bad = |i: usize| fills && (12.0..45.0).contains(&(i as f64 * step));
    let each = |good: u32, when_bad: u32| -> Vec<u32> {
        (0..n).map(|i| if bad(i) { when_bad } else { good } + (i % 3) as u32).collect()
    };
    let floats = |good: f64, when_bad: f64| -> Vec<f64> {
        (0..n).map(|i| if bad(i) { when_bad } else { good }).collect()
    };
    let flow = FlowTrack {
        begun: each(19, 19),
        ok: each(19, 7),
        failed: each(0, 12),
        under_way: each(20, 400),
        median: floats(0.12, f64::NAN),
        p99: floats(0.4, f64::NAN),
        all_begun: 12_000,
        effects: vec![EffectCount {
            effect: Effect::Charge,
            happened: each(19, 8),
            again: each(0, 2),
            recognised: 0,
        }],
        ..FlowTrack::default()
    };
    let pool = |slots: f64, full: bool| PoolTrack {
        slots: vec![slots; n],
        busy: floats(0.06 * slots, if full { slots } else { 0.2 * slots }),
        queue: floats(0.0, if full { 100.0 } else { 0.0 }),
        arrived: each(19, 19),
        answered: each(19, 8),
        rejected: each(0, if full { 11 } else { 0 }),
        ..PoolTrack::default()
    };
    Timeline {
        seed: 1,
        seconds: 60.0,
        step,
        pools: (0..system.pools.len()).map(|i| pool(400.0, i == 2 && fills)).collect(),
        links: vec![LinkTrack { calls: each(19, 19), ..LinkTrack::default() }; system.links],
        flows: vec![flow],
        saturated: if fills { vec![Saturated { pool: 2, at: 12.0 }] } else { Vec::new() },
        ..Timeline::default()
    }
}

/// The places of all texts.
fn texts(picture: &Picture) -> Vec<(Rect, &str)> {
    let prims = picture.pieces.iter().flat_map(|piece| &piece.prims);
    prims.filter_map(place_of).collect()
}

fn place_of(prim: &Prim) -> Option<(Rect, &str)> {
    let Prim::Text(line) = prim else { return None };
    let min = Point::new(line.at.x, line.at.y - 0.72 * line.size);
    let max = Point::new(line.at.x + line.width, line.at.y + 0.1 * line.size);
    Some((Rect { min, max }, line.text.as_str()))
}

fn check(picture: &Picture) {
    let texts = texts(picture);
    assert!(texts.len() > 20);
    for (i, (a, text)) in texts.iter().enumerate() {
        let inside = a.min.x >= 0.0
            && a.min.y >= 0.0
            && a.max.x <= picture.frame.max.x
            && a.max.y <= picture.frame.max.y;
        assert!(inside, "{text} leaves the picture: {a:?}");
        for (b, other) in texts.iter().skip(i + 1) {
            let apart = a.max.x <= b.min.x
                || b.max.x <= a.min.x
                || a.max.y <= b.min.y
                || b.max.y <= a.min.y;
            assert!(apart, "{text:?} covers {other:?}: {a:?} {b:?}");
        }
    }
}

#[test]
fn no_text_covers_another_or_leaves_the_picture() {
    let (bad, good) = (played("flash-sale", true), played("flash-sale-fixed", false));
    for theme in [Theme::Light, Theme::Dark] {
        check(&figure::picture(&[bad.run()], theme));
        check(&figure::picture(&[bad.run(), good.run()], theme));
    }
}

#[test]
fn a_picture_says_what_happened_and_when() {
    let played = played("flash-sale", true);
    let svg = bytes(&[played.run()], Format::Svg, &Options::default()).unwrap();
    let svg = String::from_utf8(svg).unwrap();
    for said in [
        "Flash sale: Inventory slows",
        "Inventory takes 5 s from 10 s to 40 s",
        "Orders is full: 12 s, by formula 11.9 s (dashed)",
        "200/s",
        "60 s",
        "99 of 100",
        "of them repeats",
        "Waiting in line",
    ] {
        assert!(svg.contains(&format!(">{said}")) || svg.contains(said), "missing {said}");
    }
}

#[test]
fn the_same_run_makes_the_same_bytes_and_they_are_a_picture() {
    let played = played("flash-sale", true);
    let options = Options { scale: 1.0, ..Options::default() };
    let one = bytes(&[played.run()], Format::Png, &options).unwrap();
    assert_eq!(one, bytes(&[played.run()], Format::Png, &options).unwrap());
    let image = image::load_from_memory(&one).unwrap();
    assert!(image.width() > 900 && image.height() > 600);
    let too_large = Options { scale: 17.0, ..options };
    assert!(bytes(&[played.run()], Format::Png, &too_large).is_err());
}

#[test]
fn an_empty_run_is_a_picture_too() {
    let board = Board::default();
    let (system, timeline) = (System::default(), Timeline::default());
    let scenario = Scenario::of("calm".into(), String::new(), Vec::new());
    let summary = Summary::of(&board, &system, &scenario, &Plan::calm(0.0, 1), &timeline);
    let run = Run {
        board: &board,
        system: &system,
        scenario: &scenario,
        timeline: &timeline,
        summary: &summary,
        formulas: Vec::new(),
    };
    assert!(bytes(&[run], Format::Svg, &Options::default()).is_ok());
}

#[test]
fn only_pictures_are_written() {
    assert_eq!(by_extension(Path::new("a.PNG")).unwrap(), Format::Png);
    assert!(by_extension(Path::new("a.ron")).is_err());
    assert!(text::width("x", 12.0, Weight::Regular) > 0.0);
}
