//! Every colour of the product, light and dark, and nothing else.
//!
//! One accent. Severities keep apart for colour-blind eyes too, and each has a mark of its own
//! besides its colour. The window's theme reads the same table as the pictures.

#![expect(clippy::unreadable_literal, reason = "six digits of a colour are read at once")]

use super::Theme;
use super::prim::Ink;
use crate::model::Kind;
use crate::rules::Verdict;

/// The three colours of a group of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tint {
    /// Inside of the box.
    pub fill: Ink,
    /// Its outline.
    pub edge: Ink,
    /// Its icon.
    pub icon: Ink,
}

/// The colours of a severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Severity {
    /// Badges and bars.
    pub fill: Ink,
    /// Text and marks on the fill.
    pub on_fill: Ink,
    /// Quiet background of a whole row.
    pub wash: Ink,
    /// Text in this severity on the board or a panel.
    pub text: Ink,
}

/// All colours of one theme.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// The board behind everything.
    pub board: Ink,
    /// Dots of the grid.
    pub grid: Ink,
    /// Panels beside the board.
    pub panel: Ink,
    /// Fields and raised things on a panel.
    pub raised: Ink,
    /// A row under the pointer.
    pub hover: Ink,
    /// Separators and outlines of panels.
    pub edge: Ink,
    /// Text.
    pub ink: Ink,
    /// Text of second rank.
    pub ink_faint: Ink,
    /// Links.
    pub line: Ink,
    /// The one accent: selection, flow, primary buttons.
    pub accent: Ink,
    /// Text on the accent.
    pub on_accent: Ink,
    /// Inside of a selection or a pressed button.
    pub accent_wash: Ink,
    /// Sticky notes.
    pub note: Ink,
    /// The edge and fold of sticky notes.
    pub note_edge: Ink,
    /// Text on sticky notes.
    pub note_ink: Ink,
    /// Frames with meaning.
    pub boundary: Ink,
    /// Inside of frames with meaning.
    pub boundary_fill: Ink,
    people: Tint,
    passage: Tint,
    work: Tint,
    delivery: Tint,
    copy: Tint,
    store: Tint,
    outside: Tint,
    severities: [Severity; 4],
}

/// The colours of a theme.
pub fn of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Light => &LIGHT,
        Theme::Dark => &DARK,
    }
}

impl Palette {
    /// Colours of a kind, by what it does to a request.
    pub fn tint(&self, kind: &Kind) -> Tint {
        let does = kind.behavior;
        if does.starts_requests {
            self.people
        } else if does.answers_from_copy {
            self.copy
        } else if does.delivers_later {
            self.delivery
        } else if does.keeps_state {
            self.store
        } else if does.outside_control {
            self.outside
        } else if does.blocks_while_calling || does.starts_on_schedule {
            self.work
        } else {
            self.passage
        }
    }

    /// Colours of lines that stand side by side in a plot, the most important first.
    ///
    /// Neighbours differ in lightness as well as hue; a plot names each line at its end.
    pub fn series(&self) -> [Ink; 6] {
        let [breaks, _, _, fine] = self.severities;
        [self.accent, breaks.fill, fine.fill, self.copy.edge, self.delivery.icon, self.passage.edge]
    }

    /// Colours of a verdict.
    pub fn severity(&self, verdict: Verdict) -> Severity {
        let [breaks, watch, unknown, fine] = self.severities;
        match verdict {
            Verdict::Breaks => breaks,
            Verdict::Watch => watch,
            Verdict::Unknown => unknown,
            Verdict::Fine => fine,
        }
    }
}

/// `share` of `over`, the rest `under`; both opaque.
pub fn mixed(under: Ink, over: Ink, share: f32) -> Ink {
    let mut rgba = over.rgba;
    for (out, below) in rgba.iter_mut().zip(under.rgba).take(3) {
        let blended = f32::from(*out) * share + f32::from(below) * (1.0 - share);
        *out = blended.round().clamp(0.0, 255.0) as u8;
    }
    Ink { rgba }
}

const fn tint(fill: u32, edge: u32, icon: u32) -> Tint {
    Tint { fill: Ink::hex(fill), edge: Ink::hex(edge), icon: Ink::hex(icon) }
}

const fn severity(fill: u32, on_fill: u32, wash: u32, text: u32) -> Severity {
    Severity {
        fill: Ink::hex(fill),
        on_fill: Ink::hex(on_fill),
        wash: Ink::hex(wash),
        text: Ink::hex(text),
    }
}

static LIGHT: Palette = Palette {
    board: Ink::hex(0xFBFAF8),
    grid: Ink::hex(0xE4E1DB),
    panel: Ink::hex(0xF4F2EE),
    raised: Ink::hex(0xFFFFFF),
    hover: Ink::hex(0xEAE7E1),
    edge: Ink::hex(0xDDD9D1),
    ink: Ink::hex(0x1F2430),
    ink_faint: Ink::hex(0x666C7A),
    line: Ink::hex(0x565E6E),
    accent: Ink::hex(0x4256D0),
    on_accent: Ink::hex(0xFFFFFF),
    accent_wash: Ink::hex(0xE3E7FB),
    note: Ink::hex(0xFFF1C2),
    note_edge: Ink::hex(0xEBD591),
    note_ink: Ink::hex(0x4A3D14),
    boundary: Ink::hex(0xA3A8B3),
    boundary_fill: Ink::hex(0xF5F4F1),
    people: tint(0xFFFFFF, 0x565E6E, 0x3A4150),
    passage: tint(0xF1EEFA, 0x8374B8, 0x5F4F9A),
    work: tint(0xE9F0FA, 0x5F86BC, 0x346099),
    delivery: tint(0xF9ECF2, 0xB6739A, 0x924A74),
    copy: tint(0xFBEFE3, 0xBE8A55, 0x8F5D28),
    store: tint(0xE6F3EF, 0x559A88, 0x2C7362),
    outside: tint(0xF1F1EF, 0x8A8C90, 0x5D6066),
    severities: [
        severity(0xCB3F12, 0xFFFFFF, 0xFBE8E1, 0xAE330B),
        severity(0xF0A81C, 0x332300, 0xFDF1DA, 0x865A00),
        severity(0x6F7F95, 0xFFFFFF, 0xEAEDF1, 0x526177),
        severity(0x128C6B, 0xFFFFFF, 0xDFF1EB, 0x0B6E53),
    ],
};

static DARK: Palette = Palette {
    board: Ink::hex(0x16181D),
    grid: Ink::hex(0x2A2D35),
    panel: Ink::hex(0x1D2026),
    raised: Ink::hex(0x272B33),
    hover: Ink::hex(0x2C3039),
    edge: Ink::hex(0x343944),
    ink: Ink::hex(0xE9EBF0),
    ink_faint: Ink::hex(0x9BA2B0),
    line: Ink::hex(0xA3AAB8),
    accent: Ink::hex(0x91A2FF),
    on_accent: Ink::hex(0x12162B),
    accent_wash: Ink::hex(0x2A3156),
    note: Ink::hex(0x483F22),
    note_edge: Ink::hex(0x6B5E33),
    note_ink: Ink::hex(0xF4E6B4),
    boundary: Ink::hex(0x5C6370),
    boundary_fill: Ink::hex(0x1B1E24),
    people: tint(0x252830, 0xA3AAB8, 0xD3D8E2),
    passage: tint(0x2A2740, 0x9083C9, 0xC3B9F0),
    work: tint(0x202D40, 0x6E96CE, 0xA9C9F2),
    delivery: tint(0x3A2432, 0xC483AA, 0xEEB8D5),
    copy: tint(0x392B1E, 0xC9965F, 0xF0C695),
    store: tint(0x1D332E, 0x61AB97, 0x9CDCCA),
    outside: tint(0x27292D, 0x8F9299, 0xC0C4CB),
    severities: [
        severity(0xFF7A4D, 0x2B0A00, 0x442218, 0xFF9A76),
        severity(0xF5B83D, 0x2B1D00, 0x40321A, 0xF8C867),
        severity(0x92A1B6, 0x10161F, 0x2A313B, 0xADBACC),
        severity(0x3FBF97, 0x002118, 0x1A382F, 0x6BD6B4),
    ],
};
