// The life of a campaign: who may bring it how far, and that nothing goes live without a pilot (W18, K12).
import { assign, setup } from "xstate";

/** Who acts (campaigns.md K15). */
export const CAMPAIGN_ROLES = ["planner", "planningHead", "departmentLeader", "quality"] as const;
export type CampaignRole = (typeof CAMPAIGN_ROLES)[number];

interface LifeContext {
  /** Share of the pilot's people who accepted, once it is over. */
  readonly pilotRate: number | undefined;
  /** Every step that was taken, oldest first: the audit log. */
  readonly steps: readonly { readonly event: string; readonly by: CampaignRole }[];
}

interface By {
  readonly by: CampaignRole;
}

export type CampaignEvent =
  | ({ readonly type: "list.made" } & By)
  | ({ readonly type: "review.passed" } & By)
  | ({ readonly type: "approval.given" } & By)
  | ({ readonly type: "approval.refused" } & By)
  | ({ readonly type: "pilot.started" } & By)
  | ({ readonly type: "pilot.ended"; readonly rate: number } & By)
  | ({ readonly type: "launch" } & By)
  | ({ readonly type: "stop" } & By)
  | ({ readonly type: "evaluated" } & By);

/** Who may take which step; a step by anybody else changes nothing. */
const MAY: Readonly<Record<CampaignEvent["type"], readonly CampaignRole[]>> = {
  "list.made": ["planner"],
  "review.passed": ["planningHead"],
  "approval.given": ["departmentLeader"],
  "approval.refused": ["planningHead", "departmentLeader"],
  "pilot.started": ["planner"],
  "pilot.ended": ["quality"],
  launch: ["planner"],
  stop: ["planner", "planningHead", "departmentLeader", "quality"],
  evaluated: ["planner"],
};

export const campaignMachine = setup({
  types: { context: {} as LifeContext, events: {} as CampaignEvent },
  guards: {
    may: ({ event }) => MAY[event.type].includes(event.by),
  },
  actions: {
    record: assign({
      steps: ({ context, event }) => [...context.steps, { event: event.type, by: event.by }],
    }),
    notePilot: assign({
      pilotRate: ({ context, event }) =>
        event.type === "pilot.ended" ? event.rate : context.pilotRate,
    }),
  },
}).createMachine({
  id: "campaign",
  context: { pilotRate: undefined, steps: [] },
  initial: "planned",
  states: {
    planned: { on: { "list.made": { guard: "may", target: "listed", actions: "record" } } },
    listed: {
      on: {
        "review.passed": { guard: "may", target: "reviewed", actions: "record" },
        "approval.refused": { guard: "may", target: "planned", actions: "record" },
      },
    },
    reviewed: {
      on: {
        "approval.given": { guard: "may", target: "approved", actions: "record" },
        "approval.refused": { guard: "may", target: "planned", actions: "record" },
      },
    },
    approved: { on: { "pilot.started": { guard: "may", target: "pilot", actions: "record" } } },
    pilot: {
      on: {
        "pilot.ended": { guard: "may", target: "tried", actions: ["record", "notePilot"] },
        stop: { guard: "may", target: "stopped", actions: "record" },
      },
    },
    tried: {
      on: {
        launch: { guard: "may", target: "live", actions: "record" },
        "pilot.started": { guard: "may", target: "pilot", actions: "record" },
        stop: { guard: "may", target: "stopped", actions: "record" },
      },
    },
    live: { on: { stop: { guard: "may", target: "stopped", actions: "record" } } },
    stopped: { on: { evaluated: { guard: "may", target: "evaluated", actions: "record" } } },
    evaluated: { type: "final" },
  },
});
