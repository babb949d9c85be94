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
  "shard",
] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Actions: one receiver, one answer. */
export const ACTION = {
  /** EventBatch → nothing, when its events are in the log: typed subscriber events. */
  tapEvents: "tap.events",
  /** FrameBatch → nothing, when its events are in the log: octets. */
  tapFrames: "tap.frames",
  /** nothing → Reached: up to when the log has everything. */
  tapReached: "tap.reached",
  /** SubscriberQuestion → Belief; asked of the node that owns the subscriber's partition. */
  subscriberInspect: "subscriber.inspect",
  /** SubscriberQuestion → nothing, when it is in the log: no offers any more. */
  subscriberOptOut: "subscriber.optOut",
  /** nothing → names of the campaigns that are paused; asked as {@link ACTION.subscriberInspect}. */
  subscriberPaused: "subscriber.paused",
  /** CampaignOrder → nothing, when it is in the log of every partition. */
  campaignChange: "campaign.change",
  /** nothing → CampaignState[]. */
  campaignList: "campaign.list",
  /** Reached → Reached: answers when every window up to then is closed, or after a second. */
  deliveryReached: "delivery.reached",
  /** nothing → Standing: all that was decided so far, as the map shows it. */
  deliveryStanding: "delivery.standing",
  /** SubscriberQuestion → Contact[]. */
  deliveryContacts: "delivery.contacts",
  /** nothing → Digests. */
  deliveryDigests: "delivery.digests",
  /** ClockCommand → nothing. */
  trafficClock: "traffic.clock",
  /** SubscriberQuestion → Truth. */
  trafficPerson: "traffic.person",
  /** nothing → Generated. */
  trafficDigest: "traffic.digest",
  /** Rehearsal → Report. */
  rehearsalRun: "rehearsal.run",
  /** Letter → Reply: a step of a shard, to the node that hosts it. */
  shardAsk: "shard.ask",
  /** RestOf → the next part of an answer that is too long for one message. */
  shardRest: "shard.rest",
  /** EndOf → nothing: all shards of a run end on that node. */
  shardEnd: "shard.end",
} as const;
export type ActionName = (typeof ACTION)[keyof typeof ACTION];

/** Events: told to every gateway, in the order in which one service tells them. */
export const EVENT = {
  /** WindowClosed: every partition has finished with it. Each begins where the last one ended. */
  windowClosed: "window.closed",
  /** PeopleMoved: where everybody is now. */
  peopleMoved: "people.moved",
  /** ClockState: four times a second. */
  clockTicked: "clock.ticked",
  /** Progress: while the machines are brought up to the opening time. */
  warmedUp: "traffic.warmedUp",
} as const;

/** What Moleculer tells each broker of its cluster. */
export const CLUSTER = {
  /** A node has gone, in order or not. */
  nodeLeft: "$node.disconnected",
} as const;
