// A process that appends to an embedded log without end and says what is durable, to be killed.
import { openEmbedded } from "../../services/log/sqlite.ts";

const { log, store, leases } = await openEmbedded(process.argv[2]!, { partitions: 2 });
const token = (await leases.acquire(0, "appender", 60_000))!;
for (let count = 1; ; count++) {
  const id = `e${count}`;
  await log.append([0, 1].map((partition) => ({ partition, id, octets: new Uint8Array(5_000) })));
  const slabs = new Map([["slab", new TextEncoder().encode(id)]]);
  await store.commit({ partition: 0, previous: count - 1, sequence: count, slabs, token });
  console.log(String(count));
}
