//! The thread that keeps the recovery copy fresh, so that a crash costs at most a second of work.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::recovery::Recovery;
use crate::model::Board;

/// Pause after the first change that is not copied yet. With the writing itself it stays below a
/// second, and a busy board is written once a second, not once an edit.
const PAUSE: Duration = Duration::from_millis(700);

/// Copies a board on a thread of its own. Dropping it copies what is not copied yet.
#[derive(Debug)]
pub struct Autosaver {
    shared: Arc<Shared>,
    copy: PathBuf,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    recovery: Recovery,
    state: Mutex<State>,
    /// Something was asked of the thread.
    asked: Condvar,
    /// The thread finished writing.
    written: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The latest board that is not copied yet, and the file it belongs to.
    waiting: Option<(Board, Option<PathBuf>)>,
    writing: bool,
    hurry: bool,
    stop: bool,
    error: Option<String>,
}

impl Autosaver {
    /// Starts the thread; copies go to the folder, which is made when it is not there.
    pub fn start(folder: &Path) -> io::Result<Self> {
        let recovery = Recovery::start(folder)?;
        let copy = recovery.copy().to_owned();
        let shared = Arc::new(Shared {
            recovery,
            state: Mutex::default(),
            asked: Condvar::new(),
            written: Condvar::new(),
        });
        let of_thread = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("recovery copy".to_owned())
            .spawn(move || of_thread.run())?;
        Ok(Self { shared, copy, thread: Some(thread) })
    }

    /// Where the copy is kept once there is one.
    pub fn copy(&self) -> &Path {
        &self.copy
    }

    /// The board changed: its copy follows within a second. Costs next to nothing.
    pub fn changed(&self, board: Board, origin: Option<PathBuf>) {
        self.shared.state().waiting = Some((board, origin));
        self.shared.asked.notify_one();
    }

    /// Copies what waits now, and returns when it is done.
    pub fn flush(&self) {
        let mut state = self.shared.state();
        if state.waiting.is_some() {
            state.hurry = true;
            self.shared.asked.notify_one();
        }
        drop(self.shared.until_written(state, |state| state.waiting.is_some() || state.writing));
    }

    /// Forgets what waits and takes the copy away: the board is saved, or nobody wants it.
    pub fn clear(&self) {
        let mut state = self.shared.state();
        state.waiting = None;
        let mut state = self.shared.until_written(state, |state| state.writing);
        state.error = self.shared.recovery.clear().err().map(|error| error.to_string());
    }

    /// Why the last copy could not be written; `None` when it could.
    pub fn last_error(&self) -> Option<String> {
        self.shared.state().error.clone()
    }
}

impl Drop for Autosaver {
    fn drop(&mut self) {
        self.shared.state().stop = true;
        self.shared.asked.notify_one();
        if let Some(thread) = self.thread.take() {
            // Its own panic was reported on its own; there is nothing left to wait for.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole between any two statements, also after a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn until_written<'s>(
        &self,
        state: MutexGuard<'s, State>,
        busy: impl FnMut(&mut State) -> bool,
    ) -> MutexGuard<'s, State> {
        self.written.wait_while(state, busy).unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self) {
        let mut state = self.state();
        loop {
            state = self
                .asked
                .wait_while(state, |state| state.waiting.is_none() && !state.stop)
                .unwrap_or_else(PoisonError::into_inner);
            state = self
                .asked
                .wait_timeout_while(state, PAUSE, |state| {
                    !state.hurry && !state.stop && state.waiting.is_some()
                })
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            state.hurry = false;
            // Cleared during the pause, or nothing left at the end.
            let Some((board, origin)) = state.waiting.take() else {
                if state.stop {
                    return;
                }
                continue;
            };
            state.writing = true;
            drop(state);
            // Whoever waits for the copy must not wait for ever, whatever goes wrong in here.
            let write = || self.recovery.write(&board, origin.as_deref());
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(write));
            state = self.state();
            state.writing = false;
            state.error = match outcome {
                Ok(written) => written.err().map(|error| error.to_string()),
                Err(_) => Some("the recovery copy could not be made".to_owned()),
            };
            self.written.notify_all();
        }
    }
}
