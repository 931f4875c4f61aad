//! Texts: control characters and lengths nobody would write.

use super::{Repairs, shown};
use crate::model::attribute::Attribute;
use crate::model::limits::{LINE, NAME, PROSE, TITLE, TextLimits};
use crate::model::value::Form;
use crate::model::{Board, ElementId, Item, Items, decision, flow, link, node, note};

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
    for view in &mut board.walk {
        mend(&mut view.note, PROSE, ElementId::Board, "A note of the walkthrough", repairs);
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

type Mend<'m> = dyn FnMut(&str, &mut String, TextLimits) + 'm;

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
            let mut mend = |key: &str, text: &mut String, limits: TextLimits| {
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

fn mend(text: &mut String, limits: TextLimits, at: ElementId, what: &str, repairs: &mut Repairs) {
    if limits.soiled_by(text) {
        *text = limits.cleaned(text);
        repairs.say(
            at.clone(),
            format!("{what} had characters that cannot be shown there: they are left out now"),
        );
    }
    let longest = limits.longest;
    if limits.exceeded_by(text) {
        *text = text.chars().take(longest).collect();
        repairs.say(at, format!("{what} was cut to {longest} characters"));
    }
}
