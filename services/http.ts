// The web server behind the map: files of dist/, JSON routes, one WebSocket, on 127.0.0.1 only.
//
// For viz/: the page may open before the network is ready. Until then the JSON routes answer 202
// with `{ message, progress: { phase: string, share: 0..1, events: number, timeMs: number } }`: ask
// for the scene again in about 500 ms and show the counted progress. Once the scene answers 200
// everything else works. `GET /api/stream` may be opened at any time: the first binary frame holds
// everybody, later ones hold changes; ticks start when the network is ready. Wrong requests get
// `{ message }` with 400 (what was wrong), 403 (another origin), 404 (no such subscriber) or 429.
import fastifyHelmet from "@fastify/helmet";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ClockCommand, History, Inspection } from "../domain/map-frame.ts";
import type { Report } from "../metrics/summary.ts";
import type { Rehearsal } from "./batches.ts";
import { SPEED_MAX, SPEED_MIN } from "./pacer.ts";
import type { Progress } from "./progress.ts";
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
  /** Resolves when it is in the log; false for an index that no campaign has. */
  changeCampaign(index: number, change: CampaignChange, role: Role): Promise<boolean>;
  /** Resolves when it is in the log; false for an index beyond the population. */
  optOut(subscriber: number, role: Role): Promise<boolean>;
  rehearse(rehearsal: Rehearsal, role: Role): Promise<Report>;
  readonly stream: Stream;
}

/** Octets of a request's body; a clock command has about 30. */
const BODY_MAX = 1_024;
/** Requests a minute from one address; a map in use makes about a hundred. */
const REQUESTS_PER_MINUTE_MAX = 1_200;
/** Host names under which the page may be asked for: anything else is DNS rebinding. */
const HOSTS = ["127.0.0.1", "localhost"];

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

/** The server, not yet listening. `root` is the folder with the built page. */
export async function createHttp(root: string, views: Views): Promise<FastifyInstance> {
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
  app.addHook("onRequest", refuseOthers);
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ message: error.message }),
  );
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ message: `There is nothing at ${request.url}.` }),
  );
  await app.register(fastifyStatic, { root });
  addRoutes(app, views);
  return app;
}

/** Browsers send Origin with WebSockets and POSTs: it must be the page's own. */
async function refuseOthers(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const host = request.headers.host ?? "";
  const { origin } = request.headers;
  const known = HOSTS.includes(host.replace(/:\d+$/, ""));
  if (known && (origin === undefined || origin === `http://${host}`)) return undefined;
  return reply.code(403).send({ message: "Kairos answers only its own page on this machine." });
}

function addRoutes(app: FastifyInstance, views: Views): void {
  const whenReady = async (_request: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    views.scene() === undefined
      ? reply
          .code(202)
          .header("retry-after", "1")
          .send({ message: "The network is warming up.", progress: views.progress() })
      : undefined;

  app.get("/api/scene", { preHandler: whenReady }, (_request, reply) =>
    reply.type("application/json; charset=utf-8").send(views.scene()),
  );
  app.get("/api/history", { preHandler: whenReady }, async () => views.history());
  app.get<{ Params: { index: number } }>(
    "/api/subscribers/:index",
    { preHandler: whenReady, schema: { params: SUBSCRIBER_SCHEMA } },
    async (request, reply) =>
      (await views.inspect(request.params.index, "operator")) ??
      reply.code(404).send({ message: `There is no subscriber ${request.params.index}.` }),
  );
  app.post<{ Body: ClockCommand }>(
    "/api/clock",
    { preHandler: whenReady, schema: { body: CLOCK_SCHEMA } },
    async (request, reply) => {
      await views.command(request.body, "operator");
      return reply.code(204).send();
    },
  );
  app.get("/api/stream", { websocket: true }, (socket) => {
    const { stream } = views;
    socket.on("close", () => stream.detach(socket));
    socket.on("error", () => stream.detach(socket));
    if (!stream.attach(socket)) socket.close(1013, "Too many viewers.");
  });
}

const SUBSCRIBER_SCHEMA = {
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
