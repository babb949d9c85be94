// The routes of the web server as a table: method, path, the least role that may ask, the answer.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { CampaignChange, ClockCommand } from "../domain/map-frame.ts";
import type { Gate } from "./access/gate.ts";
import type { Role } from "./access/roles.ts";
import { TICKET_MS } from "./access/tickets.ts";
import type { Rehearsal } from "./batches.ts";
import type { Views } from "./http.ts";
import { SPEED_MAX, SPEED_MIN } from "./pacer.ts";

/** Who asks, and for what; params, query and body are as the route's schema has them. */
export interface Question {
  readonly role: Role;
  readonly params: { readonly index: number; readonly "*": string };
  readonly body: unknown;
}

export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The least that may ask. */
  readonly role: Role;
  /** Whether the answer is 202, with the progress, until the network is ready. */
  readonly waits: boolean;
  /** JSON schema of the body; without one there is none. */
  readonly body?: object;
  /** Octets of a body. */
  readonly bodyLimit?: number;
  /** Whether it is a WebSocket, for which a ticket may stand. */
  readonly stream?: true;
  /** What is sent as JSON (a text: as it is), or {@link NOTHING} for 204; undefined for 404. */
  answer(question: Question): unknown;
}

export const NOTHING = Symbol("no content");
/** Octets of a scenario's text, with all that JSON puts around it. */
export const REHEARSAL_OCTETS_MAX = 262_144;
/** Days that one rehearsal may take. */
const DAYS_MAX = 366;
const SUBSCRIBERS_MAX = 1_000_000;

/** Every route there is; what a role may do stands here and nowhere else. */
export function routesOf(views: Views, gate: Gate): readonly Route[] {
  const get = { method: "GET", waits: true } as const;
  const post = { method: "POST", waits: true } as const;
  return [
    { ...get, path: "/api/scene", role: "viewer", answer: () => views.scene() },
    { ...get, path: "/api/history", role: "viewer", answer: () => views.history() },
    {
      ...get,
      path: "/api/campaigns",
      role: "viewer",
      answer: ({ role }) => views.campaigns(role),
    },
    {
      ...get,
      path: "/api/subscribers/:index",
      role: "viewer",
      answer: ({ params, role }) => views.inspect(params.index, role),
    },
    {
      ...get,
      path: "/api/scenarios/*",
      role: "viewer",
      waits: false,
      answer: ({ params }) => views.scenario(params["*"]),
    },
    {
      ...get,
      path: "/api/stream",
      role: "viewer",
      waits: false,
      stream: true,
      answer: () => undefined,
    },
    {
      ...post,
      path: "/api/tickets",
      role: "viewer",
      waits: false,
      answer: ({ role }) => ticketOf(gate, role),
    },
    {
      ...post,
      path: "/api/rehearsals",
      role: "planner",
      waits: false,
      body: REHEARSAL_SCHEMA,
      bodyLimit: REHEARSAL_OCTETS_MAX,
      answer: ({ body, role }) => views.rehearse(body as Rehearsal, role),
    },
    {
      ...post,
      path: "/api/clock",
      role: "operator",
      body: CLOCK_SCHEMA,
      answer: async ({ body, role }) => {
        await views.command(body as ClockCommand, role);
        return NOTHING;
      },
    },
    {
      ...post,
      path: "/api/campaigns/:index",
      role: "operator",
      body: CAMPAIGN_SCHEMA,
      answer: async ({ params, body, role }) =>
        done(await views.changeCampaign(params.index, body as CampaignChange, role)),
    },
    {
      ...post,
      path: "/api/subscribers/:index/opt-out",
      role: "operator",
      answer: async ({ params, role }) => done(await views.optOut(params.index, role)),
    },
  ];
}

function ticketOf(gate: Gate, role: Role): object {
  const ticket = gate.ticketFor(role);
  if (ticket !== undefined) return { ticket, validMs: TICKET_MS };
  throw Object.assign(new Error("Too many tickets wait to be used."), { statusCode: 429 });
}

function done(found: boolean): typeof NOTHING | undefined {
  return found ? NOTHING : undefined;
}

/** What the routes need of a request, once its schema has passed it. */
export function questionOf(request: FastifyRequest, role: Role): Question {
  return { role, params: request.params as Question["params"], body: request.body };
}

/** Sends what {@link Route.answer} gave. */
export function send(reply: FastifyReply, answer: unknown, url: string): FastifyReply {
  if (answer === undefined) return reply.code(404).send({ message: `There is nothing at ${url}.` });
  if (answer === NOTHING) return reply.code(204).send();
  return reply.type("application/json; charset=utf-8").send(answer);
}

/** Of a path with an index in it. */
export const INDEX_SCHEMA = {
  type: "object",
  properties: { index: { type: "integer", minimum: 0, maximum: 0xffff_ffff } },
  required: ["index"],
};

const CLOCK_SCHEMA = {
  type: "object",
  properties: {
    paused: { type: "boolean" },
    speed: { type: "number", minimum: SPEED_MIN, maximum: SPEED_MAX },
  },
  additionalProperties: false,
  minProperties: 1,
};

const CAMPAIGN_SCHEMA = {
  type: "object",
  properties: { paused: { type: "boolean" } },
  additionalProperties: false,
  required: ["paused"],
};

const REHEARSAL_SCHEMA = {
  type: "object",
  properties: {
    text: { type: "string" },
    name: { type: "string", pattern: "^[a-z0-9-]+$" },
    seed: { type: "string", minLength: 1, maxLength: 200 },
    subscribers: { type: "integer", minimum: 1, maximum: SUBSCRIBERS_MAX },
    days: { type: "integer", minimum: 1, maximum: DAYS_MAX },
  },
  additionalProperties: false,
};
