//! Opening the window, and the pictures of the start screen.

use eframe::egui;

use super::{App, NoDisplay, Start, fallback_fonts, icon, keys, preferences};
use crate::file::templates;
use crate::scene::{self, Geometry, Show, Theme};
use crate::ui::panels::TemplateCard;

/// Opens the window and stays until it is closed.
pub(super) fn run(start: Start) -> Result<(), NoDisplay> {
    if !has_display() {
        return Err(NoDisplay::NotSet);
    }
    let viewport = egui::ViewportBuilder::default()
        .with_title("Loadbearing")
        .with_app_id("loadbearing")
        .with_icon(icon::icon())
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([800.0, 560.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native(
        "loadbearing",
        options,
        Box::new(|creation| {
            let wrong_keys = keys::take(preferences::folder().as_deref());
            let mut app = App::new(start);
            if let Some(wrong) = wrong_keys {
                app.notices.fail(wrong);
            }
            app.other_fonts = fallback_fonts::read();
            app.dress(&creation.egui_ctx);
            Ok(Box::new(app))
        }),
    )
    .map_err(|error| NoDisplay::Refused(without_places(&error.to_string())))
}

/// What a library says, without the places in its source that it says it from.
fn without_places(message: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in message.split(' ') {
        if !word.contains(".rs:") {
            words.push(word.to_owned());
        } else if words.last().is_some_and(|last| last == "at") {
            words.pop();
            if let Some(last) = words.last_mut() {
                last.push(':');
            }
        }
    }
    words.join(" ")
}

/// True when the environment names a display; other systems always have one.
fn has_display() -> bool {
    let named = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux")
        || named("DISPLAY")
        || named("WAYLAND_DISPLAY")
        || named("WAYLAND_SOCKET")
}

/// Every template as a picture, in both themes.
pub(super) fn templates() -> Vec<TemplateCard> {
    templates::ALL
        .iter()
        .filter_map(|template| {
            let board = template.read().ok()?.board;
            let geometry = Geometry::of(&board);
            let scene = |theme| {
                let show = Show { theme, answers: None, flow: None, loads: false };
                scene::build(&board, &geometry, show)
            };
            Some(TemplateCard {
                id: template.slug,
                heading: template.purpose.heading(),
                title: template.title.to_owned(),
                about: template.about.to_owned(),
                scenes: [scene(Theme::Light), scene(Theme::Dark)],
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::without_places;

    #[test]
    fn a_library_need_not_say_where_in_its_source_it_failed() {
        let said =
            "os error at /root/.cargo/registry/src/winit-0.30.13/src/x11/mod.rs:123: no display";
        assert_eq!(without_places(said), "os error: no display");
    }
}
