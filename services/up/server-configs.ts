// The configuration files of the servers that Kairos starts by itself, for one machine.

interface Place {
  readonly port: number;
  readonly folder: string;
  /** Of the program, such as "2.9.10". */
  readonly version: string;
}

/** Largest message: a block of events, with room to spare; more than 8 MB is more than NATS advises. */
const MAX_PAYLOAD = "8MB";

/** For nats-server: loopback only, JetStream in the folder, synced as well as the version can. */
export function natsConfig({ port, folder, version }: Place): string {
  // 2.9 refuses the field: there a sync each 60 s is built in.
  const sync = atLeast(version, 2, 10) ? "  sync_interval: always\n" : "";
  return `# Written by Kairos at every start: a change here is lost.
listen: "127.0.0.1:${port}"
max_payload: ${MAX_PAYLOAD}
jetstream {
  store_dir: ${JSON.stringify(folder)}
${sync}}
`;
}

/** For redis-server: loopback only, every change in a file that is synced each second. */
export function redisConfig({ port, folder }: Place): string {
  return `# Written by Kairos at every start: a change here is lost.
bind 127.0.0.1
protected-mode yes
port ${port}
dir ${JSON.stringify(folder)}
daemonize no
appendonly yes
appendfsync everysec
auto-aof-rewrite-percentage 900
auto-aof-rewrite-min-size 1gb
save ""
maxmemory-policy noeviction
`;
}

/** Whether a version such as "2.9.10" is at least `major`.`minor`. */
export function atLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
