//! Messages: handed over, delivered, delivered again.

use loadbearing::facts::system::{Arrivals, Broker, Call, Pool, System};
use loadbearing::model::link::Effect;

use super::{burst, near, plan, play, pool, sum, system, wide};

/// A client, a broker that accepts in 10 ms, a consumer; each message charges a card.
fn brokered(broker: Broker, consumer: Pool) -> System {
    let queue = Pool { broker: Some(broker), ..wide(0.01) };
    let deliver = Call {
        waits: false,
        timeout: broker.visibility,
        effect: Some(Effect::Charge),
        ..Call::plain(1, 1, 2)
    };
    system(vec![queue, consumer], vec![Call::plain(0, 0, 1), deliver], Arrivals::Unknown)
}

#[test]
fn a_message_is_accepted_before_it_is_handled() {
    let broker = Broker { visibility: Some(30.0), attempts: Some(3) };
    // The broker keeps what the consumer's line has no room for.
    let consumer = Pool { queue: Some(0), ..pool(1, 1.0) };
    let run = play(&brokered(broker, consumer), &plan(60.0, &[burst(0.0, 20)]));
    near(run.flows[0].response.most, 0.01, 1e-6);
    near(run.flows[0].settled.most, 20.01, 1e-6);
    let effect = &run.flows[0].effects[0];
    assert_eq!((effect.all(), effect.repeats()), (20, 0));
    assert_eq!(run.pools[2].outcomes.ok, 20);
}

/// Hidden for two seconds, handled in three: delivered again while it is still being handled.
#[test]
fn a_slow_consumer_gets_its_message_again() {
    let broker = Broker { visibility: Some(2.0), attempts: Some(3) };
    let run = play(&brokered(broker, wide(3.0)), &plan(60.0, &[burst(0.0, 1)]));
    let effect = &run.flows[0].effects[0];
    assert_eq!((effect.all(), effect.repeats()), (3, 2));
    assert_eq!((sum(&run.links[1].calls), sum(&run.links[1].retries)), (1, 2));
    assert_eq!(sum(&run.links[1].timed_out), 3);
}

/// The time it is hidden counts from when the consumer takes it, not from the start of its wait.
#[test]
fn waiting_messages_are_not_delivered_again() {
    let broker = Broker { visibility: Some(2.0), attempts: Some(3) };
    let run = play(&brokered(broker, pool(1, 1.0)), &plan(60.0, &[burst(0.0, 20)]));
    assert_eq!(sum(&run.links[1].retries), 0);
    assert_eq!(run.flows[0].effects[0].all(), 20);
}

#[test]
fn a_message_that_always_fails_is_put_aside() {
    let broker = Broker { visibility: Some(2.0), attempts: Some(4) };
    let broken = Pool { errors: 1.0, ..wide(0.5) };
    let run = play(&brokered(broker, broken), &plan(60.0, &[burst(0.0, 1)]));
    assert_eq!(sum(&run.pools[2].arrived), 4);
    assert_eq!(run.flows[0].effects[0].all(), 0);
    // Each comes back two seconds after it was taken.
    near(run.flows[0].settled.most, 0.01 + 3.0 * 2.0 + 0.5, 1e-6);
}

/// Without a broker nobody tries again, and a full line loses the message.
#[test]
fn what_is_only_handed_over_can_be_lost() {
    let consumer = Pool { queue: Some(3), ..pool(1, 1.0) };
    let hand = Call { waits: false, retries: 5, ..Call::plain(0, 0, 1) };
    let system = system(vec![consumer], vec![hand], Arrivals::Unknown);
    let run = play(&system, &plan(60.0, &[burst(0.0, 10)]));
    assert_eq!(run.flows[0].outcomes.ok, 10);
    assert_eq!((run.pools[1].outcomes.ok, run.pools[1].outcomes.rejected), (4, 6));
    assert_eq!(sum(&run.links[0].failed), 6);
}
