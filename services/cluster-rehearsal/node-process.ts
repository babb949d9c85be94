// A node of a rehearsal's own cluster: hosts shards until it is told to end.
import { type ShardNodeOptions, startShardNode } from "./shard-node.ts";

const node = await startShardNode(JSON.parse(process.argv[2]!) as ShardNodeOptions);
process.once("SIGTERM", () => void node.stop().then(() => process.exit()));
