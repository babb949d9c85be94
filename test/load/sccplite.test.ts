// SCCPlite from the load tool to the tap: the events that come out are those that went in.
import { connect } from "node:net";
import { expect, test } from "vitest";
import { Digest, digestEvent } from "../../domain/digest.ts";
import { isFeedEvent } from "../../domain/feed-events.ts";
import type { FrameBatch } from "../../services/batches.ts";
import { performLoad } from "../../services/load/perform.ts";
import { Probe } from "../../services/probe.ts";
import { openSccpliteServer } from "../../services/sccplite-server.ts";
import { tokeniserOfSeed } from "../../services/tokens.ts";
import { IpaStream, identityResponse, PING } from "../../signaling/carriers/ipa-frames.ts";
import { decodeMtp3 } from "../../signaling/carriers/mtp3.ts";
import { createTraffic } from "../../simulator/traffic.ts";
import { orderFor, SUBSCRIBERS } from "./people.ts";

test("what passes the tap's socket are the typed events of the same time", async () => {
  const order = await orderFor("tcp://127.0.0.1:1", "constant:2k/s:1s");
  const { scenario, seed } = order;
  const tokenise = tokeniserOfSeed(seed);
  const traffic = createTraffic(scenario, { seed, subscribers: SUBSCRIBERS, tokenise });
  const { directory: registry, numbers } = traffic;
  const skipped: string[] = [];
  const onSkip = (_frame: number, reason: string): void => void skipped.push(reason);
  const probe = new Probe({ registry, numbers, tokenise, onSkip });
  const digest = new Digest();
  const batches: FrameBatch[] = [];
  const server = await openSccpliteServer({
    port: 0,
    fromMs: 0,
    nowMs: () => 0,
    async deliver(batch) {
      expect(batch.fromMs).toBe(batches.at(-1)?.toMs ?? 0);
      batches.push(batch);
      for (const event of probe.read(batch).events) digestEvent(digest, event);
    },
    onFault: (sentence) => void skipped.push(sentence),
    onLost: (error) => void skipped.push(error.message),
  });
  try {
    const place = { kind: "tcp", host: "127.0.0.1", port: server.port, url: "tcp://tap" } as const;
    const report = await performLoad({ ...order, fromMs: 0, place });
    expect(report.counts.unsent).toBe(0);
    const wanted = new Digest();
    await expect.poll(() => digest.count).toBe(report.counts.intended);
    // No link carries what feeds tell, so that they take no numbers at this tap.
    const numbered = new Map<number, number>();
    for (const event of traffic.events(0, batches.at(-1)!.toMs)) {
      if (isFeedEvent(event)) continue;
      const sequence = numbered.get(event.subscriber) ?? 0;
      numbered.set(event.subscriber, sequence + 1);
      digestEvent(wanted, { ...event, sequence });
    }
    expect(wanted.count).toBe(report.counts.intended);
    expect(digest.toString()).toBe(wanted.toString());
    expect(skipped).toEqual([]);
    expect(server.late).toBe(0);
  } finally {
    await server.close();
  }
});

test("a BSC that knows no time is asked who it is, answered when it pings, and stamped", async () => {
  let nowMs = 1_000;
  const batches: FrameBatch[] = [];
  const faults: string[] = [];
  const server = await openSccpliteServer({
    port: 0,
    fromMs: 500,
    nowMs: () => nowMs,
    deliver: async (batch) => void batches.push(batch),
    onFault: (sentence) => void faults.push(sentence),
    onLost: () => {},
  });
  const heard: string[] = [];
  const stream = new IpaStream();
  const socket = connect(server.port, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("data", (chunk) => heard.push(...[...stream.read(chunk)].map(({ kind }) => kind)));
  try {
    await expect.poll(() => heard).toEqual(["identity.request"]);
    socket.write(identityResponse("bsc-b"));
    socket.write(PING);
    await expect.poll(() => heard.slice(1)).toEqual(["identity.acknowledge", "pong"]);
    // Cut in the middle: "an SCCP message of three octets".
    const frame = Uint8Array.of(0, 3, 0xfd, 9, 8, 7);
    socket.write(frame.subarray(0, 4));
    socket.write(frame.subarray(4));
    await expect
      .poll(() => {
        nowMs++;
        return batches.flatMap(({ frames }) => frames);
      })
      .toHaveLength(1);
    const [tapped] = batches.flatMap(({ frames }) => frames);
    expect(decodeMtp3(Uint8Array.from(Buffer.from(tapped!.octets, "base64")))).toEqual({
      opc: 8_192,
      dpc: 1,
      userData: Uint8Array.of(9, 8, 7),
    });
    socket.write(Uint8Array.of(0, 1, 0x77, 0));
    await closed;
    expect(faults).toEqual([expect.stringContaining("stream 119")]);
  } finally {
    socket.destroy();
    await server.close();
  }
});
