//! What happens to a board when files, dialogs and closing meet; the parts no click can reach.

use eframe::egui;

use super::dialogs::{Chosen, Purpose};
use super::leaving::{Next, Said};
use super::{App, Start};
use crate::edit::{Edit, Step};
use crate::file;
use crate::model::{Board, ElementId};
use crate::ui::Command;
use crate::ui::panels::Effect;

struct Desk {
    app: App,
    ctx: egui::Context,
    folder: tempfile::TempDir,
}

impl Desk {
    /// A window with a template, and a folder with another board in it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("other.ron"), file::write(&Board::default())).unwrap();
        let mut desk = Self::of(folder);
        desk.run(Command::New("flash-sale"));
        desk
    }

    /// The program started, with recovery copies in this folder.
    fn of(folder: tempfile::TempDir) -> Self {
        let recovery = folder.path().join("recovery");
        let app = App::keeping_in(Start::default(), None, Some(recovery));
        Self { app, ctx: egui::Context::default(), folder }
    }

    /// The program ended without asking, and was started again.
    fn crashed(mut self) -> Self {
        self.app.keep_copy(&self.ctx);
        let Self { app, folder, .. } = self;
        drop(app);
        Self::of(folder)
    }

    fn run(&mut self, command: Command) {
        self.app.run(command, &self.ctx);
    }

    fn retitle(&mut self, title: &str) {
        let edit =
            Edit::Set { of: ElementId::Board, key: "title".into(), to: Some(title.to_owned()) };
        self.run(Command::Edit(Step::one("Set the title", edit)));
        assert_eq!(self.app.board().title, title);
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// As a dialog of the desktop ends.
    fn chosen(&mut self, purpose: Purpose, name: &str) {
        let path = self.path(name);
        self.app.answered((purpose, Chosen::Path(path)), false, &self.ctx);
    }
}

#[test]
fn edits_made_while_the_open_dialog_is_open_are_asked_about() {
    let mut desk = Desk::new();
    desk.retitle("First");
    desk.run(Command::Open);
    desk.app.said(Said::Drop, &desk.ctx);
    desk.retitle("Second");
    desk.chosen(Purpose::Open, "other.ron");
    assert_eq!(desk.app.board().title, "Second");
    assert_eq!(desk.app.leaving, Some(Next::OpenPath(desk.path("other.ron"))));
    desk.app.said(Said::Drop, &desk.ctx);
    assert!(desk.app.board().is_blank());
}

#[test]
fn what_was_said_before_the_open_dialog_holds_while_nothing_changes() {
    let mut desk = Desk::new();
    desk.retitle("First");
    desk.run(Command::Open);
    desk.app.said(Said::Drop, &desk.ctx);
    desk.chosen(Purpose::Open, "other.ron");
    assert!(desk.app.board().is_blank());
    assert_eq!(desk.app.leaving, None);
}

#[test]
fn a_quit_that_found_another_dialog_open_does_not_follow_a_later_save() {
    let mut desk = Desk::new();
    desk.retitle("First");
    desk.app.dialogs.ask_here(Purpose::Export, &desk.path("shop.png"));
    desk.run(Command::Quit);
    desk.app.said(Said::Save, &desk.ctx);
    assert_eq!(desk.app.after_save, None);
    desk.run(Command::SaveTo(desk.path("shop.ron")));
    assert!(!desk.app.may_close);
}

#[test]
fn a_quit_whose_save_failed_does_not_follow_a_later_save() {
    let mut desk = Desk::new();
    desk.retitle("First");
    desk.app.after_save = Some(Next::Quit);
    desk.chosen(Purpose::Save, "nowhere/at/all.ron");
    desk.run(Command::SaveTo(desk.path("shop.ron")));
    assert!(!desk.app.may_close);
}

#[test]
fn a_name_that_the_desktop_did_not_check_is_asked_about_before_it_is_replaced() {
    let mut desk = Desk::new();
    let before = std::fs::read(desk.path("other.ron")).unwrap();
    desk.chosen(Purpose::Save, "other");
    assert_eq!(std::fs::read(desk.path("other.ron")).unwrap(), before);
    assert!(desk.app.dialogs.is_inside());
    desk.chosen(Purpose::Save, "another");
    assert!(desk.path("another.ron").exists());
}

#[test]
fn an_export_does_not_replace_the_file_of_the_board() {
    let mut desk = Desk::new();
    desk.run(Command::SaveTo(desk.path("shop.ron")));
    let before = std::fs::read(desk.path("shop.ron")).unwrap();
    desk.retitle("Other");
    let path = desk.path("recovery/../shop.ron");
    let refused = desk.app.export(&path, &desk.ctx);
    assert!(refused.is_err_and(|error| error.contains("own file")));
    assert_eq!(std::fs::read(desk.path("shop.ron")).unwrap(), before);
    assert!(desk.app.export(&desk.path("copy.ron"), &desk.ctx).is_ok());
}

#[test]
fn links_alone_are_not_copied_and_so_not_cut() {
    let mut desk = Desk::new();
    let links = desk.app.board().links.len();
    let link = desk.app.board().links.iter().next().unwrap().id.clone();
    desk.run(Command::Select([link.into()].into()));
    desk.run(Command::Cut);
    assert_eq!(desk.app.board().links.len(), links);
    let node = desk.app.board().nodes.iter().next().unwrap().id.clone();
    desk.run(Command::Select([node.clone().into()].into()));
    desk.run(Command::Cut);
    assert!(!desk.app.board().has(&node.into()));
}

#[test]
fn a_restored_board_does_not_replace_what_others_wrote_meanwhile() {
    let mut desk = Desk::new();
    let path = desk.path("shop.ron");
    desk.run(Command::SaveTo(path.clone()));
    desk.retitle("Mine");
    let theirs = Board { title: "Theirs".to_owned(), ..desk.app.board().clone() };
    std::fs::write(&path, file::write(&theirs)).unwrap();
    let mut desk = desk.crashed();
    let copy = desk.app.recovered.first().unwrap().copy.clone();
    desk.run(Command::RestoreCopy(copy));
    assert_eq!(desk.app.board().title, "Mine");
    desk.run(Command::Save);
    assert_eq!(file::open(&path).unwrap().board.title, "Theirs");
    desk.app.kept.keep_mine();
    desk.run(Command::Save);
    assert_eq!(file::open(&path).unwrap().board.title, "Mine");
}

#[test]
fn recovery_copies_that_cannot_be_looked_for_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("recovery"), "a file where a folder should be").unwrap();
    let desk = Desk::of(folder);
    let said = desk.app.messages().join(" ");
    assert!(said.contains("cannot be looked for"), "{said}");
}

#[test]
fn what_a_fix_changes_is_found_out_on_a_thread() {
    let mut desk = Desk::new();
    let board = desk.app.board().clone();
    desk.app.answers.refresh(&board, (1, None, false), &desk.ctx);
    let review = desk.app.answers.shared();
    let fix = review.answers().iter().find_map(|answer| review.fixes(answer).into_iter().next());
    let fix = fix.unwrap();
    desk.app.panels.effects.refresh(desk.app.answers.serial());
    for _ in 0..2000 {
        let effect = desk.app.panels.effects.look(&fix);
        if effect != Effect::Asked {
            assert_eq!(effect, Effect::Known(review.effect(&fix)));
            return;
        }
        desk.app.find_effect(&desk.ctx);
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("nothing was found out");
}

#[test]
fn an_answer_is_checked_by_simulation_on_a_thread() {
    use crate::ui::panels::Check;
    let mut desk = Desk::new();
    let board = crate::file::templates::by_slug("flash-sale").unwrap().read().unwrap().board;
    desk.app.answers.refresh(&board, (1, None, false), &desk.ctx);
    let review = desk.app.answers.shared();
    let pool = review.answers().iter().find(|a| a.rule.id == "thread-pool-exhaustion").unwrap();
    let question = pool.fingerprint();
    desk.app.panels.effects.refresh(desk.app.answers.serial());
    desk.app.panels.effects.checks.ask(question.clone());
    for _ in 0..4000 {
        desk.app.find_check(&desk.ctx);
        match desk.app.panels.effects.checks.of(&question) {
            Some(Check::Asked) => std::thread::sleep(std::time::Duration::from_millis(5)),
            Some(Check::Known(all)) => {
                assert!(all.iter().all(|one| one.agrees), "{all:?}");
                return;
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("nothing was found out");
}

#[test]
fn which_numbers_decide_is_found_out_on_a_thread() {
    use crate::ui::panels::{Deciding, Subject};
    let mut desk = Desk::new();
    let rule = crate::rules::by_id("decisive-number-is-a-guess").unwrap();
    let board = rule.example.board().unwrap();
    desk.app.answers.refresh(&board, (1, None, false), &desk.ctx);
    let review = desk.app.answers.shared();
    desk.app.panels.effects.refresh(desk.app.answers.serial());
    let guessed = review
        .answers()
        .iter()
        .find(|answer| !review.flips(answer, &mut 500).is_empty())
        .unwrap()
        .fingerprint();
    for subject in [Subject::Answer(guessed), Subject::Board] {
        let mut found = Deciding::Asked;
        for _ in 0..4000 {
            found = desk.app.panels.effects.decides.look(&subject);
            if found != Deciding::Asked {
                break;
            }
            desk.app.find_deciding(&desk.ctx);
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        match found {
            Deciding::Answer { flips, .. } => assert!(!flips.is_empty()),
            Deciding::Board(guesses) => {
                assert!(!guesses.is_empty());
                assert!(guesses.is_sorted_by(|a, b| a.turns >= b.turns));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn strict_questions_are_asked_when_somebody_wants_them() {
    let mut desk = Desk::new();
    let board = crate::rules::by_id("chatty-calls").unwrap().example.board().unwrap();
    let asks = |desk: &Desk| {
        desk.app.answers.review().answers().iter().any(|a| a.rule.id == "chatty-calls")
    };
    desk.app.answers.refresh(&board, (1, None, false), &desk.ctx);
    assert!(!asks(&desk));
    desk.app.answers.refresh(&board, (1, None, true), &desk.ctx);
    assert!(asks(&desk));
}
