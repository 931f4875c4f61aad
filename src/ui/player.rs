//! The player's state: what is played, where in time it stands, and how fast it goes.
//!
//! Values only, without a window: [`Player::tick`] is told how much time passed.

use crate::facts::Moment;
use crate::model::{Board, Change, Scenario};

/// What is to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What happens.
    pub scenario: Scenario,
    /// The load it happens at.
    pub moment: Moment,
    /// Where chance begins.
    pub seed: u64,
}

impl Asked {
    /// A scenario at the load it means: more traffic and crowds come on top of today's, anything
    /// else happens at the event when one is stated.
    pub fn usual(board: &Board, scenario: Scenario) -> Self {
        let brings_load = scenario.changes.iter().any(|change| {
            matches!(
                change,
                Change::Traffic { .. } | Change::Burst { .. } | Change::Reconnect { .. }
            )
        });
        let event = board.flows.iter().any(|flow| flow.event.is_some());
        let moment = if event && !brings_load { Moment::Event } else { Moment::Now };
        Self { scenario, moment, seed: FIRST_SEED }
    }
}

/// The seed of a first run.
pub const FIRST_SEED: u64 = 1;

/// How fast time can go, as a multiple of real time.
pub const SPEEDS: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// Seconds of play in a second of real time at first: a minute in half one.
const FIRST_SPEED: f64 = 2.0;

/// A wish about what is being played.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Go on, or pause; from the start when it stands at the end.
    Toggle,
    /// Go to a time, in seconds, and stay there.
    Seek(f64),
    /// Go so many steps on, or back.
    Step(i32),
    /// From the start.
    Restart,
    /// Let time go this many times as fast.
    Speed(f64),
    /// Play it at another load.
    Moment(Moment),
    /// Play it with other chance.
    Seed(u64),
    /// Show this flow in the plots, by its place among the system's routes.
    Flow(usize),
    /// Run it again on the board as it is.
    Again,
    /// Keep the run on screen to compare others with it.
    Keep,
    /// Compare no more.
    DropKept,
    /// Stop computing.
    Cancel,
    /// Put the player away.
    Close,
}

/// What is being played.
#[derive(Clone, Debug, PartialEq)]
pub struct Player {
    /// What.
    pub asked: Asked,
    /// Where in time it stands, in seconds.
    pub time: f64,
    /// How long it is, in seconds; zero until it was computed.
    pub length: f64,
    /// Length of one step, in seconds.
    pub step: f64,
    /// Whether time goes on.
    pub playing: bool,
    /// Seconds of play in a second of real time.
    pub speed: f64,
    /// The flow in the plots, by its place among the system's routes.
    pub flow: usize,
    /// Nobody has touched it yet: it begins to play as soon as it can.
    eager: bool,
}

impl Player {
    /// About to be played from its start.
    pub fn of(asked: Asked) -> Self {
        Self {
            asked,
            time: 0.0,
            length: 0.0,
            step: 0.1,
            playing: false,
            speed: FIRST_SPEED,
            flow: 0,
            eager: true,
        }
    }

    /// A run is there, so long and in such steps. The first begins to play; a later one stays where
    /// the one before it stood, so that the two can be compared.
    pub fn arrived(&mut self, length: f64, step: f64) {
        let usable = |x: f64| if x.is_finite() { x.max(0.0) } else { 0.0 };
        self.length = usable(length);
        self.step = usable(step).max(1e-3);
        self.time = self.time.clamp(0.0, self.length);
        if self.eager {
            self.eager = false;
            self.playing = self.length > 0.0;
        }
    }

    /// Time passes, in real seconds; it stops at the end.
    pub fn tick(&mut self, seconds: f64) {
        if !self.playing || !seconds.is_finite() {
            return;
        }
        self.time += seconds.max(0.0) * self.speed;
        if self.time >= self.length {
            self.time = self.length;
            self.playing = false;
        }
    }

    /// Follows a wish about time; the others are for who computes.
    pub fn follow(&mut self, wish: &Wish) {
        match wish {
            Wish::Toggle => {
                if self.is_at_end() && !self.playing {
                    self.time = 0.0;
                }
                self.playing = !self.playing && self.length > 0.0;
            }
            Wish::Seek(time) => {
                let time = if time.is_finite() { *time } else { self.time };
                self.time = time.clamp(0.0, self.length);
                self.playing = false;
            }
            Wish::Step(steps) => {
                self.time = (self.time + f64::from(*steps) * self.step).clamp(0.0, self.length);
                self.playing = false;
            }
            Wish::Restart => {
                self.time = 0.0;
                self.playing = self.length > 0.0;
            }
            Wish::Speed(speed) => {
                self.speed = speed.clamp(SPEEDS[0], SPEEDS[SPEEDS.len() - 1]);
            }
            Wish::Moment(moment) => self.asked.moment = *moment,
            Wish::Seed(seed) => self.asked.seed = *seed,
            Wish::Flow(flow) => self.flow = *flow,
            Wish::Again | Wish::Keep | Wish::DropKept | Wish::Cancel | Wish::Close => {}
        }
    }

    /// True when there is nothing left to play.
    pub fn is_at_end(&self) -> bool {
        self.length > 0.0 && self.time >= self.length
    }
}

/// A moment of a run as it is marked: "2.0 s", "1.3 ms".
pub fn moment_text(seconds: f64) -> String {
    if (0.05..100.0).contains(&seconds) {
        format!("{seconds:.1} s")
    } else {
        crate::model::Unit::Seconds.about(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::{Factor, Seconds};
    use crate::model::{Flow, Known, Span};

    fn player() -> Player {
        let scenario = Scenario::of("s".into(), "S".to_owned(), Vec::new());
        let mut player = Player::of(Asked::usual(&Board::default(), scenario));
        player.arrived(60.0, 0.1);
        player
    }

    #[test]
    fn it_plays_as_soon_as_it_can_and_stops_at_the_end() {
        let mut player = player();
        assert!(player.playing);
        player.tick(10.0);
        assert!((player.time - 20.0).abs() < 1e-9);
        player.tick(100.0);
        assert!(player.is_at_end() && !player.playing);
        assert!((player.time - 60.0).abs() < 1e-9);
        // Playing on from the end begins anew.
        player.follow(&Wish::Toggle);
        assert!(player.playing && player.time == 0.0);
    }

    #[test]
    fn before_there_is_a_run_nothing_plays() {
        let scenario = Scenario::of("s".into(), "S".to_owned(), Vec::new());
        let mut player = Player::of(Asked::usual(&Board::default(), scenario));
        for wish in [Wish::Toggle, Wish::Restart, Wish::Seek(5.0), Wish::Step(1)] {
            player.follow(&wish);
            player.tick(1.0);
            assert!(!player.playing && player.time == 0.0, "{wish:?}");
        }
    }

    #[test]
    fn scrubbing_pauses_and_stays_inside() {
        let mut player = player();
        for (to, at) in [(12.5, 12.5), (-3.0, 0.0), (99.0, 60.0), (f64::NAN, 60.0)] {
            player.follow(&Wish::Seek(to));
            assert!((player.time - at).abs() < 1e-9 && !player.playing, "{to}");
        }
        player.follow(&Wish::Step(-1));
        assert!((player.time - 59.9).abs() < 1e-9);
        player.follow(&Wish::Step(5));
        assert!((player.time - 60.0).abs() < 1e-9);
        player.follow(&Wish::Restart);
        assert!(player.playing && player.time == 0.0);
    }

    #[test]
    fn a_second_run_stays_where_the_first_stood() {
        let mut player = player();
        player.follow(&Wish::Seek(40.0));
        player.arrived(60.0, 0.1);
        assert!((player.time - 40.0).abs() < 1e-9 && !player.playing);
        player.arrived(30.0, 0.1);
        assert!((player.time - 30.0).abs() < 1e-9);
    }

    #[test]
    fn speed_stays_within_its_choices() {
        let mut player = player();
        player.follow(&Wish::Speed(1e9));
        assert!((player.speed - 10.0).abs() < 1e-9);
        player.follow(&Wish::Speed(0.0));
        assert!((player.speed - 0.25).abs() < 1e-9);
    }

    #[test]
    fn more_traffic_starts_from_today_and_trouble_comes_at_the_event() {
        let mut board = Board::default();
        let mut flow = Flow::bare("f".into(), "F".to_owned(), Vec::new());
        flow.event = Some(Known::stated(Factor(8.0)));
        board.flows.put(flow);
        let of = |change| Scenario::of("s".into(), "S".to_owned(), vec![change]);
        let times = Known::stated(Factor(8.0));
        let traffic = of(Change::Traffic { flow: None, times, span: Span::default() });
        let takes = Known::stated(Seconds(5.0));
        let slow = of(Change::Slow { node: "n".into(), takes, span: Span::default() });
        assert_eq!(Asked::usual(&board, traffic).moment, Moment::Now);
        assert_eq!(Asked::usual(&board, slow.clone()).moment, Moment::Event);
        assert_eq!(Asked::usual(&Board::default(), slow).moment, Moment::Now);
    }
}
