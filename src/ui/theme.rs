//! How the window looks: fonts, three sizes of text, a 4-point grid, colours for light and dark.
//!
//! Panels take every colour and size from here; nothing else names a colour.

use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange};
use eframe::egui::text_edit::TextEditState;
use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, vec2,
};

use crate::rules::Verdict;
use crate::scene::{Ink, Theme, palette, text};

/// One step of the spacing grid, in points.
pub const STEP: f32 = 4.0;
/// Size of remarks, in points.
pub const SMALL: f32 = 12.0;
/// Size of running text, in points.
pub const BODY: f32 = 14.0;
/// Size of headings, in points.
pub const HEADING: f32 = 18.0;
/// Name of the heavier font family.
const SEMIBOLD: &str = "semibold";

/// The colours of panels in one theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    /// Behind panels.
    pub panel: Color32,
    /// Behind fields and cards.
    pub raised: Color32,
    /// Behind what the pointer is over.
    pub hover: Color32,
    /// Behind what is chosen.
    pub chosen: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Running text.
    pub text: Color32,
    /// Remarks, hints and assumed values.
    pub weak: Color32,
    /// What one may act on, and what is selected.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// A verdict of breaks; errors too.
    pub breaks: Color32,
    /// A verdict of watch.
    pub watch: Color32,
    /// A verdict of unknown.
    pub unknown: Color32,
    /// A verdict of fine.
    pub fine: Color32,
}

/// The colours of a theme, from the palette the board is painted with.
pub fn colours(theme: Theme) -> Colours {
    let palette = palette::of(theme);
    let verdict = |verdict| ink(palette.severity(verdict).text);
    Colours {
        panel: ink(palette.panel),
        raised: ink(palette.raised),
        hover: ink(palette.hover),
        chosen: ink(palette.accent_wash),
        line: ink(palette.edge),
        text: ink(palette.ink),
        // A little darker than on the board, so that it can be read on what the pointer is over.
        weak: ink(palette::mixed(palette.ink_faint, palette.ink, 0.15)),
        accent: ink(palette.accent),
        on_accent: ink(palette.on_accent),
        breaks: verdict(Verdict::Breaks),
        watch: verdict(Verdict::Watch),
        unknown: verdict(Verdict::Unknown),
        fine: verdict(Verdict::Fine),
    }
}

/// The colours of the theme this part of the window is drawn in.
pub fn of(ui: &egui::Ui) -> Colours {
    colours(theme_of(ui))
}

/// The theme this part of the window is drawn in.
pub fn theme_of(ui: &egui::Ui) -> Theme {
    if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light }
}

/// A colour of the palette as egui has it.
pub fn ink(ink: Ink) -> Color32 {
    let [r, g, b, a] = ink.rgba;
    Color32::from_rgba_unmultiplied(r, g, b, a)
}

impl Colours {
    /// The colour of a verdict; its mark differs by shape too.
    pub fn verdict(self, verdict: Verdict) -> Color32 {
        match verdict {
            Verdict::Breaks => self.breaks,
            Verdict::Watch => self.watch,
            Verdict::Unknown => self.unknown,
            Verdict::Fine => self.fine,
        }
    }
}

/// The heavier font at a size.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Text in the heavier font, of the size of running text.
pub fn strong(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(semibold(BODY))
}

/// A remark: small and quiet.
pub fn remark(ui: &egui::Ui, text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).size(SMALL).color(of(ui).weak)
}

/// Selects the first letters of a field, all of them for a field that is to be written anew; called
/// when it gets the focus, so that typing replaces what stands there.
pub fn select(ctx: &egui::Context, field: egui::Id, letters: usize) {
    let mut state = TextEditState::load(ctx, field).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(0), CCursor::new(letters));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, field);
}

/// Selects what a field of one line says when it gets the focus.
pub fn select_all(ui: &egui::Ui, response: &egui::Response, text: &str) {
    if response.gained_focus() {
        select(ui.ctx(), response.id, text.chars().count());
    }
}

/// Installs fonts, sizes and colours.
pub fn apply(ctx: &egui::Context, theme: Theme) {
    ctx.set_theme(match theme {
        Theme::Light => egui::Theme::Light,
        Theme::Dark => egui::Theme::Dark,
    });
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
    for (egui_theme, theme) in
        [(egui::Theme::Light, Theme::Light), (egui::Theme::Dark, Theme::Dark)]
    {
        ctx.style_mut_of(egui_theme, |style| {
            sizes(style);
            paint(&mut style.visuals, colours(theme));
        });
    }
}

/// Installs the product's fonts; they are ready in the next frame.
pub fn apply_fonts(ctx: &egui::Context) {
    apply_fonts_with(ctx, Vec::new());
}

/// Installs the fonts; what Inter lacks is looked for in `others`, in their order.
pub fn apply_fonts_with(ctx: &egui::Context, others: Vec<(String, Vec<u8>)>) {
    let mut fonts = FontDefinitions::default();
    let inter = [
        ("Inter", FontFamily::Proportional, text::FONT_REGULAR),
        ("Inter SemiBold", FontFamily::Name(SEMIBOLD.into()), text::FONT_SEMIBOLD),
    ];
    let mut fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, bytes) in others {
        fonts.font_data.insert(name.clone(), Arc::new(FontData::from_owned(bytes)));
        fallback.push(name);
    }
    for (name, family, bytes) in inter {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        let mut names = vec![name.to_owned()];
        names.extend(fallback.iter().cloned());
        fonts.families.insert(family, names);
    }
    let proportional = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    fonts.families.insert(FontFamily::Monospace, proportional);
    ctx.set_fonts(fonts);
}

fn sizes(style: &mut egui::Style) {
    let proportional = |size| FontId::new(size, FontFamily::Proportional);
    style.text_styles = [
        (TextStyle::Small, proportional(SMALL)),
        (TextStyle::Body, proportional(BODY)),
        (TextStyle::Button, proportional(BODY)),
        (TextStyle::Monospace, proportional(BODY)),
        (TextStyle::Heading, semibold(HEADING)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(2.0 * STEP, STEP);
    spacing.button_padding = vec2(2.0 * STEP, STEP);
    spacing.menu_margin = Margin::symmetric(8, 6);
    spacing.window_margin = Margin::same(16);
    spacing.indent = 4.0 * STEP;
    spacing.interact_size = vec2(6.0 * STEP, 6.0 * STEP);
    spacing.icon_width = 4.0 * STEP;
    spacing.icon_spacing = STEP;
    spacing.menu_width = 240.0;
    spacing.tooltip_width = 320.0;
    spacing.scroll = egui::style::ScrollStyle::thin();
    style.animation_time = 0.08;
    // Labels are not selectable: Ctrl+C always means the selection on the board.
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    style.compact_menu_style = true;
    #[cfg(debug_assertions)]
    {
        style.debug.show_unaligned = false;
    }
}

fn paint(visuals: &mut egui::Visuals, colours: Colours) {
    let Colours { panel, raised, hover, chosen, line, text, weak, accent, .. } = colours;
    let radius = CornerRadius::same(6);
    visuals.panel_fill = panel;
    visuals.window_fill = raised;
    visuals.window_stroke = Stroke::new(1.0, line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = raised;
    visuals.text_edit_bg_color = Some(raised);
    visuals.faint_bg_color = hover;
    visuals.code_bg_color = hover;
    visuals.hyperlink_color = accent;
    visuals.error_fg_color = colours.breaks;
    visuals.warn_fg_color = colours.watch;
    visuals.weak_text_color = Some(weak);
    visuals.selection.bg_fill = chosen;
    visuals.selection.stroke = Stroke::new(1.0, accent);
    visuals.indent_has_left_vline = false;
    visuals.collapsing_header_frame = false;
    let shadow = egui::epaint::Shadow {
        offset: [0, 4],
        blur: 16,
        spread: 0,
        color: Color32::from_black_alpha(if visuals.dark_mode { 96 } else { 32 }),
    };
    visuals.popup_shadow = shadow;
    visuals.window_shadow = shadow;
    let state = |fill: Color32, edge: Color32, ink: Color32| egui::style::WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: radius,
        fg_stroke: Stroke::new(1.0, ink),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = state(panel, line, text);
    visuals.widgets.inactive = state(raised, line, text);
    visuals.widgets.hovered = state(hover, line, text);
    visuals.widgets.active = state(chosen, accent, text);
    visuals.widgets.open = state(hover, line, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let channel = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The Web Content Accessibility Guidelines 2.1 ask for 4.5 to 1 for running text.
    #[test]
    fn every_ink_can_be_read_on_every_ground() {
        for colours in [Theme::Light, Theme::Dark].map(colours) {
            for ground in [colours.panel, colours.raised, colours.hover, colours.chosen] {
                for ink in [colours.text, colours.weak, colours.accent] {
                    assert!(contrast(ink, ground) >= 4.5, "{ink:?} on {ground:?}");
                }
            }
            for ink in [colours.breaks, colours.watch, colours.unknown, colours.fine] {
                assert!(contrast(ink, colours.panel) >= 4.5, "{ink:?}");
                assert!(contrast(ink, colours.raised) >= 4.5, "{ink:?}");
            }
        }
    }
}
