// Starts one process of a run with all services or some of them; what `kairos start` calls.
import { fileURLToPath } from "node:url";
import { type Middleware, ServiceBroker, type ServiceSchema } from "moleculer";
import { KairosError } from "../domain/errors.ts";
import { hashText } from "../domain/hash.ts";
import { brokerOptions, ENVIRONMENT } from "../moleculer.config.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Generated } from "./batches.ts";
import { campaignService } from "./campaign.service.ts";
import { type ShardNode, startShardNode } from "./cluster-rehearsal/shard-node.ts";
import { Conductor, type Pace } from "./conductor.ts";
import { deliveryService } from "./delivery.service.ts";
import type { FeedInlet } from "./feed-inlet.ts";
import { type FeedTally, type OpenFeeds, openFeeds } from "./feeds.ts";
import { type Front, openFront } from "./front.ts";
import { gatewayService } from "./gateway.service.ts";
import { WALL } from "./pacer.ts";
import type { Progress } from "./progress.ts";
import { checkReachable } from "./reach.ts";
import { rehearsalService } from "./rehearsal.service.ts";
import { createStage, type Run, type Stage } from "./stage.ts";
import { ACTION, EVENT, SERVICES, type ServiceName } from "./subjects.ts";
import { subscriberService } from "./subscriber.service.ts";
import { tapService } from "./tap.service.ts";
import { trafficService } from "./traffic.service.ts";
import { flowError, stopBroker } from "./transport.ts";

export interface NodeOptions {
  readonly scenario: Scenario;
  /** The scenario's own when absent. */
  readonly seed?: string;
  readonly subscribers?: number;
  /** TCP port on 127.0.0.1, 0 for any free one. */
  readonly port: number;
  /** Network seconds per second, 1 to 600. */
  readonly speed: number;
  /** Virtual time that is reached at full speed before the pace begins. */
  readonly startAtMs: number;
  /** Whether the clock stands at `startAtMs` until the map starts it. */
  readonly paused?: boolean;
  /** Whether events reach the tap as octets, to be decoded and tracked there. */
  readonly wire?: boolean;
  /** nats://… or redis://…; KAIROS_TRANSPORTER when absent; one process when neither is given. */
  readonly transporter?: string;
  /** Whether nobody listens to the traffic: it goes on alone, and waits for no other service. */
  readonly untapped?: boolean;
  /** Feeds from outside, for the process with the traffic: files and NATS subjects, as openFeeds has them. */
  readonly feeds?: readonly string[];
  /** Around every call of the broker in this process. */
  readonly middlewares?: readonly Middleware[];
  /** What this process hosts; KAIROS_SERVICES when absent; everything when neither is given. */
  readonly services?: readonly string[];
  /** The folder of the built page; dist/ of the checkout when absent. */
  readonly root?: string;
  /** Ends the start: what has begun stops, and startNode() rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** The page is served, the network not yet ready. Only where the gateway runs. */
  onListening?(url: string): void;
  /** How far the warm-up is. Only where the traffic runs. */
  onProgress?(progress: Progress): void;
}

/** Digests of the streams so far; "" for a stream that nobody has yet. */
export interface Digests {
  readonly events: string;
  readonly triggers: string;
  readonly decisions: string;
}

export interface RunningNode {
  /** Of the map; "" in a process without the gateway. */
  readonly url: string;
  /** Resolves with the error when the flow breaks; the traffic goes on, and nobody listens. */
  readonly failure: Promise<Error>;
  digests(): Promise<Digests>;
  /** What the traffic has made, wherever it runs. */
  generated(): Promise<Generated>;
  /** What has come of feeds from outside, in this process. */
  readonly feeds: FeedTally | undefined;
  /** Ends the turn in flight, then the services, then the web server. */
  stop(): Promise<void>;
}

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
/** Services that a batch passes on its way. */
const FLOW: readonly ServiceName[] = ["tap", "subscriber", "campaign", "delivery"];
/** Time between two looks at an interruption while waiting for other processes. */
const PATIENCE_MS = 1_000;

/**
 * Starts the services; where the traffic runs, resolves when the network has reached `startAtMs`.
 *
 * @throws KairosError usage.invalid, server.unreachable, viz.not-built, port.busy; the signal's
 *   reason
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const services = chosenServices(options.services ?? ENVIRONMENT.services);
  const transporter = options.transporter ?? ENVIRONMENT.transporter;
  if (transporter !== undefined) await checkReachable(transporter);
  const front = services.has("gateway")
    ? await openFront(options.root ?? DIST, options.port)
    : undefined;
  const namespace = namespaceOf(options);
  const broker = new ServiceBroker({
    ...brokerOptions({ transporter, namespace }),
    middlewares: [...(options.middlewares ?? [])],
  });
  const failure = Promise.withResolvers<Error>();
  const onLost = (error: Error): void => failure.resolve(flowError(error, transporter));
  let conductor: Conductor | undefined;
  let feeds: OpenFeeds | undefined;
  let shards: ShardNode | undefined;
  const stop = async (): Promise<void> => {
    await conductor?.stop();
    await feeds?.close();
    await shards?.stop();
    await stopBroker(broker);
    await front?.close();
  };
  try {
    if (front !== undefined) options.onListening?.(front.url);
    // One turn of the event loop, so that a page that is already asking gets its answer.
    await WALL.wait(0);
    const stage = createStage(runOf(options), services.has("traffic"));
    if (services.has("traffic")) {
      feeds = await feedsOf(stage, options, broker);
      conductor = conductorOf(stage, { ...options, inlet: feeds?.inlet }, broker, onLost);
    }
    for (const schema of schemas({ services, stage, front, conductor })) {
      broker.createService(schema);
    }
    await broker.start();
    // Alone, there is nobody who could ask for a shard.
    if (services.has("shard") && transporter !== undefined) {
      shards = await startShardNode({ transporter });
    }
    if (conductor !== undefined) {
      if (options.untapped !== true) await findFlow(broker, options);
      await conductor.warmUp(options.signal);
      conductor.run().catch(onLost);
    }
    return {
      url: front?.url ?? "",
      failure: failure.promise,
      digests: () => digestsOf(broker),
      generated: () => broker.call<Generated>(ACTION.trafficDigest),
      feeds: feeds?.tally,
      stop,
    };
  } catch (error) {
    await stop();
    throw error instanceof Error ? flowError(error, transporter) : error;
  }
}

/** Waits until this process knows where every service of the flow is. */
async function findFlow(broker: ServiceBroker, options: NodeOptions): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      await broker.waitForServices([...FLOW], PATIENCE_MS);
      return;
    } catch {
      const phase = `waiting for ${FLOW.join(", ")}`;
      options.onProgress?.({ phase, share: 0, events: 0, timeMs: 0 });
    }
  }
}

function chosenServices(names: readonly string[] | undefined): ReadonlySet<ServiceName> {
  const unknown = names?.find((name) => !(SERVICES as readonly string[]).includes(name));
  if (unknown === undefined) return new Set((names ?? SERVICES) as readonly ServiceName[]);
  throw new KairosError("usage.invalid", {
    place: "KAIROS_SERVICES",
    got: `"${unknown}"`,
    wanted: SERVICES.join(", "),
    remedy: "Name services with commas between them, or unset it to host all.",
  });
}

function runOf(options: NodeOptions): Run {
  const { scenario } = options;
  return {
    scenario,
    seed: options.seed ?? scenario.seed,
    subscribers: options.subscribers ?? scenario.subscribers,
  };
}

/** Processes with another scenario, seed or population are another run and do not meet. */
function namespaceOf(options: NodeOptions): string {
  return `kairos-${hashText(JSON.stringify(runOf(options))).toString(16)}`;
}

function schemas(parts: {
  readonly services: ReadonlySet<ServiceName>;
  readonly stage: Stage;
  readonly front: Front | undefined;
  readonly conductor: Conductor | undefined;
}): ServiceSchema[] {
  const { services, stage, front, conductor } = parts;
  const all: Record<Exclude<ServiceName, "shard">, () => ServiceSchema> = {
    traffic: () => trafficService(conductor!),
    tap: () => tapService(stage),
    subscriber: () => subscriberService(stage),
    campaign: () => campaignService(stage),
    delivery: () => deliveryService(stage),
    rehearsal: () => rehearsalService(),
    gateway: () => gatewayService(front!.board, stage),
  };
  return [...services].flatMap((name) => (name === "shard" ? [] : all[name]()));
}

/** Feeds pass the door of the traffic's own people. */
async function feedsOf(
  { traffic, scenario }: Stage,
  { feeds = [] }: NodeOptions,
  { logger }: ServiceBroker,
): Promise<OpenFeeds | undefined> {
  if (feeds.length === 0) return undefined;
  const { directory: registry, tokenise, numbers } = traffic;
  return await openFeeds(feeds, {
    door: { registry, tokenise, numbers, start: scenario.start },
    onRefused: (reason) => logger.warn(`A line of a feed is lost: ${reason}`),
  });
}

function conductorOf(
  stage: Stage,
  options: NodeOptions & { readonly inlet?: FeedInlet | undefined },
  broker: ServiceBroker,
  tellLost: (error: Error) => void,
): Conductor {
  const pace: Pace = {
    speed: options.speed,
    paused: options.paused ?? false,
    startAtMs: options.startAtMs,
    wire: options.wire ?? false,
    untapped: options.untapped ?? false,
    ...(options.inlet === undefined ? {} : { inlet: options.inlet }),
  };
  const outlets = {
    sendEvents: (batch: object) => broker.call<void, object>(ACTION.tapEvents, batch),
    sendFrames: (batch: object) => broker.call<void, object>(ACTION.tapFrames, batch),
    tellClock: (clock: object) => void broker.broadcast(EVENT.clockTicked, clock),
    tellPeople: (part: object) => void broker.broadcast(EVENT.peopleMoved, part),
    tellProgress: (progress: Progress) => {
      options.onProgress?.(progress);
      void broker.broadcast(EVENT.warmedUp, progress);
    },
    tellLost,
  };
  return new Conductor(stage, pace, outlets, WALL);
}

async function digestsOf(broker: ServiceBroker): Promise<Digests> {
  const [events, triggers, decisions] = await Promise.all([
    broker.call<string>(ACTION.tapDigest),
    broker.call<string>(ACTION.subscriberDigest),
    broker.call<string>(ACTION.campaignDigest),
  ]);
  return { events, triggers, decisions };
}
