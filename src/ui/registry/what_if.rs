//! Playing scenarios.

use super::{Action, Command, Key, Menu, NONE, SHIFT, View};
use crate::ui::player::{Asked, Wish};

pub(super) fn actions() -> Vec<Action> {
    use Menu::WhatIf;
    let plays = |view: &View<'_>| view.session.player.is_some();
    let has_run = |view: &View<'_>| view.play.run.is_some();
    let wish = |id, label, run: fn(&View<'_>) -> Command| Action::new(id, WhatIf, label, run);
    vec![
        wish("scenarios", "Scenarios", |_| Command::ShowScenarios(None))
            .keys(SHIFT, Key::S)
            .words("what if play simulate list"),
        wish("play", "Play or pause", play)
            .keys(NONE, Key::P)
            .when(|view| view.session.player.is_some() || !view.board.scenarios.is_empty())
            .words("what if simulate scenario start stop replay"),
        wish("replay-question", "Replay the question", replay)
            .keys(SHIFT, Key::P)
            .when(|view| replay_of(view).is_some())
            .words("what if simulate play answer"),
        wish("replay-start", "From the start", |_| Command::Player(Wish::Restart))
            .when(plays)
            .group()
            .words("restart rewind replay"),
        wish("run-again", "Run again on the board as it is", |_| Command::Player(Wish::Again))
            .keys(SHIFT, Key::R)
            .when(plays)
            .words("simulate refresh recompute"),
        wish("keep-run", "Keep this run to compare", |_| Command::Player(Wish::Keep))
            .keys(SHIFT, Key::K)
            .when(has_run)
            .group()
            .words("before after difference"),
        wish("compare-board", "Compare with a board…", |_| Command::CompareBoard)
            .when(has_run)
            .words("before after difference file other"),
        wish("drop-kept", "Compare no more", |_| Command::Player(Wish::DropKept))
            .when(|view| view.play.kept.is_some()),
        wish("close-player", "Close the player", |_| Command::Player(Wish::Close))
            .when(plays)
            .group()
            .words("stop end simulation"),
    ]
}

/// Goes on or pauses; begins with the board's first scenario when nothing is played.
fn play(view: &View<'_>) -> Command {
    let first = view.board.scenarios.iter().next();
    match (&view.session.player, first) {
        (None, Some(scenario)) => Command::Play(Asked::usual(view.board, scenario.clone())),
        _ => Command::Player(Wish::Toggle),
    }
}

fn replay_of(view: &View<'_>) -> Option<Asked> {
    let question = view.session.question.as_ref()?;
    let answer = view.review.find(question)?;
    crate::ui::panels::scenarios::question::asked(view.review, answer)
}

fn replay(view: &View<'_>) -> Command {
    match replay_of(view) {
        Some(asked) => Command::Play(asked),
        None => Command::ShowScenarios(None),
    }
}
