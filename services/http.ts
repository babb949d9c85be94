// The web server behind the map: files of dist/, the routes of routes.ts, who may ask for them.
//
// For viz/: the page may open before the network is ready. Until then the routes that show it answer
// 202 with `{ message, progress: { phase: string, share: 0..1, events: number, timeMs: number } }`:
// ask for the scene again in about 500 ms and show the counted progress. Once the scene answers 200
// everything else works. `GET /api/stream` may be opened at any time: the first binary frame holds
// everybody, later ones hold changes; ticks start when the network is ready. Wrong requests get
// `{ message }` with 400 (what was wrong), 401 (no token: send one as a bearer), 403 (another
// origin, or a role with too little), 404 (no such subscriber or campaign) or 429.
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type {
  CampaignChange,
  CampaignState,
  ClockCommand,
  History,
  Inspection,
} from "../domain/map-frame.ts";
import type { Report } from "../metrics/summary.ts";
import { nameIn } from "./access/binding.ts";
import type { Gate } from "./access/gate.ts";
import { isAllowed, ROLES, type Role } from "./access/roles.ts";
import { statusOf } from "./access/status.ts";
import type { Rehearsal } from "./batches.ts";
import type { Progress } from "./progress.ts";
import { INDEX_SCHEMA, questionOf, type Route, routesOf, send } from "./routes.ts";
import type { Stream } from "./stream.ts";

/** What the routes show; the gateway service fills it. `role` is of who asks. */
export interface Views {
  /** GET /api/scene as JSON text; undefined until the network is ready. */
  scene(): string | undefined;
  progress(): Progress;
  history(): History;
  /** Undefined for an index beyond the population. */
  inspect(subscriber: number, role: Role): Promise<Inspection | undefined>;
  command(command: ClockCommand, role: Role): Promise<void>;
  /** In the order of the scenario. */
  campaigns(role: Role): Promise<readonly CampaignState[]>;
  /** Resolves when it is in the log; false for an index that no campaign has. */
  changeCampaign(index: number, change: CampaignChange, role: Role): Promise<boolean>;
  /** Resolves when it is in the log; false for an index beyond the population. */
  optOut(subscriber: number, role: Role): Promise<boolean>;
  rehearse(rehearsal: Rehearsal, role: Role): Promise<Report>;
  /** A scenario of the scenarios/ folder, ready to run; undefined when there is none of that name. */
  scenario(name: string): Promise<object | undefined>;
  readonly stream: Stream;
}

/** Octets of a request's body, where the route does not say otherwise. */
const BODY_MAX = 1_024;
/** Requests a minute from one address; a map in use makes about a hundred. */
const REQUESTS_PER_MINUTE_MAX = 1_200;

const SELF = ["'self'"];
const NONE = ["'none'"];
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: SELF,
    connectSrc: SELF,
    imgSrc: ["'self'", "data:"],
    objectSrc: NONE,
    frameAncestors: NONE,
    baseUri: NONE,
    formAction: NONE,
  },
};

declare module "fastify" {
  interface FastifyContextConfig {
    /** The least that may ask; every route below /api/ has one. */
    role?: Role;
    /** Whether a ticket in the query stands for a token. */
    takesTicket?: boolean;
  }
  interface FastifyRequest {
    /** Of whoever asks; nobody's where everybody may. */
    role: Role | undefined;
  }
}

/** Who may ask the server, and under which names. */
export interface HttpOptions {
  readonly gate: Gate;
  /** Names in Host and Origin under which the page may be asked for. */
  readonly names: ReadonlySet<string>;
}

/** The server, not yet listening. `root` is the folder with the built page. */
export async function createHttp(
  root: string,
  views: Views,
  { gate, names }: HttpOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_MAX,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false } },
  });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: CONTENT_SECURITY_POLICY,
    // Plain HTTP on the loopback: HSTS would only lock other programs' ports on localhost.
    strictTransportSecurity: false,
  });
  await app.register(fastifyRateLimit, { max: REQUESTS_PER_MINUTE_MAX, timeWindow: 60_000 });
  await app.register(fastifyWebsocket, { options: { maxPayload: BODY_MAX } });
  app.decorateRequest("role", undefined);
  app.addHook("onRoute", ({ url, config }) => refuseWithoutRole(url, config?.role));
  app.addHook("onRequest", (request, reply) => refuseOthers(names, request, reply));
  // After the limit of requests, before anybody reads the body.
  app.addHook("preParsing", (request, reply) => authorise(gate, request, reply));
  app.setErrorHandler((error: Error, _request, reply) =>
    reply.code(statusOf(error)).send({ message: error.message }),
  );
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ message: `There is nothing at ${request.url}.` }),
  );
  await app.register(fastifyStatic, { root });
  for (const route of routesOf(views, gate)) addRoute(app, route, views);
  return app;
}

/** The page itself is for everybody: it asks for the token. */
function refuseWithoutRole(url: string, role: Role | undefined): void {
  if (url.startsWith("/api/") && !ROLES.some((name) => name === role)) {
    throw new Error(`The route ${url} has no role.`);
  }
}

/** Browsers send Origin with WebSockets and POSTs: it must be the page's own. */
async function refuseOthers(
  names: ReadonlySet<string>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { host = "", origin } = request.headers;
  const known = names.has(nameIn(host));
  if (known && (origin === undefined || origin === `http://${host}`)) return undefined;
  return reply.code(403).send({ message: "Kairos answers only its own page." });
}

async function authorise(
  gate: Gate,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { role: needed, takesTicket } = request.routeOptions.config;
  if (needed === undefined) return undefined;
  const { ticket } = request.query as { ticket?: unknown };
  const judged = gate.judge({
    address: request.ip,
    authorization: request.headers.authorization,
    ...(takesTicket === true && typeof ticket === "string" ? { ticket } : {}),
  });
  if (judged === "shut") {
    const message = "Too many wrong tokens came from this address. Wait a minute.";
    return reply.code(429).header("retry-after", "60").send({ message });
  }
  if (judged === "unknown") {
    const message = "Kairos wants a token: send the header Authorization: Bearer <token>.";
    return reply.code(401).header("www-authenticate", "Bearer").send({ message });
  }
  if (!isAllowed(judged, needed)) {
    return reply
      .code(403)
      .send({ message: `This needs the role ${needed}; this token's is ${judged}.` });
  }
  request.role = judged;
  return undefined;
}

function addRoute(app: FastifyInstance, route: Route, views: Views): void {
  const { method, path: url, role } = route;
  if (route.stream === true) {
    const config = { role, takesTicket: true };
    app.get(url, { websocket: true, config }, (socket) => {
      const { stream } = views;
      socket.on("close", () => stream.detach(socket));
      socket.on("error", () => stream.detach(socket));
      if (!stream.attach(socket)) socket.close(1013, "Too many viewers.");
    });
    return;
  }
  const whenReady = async (_request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    views.scene() === undefined
      ? reply
          .code(202)
          .header("retry-after", "1")
          .send({ message: "The network is warming up.", progress: views.progress() })
      : undefined;
  app.route({
    method,
    url,
    config: { role },
    schema: {
      ...(url.includes(":index") ? { params: INDEX_SCHEMA } : {}),
      ...(route.body === undefined ? {} : { body: route.body }),
    },
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    ...(route.waits ? { preHandler: whenReady } : {}),
    handler: async (request, reply) =>
      send(reply, await route.answer(questionOf(request, request.role!)), request.url),
  });
}
