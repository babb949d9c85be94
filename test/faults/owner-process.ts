// A process of the fault tests that owns partitions until SIGTERM, as its only argument says.
import { createOwner } from "../../services/owners/owner.ts";
import { WALL } from "../../services/pacer.ts";
import { openFleetDurability } from "./back-end.ts";
import { Histories } from "./histories.ts";
import { openPeople, type People } from "./people.ts";
import { blindWall, unfenced } from "./unfenced.ts";

/** The JSON of the argument. */
export interface OwnerOrder extends People {
  readonly nats: string;
  readonly redis: string;
  readonly namespace: string;
  readonly partitions: number;
  readonly node: string;
  readonly ttlMs: number;
  readonly checkpointMs: number;
  /** False: the control, in which nobody is fenced off. */
  readonly fenced: boolean;
}

/** A line of its stdout. */
export interface Told {
  readonly what: "ready" | "acquired" | "fenced" | "stale" | "released";
  readonly partition?: number;
}

const order = JSON.parse(process.argv[2]!) as OwnerOrder;
const tell = (told: Told): void => console.log(JSON.stringify(told));
const durability = await openFleetDurability(order);
const histories = new Histories(order.node);
const kept = order.fenced ? durability : await unfenced(durability, order);
const owner = createOwner({
  node: order.node,
  durability: { ...kept, store: histories.recording(kept.store) },
  open: histories.watching(openPeople(order)),
  wall: order.fenced ? WALL : blindWall(),
  ttlMs: order.ttlMs,
  checkpointMs: order.checkpointMs,
  observer: {
    acquired: (partition) => tell({ what: "acquired", partition }),
    fenced: (partition) => tell({ what: "fenced", partition }),
    stale: (partition) => tell({ what: "stale", partition }),
    released: (partition) => tell({ what: "released", partition }),
    failed: (partition, error) => console.error(`${order.node} ${partition}: ${error.message}`),
  },
});
owner.failure.then((error) => {
  console.error(error);
  process.exit(1);
});
process.once("SIGTERM", async () => {
  await owner.stop();
  await kept.close();
  process.exit(0);
});
owner.start();
tell({ what: "ready" });
