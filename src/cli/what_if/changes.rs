//! What happens, as it is said on the command line: `--slow inventory=5s@10s..70s`.

use clap::Args;

use super::names;
use crate::cli::Failure;
use crate::model::units::{Measure, Seconds};
use crate::model::{Board, Change, FlowId, Known, NodeId, Span, Value};

/// What happens. Each may be given several times, and may end in a time: `@10s..70s`, `@10s..`,
/// `@..70s`, `@10s`.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What happens (each may end in a time: @10s..70s)")]
pub(super) struct Asked {
    /// Traffic is multiplied: x8, or place-an-order=x8 for one flow
    #[arg(long, value_name = "[FLOW=]TIMES")]
    traffic: Vec<String>,
    /// A node is down, or so many of its replicas are: orders, orders=1
    #[arg(long, value_name = "NODE[=REPLICAS]")]
    down: Vec<String>,
    /// A node takes this long over everything: inventory=5s
    #[arg(long, value_name = "NODE=TIME")]
    slow: Vec<String>,
    /// A node fails a share of what it is asked: inventory=20%
    #[arg(long, value_name = "NODE=SHARE")]
    fails: Vec<String>,
    /// A zone is dark
    #[arg(long, value_name = "ZONE")]
    zone_down: Vec<String>,
    /// A cache is empty
    #[arg(long, value_name = "NODE")]
    cold: Vec<String>,
    /// The network of a link takes this long, there and back: orders-to-stock=200ms
    #[arg(long, value_name = "LINK=TIME")]
    lag: Vec<String>,
    /// Answers over a link get lost after the work is done: browser-to-orders=40%
    #[arg(long, value_name = "LINK=SHARE")]
    answers_lost: Vec<String>,
    /// So many people want the same item at once: 500, or place-an-order=500
    #[arg(long, value_name = "[FLOW=]PEOPLE")]
    burst: Vec<String>,
    /// So many clients come back at once, each for an item of its own
    #[arg(long, value_name = "[FLOW=]CLIENTS")]
    reconnect: Vec<String>,
    /// Replicas of a node are replaced one after the other, each away this long: orders=30s
    #[arg(long, value_name = "NODE=TIME")]
    deploy: Vec<String>,
}

impl Asked {
    /// The changes on a board, in the order of the help.
    pub(super) fn changes(&self, board: &Board) -> Result<Vec<Change>, Failure> {
        let mut changes = Vec::new();
        let mut each = |flag: &'static str, given: &[String], read: Read| {
            for text in given {
                let change = Given::of(text).and_then(|given| read(board, &given));
                let change =
                    change.map_err(|why| Failure(format!("--{flag} {text}: {}", why.0)))?;
                changes.push(change);
            }
            Ok::<(), Failure>(())
        };
        each("traffic", &self.traffic, traffic)?;
        each("down", &self.down, down)?;
        each("slow", &self.slow, slow)?;
        each("fails", &self.fails, fails)?;
        each("zone-down", &self.zone_down, zone_down)?;
        each("cold", &self.cold, cold)?;
        each("lag", &self.lag, lag)?;
        each("answers-lost", &self.answers_lost, answers_lost)?;
        each("burst", &self.burst, burst)?;
        each("reconnect", &self.reconnect, reconnect)?;
        each("deploy", &self.deploy, deploy)?;
        Ok(changes)
    }
}

type Read = fn(&Board, &Given<'_>) -> Result<Change, Failure>;

/// One flag's text in its parts: `inventory`, `5s`, from 10 s to 70 s.
struct Given<'a> {
    name: &'a str,
    value: Option<&'a str>,
    span: Span,
}

impl<'a> Given<'a> {
    fn of(text: &'a str) -> Result<Self, Failure> {
        let (text, span) = match text.rsplit_once('@') {
            // A name may hold an @; a time begins with a digit or with dots.
            Some((before, time))
                if time.trim().starts_with(|c: char| c.is_ascii_digit() || c == '.') =>
            {
                (before, span(time)?)
            }
            _ => (text, Span::default()),
        };
        let (name, value) = match text.rsplit_once('=') {
            Some((name, value)) => (name.trim(), Some(value.trim())),
            None => (text.trim(), None),
        };
        Ok(Self { name, value, span })
    }

    /// The value, read as what the flag wants.
    fn value<T: Measure>(&self, example: &str) -> Result<Known<T>, Failure> {
        let value = self
            .value
            .ok_or_else(|| Failure(format!("say how much, like `{}={example}`", self.name)))?;
        Ok(Known::parse(value)?)
    }

    fn nothing_more(&self) -> Result<(), Failure> {
        match self.value {
            None => Ok(()),
            Some(value) => Err(Failure(format!("leave `={value}` out"))),
        }
    }
}

fn span(text: &str) -> Result<Span, Failure> {
    let read = |text: &str| -> Result<Option<Known<Seconds>>, Failure> {
        let text = text.trim();
        if text.is_empty() { Ok(None) } else { Ok(Some(Known::parse(text)?)) }
    };
    let (from, until) = text.split_once("..").unwrap_or((text, ""));
    let span = Span { from: read(from)?, until: read(until)? };
    if let (Some(from), Some(until)) = (span.from, span.until)
        && until.base() <= from.base()
    {
        return Err(Failure(format!(
            "`@{text}` ends before it begins; write the earlier time first"
        )));
    }
    Ok(span)
}

/// A node that serves; who only begins requests cannot be slow or down.
fn server(board: &Board, given: &Given<'_>) -> Result<NodeId, Failure> {
    let id = names::node(board, given.name)?;
    let begins = |node: &crate::model::Node| node.kind.behavior.starts_requests;
    if board.nodes.get(id.as_str()).is_some_and(begins) {
        return Err(Failure(format!(
            "{} only begins requests: nobody waits for it; name a node that serves",
            board.name_of(&id.into())
        )));
    }
    Ok(id)
}

fn traffic(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let whole = Given { name: "all", value: given.value.or(Some(given.name)), span: given.span };
    let flow = given.value.map(|_| names::flow(board, given.name)).transpose()?;
    Ok(Change::Traffic { flow, times: whole.value("x8")?, span: given.span })
}

fn down(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let replicas = given.value.map(|_| given.value("1")).transpose()?;
    Ok(Change::Down { node: server(board, given)?, replicas, span: given.span })
}

fn slow(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let node = server(board, given)?;
    Ok(Change::Slow { node, takes: given.value("5s")?, span: given.span })
}

fn fails(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let node = server(board, given)?;
    Ok(Change::Fails { node, share: given.value("20%")?, span: given.span })
}

fn zone_down(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    given.nothing_more()?;
    Ok(Change::ZoneDown { zone: names::zone(board, given.name)?, span: given.span })
}

fn cold(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    given.nothing_more()?;
    let node = names::node(board, given.name)?;
    let caches = |node: &&crate::model::Node| node.kind.behavior.answers_from_copy;
    if board.nodes.get(node.as_str()).as_ref().is_some_and(|node| !caches(node)) {
        let caches: Vec<&str> = board.nodes.iter().filter(caches).map(|c| c.id.as_str()).collect();
        let remedy = match caches.as_slice() {
            [] => "the board has no cache".to_owned(),
            caches => format!("use one of {}", caches.join(", ")),
        };
        return Err(Failure(format!("{} is no cache; {remedy}", board.name_of(&node.into()))));
    }
    Ok(Change::Cold { node, span: given.span })
}

fn lag(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let link = names::link(board, given.name)?;
    Ok(Change::Lag { link, takes: given.value("200ms")?, span: given.span })
}

fn answers_lost(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let link = names::link(board, given.name)?;
    let waits = board.links.get(link.as_str()).is_some_and(|l| l.interaction.caller_waits());
    if !waits {
        let name = board.name_of(&link.into());
        return Err(Failure(format!("nobody waits for an answer over {name}")));
    }
    Ok(Change::AnswersLost { link, share: given.value("40%")?, span: given.span })
}

fn burst(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let (flow, people) = crowd(board, given)?;
    Ok(Change::Burst { flow, people, span: given.span })
}

fn reconnect(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let (flow, clients) = crowd(board, given)?;
    Ok(Change::Reconnect { flow, clients, span: given.span })
}

/// A number of people and the flow they go through; the only one of a board need not be named.
fn crowd<T: Measure>(board: &Board, given: &Given<'_>) -> Result<(FlowId, Known<T>), Failure> {
    if given.value.is_some() {
        return Ok((names::flow(board, given.name)?, given.value("500")?));
    }
    let mut flows = board.flows.iter();
    match (flows.next(), flows.next()) {
        (Some(only), None) => Ok((only.id.clone(), Known::parse(given.name)?)),
        (None, _) => Err(Failure("the board has no flows".to_owned())),
        (Some(_), Some(_)) => {
            let ids: Vec<&str> = board.flows.iter().map(|flow| flow.id.as_str()).collect();
            Err(Failure(format!(
                "say through which flow, like `{}={}`; there are {}",
                ids.first().copied().unwrap_or_default(),
                given.name,
                ids.join(", ")
            )))
        }
    }
}

fn deploy(board: &Board, given: &Given<'_>) -> Result<Change, Failure> {
    let node = server(board, given)?;
    Ok(Change::Deploy { node, each: given.value("30s")?, span: given.span })
}
