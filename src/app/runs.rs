//! Runs of scenarios, computed by a worker while the board stays editable.
//!
//! One run is computed at a time. Another wish, or another board, gives up the one before it; a
//! board that changed is run again by itself while that is quick, and else marked as stale.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use eframe::egui;

use super::App;
use crate::file;
use crate::model::{Board, ScenarioId};
use crate::simulate::Stopped;
use crate::ui::player::{Asked, Player, Wish};
use crate::ui::run::{Computing, PlayView, Run};

/// A run that took longer is not made again by itself after an edit.
const QUICK: Duration = Duration::from_millis(1500);
/// A run that takes longer shows its progress.
const SHORT: Duration = Duration::from_millis(200);
/// How often progress is shown, in milliseconds.
const PROGRESS_EVERY: u64 = 50;

/// What is computed for: the run on screen, or the one it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Screen,
    Comparison,
}

/// The newest run, the one it is compared with, and the worker that makes the next.
#[derive(Default)]
pub(super) struct Runs {
    run: Option<Arc<Run>>,
    kept: Option<Arc<Run>>,
    took: Duration,
    pending: Option<Pending>,
    /// What could not be computed, and why; it is not tried again by itself.
    failed: Option<(Asked, u64, String)>,
    /// The revision `run` was last seen to fit, so that boards are compared once a change.
    fits: Option<u64>,
    stale: bool,
    serial: u64,
    /// The person asked for it on the board as it is.
    again: bool,
}

struct Pending {
    of: For,
    asked: Asked,
    revision: u64,
    since: Instant,
    cancel: Arc<AtomicBool>,
    /// The share that is done, as the bits of a number.
    progress: Arc<AtomicU32>,
    done: Receiver<(Result<Run, Stopped>, Duration)>,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Runs {
    /// What the window may see.
    pub(super) fn view(&self) -> PlayView<'_> {
        let computing = match (&self.pending, &self.failed) {
            // What is done in a moment is not announced over the run that is shown meanwhile.
            (Some(pending), _) if self.run.is_some() && pending.since.elapsed() < SHORT => {
                Computing::Rests
            }
            (Some(pending), _) => {
                Computing::Runs(f32::from_bits(pending.progress.load(Ordering::Relaxed)))
            }
            (None, Some((_, _, why))) => Computing::Failed(why),
            (None, None) => Computing::Rests,
        };
        PlayView {
            run: self.run.as_deref(),
            kept: self.kept.as_deref(),
            computing,
            stale: self.stale,
            serial: self.serial,
        }
    }

    /// Nothing is played any more.
    pub(super) fn forget(&mut self) {
        *self = Self { serial: self.serial + 1, ..Self::default() };
    }

    /// Runs what is asked on the board as it is, whatever there is already.
    pub(super) fn again(&mut self) {
        self.again = true;
        self.failed = None;
    }

    /// Gives up what is being computed.
    pub(super) fn cancel(&mut self) {
        if let Some(pending) = self.pending.take() {
            let why = "Cancelled".to_owned();
            self.failed = Some((pending.asked.clone(), pending.revision, why));
        }
    }

    /// Keeps the run on screen to compare others with it.
    pub(super) fn keep(&mut self) {
        self.kept.clone_from(&self.run);
        self.serial += 1;
    }

    /// Compares no more.
    pub(super) fn drop_kept(&mut self) {
        self.kept = None;
        self.serial += 1;
    }

    /// Runs the same on another board, to compare with it.
    pub(super) fn compare_with(&mut self, board: Board, asked: Asked, ctx: &egui::Context) {
        self.pending = start(For::Comparison, board, asked, 0, ctx);
    }

    /// Sees to it that the run of this player on this board is there, or on its way.
    pub(super) fn refresh(
        &mut self,
        board: &Board,
        revision: u64,
        player: &mut Player,
        ctx: &egui::Context,
    ) {
        if let Some(kept) = board.scenarios.get(player.asked.scenario.id.as_str())
            && *kept != player.asked.scenario
        {
            player.asked.scenario = kept.clone();
        }
        self.take_finished(revision, player);
        self.compare_boards(board, revision);
        let known = self.run.as_ref().is_some_and(|run| run.asked == player.asked) && !self.stale;
        if known && !self.again {
            return;
        }
        if let Some(pending) = &self.pending {
            let wanted = pending.asked == player.asked && pending.revision == revision;
            if pending.of == For::Comparison || wanted {
                ctx.request_repaint_after(Duration::from_millis(PROGRESS_EVERY));
                return;
            }
        }
        let given_up = self
            .failed
            .as_ref()
            .is_some_and(|(asked, of, _)| *asked == player.asked && *of == revision);
        let same = self.run.as_ref().is_some_and(|run| run.asked == player.asked);
        let may = self.again || (!given_up && (!same || self.took <= QUICK));
        if may {
            self.again = false;
            self.failed = None;
            self.pending = start(For::Screen, board.clone(), player.asked.clone(), revision, ctx);
            if self.pending.is_none() {
                let why = "The computer has no thread left to compute it on".to_owned();
                self.failed = Some((player.asked.clone(), revision, why));
            }
        }
    }

    /// Looks once a change whether the run still is of this board.
    fn compare_boards(&mut self, board: &Board, revision: u64) {
        if self.fits != Some(revision) {
            self.fits = Some(revision);
            self.stale = self.run.as_ref().is_some_and(|run| !run.is_of(board));
        }
    }

    fn take_finished(&mut self, revision: u64, player: &mut Player) {
        let Some(pending) = self.pending.take() else { return };
        let (result, took) = match pending.done.try_recv() {
            Err(TryRecvError::Empty) => {
                self.pending = Some(pending);
                return;
            }
            Err(TryRecvError::Disconnected) => {
                let why = "The run ended without a result".to_owned();
                self.failed = Some((pending.asked.clone(), pending.revision, why));
                return;
            }
            Ok(done) => done,
        };
        match (result, pending.of) {
            (Ok(run), For::Screen) => {
                player.arrived(run.timeline.seconds, run.timeline.step);
                player.flow = player.flow.min(run.timeline.flows.len().saturating_sub(1));
                self.run = Some(Arc::new(run));
                self.took = took;
                self.fits = None;
                self.serial += 1;
            }
            (Ok(run), For::Comparison) => {
                self.kept = Some(Arc::new(run));
                self.serial += 1;
            }
            (Err(Stopped::Cancelled), _) => {}
            (Err(stopped), _) => {
                let why = sentence(&stopped);
                self.failed = Some((pending.asked.clone(), revision, why));
            }
        }
    }
}

/// The reason as one reads it.
fn sentence(stopped: &Stopped) -> String {
    let text = stopped.to_string();
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn start(
    of: For,
    board: Board,
    asked: Asked,
    revision: u64,
    ctx: &egui::Context,
) -> Option<Pending> {
    let (sender, done) = channel();
    let cancel = Arc::new(AtomicBool::new(false));
    let progress = Arc::new(AtomicU32::new(0));
    let (stop, share, wanted, ctx) =
        (Arc::clone(&cancel), Arc::clone(&progress), asked.clone(), ctx.clone());
    std::thread::Builder::new()
        .name("run of a scenario".to_owned())
        .spawn(move || {
            let started = Instant::now();
            let mut goes_on = |done: f64| {
                share.store((done as f32).clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
                !stop.load(Ordering::Relaxed)
            };
            let result = Run::of(&board, &wanted, &mut goes_on);
            // Nobody may be waiting any more; that is fine.
            let _ = sender.send((result, started.elapsed()));
            ctx.request_repaint();
        })
        .ok()?;
    let since = Instant::now();
    Some(Pending { of, asked, revision, since, cancel, progress, done })
}

impl App {
    /// Begins to play a scenario.
    pub(super) fn play(&mut self, asked: Asked) {
        let before = self.session.player.take();
        if before.is_none() {
            self.opened = true;
        }
        let same =
            before.as_ref().is_some_and(|player| player.asked.scenario.id == asked.scenario.id);
        let mut player = Player::of(asked);
        if let Some(before) = before {
            player.speed = before.speed;
            if same {
                player.flow = before.flow;
            } else {
                self.runs.drop_kept();
            }
        }
        if self.runs.view().run.is_some_and(|run| run.asked == player.asked) {
            self.runs.again();
        }
        self.session.player = Some(player);
        self.screen = super::Screen::Board;
        self.panels.focus_player();
    }

    /// Follows a wish about what is played.
    pub(super) fn wish(&mut self, wish: &Wish) {
        match wish {
            Wish::Again => self.runs.again(),
            Wish::Keep => self.runs.keep(),
            Wish::DropKept => self.runs.drop_kept(),
            Wish::Cancel => {
                self.runs.cancel();
                if self.runs.view().run.is_none() {
                    self.session.player = None;
                }
            }
            Wish::Close => {
                self.session.player = None;
                self.runs.forget();
            }
            _ => {}
        }
        if let Some(player) = &mut self.session.player {
            player.follow(wish);
        }
    }

    /// Sees to the run of what is played, and lets time pass.
    pub(super) fn play_on(&mut self, ctx: &egui::Context) {
        let revision = self.revision();
        let Some(player) = &mut self.session.player else {
            return;
        };
        self.runs.refresh(self.history.board(), revision, player, ctx);
        // The canvas has its new size one frame after the player appeared.
        let settled = player.length > 0.0;
        player.tick(f64::from(ctx.input(|input| input.unstable_dt).min(0.1)));
        if player.playing {
            ctx.request_repaint();
        }
        if self.opened && settled {
            self.opened = false;
            self.make_room();
        }
    }

    /// The player took room from the board: what could be seen whole is brought into view again.
    fn make_room(&mut self) {
        let (Some(canvas), Some(bounds)) = (self.panels.canvas, self.drawn.scene.bounds) else {
            return;
        };
        if !self.session.camera.visible(canvas).encloses(bounds) {
            self.frame_all();
        }
    }

    /// Compares what is played with the same on the board of a file.
    pub(super) fn compare_with(&mut self, path: &Path, ctx: &egui::Context) -> Result<(), String> {
        let Some(player) = &self.session.player else { return Ok(()) };
        let opened = file::open(path).map_err(|error| format!("Not compared: {error}"))?;
        let board = opened.board;
        let asked = same_on(&board, &player.asked);
        if asked.scenario.changes.is_empty() && !player.asked.scenario.changes.is_empty() {
            return Err("Not compared: that board has nothing this scenario is about".to_owned());
        }
        self.runs.compare_with(board, asked, ctx);
        Ok(())
    }

    /// Plays a scenario of the board, or shows them when there is none.
    pub(super) fn show_scenarios(&mut self, scenario: Option<ScenarioId>) {
        self.session.panels = true;
        self.screen = super::Screen::Board;
        self.panels.show_scenarios(scenario);
    }
}

/// The same scenario on another board: its own of this name, else the changes that mean something
/// there.
fn same_on(board: &Board, asked: &Asked) -> Asked {
    if let Some(own) = board.scenarios.get(asked.scenario.id.as_str()) {
        return Asked { scenario: own.clone(), ..asked.clone() };
    }
    let mut asked = asked.clone();
    asked.scenario.changes.retain(|change| change.about().is_none_or(|about| board.has(&about)));
    asked
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::*;
    use crate::model::{Known, Value as _};

    fn board() -> Board {
        file::templates::by_slug("flash-sale").unwrap().read().unwrap().board
    }

    fn player(board: &Board, length: Option<&str>) -> Player {
        let mut scenario = board.scenarios.at(0).unwrap().clone();
        scenario.length = length.map(|text| Known::parse(text).unwrap());
        // Not the board's own, so that it is played as it is.
        scenario.id = "another".into();
        Player::of(Asked::usual(board, scenario))
    }

    fn wait(runs: &mut Runs, board: &Board, revision: u64, player: &mut Player) {
        let started = Instant::now();
        while runs.pending.is_some() {
            assert!(started.elapsed() < Duration::from_mins(1));
            std::thread::sleep(Duration::from_millis(2));
            runs.refresh(board, revision, player, &egui::Context::default());
        }
    }

    #[test]
    fn a_cancelled_worker_ends_within_a_tenth_of_a_second() {
        let (board, ctx) = (board(), egui::Context::default());
        let (mut runs, mut player) = (Runs::default(), player(&board, Some("20000 s")));
        runs.refresh(&board, 1, &mut player, &ctx);
        let worker: Weak<AtomicBool> = Arc::downgrade(&runs.pending.as_ref().unwrap().cancel);
        // It is in the middle of things.
        std::thread::sleep(Duration::from_millis(100));
        assert!(worker.upgrade().is_some());
        let cancelled = Instant::now();
        runs.cancel();
        while worker.upgrade().is_some() {
            assert!(cancelled.elapsed() < Duration::from_millis(500), "it goes on");
            std::thread::sleep(Duration::from_millis(1));
        }
        // What it took is for whoever asks; a busy computer may take longer than it promises.
        eprintln!("cancelled after {:?}", cancelled.elapsed());
        assert!(matches!(runs.view().computing, Computing::Failed("Cancelled")));
        // It is not begun again by itself.
        runs.refresh(&board, 1, &mut player, &ctx);
        assert!(runs.pending.is_none());
    }

    #[test]
    fn a_slow_run_of_a_changed_board_waits_to_be_asked_for() {
        let (mut board, ctx) = (board(), egui::Context::default());
        let (mut runs, mut player) = (Runs::default(), player(&board, None));
        runs.refresh(&board, 1, &mut player, &ctx);
        wait(&mut runs, &board, 1, &mut player);
        assert!(runs.view().run.is_some() && !runs.view().stale);
        runs.took = QUICK * 2;
        board.nodes.change("orders", |node| node.replicas = Some(Known::parse("4").unwrap()));
        runs.refresh(&board, 2, &mut player, &ctx);
        assert!(runs.view().stale && runs.pending.is_none());
        runs.again();
        runs.refresh(&board, 2, &mut player, &ctx);
        wait(&mut runs, &board, 2, &mut player);
        assert!(!runs.view().stale);
        // What says nothing to a run makes it stale no more than undo does.
        board.title = "Another".to_owned();
        runs.refresh(&board, 3, &mut player, &ctx);
        assert!(!runs.view().stale && runs.pending.is_none());
    }

    #[test]
    fn the_same_scenario_on_another_board_keeps_what_means_something_there() {
        let mut other = Board::default();
        let asked = player(&board(), None).asked;
        assert!(same_on(&other, &asked).scenario.changes.is_empty());
        other = board();
        assert_eq!(same_on(&other, &asked), asked);
    }
}
