// What a node does with the letters of a rehearsal: once each, and only as long as somebody asks.
import { afterEach, describe, expect, test } from "vitest";
import { HostedRuns } from "../../services/cluster-rehearsal/hosted-runs.ts";
import {
  type Answer,
  packed,
  type Question,
  type Reply,
  unpacked,
} from "../../services/cluster-rehearsal/letters.ts";
import { exampleScenario } from "../simulator/example-scenario.ts";

const ORDER = { scenario: exampleScenario(), seed: "1", subscribers: 50, index: 0, of: 1 };
const START: Question = { shard: "0.1", ask: { order: ORDER } };

const runs = new HostedRuns();
afterEach(() => runs.stop());

let questions = 0;

/** Sends a question in one letter or in several, the last of them twice. */
async function ask(run: string, question: Question): Promise<Answer> {
  const id = `${questions++}`;
  const texts = packed(question).flatMap((text) => {
    const middle = Math.floor(text.length / 2);
    return [text.slice(0, middle), text.slice(middle)];
  });
  const letters = texts.map((text, part) => ({ run, id, part, parts: texts.length, text }));
  const replies: Reply[] = [];
  for (const letter of [...letters, letters.at(-1)!]) {
    replies.push(await runs.ask(letter, "coordinator"));
  }
  expect(replies.at(-1)).toEqual(replies.at(-2));
  expect(replies.slice(0, -2).every(({ parts }) => parts === 0)).toBe(true);
  const { parts, text } = replies.at(-1)!;
  const answer = [text];
  for (let part = 1; part < parts; part++) answer.push(await runs.rest({ run, id, part }));
  return unpacked<Answer>(answer);
}

describe("the runs that a node hosts", () => {
  test("take a question in parts, and a part that comes twice is answered once", async () => {
    expect(await ask("a", START)).toEqual({ value: undefined });
    await ask("a", { shard: "0.1", ask: { step: "settlePeople", given: [] } });
    const conflicts = await ask("a", { shard: "0.1", ask: { step: "plan", given: [0] } });
    expect(conflicts).toEqual({ value: expect.any(Uint32Array) });
    await ask("a", { shard: "0.1", ask: { step: "settle", given: [[new Uint32Array(0)]] } });
    // Windows follow one another: doing one twice would be refused.
    for (const fromMs of [0, 3_600_000]) {
      const given = [fromMs, fromMs + 3_600_000];
      const walked = await ask("a", { shard: "0.1", ask: { step: "walk", given } });
      expect(walked).toEqual({ value: { events: expect.any(Number), triggers: [] } });
    }
  });

  test("end with the node that asks for their steps, and others go on", async () => {
    await ask("a", START);
    await runs.ask({ run: "b", id: "0", part: 0, parts: 2, text: "" }, "another");
    expect(runs.size).toBe(2);
    await runs.left("coordinator");
    expect(runs.size).toBe(1);
  });

  test("say of a shard that is not here any more that it has gone", async () => {
    await ask("a", START);
    await runs.end({ run: "a" });
    const step: Question = { shard: "0.1", ask: { step: "plan", given: [0] } };
    expect(await ask("a", step)).toEqual({ gone: true });
  });

  test("answer a step that ends with its run as gone, not as an error", async () => {
    await ask("a", START);
    const [text] = packed({ shard: "0.1", ask: { step: "settlePeople", given: [] } });
    const letter = { run: "a", id: "settle", part: 0, parts: 1, text: text! };
    const settling = runs.ask(letter, "coordinator");
    await runs.end({ run: "a" });
    expect(unpacked([(await settling).text])).toEqual({ gone: true });
  });

  test("are told more than a message holds in several", () => {
    const large = new Uint32Array(600_000).fill(0xabcdef);
    const texts = packed({ conflicts: [large] });
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts) expect(text.length).toBeLessThan(1_000_000);
    expect(unpacked(texts)).toEqual({ conflicts: [large] });
  });
});
