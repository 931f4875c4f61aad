//! Boards and edits by the throw of dice: everything a board can hold, strange texts included.

use loadbearing::edit::{Edit, Step};
use loadbearing::model::attribute::Attribute;
use loadbearing::model::units::{Count, Factor, Seconds, Share};
use loadbearing::model::value::Known;
use loadbearing::model::{
    Board, Boundary, BoundarySort, Change, DataKind, Decision, ElementId, Fingerprint, Flow, Form,
    Interaction, Item, Items, Link, LinkId, Node, NodeId, Note, Point, Ruling, Scenario, Size,
    Span, Unit, decision, flow, kinds, link, node, note,
};

/// Numbers one after the other, from a tape or from a seed.
pub(crate) struct Dice {
    tape: Vec<u16>,
    place: usize,
    state: u64,
}

impl Dice {
    /// Throws what is on the tape, then only zeros: a shorter tape is a simpler board.
    pub(crate) fn of_tape(tape: Vec<u16>) -> Self {
        Self { tape, place: 0, state: 0 }
    }

    /// Throws for ever, the same for the same seed (xorshift64*).
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { tape: Vec::new(), place: 0, state: seed.wrapping_mul(2).wrapping_add(1) }
    }

    /// A number below `sides`.
    pub(crate) fn throw(&mut self, sides: usize) -> usize {
        let number = if self.state == 0 {
            self.place += 1;
            self.tape.get(self.place - 1).copied().map_or(0, usize::from)
        } else {
            self.state ^= self.state >> 12;
            self.state ^= self.state << 25;
            self.state ^= self.state >> 27;
            (self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize
        };
        number % sides.max(1)
    }

    pub(crate) fn of<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.throw(choices.len())]
    }

    fn rarely(&mut self) -> bool {
        self.throw(8) == 7
    }
}

/// What people and their clipboards put into names.
const TEXTS: &[&str] = &[
    "Orders",
    "",
    "在庫サービス",
    "Don't \"quote\" \\ me",
    "two\nlines",
    " spaces ",
    "e\u{301}🛒👩\u{200d}💻",
    "\u{202e}turned",
    "tab\there",
    "// no comment */ /*",
    "(format: 1)",
    "r#\"raw\"#",
    "\u{7f}\u{0}",
    "🧑🏽‍🚒",
    "100 %",
    "NaN",
];

pub(crate) fn board(dice: &mut Dice) -> Board {
    let mut board = Board { title: text(dice), about: text(dice), ..Board::default() };
    let nodes = dice.throw(7);
    board.nodes = (0..nodes).map(|n| a_node(dice, format!("n{n}").as_str().into())).collect();
    let links = if nodes < 2 { 0 } else { dice.throw(9) };
    board.links = (0..links)
        .filter_map(|n| {
            let (from, to) = two_nodes(dice, &board.nodes)?;
            Some(a_link(dice, format!("l{n}").as_str().into(), from, to))
        })
        .collect();
    board.flows = (0..dice.throw(3)).map(|n| a_flow(dice, n, &board.links)).collect();
    board.boundaries = (0..dice.throw(3)).map(|n| a_boundary(dice, n)).collect();
    board.notes = (0..dice.throw(3)).map(|n| a_note(dice, n)).collect();
    board.scenarios = (0..dice.throw(3)).map(|n| a_scenario(dice, n, &board)).collect();
    board.decisions = (0..dice.throw(3)).map(|n| a_decision(dice, n)).collect();
    board
}

fn text(dice: &mut Dice) -> String {
    (*dice.of(TEXTS)).to_owned()
}

fn point(dice: &mut Dice) -> Point {
    let mut number = || (dice.throw(60_000) as f32 - 30_000.0) / 7.0;
    Point::new(number(), number())
}

fn size(dice: &mut Dice) -> Size {
    Size::new(8.0 + dice.throw(9_000) as f32 / 3.0, 8.0 + dice.throw(900) as f32)
}

/// Sets a few attributes to a value of their form.
fn attributes<T>(dice: &mut Dice, element: &mut T, table: &[Attribute<T>]) {
    for _ in 0..dice.throw(6) {
        let attribute = dice.of(table);
        let value = value(dice, attribute.form);
        // Some texts are no value of some attributes.
        let _ = (attribute.set)(element, Some(&value));
    }
}

pub(crate) fn value(dice: &mut Dice, form: Form) -> String {
    match form {
        Form::Flag => (*dice.of(&["yes", "no"])).to_owned(),
        Form::Choice(words) => (*dice.of(words)).to_owned(),
        Form::Text => text(dice),
        Form::Date => (*dice.of(&["2026-11-24", "2021-01-01", "2028-02-29"])).to_owned(),
        Form::Quantity(unit) => {
            let number = quantity(dice, unit);
            let remark = *dice.of(&["", "", " (guess)", " (measured)", " (vendor limit)"]);
            format!("{number}{remark}")
        }
    }
}

fn quantity(dice: &mut Dice, unit: Unit) -> String {
    let digits = dice.throw(5_000) as f64;
    let size = *dice.of(&[1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4]);
    let number = match unit {
        Unit::Share => digits / 5_000.0,
        Unit::Count => digits,
        _ => digits * size,
    };
    unit.write(number)
}

fn known<T: loadbearing::model::units::Measure>(dice: &mut Dice) -> Known<T> {
    let text = quantity(dice, T::UNIT);
    <Known<T> as loadbearing::model::Value>::parse(&text).unwrap()
}

fn a_node(dice: &mut Dice, id: NodeId) -> Node {
    let kind = *dice.of(kinds::ALL);
    let size = dice.rarely().then(|| size(dice));
    let mut data = Vec::new();
    if dice.rarely() {
        let mut kind = DataKind::bare(text(dice));
        attributes(dice, &mut kind, node::DATA_ATTRIBUTES);
        data.push(kind);
    }
    let mut node = Node::bare(id, kind, text(dice), point(dice), size, dice.rarely(), data);
    attributes(dice, &mut node, node::NODE_ATTRIBUTES);
    node
}

fn a_link(dice: &mut Dice, id: LinkId, from: NodeId, to: NodeId) -> Link {
    let mut link = Link::bare(id, from, to, *dice.of(Interaction::ALL), text(dice));
    attributes(dice, &mut link, link::LINK_ATTRIBUTES);
    link
}

fn a_flow(dice: &mut Dice, n: usize, links: &Items<Link>) -> Flow {
    let mut steps = Vec::new();
    if !links.is_empty() {
        for _ in 0..dice.throw(6) {
            steps.push(links.at(dice.throw(links.len())).unwrap().id.clone());
        }
    }
    let mut flow = Flow::bare(format!("f{n}").as_str().into(), text(dice), steps);
    attributes(dice, &mut flow, flow::FLOW_ATTRIBUTES);
    flow
}

fn a_boundary(dice: &mut Dice, n: usize) -> Boundary {
    Boundary {
        id: format!("b{n}").as_str().into(),
        sort: *dice.of(BoundarySort::ALL),
        name: text(dice),
        at: point(dice),
        size: size(dice),
    }
}

fn a_note(dice: &mut Dice, n: usize) -> Note {
    let size = dice.rarely().then(|| size(dice));
    let mut note = Note::bare(format!("t{n}").as_str().into(), text(dice), point(dice), size);
    attributes(dice, &mut note, note::NOTE_ATTRIBUTES);
    note
}

fn a_decision(dice: &mut Dice, n: usize) -> Decision {
    let question = Fingerprint::new(format!("rule-{n}/{}", text(dice).trim()));
    let mut decision = Decision::bare(question, *dice.of(Ruling::ALL), text(dice));
    attributes(dice, &mut decision, decision::DECISION_ATTRIBUTES);
    decision
}

fn a_scenario(dice: &mut Dice, n: usize, board: &Board) -> Scenario {
    let mut changes = Vec::new();
    for _ in 0..dice.throw(5) {
        changes.extend(a_change(dice, board));
    }
    let length = (dice.throw(2) == 0).then(|| known(dice));
    Scenario { id: format!("s{n}").as_str().into(), name: text(dice), changes, length }
}

fn a_change(dice: &mut Dice, board: &Board) -> Option<Change> {
    let span = if dice.rarely() {
        Span { from: Some(known::<Seconds>(dice)), until: None }
    } else {
        Span::default()
    };
    let sort = dice.throw(11);
    Some(match sort {
        0 => Change::Traffic { flow: None, times: known::<Factor>(dice), span },
        1 => Change::Slow { node: one(dice, &board.nodes)?, takes: known(dice), span },
        2 => Change::Down { node: one(dice, &board.nodes)?, replicas: None, span },
        3 => Change::ZoneDown { zone: one(dice, &board.boundaries)?, span },
        4 => Change::Cold { node: one(dice, &board.nodes)?, span },
        5 => Change::AnswersLost {
            link: one(dice, &board.links)?,
            share: known::<Share>(dice),
            span,
        },
        6 => Change::Fails { node: one(dice, &board.nodes)?, share: known(dice), span },
        7 => Change::Deploy { node: one(dice, &board.nodes)?, each: known(dice), span },
        8 => Change::Lag { link: one(dice, &board.links)?, takes: known(dice), span },
        9 => Change::Reconnect { flow: one(dice, &board.flows)?, clients: known(dice), span },
        _ => Change::Burst { flow: one(dice, &board.flows)?, people: known::<Count>(dice), span },
    })
}

fn one<T: Item>(dice: &mut Dice, items: &Items<T>) -> Option<T::Id> {
    items.at(dice.throw(items.len())).map(|item| item.id().clone())
}

fn two_nodes(dice: &mut Dice, nodes: &Items<Node>) -> Option<(NodeId, NodeId)> {
    let (from, to) = (one(dice, nodes)?, one(dice, nodes)?);
    (from != to).then_some((from, to))
}

fn element(dice: &mut Dice, board: &Board) -> ElementId {
    let sort = dice.throw(11);
    let found = match sort {
        0 => one(dice, &board.nodes).map(ElementId::Node),
        1 => one(dice, &board.links).map(ElementId::Link),
        2 => one(dice, &board.flows).map(ElementId::Flow),
        3 => one(dice, &board.boundaries).map(ElementId::Boundary),
        4 => one(dice, &board.notes).map(ElementId::Note),
        5 => one(dice, &board.scenarios).map(ElementId::Scenario),
        _ => None,
    };
    found.unwrap_or(ElementId::Board)
}

/// A step of a few edits; some of them cannot be applied, as when a fix comes too late.
pub(crate) fn step(dice: &mut Dice, board: &Board) -> Step {
    let edits = (0..=dice.throw(3)).filter_map(|_| an_edit(dice, board)).collect();
    Step { label: text(dice), edits }
}

fn an_edit(dice: &mut Dice, board: &Board) -> Option<Edit> {
    let free = |name: &str| board.free_id(name);
    let n = dice.throw(9);
    Some(match dice.throw(20) {
        0 => Edit::PutNode(a_node(dice, free("n").as_str().into())),
        1 => {
            let (from, to) = two_nodes(dice, &board.nodes)?;
            Edit::PutLink(a_link(dice, free("l").as_str().into(), from, to))
        }
        2 => Edit::PutFlow(a_flow(dice, 100 + n, &board.links)),
        3 => Edit::PutBoundary(a_boundary(dice, n)),
        4 => Edit::PutNote(a_note(dice, n)),
        5 => Edit::PutScenario(a_scenario(dice, n, board)),
        6 => Edit::PutDecision(a_decision(dice, n)),
        19 => Edit::ForgetDecision(one(dice, &board.decisions)?),
        7 => Edit::Remove((0..dice.throw(3)).map(|_| element(dice, board)).collect()),
        8 => Edit::Move((0..dice.throw(4)).map(|_| element(dice, board)).collect(), point(dice)),
        9 | 10 => a_setting(dice, board),
        11 => {
            let links = (0..dice.throw(4)).filter_map(|_| one(dice, &board.links)).collect();
            Edit::SetFlowLinks(one(dice, &board.flows)?, links)
        }
        12 => Edit::SetKind(one(dice, &board.nodes)?, *dice.of(kinds::ALL)),
        13 => Edit::SetInteraction(one(dice, &board.links)?, *dice.of(Interaction::ALL)),
        14 => {
            let (from, to) = two_nodes(dice, &board.nodes)?;
            Edit::Reconnect(one(dice, &board.links)?, from, to)
        }
        15 => Edit::InsertOn {
            link: one(dice, &board.links)?,
            node: a_node(dice, free("n").as_str().into()),
            onward: *dice.of(Interaction::ALL),
        },
        16 => Edit::Rename { of: element(dice, board), name: text(dice) },
        17 => Edit::SetTitle(text(dice)),
        _ => Edit::Restack(element(dice, board), dice.throw(2) == 1),
    })
}

fn a_setting(dice: &mut Dice, board: &Board) -> Edit {
    let of = element(dice, board);
    let (key, form) = match &of {
        ElementId::Node(_) => key_of(dice, node::NODE_ATTRIBUTES),
        ElementId::Link(_) => key_of(dice, link::LINK_ATTRIBUTES),
        ElementId::Flow(_) => key_of(dice, flow::FLOW_ATTRIBUTES),
        _ => ("name", Form::Text),
    };
    let to = (dice.throw(4) > 0).then(|| value(dice, form));
    Edit::Set { of, key: key.to_owned(), to }
}

fn key_of<T>(dice: &mut Dice, table: &[Attribute<T>]) -> (&'static str, Form) {
    let attribute = dice.of(table);
    (attribute.key, attribute.form)
}

/// A board on which every attribute of every sort of element is stated.
pub(crate) fn everything() -> Board {
    let mut dice = Dice::seeded(1);
    let mut board = Board { title: "Everything".to_owned(), ..Board::default() };
    let about = "Every attribute once; format 1 is what reads and writes this file unchanged";
    about.clone_into(&mut board.about);
    board.budget = Some(Known::stated(loadbearing::model::units::Money(1500.0)));
    board.developers = Some(Known::stated(Count(4.0)));
    board.regions = vec!["eu-central".to_owned()];
    board.review = Some(loadbearing::model::Review {
        date: loadbearing::model::Value::parse("2026-11-24").ok(),
        people: vec!["Ana".to_owned(), "Ben".to_owned()],
    });
    for (index, kind) in kinds::ALL.iter().enumerate() {
        let at = Point::new(index as f32 * 280.0, 0.0);
        let id = NodeId::new(kind.slug);
        board.nodes.put(Node::bare(id, *kind, kind.label.to_owned(), at, None, false, Vec::new()));
    }
    let mut data = DataKind::bare("orders".to_owned());
    state_all(&mut data, node::DATA_ATTRIBUTES);
    board.nodes.change("service", |node| {
        (node.size, node.locked, node.data) = (Some(Size::new(200.5, 80.0)), true, vec![data]);
        state_all(node, node::NODE_ATTRIBUTES);
    });
    for interaction in Interaction::ALL {
        let id = format!("client-{}-service", interaction.word()).as_str().into();
        let name = interaction.word().to_owned();
        board.links.put(Link::bare(id, "client".into(), "service".into(), *interaction, name));
    }
    board.links.change("client-call-service", |link| state_all(link, link::LINK_ATTRIBUTES));
    let steps = board.links.iter().map(|link| link.id.clone()).collect();
    let mut flow = Flow::bare("order".into(), "Order".to_owned(), steps);
    state_all(&mut flow, flow::FLOW_ATTRIBUTES);
    board.flows.put(flow);
    for (n, sort) in BoundarySort::ALL.iter().enumerate() {
        let mut boundary = a_boundary(&mut dice, n);
        (boundary.sort, boundary.name) = (*sort, sort.word().to_owned());
        board.boundaries.put(boundary);
    }
    let mut note = Note::bare("note".into(), "Two\nlines".to_owned(), Point::new(0.0, 300.0), None);
    state_all(&mut note, note::NOTE_ATTRIBUTES);
    board.notes.put(note);
    let span = Span { from: Some(known(&mut dice)), until: Some(known(&mut dice)) };
    let node = NodeId::new("service");
    let changes = vec![
        Change::Traffic { flow: Some("order".into()), times: known(&mut dice), span },
        Change::Slow { node: node.clone(), takes: known(&mut dice), span },
        Change::Down { node: node.clone(), replicas: Some(Known::stated(Count(1.0))), span },
        Change::ZoneDown { zone: "b0".into(), span },
        Change::Cold { node: node.clone(), span },
        Change::Fails { node: node.clone(), share: known(&mut dice), span },
        Change::Deploy { node, each: known(&mut dice), span },
        Change::Lag { link: "client-call-service".into(), takes: known(&mut dice), span },
        Change::Reconnect { flow: "order".into(), clients: known(&mut dice), span },
        Change::AnswersLost { link: "client-call-service".into(), share: known(&mut dice), span },
        Change::Burst { flow: "order".into(), people: known(&mut dice), span },
    ];
    let length = Some(known(&mut dice));
    board.scenarios.put(Scenario { id: "all".into(), name: "All".to_owned(), changes, length });
    for ruling in Ruling::ALL {
        let question = Fingerprint::new(format!("a-rule/{}", ruling.word()));
        let mut decision = Decision::bare(question, *ruling, "Because".to_owned());
        state_all(&mut decision, decision::DECISION_ATTRIBUTES);
        board.decisions.put(decision);
    }
    board
}

fn state_all<T>(element: &mut T, table: &[Attribute<T>]) {
    for attribute in table {
        // Each attribute has its own dice: a new one leaves the values of the others alone.
        let seed =
            attribute.key.bytes().fold(7u64, |seed, byte| seed * 31 % 65_521 + u64::from(byte));
        let dice = &mut Dice::seeded(seed);
        let value = match attribute.form {
            Form::Text => "a text".to_owned(),
            Form::Quantity(Unit::Count) => "3 (guess, 2 to 4)".to_owned(),
            form => value(dice, form),
        };
        (attribute.set)(element, Some(&value)).unwrap();
    }
}
