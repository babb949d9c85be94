// Which sockets a process and its children listen on, as Linux tells it in /proc.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export interface Listening {
  readonly pid: number;
  readonly protocol: "tcp" | "tcp6" | "udp" | "udp6";
  /** As /proc writes it, and its port. */
  readonly address: string;
  readonly port: number;
  readonly loopback: boolean;
}

/** 127.0.0.0/8 in little endian, ::1, and 127.0.0.0/8 in IPv6. */
const LOOPBACK = /^([0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/;
/** States of /proc/net: a TCP socket that listens, a UDP socket without a peer. */
const OPEN = { tcp: "0A", tcp6: "0A", udp: "07", udp6: "07" } as const;

/** The process and all that it has started, directly or not. */
export function treeOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const stat = read(`/proc/${name}/stat`);
    // The name of the program stands in brackets and may hold anything.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    parents.set(Number(name), Number(parent));
  }
  const tree = [pid];
  for (const member of tree) {
    for (const [child, parent] of parents) if (parent === member) tree.push(child);
  }
  return tree;
}

/** Sockets on which these processes listen. */
export function listeningOf(pids: readonly number[]): Listening[] {
  const owners = new Map<string, number>();
  for (const pid of pids) for (const inode of socketsOf(pid)) owners.set(inode, pid);
  return (["tcp", "tcp6", "udp", "udp6"] as const).flatMap((protocol) =>
    read(`/proc/net/${protocol}`)
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === OPEN[protocol] && owners.has(fields[9] ?? ""))
      .map((fields) => {
        const [address = "", port = ""] = fields[1]!.split(":");
        return {
          pid: owners.get(fields[9]!)!,
          protocol,
          address,
          port: Number.parseInt(port, 16),
          loopback: LOOPBACK.test(address),
        };
      }),
  );
}

/** Inodes of the sockets that a process has open; none when it has ended. */
function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
      const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${descriptor}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // closed meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // ended meanwhile
  }
}
