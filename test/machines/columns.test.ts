// Context fields as columns: each keeps what fits, refuses what does not, and leaves the others alone.
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { type AnyStateMachine, assign, setup } from "xstate";
import type {
  ColumnarColony,
  ColumnType,
  CompileOptions,
  NumberType,
} from "../../machines/columnar/colony.ts";
import {
  type Column,
  inferredType,
  layoutOf,
  Records,
  Strings,
  U40_MAX,
} from "../../machines/columnar/columns.ts";
import type { ColonyError } from "../../machines/columnar/errors.ts";
import { subscriberMachine } from "../../machines/subscriber.ts";
import { SUBSCRIBER_COLUMNS } from "../../machines/subscriber-context.ts";
import { BACKENDS, MACHINES, play, seen, stepsOf, watch } from "./walks.ts";

type Fields = Readonly<Record<string, unknown>>;

interface TypeUnderTest {
  readonly type: ColumnType;
  readonly first: unknown;
  readonly value: fc.Arbitrary<unknown>;
  /** Kept as they are, bit by bit. */
  readonly extremes: readonly unknown[];
  readonly misfits: readonly unknown[];
  /** As errors say it. */
  readonly range: string;
}

const NOT_NUMBERS = [null, undefined, "1", true, {}, [1]] as const;
const NOT_INTEGERS = [0.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY, ...NOT_NUMBERS] as const;

/** Least and most, without a declared empty value and with one. */
const INTEGERS: Readonly<
  Record<Exclude<NumberType, "f32" | "f64">, { min: number; max: number; emptyTakes: number[] }>
> = {
  u8: { min: 0, max: 255, emptyTakes: [255] },
  u16: { min: 0, max: 65_535, emptyTakes: [65_535] },
  u32: { min: 0, max: 4_294_967_295, emptyTakes: [4_294_967_295] },
  u40: { min: 0, max: U40_MAX, emptyTakes: [] },
  i32: { min: -2_147_483_648, max: 2_147_483_647, emptyTakes: [-2_147_483_648] },
};

const FLOATS: Readonly<Record<"f32" | "f64", { value: fc.Arbitrary<number>; extremes: number[] }>> =
  {
    f32: {
      value: fc.float(),
      extremes: [0, -0, 0.5, -1.5, 3.4028234663852886e38, 1.401298464324817e-45],
    },
    f64: {
      value: fc.double(),
      extremes: [0, -0, 0.1, -1.5, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER],
    },
  };

const INFINITIES = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

const INTEGER_TYPES: readonly TypeUnderTest[] = Object.entries(INTEGERS).flatMap(
  ([name, { min, max, emptyTakes }]): TypeUnderTest[] => {
    const type = name as NumberType;
    const taken = emptyTakes[0];
    const [lowest, highest] = [taken === min ? min + 1 : min, taken === max ? max - 1 : max];
    const plain: TypeUnderTest = {
      type,
      first: 0,
      value: fc
        .oneof(fc.integer({ min: 0, max: 255 }), fc.maxSafeInteger())
        .map((n) => fold(n, min, max)),
      extremes: [min, 0, 1, max],
      misfits: [min - 1, max + 1, 2 ** 40, 2 ** 53, ...NOT_INTEGERS],
      range: `integers from ${min} to ${max}`,
    };
    return [
      plain,
      ...[null, undefined].map((empty) => ({
        ...plain,
        type: { type, empty },
        value: fc.option(
          plain.value.map((n) => fold(n as number, lowest, highest)),
          {
            nil: empty as null,
          },
        ),
        first: empty,
        extremes: [lowest, 0, 1, highest, empty],
        misfits: [
          ...emptyTakes,
          lowest - 1,
          highest + 1,
          ...NOT_INTEGERS.filter((n) => n !== empty),
        ],
        range: `integers from ${lowest} to ${highest}, or ${empty} for none`,
      })),
    ];
  },
);

function fold(n: number, min: number, max: number): number {
  return min + (Math.abs(n) % (max - min + 1));
}

const FLOAT_TYPES: readonly TypeUnderTest[] = (["f32", "f64"] as const).flatMap((type) => {
  const { value, extremes } = FLOATS[type];
  const plain: TypeUnderTest = {
    type,
    first: 0,
    value,
    extremes: [...extremes, ...INFINITIES, Number.NaN],
    misfits: NOT_NUMBERS,
    range: "numbers",
  };
  return [
    plain,
    ...[null, undefined].map((empty) => ({
      ...plain,
      type: { type, empty },
      value: fc.option(
        value.filter((n) => !Number.isNaN(n)),
        { nil: empty as null },
      ),
      first: empty,
      extremes: [...extremes, ...INFINITIES, empty],
      misfits: [Number.NaN, ...NOT_NUMBERS.filter((value) => value !== empty)],
      range: `numbers other than NaN, or ${empty} for none`,
    })),
  ];
});

const TYPES: readonly (TypeUnderTest & { readonly name: string })[] = [
  ...INTEGER_TYPES,
  ...FLOAT_TYPES,
  {
    type: "boolean" as const,
    first: false,
    value: fc.boolean(),
    extremes: [false, true],
    misfits: [0, 1, "true", null, undefined],
    range: "booleans",
  },
  {
    type: "string" as const,
    first: "",
    value: fc.string({ unit: "binary" }),
    extremes: ["", "a", "0", "\u0000", "\ud800", "__proto__", "x".repeat(10_000)],
    misfits: [0, true, null, undefined, ["a"]],
    range: "strings",
  },
  {
    type: "any" as const,
    first: undefined,
    value: fc.anything(),
    extremes: [undefined, null, -0, Number.NaN, "", [], [1, [2]], { a: { b: undefined } }, 2n],
    misfits: [],
    range: "",
  },
].map((type) => ({ ...type, name: nameOf(type.type) }));

function nameOf(type: ColumnType): string {
  return typeof type === "object" ? `${type.type} or ${type.empty}` : type;
}

/** Takes over what events bring, with one assign of either form, and shows what its guards read. */
function createKeeper(context: Fields, shown: unknown[] = []): AnyStateMachine {
  return setup({
    types: {
      context: {} as Fields,
      events: {} as { type: "object" | "function" | "show"; values: Fields },
    },
    guards: { show: ({ context }) => shown.push({ ...context }) > 0 },
  }).createMachine({
    id: "keeper",
    context,
    on: {
      object: {
        actions: assign(
          Object.fromEntries(
            Object.keys(context).map((field) => [
              field,
              ({ event }: { event: { values: Fields } }) => event.values[field],
            ]),
          ),
        ),
      },
      function: { actions: assign(({ event }) => event.values) },
      show: { guard: "show" },
    },
  }) as AnyStateMachine;
}

interface Kept {
  readonly colony: ColumnarColony;
  readonly failures: ColonyError[];
  readonly shown: Fields[];
}

function keep(
  context: Fields,
  columns: Readonly<Record<string, ColumnType>>,
  options: Partial<CompileOptions>,
): Kept {
  const shown: Fields[] = [];
  const failures: ColonyError[] = [];
  const { colony } = watch(createKeeper(context, shown), {
    columns,
    onFailure: (_row, error) => failures.push(error as ColonyError),
    ...options,
  });
  return { colony, failures, shown };
}

const FORMS = ["object", "function"] as const;

describe.each(BACKENDS)("columns, $backend", ({ codegen }) => {
  describe.each(TYPES)("$name", ({ type, first, value, extremes, misfits, range }) => {
    const create = (): Kept =>
      keep(
        { before: 1, field: first, after: 2 },
        { before: "u8", field: type, after: "u8" },
        {
          codegen,
        },
      );
    const read = ({ colony, shown }: Kept, row: number): unknown => {
      colony.send(row, { type: "show" }, 0);
      const inSnapshot = colony.snapshot(row).context["field"];
      const inGuard = shown.pop()!["field"];
      expect(Object.is(inGuard, inSnapshot), "guards and snapshots read the same").toBe(true);
      return inSnapshot;
    };

    test.each(FORMS)("the %s form of assign writes what fits, and it is read back", (form) => {
      const kept = create();
      const rows = [0, 1, 2].map(() => kept.colony.allocate());
      expect(read(kept, 1)).toBe(first);
      const check = (written: unknown): void => {
        const values = { before: 255, field: written, after: 254 };
        kept.colony.send(1, { type: form, values } as never, 0);
        expect(kept.failures).toEqual([]);
        const found = read(kept, 1);
        if (!Object.is(found, written)) expect.fail(`${String(found)} for ${String(written)}`);
        const { context } = kept.colony.snapshot(1);
        expect([context["before"], context["after"]]).toEqual([255, 254]);
      };
      for (const extreme of extremes) check(extreme);
      fc.assert(fc.property(value, check), { numRuns: 50 });
      for (const row of [rows[0]!, rows[2]!]) {
        expect(kept.colony.snapshot(row).context).toEqual({ before: 1, field: first, after: 2 });
      }
    });

    if (misfits.length === 0) return;

    test.each(FORMS)(
      "the %s form of assign refuses what does not fit, in words, and changes nothing",
      (form) => {
        const { colony, failures } = create();
        for (const misfit of misfits) {
          const row = colony.allocate();
          const before = seen(colony, row);
          const values = { before: 7, field: misfit, after: 8 };
          colony.send(row, { type: form, values } as never, 0);
          const shown = typeof misfit === "object" && misfit !== null ? "an object" : `${misfit}`;
          const { code, message } = failures.at(-1)!;
          expect(code).toBe("machine.failed");
          expect(message).toContain(
            `context field "field" cannot be ${shown}: its column holds ${range}`,
          );
          expect(seen(colony, row)).toEqual({ ...(before as object), quarantine: message });
        }
        expect(failures).toHaveLength(misfits.length);
      },
    );

    test("a first context that does not fit starts no row", () => {
      const machine = setup({
        types: { context: {} as { field: unknown }, input: {} as unknown },
      }).createMachine({ id: "first", context: ({ input }) => ({ field: input }) });
      const { colony } = watch(machine as AnyStateMachine, {
        codegen,
        columns: { field: type },
        input: first,
      });
      for (const misfit of misfits) {
        if (misfit === undefined) continue;
        expect(() => colony.allocate(misfit)).toThrow(/a new row.*context field "field" cannot be/);
      }
      expect(colony.snapshot(colony.allocate()).context).toEqual({ field: first });
      expect(() => colony.snapshot(1)).toThrow(/row 1, expected a row that is allocated/);
    });
  });

  test("an f32 rounds, as Math.fround does", () => {
    const { colony } = keep({ field: 0 }, { field: "f32" }, { codegen });
    const row = colony.allocate();
    for (const value of [0.1, 1e300, 16_777_217, 1e-50]) {
      colony.send(row, { type: "object", values: { field: value } } as never, 0);
      expect(colony.snapshot(row).context).toEqual({ field: Math.fround(value) });
    }
  });

  test.each(["u8", "u16", "u32", "u40", "i32"] as const)("%s keeps no sign of zero", (type) => {
    const { colony, failures } = keep({ field: 1 }, { field: type }, { codegen });
    const row = colony.allocate();
    for (const form of FORMS) {
      colony.send(row, { type: form, values: { field: -0 } } as never, 0);
      expect(colony.snapshot(row).context).toEqual({ field: 0 });
    }
    expect(failures).toEqual([]);
  });

  test("an any field holds the very object that it was given", () => {
    const { colony } = keep({ field: [] }, {}, { codegen });
    const row = colony.allocate();
    const list = [{ a: 1 }];
    colony.send(row, { type: "object", values: { field: list } } as never, 0);
    expect(colony.snapshot(row).context["field"]).toBe(list);
  });

  test("fields without a declared type get one from the first context", () => {
    const context = { n: 1, on: true, name: "a", list: [1], nothing: null, missing: undefined };
    const { colony, failures } = keep(context, {}, { codegen });
    const row = colony.allocate();
    expect(colony.snapshot(row).context).toEqual(context);
    const values = { n: -0.1, on: false, name: "b", list: "x", nothing: 5, missing: {} };
    colony.send(row, { type: "function", values } as never, 0);
    expect(colony.snapshot(row).context).toEqual(values);
    expect(failures).toEqual([]);
    for (const [field, got] of [
      ["n", "1"],
      ["on", 1],
      ["name", null],
    ] as const) {
      const next = colony.allocate();
      colony.send(next, { type: "function", values: { [field]: got } } as never, 0);
      expect(failures.pop()!.message).toContain(`context field "${field}" cannot be ${got}`);
    }
  });

  test("a string field says what to do when strings are too many, and its row stays as it was", () => {
    const first = { count: 0, name: "a", other: "a" };
    const { colony, failures } = keep(first, { count: "u32" }, { codegen });
    const rows = FORMS.map(() => colony.allocate());
    const full = vi.spyOn(Strings.prototype, "codeOf").mockImplementation((value) => {
      if (value === "new") throw new Error("too many");
      return 0;
    });
    try {
      for (const [row, form] of FORMS.entries()) {
        const values = { count: 7, name: "a", other: "new" };
        colony.send(row, { type: form, values } as never, 0);
      }
    } finally {
      full.mockRestore();
    }
    expect(failures).toHaveLength(2);
    for (const row of rows) expect(colony.snapshot(row).context).toEqual(first);
  });

  test.each(MACHINES)("room is made as rows come, and nothing is lost: $name", (under) => {
    const rows = 40;
    const { machine, columns, input } = under;
    const walk = fc.tuple(
      fc.array(input, { minLength: rows, maxLength: rows }),
      fc.array(fc.record({ grow: fc.boolean(), steps: stepsOf(under, { rows, maxLength: 12 }) }), {
        minLength: 4,
        maxLength: 8,
      }),
    );
    fc.assert(
      fc.property(walk, ([inputs, chapters]) => {
        const [tight, roomy] = [1, 4096].map((capacity) =>
          watch(machine, { codegen, capacity, input: inputs[0], ...(columns && { columns }) }),
        );
        let allocated = 0;
        const allocate = (count: number): void => {
          for (let end = Math.min(rows, allocated + count); allocated < end; allocated++) {
            for (const { colony } of [tight!, roomy!]) colony.allocate(inputs[allocated]);
          }
        };
        allocate(1);
        for (const { grow, steps } of chapters) {
          allocate(grow ? 70 : 1);
          const possible = steps.map((step) => ({ ...step, row: step.row % allocated }));
          for (const watched of [tight!, roomy!]) play(watched, possible);
        }
        expect(tight!.heard).toEqual(roomy!.heard);
        for (let row = 0; row < allocated; row++) {
          expect(seen(tight!.colony, row)).toEqual(seen(roomy!.colony, row));
        }
        expect(tight!.colony.nextDueMs).toBe(roomy!.colony.nextDueMs);
      }),
      { numRuns: 10 },
    );
  });

  test("every type of column outlives the move of its records, and is read right after it", () => {
    const first = Object.fromEntries(TYPES.map(({ first }, index) => [`f${index}`, first]));
    const types = Object.fromEntries(TYPES.map(({ type }, index) => [`f${index}`, type]));
    const { colony, shown, failures } = keep(first, types, { codegen, capacity: 2 });
    const written: Fields[] = [];
    for (let row = 0; row < 1000; row++) {
      expect(colony.allocate()).toBe(row);
      const values = Object.fromEntries(
        TYPES.map(({ extremes }, index) => [`f${index}`, extremes[row % extremes.length]]),
      );
      written.push(values);
      colony.send(row, { type: row % 2 === 0 ? "object" : "function", values } as never, 0);
      colony.send(row, { type: "show" }, 0);
      expect(shown.pop()).toEqual(values);
    }
    expect(failures).toEqual([]);
    for (const [row, values] of written.entries()) {
      expect(colony.snapshot(row).context).toEqual(values);
    }
  });
});

describe("the layout of records", () => {
  const columnType = fc.constantFrom(...TYPES);
  const shape = fc.record({
    types: fc.array(columnType, { maxLength: 30 }),
    stateType: fc.constantFrom("u16" as const, "u32" as const),
    slots: fc.nat(9),
  });

  test("no field, state or timer of a row overlaps another, whatever its columns are", () => {
    const rows = 3;
    fc.assert(
      fc.property(shape, fc.gen(), ({ types, stateType, slots }, draw) => {
        const byName = Object.fromEntries(types.map(({ type }, index) => [`f${index}`, type]));
        const layout = layoutOf(byName, { stateType, slotCount: slots });
        const records = new Records(layout, rows);
        const places = placesOf(records, types, slots);
        const truth = new Map<string, unknown>();
        const write = (row: number, { name, value, write }: Place): void => {
          const drawn = draw(() => value);
          write(row, drawn);
          truth.set(`${row} ${name}`, drawn);
        };
        for (let row = 0; row < rows; row++) for (const place of places) write(row, place);
        for (let count = 0; count < 30; count++) {
          const place = places[draw(fc.nat, places.length - 1)]!;
          write(draw(fc.nat, rows - 1), place);
        }
        if (draw(fc.boolean)) records.grow(rows + 1);
        for (let row = 0; row < rows; row++) {
          for (const { name, read } of places) {
            expect(read(row), `${name} of row ${row}`).toEqual(truth.get(`${row} ${name}`));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a record is no longer than its fields, but for alignment", () => {
    fc.assert(
      fc.property(shape, ({ types, stateType, slots }) => {
        const byName = Object.fromEntries(types.map(({ type }, index) => [`f${index}`, type]));
        const { wordsPerRow } = layoutOf(byName, { stateType, slotCount: slots });
        const bytes = types.reduce((sum, { type }) => sum + WIDTH[numberType(type)], 0);
        const all = bytes + (stateType === "u16" ? 2 : 4) + slots * 6;
        expect(wordsPerRow * 4).toBeLessThan(all + 8);
      }),
    );
  });

  const WIDTH: Readonly<Record<string, number>> = {
    u8: 1,
    u16: 2,
    u32: 4,
    i32: 4,
    u40: 5,
    f32: 4,
    f64: 8,
    boolean: 1,
    string: 4,
    any: 0,
  };

  function numberType(type: ColumnType): string {
    return typeof type === "object" ? type.type : type;
  }

  interface Place {
    readonly name: string;
    readonly value: fc.Arbitrary<unknown>;
    read(row: number): unknown;
    write(row: number, value: unknown): void;
  }

  /** Everything that stands in a record, as its users find it. */
  function placesOf(
    records: Records,
    types: readonly TypeUnderTest[],
    slots: number,
  ): readonly Place[] {
    const { layout } = records;
    const { wordsPerRow, stateType, stateOffset, lowWord, highByte, flagByte } = layout;
    const stateOf = (row: number): number =>
      row * wordsPerRow * (stateType === "u16" ? 2 : 1) + stateOffset;
    const element = (name: string, view: "u8" | "u16" | "u32", at: (row: number) => number) => ({
      name,
      value: fc.nat(view === "u8" ? 255 : 65_535),
      read: (row: number) => records[view][at(row)],
      write: (row: number, value: unknown) => {
        records[view][at(row)] = value as number;
      },
    });
    return [
      ...layout.columns.map((column: Column, index) => ({
        name: column.name,
        value: types[index]!.value,
        read: (row: number) => records.read(column, row),
        write: (row: number, value: unknown) => records.write(column, row, value),
      })),
      element("state", stateType, stateOf),
      ...Array.from({ length: slots }, (_, slot) => [
        element(`low ${slot}`, "u32", (row) => row * wordsPerRow + lowWord + slot),
        element(`high ${slot}`, "u8", (row) => row * wordsPerRow * 4 + highByte + slot),
        element(`flag ${slot}`, "u8", (row) => row * wordsPerRow * 4 + flagByte + slot),
      ]).flat(),
    ];
  }

  test.each([
    [0, "f64"],
    [Number.NaN, "f64"],
    [false, "boolean"],
    ["", "string"],
    [null, "any"],
    [undefined, "any"],
    [[], "any"],
    [{}, "any"],
  ])("a first value of %j is kept as %s", (value, type) => {
    expect(inferredType(value)).toBe(type);
  });
});

describe("what columns cost", () => {
  test("bytes count the room for rows, and grow with it", () => {
    const { colony } = keep({ a: 0, b: 0 }, {}, { capacity: 1000 });
    const before = colony.bytes;
    expect(before).toBeGreaterThanOrEqual(1000 * (16 + 2));
    expect(before).toBeLessThan(1000 * (16 + 8) + 16_384);
    for (let row = 0; row < 1000; row++) colony.allocate();
    expect(colony.bytes).toBe(before);
    colony.allocate();
    expect(colony.bytes).toBeGreaterThan(before);
  });

  test("a subscriber with narrow columns and timers takes at most 80 bytes", () => {
    const rows = 20_000;
    const { colony } = watch(subscriberMachine, { columns: SUBSCRIBER_COLUMNS, capacity: rows });
    for (let row = 0; row < rows; row++) colony.allocate();
    expect(colony.bytes / rows).toBeLessThanOrEqual(80);
  });

  test("there are 2^20 different strings at most, and the error says what to do", () => {
    const strings = new Strings();
    for (let value = 0; value < 2 ** 20; value++) strings.codeOf(String(value));
    expect(strings.codeOf("17")).toBe(17);
    expect(() => strings.codeOf("one more")).toThrow(
      /1048576 different values, the most there may be; declare a field .* as "any"/,
    );
  });
});
