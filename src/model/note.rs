//! Notes: sticky notes, which may be marked temporary with a date.

use super::attribute::record;
use super::geometry::{Point, Size};
use super::id::NoteId;
use super::items::Item;
use super::value::Day;

record! {
    /// A sticky note.
    Note, NOTE_ATTRIBUTES {
        /// Unique among notes.
        id: NoteId,
        /// What it says; may have several lines.
        text: String,
        /// Its centre.
        at: Point,
        /// Width and height when someone resized it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        size: Option<Size>,
    }
    "Standing" if |_| true => {
        temporary_since: Day, "Temporary since", "When what it talks about was put in \u{201c}for now\u{201d}.";
        review_by: Day, "Review by", "When to look at it again.";
    }
}

impl Item for Note {
    type Id = NoteId;

    fn id(&self) -> &NoteId {
        &self.id
    }
}
