// Every name that crosses the broker: services, actions (asked and answered), events (told to all).

/** The services, in the order of the flow. */
export const SERVICES = [
  "traffic",
  "tap",
  "subscriber",
  "campaign",
  "delivery",
  "rehearsal",
  "gateway",
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Actions: one receiver, one answer. The flow is a chain of them: each answers after the next. */
export const ACTION = {
  /** EventBatch → nothing: typed subscriber events. */
  tapEvents: "tap.events",
  /** FrameBatch → nothing: octets. */
  tapFrames: "tap.frames",
  /** EventBatch → nothing: the twin applies them. */
  subscriberApply: "subscriber.apply",
  /** SubscriberQuestion → Belief. */
  subscriberInspect: "subscriber.inspect",
  /** TriggerBatch → nothing: each trigger is decided. */
  campaignDecide: "campaign.decide",
  /** SubscriberQuestion → Contact[]. */
  campaignInspect: "campaign.inspect",
  /** OfferBatch → Outcome[]: new offers go out, all that is due by then comes back. */
  deliveryAdvance: "delivery.advance",
  /** ClockCommand → nothing. */
  trafficClock: "traffic.clock",
  /** SubscriberQuestion → Truth. */
  trafficPerson: "traffic.person",
  /** nothing → Generated. */
  trafficDigest: "traffic.digest",
  /** Rehearsal → Report. */
  rehearsalRun: "rehearsal.run",
  /** nothing → digest of what this service let through, "" before the first batch. */
  tapDigest: "tap.digest",
  subscriberDigest: "subscriber.digest",
  campaignDigest: "campaign.digest",
} as const;

/** Events: told to every gateway, in the order in which one service tells them. */
export const EVENT = {
  /** WindowClosed: a batch has gone through the whole chain. */
  windowClosed: "window.closed",
  /** PeopleMoved: where everybody is now. */
  peopleMoved: "people.moved",
  /** ClockState: four times a second. */
  clockTicked: "clock.ticked",
  /** Progress: while the machines are brought up to the opening time. */
  warmedUp: "traffic.warmedUp",
} as const;
