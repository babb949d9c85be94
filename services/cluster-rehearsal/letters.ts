// What coordinator and nodes of a rehearsal say to each other, in parts that a message can carry.
import { deserialize, serialize } from "node:v8";
import type { ShardOrder } from "../../simulator/runs/shard.ts";
import type { RemoteShard } from "../../simulator/runs/simulation.ts";
import type { ShardAnswer } from "../threads.ts";

/** Nodes of all scenarios meet under this name: an order holds all that they need. */
export const SHARD_NAMESPACE = "kairos-shards";

/** Characters of one part: NATS takes 1 MB in a message by default. */
const PART_MAX = 700_000;

/** A question to one shard: to begin to be, or to do a step. */
export interface Question {
  /** Names the shard on this node; never used again for another one. */
  readonly shard: string;
  readonly ask:
    | { readonly order: Omit<ShardOrder, "people"> }
    | { readonly step: keyof RemoteShard; readonly given: readonly unknown[] };
}

/** `gone`: the node does not have that shard, or not any more. */
export type Answer = ShardAnswer | { readonly gone: true };

/** A part of a question. The same one may come twice: it is answered once, and told again. */
export interface Letter {
  readonly run: string;
  /** Of the question; each has its own. */
  readonly id: string;
  /** From 0. */
  readonly part: number;
  readonly parts: number;
  readonly text: string;
}

/** The first part of an answer; no parts: the question is not complete yet. */
export interface Reply {
  readonly parts: number;
  readonly text: string;
}

/** Asks for a further part of an answer. */
export interface RestOf {
  readonly run: string;
  readonly id: string;
  /** From 1. */
  readonly part: number;
}

export interface EndOf {
  readonly run: string;
}

/** A structured-cloneable value as texts, each short enough for a message. */
export function packed(value: unknown): string[] {
  const text = serialize(value).toString("base64");
  const parts = Math.max(1, Math.ceil(text.length / PART_MAX));
  return Array.from({ length: parts }, (_, part) =>
    text.slice(part * PART_MAX, (part + 1) * PART_MAX),
  );
}

/** What {@link packed} has packed. */
export function unpacked<T>(texts: readonly string[]): T {
  return deserialize(Buffer.from(texts.join(""), "base64")) as T;
}
