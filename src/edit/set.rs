//! Setting one attribute from text: refused when it is no value of it, or means nothing there.

use super::apply::{EditError, require};
use crate::model::attribute::{Attribute, parse_optional};
use crate::model::limits::{self, LINE, NAME, PROSE, TITLE};
use crate::model::{Board, ElementId, Item, Review, flow, link, node, note};

pub(super) fn set(
    board: &mut Board,
    of: &ElementId,
    key: &str,
    to: Option<&str>,
) -> Result<(), EditError> {
    let text = to.unwrap_or_default();
    let found = match (of, key) {
        (ElementId::Board, _) => return set_board(board, key, to),
        (_, "name") | (ElementId::Note(_), "text") => return set_name(board, of, text),
        (ElementId::Node(id), _) => {
            let set = |node: &mut _| set_attribute(node::NODE_ATTRIBUTES, node, key, to);
            changed(&mut board.nodes, id.as_str(), set)?
        }
        (ElementId::Link(id), _) => {
            let set = |link: &mut _| set_attribute(link::LINK_ATTRIBUTES, link, key, to);
            changed(&mut board.links, id.as_str(), set)?
        }
        (ElementId::Flow(id), _) => {
            let set = |flow: &mut _| set_attribute(flow::FLOW_ATTRIBUTES, flow, key, to);
            changed(&mut board.flows, id.as_str(), set)?
        }
        (ElementId::Note(id), _) => {
            let set = |note: &mut _| set_attribute(note::NOTE_ATTRIBUTES, note, key, to);
            changed(&mut board.notes, id.as_str(), set)?
        }
        (ElementId::Boundary(id), "sort") => {
            let sort = crate::model::Value::parse(text)?;
            board.boundaries.change(id.as_str(), |boundary| boundary.sort = sort)
        }
        (ElementId::Boundary(_) | ElementId::Scenario(_), _) => {
            require(board.has(of), of.as_str())?;
            return Err(EditError::NoSuchAttribute(of.as_str().to_owned(), key.to_owned()));
        }
    };
    require(found, of.as_str())
}

/// Gives an element its name, a note its text and the board its title; the id stays.
pub(super) fn set_name(board: &mut Board, of: &ElementId, text: &str) -> Result<(), EditError> {
    let limits = match of {
        ElementId::Board => TITLE,
        ElementId::Note(_) => PROSE,
        _ => NAME,
    };
    let text = limits.check(text)?;
    let id = of.as_str();
    let found = match of {
        ElementId::Node(_) => board.nodes.change(id, |node| node.name = text),
        ElementId::Link(_) => board.links.change(id, |link| link.name = text),
        ElementId::Flow(_) => board.flows.change(id, |flow| flow.name = text),
        ElementId::Note(_) => board.notes.change(id, |note| note.text = text),
        ElementId::Boundary(_) => board.boundaries.change(id, |boundary| boundary.name = text),
        ElementId::Scenario(_) => board.scenarios.change(id, |scenario| scenario.name = text),
        ElementId::Board => {
            board.title = text;
            true
        }
    };
    require(found, id)
}

fn set_board(board: &mut Board, key: &str, to: Option<&str>) -> Result<(), EditError> {
    let text = to.unwrap_or_default();
    match key {
        "name" | "title" => set_name(board, &ElementId::Board, text)?,
        "about" => board.about = PROSE.check(text)?,
        "budget" => board.budget = parse_optional(to)?,
        "developers" => board.developers = parse_optional(to)?,
        "reviewed" | "people" => {
            let mut met = board.review.take().unwrap_or_default();
            if key == "people" {
                let names = text.split([',', ';', '\n']).map(str::trim);
                let names = names.filter(|name| !name.is_empty());
                met.people = names.map(|name| LINE.check(name)).collect::<Result<_, _>>()?;
            } else {
                met.date = parse_optional(to)?;
            }
            board.review = Some(met).filter(|met| *met != Review::default());
        }
        _ => return Err(EditError::NoSuchAttribute("the board".to_owned(), key.to_owned())),
    }
    Ok(())
}

/// Changes the element with this id by something that may fail; false when there is none.
fn changed<T: Item>(
    items: &mut crate::model::Items<T>,
    id: &str,
    change: impl FnOnce(&mut T) -> Result<(), EditError>,
) -> Result<bool, EditError> {
    let mut result = Ok(());
    let found = items.change(id, |item| result = change(item));
    result.map(|()| found)
}

fn set_attribute<T: Item>(
    table: &'static [Attribute<T>],
    element: &mut T,
    key: &str,
    to: Option<&str>,
) -> Result<(), EditError> {
    let Some(attribute) = table.iter().find(|attribute| attribute.key == key) else {
        let id: &str = std::borrow::Borrow::borrow(element.id());
        return Err(EditError::NoSuchAttribute(format!("`{id}`"), key.to_owned()));
    };
    let to = to.filter(|text| !text.trim().is_empty());
    let to = to.map(|text| limits::check_attribute(key, attribute.form, text)).transpose()?;
    (attribute.set)(element, to.as_deref())?;
    Ok(())
}
