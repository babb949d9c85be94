// The timer heap against a plain sorted list that does the same slowly.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TimerHeap } from "../../machines/timers.ts";

interface Plain {
  readonly dueMs: number;
  readonly row: number;
  readonly arming: number;
  readonly id: string | undefined;
  named: boolean;
}

type Operation =
  | { readonly do: "arm"; readonly row: number; readonly dueMs: number; readonly id?: string }
  | { readonly do: "cancel"; readonly row: number; readonly id: string }
  | { readonly do: "cancelAll"; readonly row: number }
  | { readonly do: "pop" };

const row = fc.nat(3);
const id = fc.constantFrom("a", "b");
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      { do: fc.constant("arm" as const), row, dueMs: fc.nat(9), id },
      { requiredKeys: ["do", "row", "dueMs"] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), row, id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelAll" as const), row }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("pop" as const) }) },
);

class SortedList {
  timers: Plain[] = [];
  #arming = 0;

  apply(operation: Operation): Plain | undefined {
    switch (operation.do) {
      case "arm": {
        const { row, dueMs, id } = operation;
        if (id !== undefined) this.#unname(row, id);
        this.timers.push({ row, dueMs, id, arming: this.#arming++, named: id !== undefined });
        this.timers.sort((a, b) => a.dueMs - b.dueMs || a.row - b.row || a.arming - b.arming);
        return undefined;
      }
      case "cancel":
        this.timers = this.timers.filter(
          ({ row, id, named }) => !(named && row === operation.row && id === operation.id),
        );
        return undefined;
      case "cancelAll":
        this.timers = this.timers.filter(({ row }) => row !== operation.row);
        return undefined;
      case "pop": {
        const first = this.timers.shift();
        if (first?.id !== undefined) this.#unname(first.row, first.id);
        return first;
      }
    }
  }

  #unname(row: number, id: string): void {
    for (const timer of this.timers) {
      if (timer.row === row && timer.id === id) timer.named = false;
    }
  }
}

test("any sequence of arming, cancelling and firing leaves what a sorted list leaves", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80, size: "max" }), (operations) => {
      const heap = new TimerHeap();
      const list = new SortedList();
      let armed = 0;
      for (const operation of operations) {
        const expected = list.apply(operation);
        if (operation.do === "arm") {
          heap.arm(operation.row, operation.dueMs, { type: `${armed++}` }, operation.id);
        } else if (operation.do === "cancel") heap.cancel(operation.row, operation.id);
        else if (operation.do === "cancelAll") heap.cancelAll(operation.row);
        else if (expected !== undefined) {
          const { dueMs, row, event } = heap.pop();
          expect({ dueMs, row, arming: event.type }).toEqual({
            dueMs: expected.dueMs,
            row: expected.row,
            arming: `${expected.arming}`,
          });
        }
        expect(heap.size).toBe(list.timers.length);
        expect(heap.nextDueMs).toBe(list.timers[0]?.dueMs ?? Number.POSITIVE_INFINITY);
        for (const row of [0, 1, 2, 3]) {
          expect(heap.pending(row).map(({ event }) => event.type)).toEqual(
            list.timers.filter((timer) => timer.row === row).map(({ arming }) => `${arming}`),
          );
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("five thousand timers outgrow the first columns and still fire in order", () => {
  const heap = new TimerHeap();
  for (let index = 0; index < 5000; index++) {
    heap.arm(index % 700, (index * 7919) % 1000, { type: "t" }, `${index}`);
  }
  let [dueMs, row] = [-1, -1];
  while (heap.size > 0) {
    const next = heap.pop();
    expect(next.dueMs > dueMs || (next.dueMs === dueMs && next.row >= row)).toBe(true);
    [dueMs, row] = [next.dueMs, next.row];
  }
});
