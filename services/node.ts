// Starts one process of a run with all services or some of them; what `kairos start` calls.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { type Middleware, ServiceBroker } from "moleculer";
import { type ErrorCode, KairosError } from "../domain/errors.ts";
import { brokerOptions, ENVIRONMENT } from "../moleculer.config.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { guardActions } from "./access/action-roles.ts";
import { BY_SYSTEM, Flow } from "./asking.ts";
import type { Digests, EventBatch, FrameBatch, Generated } from "./batches.ts";
import { type ShardNode, startShardNode } from "./cluster-rehearsal/shard-node.ts";
import { Conductor, type Pace } from "./conductor.ts";
import type { FeedInlet } from "./feed-inlet.ts";
import { type FeedTally, type OpenFeeds, openFeeds } from "./feeds.ts";
import { type FrontDoor, openFront } from "./front.ts";
import { needsStage, schemasOf } from "./hosted.ts";
import { type Ear, openEar } from "./live/ear.ts";
import { FOLDER, type Keeping, keepingOf } from "./live/keeping.ts";
import type { Durability } from "./log/event-log.ts";
import { checkpointOf } from "./owners/checkpoint.ts";
import { hostOwnersOf } from "./owners/host.ts";
import type { OwnerObserver } from "./owners/observer.ts";
import type { Owner } from "./owners/owner.ts";
import type { PartitionTwin } from "./owners/partition-twin.ts";
import { WALL } from "./pacer.ts";
import type { Progress } from "./progress.ts";
import { checkReachable } from "./reach.ts";
import { namespaceOf } from "./run-name.ts";
import { createStage, type Run, type Stage } from "./stage.ts";
import { keepPausesShort } from "./steady-heap.ts";
import { ACTION, EVENT, SERVICES, type ServiceName } from "./subjects.ts";
import { flowError, stopBroker } from "./transport.ts";

export interface NodeOptions {
  readonly scenario: Scenario;
  /** The scenario's own when absent. */
  readonly seed?: string;
  readonly subscribers?: number;
  /** TCP port, 0 for any free one; on 127.0.0.1 unless `door` says otherwise. */
  readonly port: number;
  /** Where the map's server listens, and who may ask. */
  readonly door?: FrontDoor;
  /** Network seconds per second, 1 to 600. */
  readonly speed: number;
  /** Virtual time that a run which begins reaches at full speed before the pace begins. */
  readonly startAtMs: number;
  /** Whether the clock stands until the map starts it. */
  readonly paused?: boolean;
  /** Whether events reach the tap as octets, to be decoded and tracked there. */
  readonly wire?: boolean;
  /**
   * nats://… and redis://…: the log is there, and the processes of a run meet there;
   * KAIROS_TRANSPORTER and KAIROS_STORE when absent; one process when none is given.
   */
  readonly transporter?: string;
  readonly store?: string;
  /** Folder of the logs of single processes; KAIROS_DATA or ".kairos" when absent. */
  readonly data?: string;
  /** Whether the run begins anew: its log in the folder is deleted. */
  readonly fresh?: boolean;
  /** Whether nobody listens to the traffic: it goes on alone, and waits for no other service. */
  readonly untapped?: boolean;
  /** How long the traffic waits for a tap that is away before it goes on alone; 10,000 ms. */
  readonly patienceMs?: number;
  /** Feeds from outside, for the process with the traffic: files and NATS subjects, as openFeeds has them. */
  readonly feeds?: readonly string[];
  /**
   * TCP port on 127.0.0.1 at which the tap hears SCCPlite, 0 for any free one; for a process that
   * hosts the tap, in a run without traffic.
   */
  readonly listenSccplite?: number;
  /** Around every call of the broker in this process. */
  readonly middlewares?: readonly Middleware[];
  /** Told of the work of the owners in this process. */
  readonly observer?: Partial<OwnerObserver>;
  /** Told the kind of every fault in a frame that the tap in this process passes over. */
  rejected?(code: ErrorCode): void;
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

export interface RunningNode {
  /** Of the map; "" in a process without the gateway. */
  readonly url: string;
  /** Where the log is, for people; "" in a process that needs none. */
  readonly place: string;
  /** Where the log ended when the traffic began, ms; 0 for a run that begins, or elsewhere. */
  readonly resumedMs: number;
  /**
   * Resolves with the error when the flow breaks (the traffic goes on, and nobody listens), or when
   * a partition can never be started here.
   */
  readonly failure: Promise<Error>;
  /** The partitions in this process; undefined without the subscriber service. */
  readonly owner: Owner<PartitionTwin> | undefined;
  /** Undefined in a process that needs none. */
  readonly durability: Durability | undefined;
  digests(): Promise<Digests>;
  /** What the traffic has made, wherever it runs. */
  generated(): Promise<Generated>;
  /** Where SCCPlite is heard, if it is. */
  readonly ear: Pick<Ear, "port" | "fromMs"> | undefined;
  /** What has come of feeds from outside, in this process. */
  readonly feeds: FeedTally | undefined;
  /** Ends the turn in flight, then the services, then the web server; the log last. */
  stop(): Promise<void>;
}

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
/** Services that what is generated passes on its way. */
const FLOW: readonly ServiceName[] = ["tap", "subscriber", "campaign", "delivery"];
/** Time between two looks at an interruption while waiting for other processes. */
const WAIT_MS = 1_000;
const PATIENCE_MS = 10_000;

/**
 * Starts the services; where the traffic runs, resolves when the network has reached `startAtMs`, or
 * where its log ends.
 *
 * @throws KairosError usage.invalid, server.unreachable, log.in-use, viz.not-built, port.busy; the
 *   signal's reason
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const services = chosenServices(options.services ?? ENVIRONMENT.services);
  const transporter = options.transporter ?? ENVIRONMENT.transporter;
  const namespace = namespaceOf(runOf(options));
  const keeping = keepingFor(services, namespace, options);
  const checkpointMs = checkpointOf(ENVIRONMENT.checkpoint);
  if (transporter !== undefined) {
    keepPausesShort();
    await checkReachable(transporter);
  }
  const front = services.has("gateway")
    ? await openFront(options.root ?? DIST, options.port, options.door)
    : undefined;
  const broker = new ServiceBroker({
    ...brokerOptions({ transporter, namespace, nodeID: nodeName() }),
    middlewares: [guardActions(), ...(options.middlewares ?? [])],
  });
  const { logger } = broker;
  const failure = Promise.withResolvers<Error>();
  const onLost = (error: Error): void => failure.resolve(flowError(error, transporter));
  const ending = new AbortController();
  const interrupt = (): void => ending.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", interrupt);
  let durability: Durability | undefined;
  let conductor: Conductor | undefined;
  let feeds: OpenFeeds | undefined;
  let shards: ShardNode | undefined;
  let ear: Ear | undefined;
  const stop = async (): Promise<void> => {
    options.signal?.removeEventListener("abort", interrupt);
    ending.abort(new DOMException("Stopped.", "AbortError"));
    await conductor?.stop();
    await feeds?.close();
    await ear?.close();
    await shards?.stop();
    await stopBroker(broker);
    await front?.close();
    await durability?.close();
  };
  try {
    if (front !== undefined) options.onListening?.(front.url);
    durability = await keeping?.open();
    // One turn of the event loop, so that a page that is already asking gets its answer.
    await WALL.wait(0);
    const stage = needsStage(services)
      ? createStage(runOf(options), services.has("traffic"))
      : undefined;
    const patienceMs = options.patienceMs ?? PATIENCE_MS;
    const flow = new Flow({ broker, wall: WALL, patienceMs, ending: ending.signal });
    if (services.has("traffic") && stage !== undefined) {
      feeds = await feedsOf(stage, options, broker);
      conductor = conductorOf(stage, { ...options, inlet: feeds?.inlet }, { broker, flow, onLost });
    }
    const owner = ownerOf(stage, { services, durability, broker, checkpointMs, options });
    owner?.failure.then((error) => failure.resolve(error));
    const { listenSccplite, rejected } = options;
    const tap = { joins: listenSccplite !== undefined, ...(rejected && { rejected }) };
    const parts = { services, stage, front, conductor, durability, owner, tap };
    for (const schema of schemasOf(parts)) broker.createService(schema);
    await broker.start();
    if (listenSccplite !== undefined) {
      const onFault = (sentence: string): void => void logger.warn(sentence);
      ear = await openEar({ port: listenSccplite, flow, wall: WALL, onFault, onLost });
    }
    if (services.has("shard") && transporter !== undefined) {
      shards = await startShardNode({ transporter });
    }
    const resumedMs = await begin(conductor, broker, options);
    conductor?.run().catch(onLost);
    return {
      url: front?.url ?? "",
      place: keeping?.place ?? "",
      resumedMs,
      failure: failure.promise,
      owner,
      durability,
      digests: () => broker.call<Digests, object>(ACTION.deliveryDigests, {}, BY_SYSTEM),
      generated: () => broker.call<Generated, object>(ACTION.trafficDigest, {}, BY_SYSTEM),
      ear,
      feeds: feeds?.tally,
      stop,
    };
  } catch (error) {
    await stop();
    throw error instanceof Error ? flowError(error, transporter) : error;
  }
}

/** Undefined for a process that has nothing to do with the log. */
function keepingFor(
  services: ReadonlySet<ServiceName>,
  namespace: string,
  options: NodeOptions,
): Keeping | undefined {
  // Shards of rehearsals need the broker's server and no store.
  if ([...services].every((name) => name === "shard")) return undefined;
  const keeping = keepingOf({
    transporter: options.transporter ?? ENVIRONMENT.transporter,
    store: options.store ?? ENVIRONMENT.store,
    replicas: ENVIRONMENT.replicas,
    partitions: ENVIRONMENT.partitions,
    folder: options.data ?? ENVIRONMENT.data ?? FOLDER,
    namespace,
    fresh: options.fresh ?? false,
  });
  const needsLog = [...FLOW, "gateway" as const].some((name) => services.has(name));
  return needsLog && options.untapped !== true ? keeping : undefined;
}

/** Goes to where the run stands; returns where the log ended, 0 where there is no traffic. */
async function begin(
  conductor: Conductor | undefined,
  broker: ServiceBroker,
  options: NodeOptions,
): Promise<number> {
  if (conductor === undefined) return 0;
  if (options.untapped !== true) await findFlow(broker, options);
  return await conductor.warmUp(options.signal);
}

/** Of this process alone: another one of this name may still be thought to be there. */
function nodeName(): string {
  return `${hostname()}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

function ownerOf(
  stage: Stage | undefined,
  parts: {
    readonly services: ReadonlySet<ServiceName>;
    readonly durability: Durability | undefined;
    readonly broker: ServiceBroker;
    readonly checkpointMs: number;
    readonly options: NodeOptions;
  },
): Owner<PartitionTwin> | undefined {
  const { services, durability, broker, checkpointMs, options } = parts;
  if (stage === undefined || durability === undefined || !services.has("subscriber")) {
    return undefined;
  }
  return hostOwnersOf(stage, {
    node: broker.nodeID,
    durability,
    checkpointMs,
    ...(options.observer && { observer: options.observer }),
  });
}

/** Waits until this process knows where every service of the flow is. */
async function findFlow(broker: ServiceBroker, options: NodeOptions): Promise<void> {
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      await broker.waitForServices([...FLOW], WAIT_MS);
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
  parts: {
    readonly broker: ServiceBroker;
    readonly flow: Flow;
    onLost(error: Error): void;
  },
): Conductor {
  const { broker, flow, onLost } = parts;
  const pace: Pace = {
    speed: options.speed,
    paused: options.paused ?? false,
    startAtMs: options.startAtMs,
    wire: options.wire ?? false,
    untapped: options.untapped ?? false,
    ...(options.inlet === undefined ? {} : { inlet: options.inlet }),
  };
  const outlets = {
    sendEvents: (batch: EventBatch) => flow.sendEvents(batch),
    sendFrames: (batch: FrameBatch) => flow.sendFrames(batch),
    logged: () => flow.logged(),
    closed: (toMs: number) => flow.closed(toMs),
    tellClock: (clock: object) => void broker.broadcast(EVENT.clockTicked, clock),
    tellPeople: (part: object) => void broker.broadcast(EVENT.peopleMoved, part),
    tellProgress: (progress: Progress) => {
      options.onProgress?.(progress);
      void broker.broadcast(EVENT.warmedUp, progress);
    },
    tellLost: onLost,
  };
  return new Conductor(stage, pace, outlets, WALL);
}
