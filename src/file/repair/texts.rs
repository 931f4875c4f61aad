//! Texts: control characters and lengths nobody would write.

use super::{Repairs, shown};
use crate::model::attribute::Attribute;
use crate::model::value::Form;
use crate::model::{Board, ElementId, Item, Items, decision, flow, link, node, note};

/// How long a text may be, in characters, and whether it may have several lines.
#[derive(Clone, Copy)]
struct Limits {
    longest: usize,
    lines: bool,
}

/// A title, or the name of something that is not drawn.
const TITLE: Limits = Limits { longest: 500, lines: false };

/// A name on the board; people break it where it reads best.
const NAME: Limits = Limits { longest: 500, lines: true };

/// A note, a reason or a description.
const PROSE: Limits = Limits { longest: 20_000, lines: true };

/// The text of an attribute.
const LINE: Limits = Limits { longest: 1_000, lines: false };

pub(super) fn repair(board: &mut Board, repairs: &mut Repairs) {
    let Board { title, about, regions, review, .. } = board;
    let mut on_board = |what: &str, text: &mut String, limits| {
        mend(text, limits, ElementId::Board, what, repairs);
    };
    on_board("The title of the board", title, TITLE);
    on_board("The description of the board", about, PROSE);
    for region in regions.iter_mut() {
        on_board("A region of the board", region, TITLE);
    }
    for person in review.iter_mut().flat_map(|review| &mut review.people) {
        on_board("A name in the review", person, TITLE);
    }
    elements(board, repairs);
}

fn elements(board: &mut Board, repairs: &mut Repairs) {
    each(&mut board.nodes, "node", node::NODE_ATTRIBUTES, repairs, |node, mend| {
        mend("name", &mut node.name, NAME);
        for data in &mut node.data {
            mend("data", &mut data.name, NAME);
            for attribute in node::DATA_ATTRIBUTES {
                mend_attribute(data, attribute, mend);
            }
        }
    });
    each(&mut board.links, "link", link::LINK_ATTRIBUTES, repairs, |link, mend| {
        mend("name", &mut link.name, NAME);
    });
    each(&mut board.flows, "flow", flow::FLOW_ATTRIBUTES, repairs, |flow, mend| {
        mend("name", &mut flow.name, NAME);
    });
    each(&mut board.boundaries, "boundary", &[], repairs, |boundary, mend| {
        mend("name", &mut boundary.name, NAME);
    });
    each(&mut board.notes, "note", note::NOTE_ATTRIBUTES, repairs, |note, mend| {
        mend("text", &mut note.text, PROSE);
    });
    each(&mut board.scenarios, "scenario", &[], repairs, |scenario, mend| {
        mend("name", &mut scenario.name, NAME);
    });
    let decisions = decision::DECISION_ATTRIBUTES;
    each(&mut board.decisions, "decision", decisions, repairs, |decision, mend| {
        mend("reason", &mut decision.reason, PROSE);
    });
}

type Mend<'m> = dyn FnMut(&str, &mut String, Limits) + 'm;

/// Mends the fixed texts of each element by `fixed`, and its attributes by their table.
fn each<T: Item>(
    items: &mut Items<T>,
    sort: &str,
    table: &[Attribute<T>],
    repairs: &mut Repairs,
    fixed: impl Fn(&mut T, &mut Mend<'_>),
) where
    T::Id: Addressed,
{
    items.change_where(
        |_| true,
        |item| {
            let id = item.id().clone();
            let named = shown(std::borrow::Borrow::<str>::borrow(&id));
            let mut mend = |key: &str, text: &mut String, limits: Limits| {
                let what = format!("`{key}` of the {sort} {named}");
                mend(text, limits, id.address(), &what, repairs);
            };
            fixed(item, &mut mend);
            for attribute in table {
                mend_attribute(item, attribute, &mut mend);
            }
        },
    );
}

fn mend_attribute<T>(element: &mut T, attribute: &Attribute<T>, mend: &mut Mend<'_>) {
    if attribute.form != Form::Text {
        return;
    }
    let Some(before) = (attribute.get)(element) else { return };
    let mut after = before.clone();
    mend(attribute.key, &mut after, LINE);
    if after != before || after.trim().is_empty() {
        // Setting a text cannot fail; one that says nothing is the same as none.
        let _ = (attribute.set)(element, Some(&after));
    }
}

/// Where a repair of an element with this id happened.
trait Addressed {
    fn address(&self) -> ElementId;
}

macro_rules! addressed {
    ($($id:ident),*) => {
        $(impl Addressed for crate::model::$id {
            fn address(&self) -> ElementId {
                self.clone().into()
            }
        })*
    };
}
addressed!(NodeId, LinkId, FlowId, BoundaryId, NoteId, ScenarioId);

impl Addressed for crate::model::Fingerprint {
    fn address(&self) -> ElementId {
        ElementId::Board
    }
}

fn mend(text: &mut String, limits: Limits, at: ElementId, what: &str, repairs: &mut Repairs) {
    if text.contains(|c: char| is_unwanted(c, limits)) {
        *text = cleaned(text, limits);
        repairs.say(
            at.clone(),
            format!("{what} had characters that cannot be shown there: they are left out now"),
        );
    }
    // Counting characters is for the few texts that may have too many.
    let longest = limits.longest;
    if text.len() > longest && text.chars().count() > longest {
        *text = text.chars().take(longest).collect();
        repairs.say(at, format!("{what} was cut to {longest} characters"));
    }
}

fn is_unwanted(c: char, limits: Limits) -> bool {
    c.is_control() && c != '\t' && !(c == '\n' && limits.lines)
}

fn cleaned(text: &str, limits: Limits) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = if limits.lines { text } else { text.replace('\n', " ") };
    text.chars().filter(|c| !is_unwanted(*c, limits)).collect()
}
