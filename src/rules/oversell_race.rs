//! Asks of everything that gives away what is limited what happens when two take the last one.

use super::ask::{Ask, unknown};
use super::{Answer, Example, Fix, Group, Harm, Review, Rule, Set, Verdict, cure};
use crate::facts::{Moment, Place, Quantity};
use crate::model::link::Effect;
use crate::model::{Interaction, Link, Node, Unit};

pub(super) static RULE: Rule = Rule {
    id: "oversell-race",
    asks: "What happens when two people take the last one from {subject}?",
    group: Group::Data,
    set: Set::Core,
    harm: Harm::Wrong,
    step: "sold twice",
    story: "{flow}: the last one is sold twice",
    why: "Reading how many are left, deciding, and writing the new number back are three steps. Everybody who reads before the first one has written sees the same last item, and all of them get it.",
    computes: "While one request is between reading and writing, λ·p·w others read the same number: λ uses a second, share p of the hottest item, window w from read to write. About that many are given away too many each time something sells out.",
    quiet_when: "The write succeeds only when nothing changed in between, the store refuses what is too much, a lock lets one at a time through, or policy allows that many too many.",
    misses: "Reservations that are never given back.",
    example: Example {
        drawn: "browser:client -> shop -> stock:relational-db",
        stated: "order.rate = 25/s; order.event = x8; order.hot_key_share = 20 %; shop-to-stock.interaction = write; shop-to-stock.effect = reserves stock; shop-to-stock.window = 200 ms",
    },
    sources: &[
        "Kleppmann: Designing Data-Intensive Applications, chapter 7: lost updates and write skew",
    ],
    follows: &[],
    ask,
    fixes,
};

const BREAKS: &str = "{hottest item gets} want the hottest item {moment}, and each takes {window} from reading what is left to writing it: about {too many} too many are given away when it sells out";
const UNCOUNTED: &str = "It reads what is left and writes back less, and nothing notices when somebody else did the same";
const RARE: &str = "{hottest item gets} want the hottest item {moment}; {window} from reading to writing leaves a race that is lost {too many} times a sell-out";
const GUARDED: &str = "The write only succeeds while enough is left";
const REFUSED: &str = "The store refuses what would be too much";
const LOCKED: &str = "A lock lets one at a time through";
const ALLOWED: &str =
    "About {too many} too many are given away when it sells out; policy allows {allowed}";
const UNKNOWN: &str =
    "That depends on whether the write checks again, and how long after reading it happens";
const UNKNOWN_LOAD: &str = "It takes {window} from reading what is left to writing it; nobody has said how many want the same item";

/// Fewer than one in a hundred sell-outs.
const SELDOM: f64 = 0.01;

fn ask(ask: &mut Ask<'_>) {
    for index in 0..ask.board.links.len() as u32 {
        let Some(link) = ask.link(index) else { continue };
        let Some((from, to)) = ask.facts.network.ends(index) else { continue };
        let Some(head) = ask.node(to) else { continue };
        if !takes_from_stock(ask, link, index, head) {
            continue;
        }
        let flows = ask.flows_over(index);
        let mut answer =
            judge(ask, link, index, &flows).about(head.id.clone()).about(link.id.clone());
        answer.flow = ask.first_flow(&flows);
        answer.locus = Some(from);
        answer.flows = flows;
        ask.answer(answer);
    }
}

/// True for a write that sets something limited aside: stated at the link, or by the flow whose
/// only effect it is.
fn takes_from_stock(ask: &Ask<'_>, link: &Link, index: u32, head: &Node) -> bool {
    let writes = matches!(link.interaction, Interaction::Write | Interaction::Lock);
    if !writes || !head.kind.behavior.keeps_state || head.kind.behavior.delivers_later {
        return false;
    }
    match link.effect {
        Some(effect) => effect == Effect::Reserve,
        None => {
            head.kind.behavior.keeps_records()
                && ask.facts.flows_over(index).any(|(_, demand, _)| {
                    ask.flow_of(demand)
                        .is_some_and(|flow| flow.side_effect == Some(Effect::Reserve))
                })
        }
    }
}

fn judge(ask: &mut Ask<'_>, link: &Link, index: u32, flows: &[u32]) -> Answer {
    let fine = |says| Answer::new(&RULE, Verdict::Fine, says);
    match () {
        () if link.compare_and_set == Some(true) => return fine(GUARDED),
        () if link.unique_constraint == Some(true) => return fine(REFUSED),
        () if link.interaction == Interaction::Lock => return fine(LOCKED),
        () => {}
    }
    let place = Place::Link(index);
    let Some(window) = link.window else {
        if link.compare_and_set == Some(false) {
            return Answer::new(&RULE, Verdict::Breaks, UNCOUNTED);
        }
        let answer = unknown(&RULE, UNKNOWN, link.id.clone());
        return Answer { subjects: Vec::new(), ..answer }
            .lacks(link.id.clone(), "compare_and_set")
            .lacks(link.id.clone(), "window");
    };
    let window = ask.sheet.input(place, "window", window);
    let rate = |moment: Moment| ask.facts.link_rate(index, moment);
    let (share, missing) = hottest(ask, flows);
    let known = share.zip(rate(Moment::Now));
    let Some((share, now)) = known else {
        let mut answer = Answer::new(&RULE, Verdict::Unknown, UNKNOWN_LOAD).with("window", window);
        if let Some(flow) = missing.filter(|_| share.is_none()) {
            answer = answer.lacks(flow, "hot_key_share");
        }
        return ask.lacks_rates(answer, flows);
    };
    let expected =
        |moment: Moment| rate(moment).map_or(0.0, |rate| rate.value * share.value * window.value);
    let often = ask.first_moment(|moment| expected(moment) >= SELDOM);
    let (moment, verdict) = match often {
        Some((moment, Verdict::Watch)) => (moment, Verdict::Watch),
        // It is worst when most people come.
        Some((_, verdict)) => (ask.last_moment(), verdict),
        None => (ask.last_moment(), Verdict::Watch),
    };
    let says = if often.is_some() { BREAKS } else { RARE };
    let hot = ask.sheet.mul(rate(moment).unwrap_or(now), share);
    let hot = ask.sheet.named("uses a second of the hottest item", place, hot);
    let too_many = ask.sheet.mul(hot, window);
    let too_many = ask.sheet.named("given away too many", place, too_many);
    let allowed = link.overbooking.map(|count| ask.sheet.input(place, "overbooking", count));
    let mut answer = match allowed {
        Some(allowed) if too_many.value <= allowed.value => fine(ALLOWED).with("allowed", allowed),
        _ => Answer::new(&RULE, verdict, says),
    };
    answer = answer
        .at(moment)
        .with("hottest item gets", hot)
        .with("window", window)
        .with("too many", too_many);
    answer
}

/// The largest share of one item among the flows, and a flow that does not say.
fn hottest(ask: &mut Ask<'_>, flows: &[u32]) -> (Option<Quantity>, Option<crate::model::FlowId>) {
    let (mut hottest, mut missing): (Option<Quantity>, _) = (None, None);
    for i in flows {
        let Some(demand) = ask.facts.flows.get(*i as usize) else { continue };
        match ask.flow_of(demand).map(|flow| (flow.hot_key_share, flow.id.clone())) {
            Some((Some(share), _)) => {
                let share = ask.sheet.input(demand.place, "hot_key_share", share);
                hottest = Some(hottest.map_or(share, |known| ask.sheet.max(known, share)));
            }
            Some((None, id)) => missing = Some(id),
            None => {}
        }
    }
    (hottest, missing)
}

fn fixes(review: &Review, answer: &Answer) -> Vec<Fix> {
    let link = answer.subjects.get(1).and_then(|s| review.board().links.get(s.as_str()));
    let Some(link) = link else { return Vec::new() };
    let mut fixes = vec![
        cure::as_is(
            "Write with one conditional update (change it only while enough is left)".to_owned(),
            vec![cure::set(link.id.clone(), "compare_and_set", "yes")],
        ),
        cure::as_is(
            "Let the store refuse what would be too much (a constraint)".to_owned(),
            vec![cure::set(link.id.clone(), "unique_constraint", "yes")],
        ),
    ];
    if let Some(too_many) = answer.number("too many").filter(|q| q.value < 1e6) {
        let allowed = Unit::Count.write(too_many.value.ceil());
        fixes.push(cure::maybe(
            format!("Allow {allowed} too many, and say so to whoever has to make up for it"),
            vec![cure::set(link.id.clone(), "overbooking", allowed)],
        ));
    }
    fixes
}
