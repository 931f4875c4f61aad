//! Files: boards begun, opened, saved and taken away.

use super::{Action, CTRL, CTRL_SHIFT, Command, Key, Menu, View, has_anything};

pub(super) fn actions() -> Vec<Action> {
    use Menu::File;
    let new = |_: &View<'_>| Command::New("empty");
    vec![
        Action::new("new", File, "New board", new).keys(CTRL, Key::N).words("create empty blank"),
        Action::new("new-window", File, "New window", |_| Command::NewWindow)
            .keys(CTRL_SHIFT, Key::N)
            .words("another board beside second"),
        Action::new("start", File, "Start screen", |_| Command::Start)
            .words("templates recent home"),
        Action::new("open", File, "Open…", |_| Command::Open).keys(CTRL, Key::O).words("load file"),
        Action::new("reload", File, "Reload from disk", |_| Command::Reload)
            .when(|view| view.file.path.is_some())
            .words("revert"),
        Action::new("save", File, "Save", |_| Command::Save).keys(CTRL, Key::S).group(),
        Action::new("save-as", File, "Save as…", |_| Command::SaveAs).keys(CTRL_SHIFT, Key::S),
        Action::new("export", File, "Export…", |_| Command::Export)
            .keys(CTRL_SHIFT, Key::E)
            .when(has_anything)
            .group()
            .words("png svg picture image report"),
        Action::new("minutes", File, "Write the minutes…", |_| Command::ExportAs("md"))
            .when(has_anything)
            .words("report markdown review meeting html"),
        Action::new("copy-picture", File, "Copy as picture", |_| Command::CopyPicture)
            .keys(CTRL_SHIFT, Key::C)
            .when(has_anything)
            .words("png image clipboard"),
        Action::new("quit", File, "Quit", |_| Command::Quit)
            .keys(CTRL, Key::Q)
            .group()
            .words("exit close"),
    ]
}
