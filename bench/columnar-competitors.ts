// Who runs the subscriber machine in the columnar benchmark: real actors, colonies, code by hand.
import { compile } from "../machines/columnar/compile.ts";
import { subscriberMachine } from "../machines/subscriber.ts";
import { SUBSCRIBER_COLUMNS } from "../machines/subscriber-context.ts";
import { SubscriberActors } from "./columnar-actors.ts";
import type { Competitor, Runner } from "./columnar-measure.ts";
import { type HandWritten, readSnapshot } from "./hand-written.ts";
import { Float64Subscribers } from "./hand-written-float64.ts";
import { RecordSubscribers } from "./hand-written-record.ts";

export const actors: Competitor = {
  name: "`actor.send`",
  create(rows) {
    const subscribers = new SubscriberActors(rows);
    return {
      send: ({ events, objects }) => subscribers.send(events.rows, objects),
      read: (row, into) => subscribers.read(row, into),
    };
  },
};

export const columnarSend: Competitor = {
  name: "columnar, `colony.send` of objects",
  create(rows) {
    const colony = createColony(rows);
    return {
      ...columnarRunner(colony),
      send({ events, objects }) {
        for (let i = 0; i < objects.length; i++) {
          const event = objects[i]!;
          colony.send(events.rows[i]!, event, event.timeMs);
        }
      },
    };
  },
};

export const columnar: Competitor = {
  name: "columnar, `colony.sendBatch`",
  create: (rows) => columnarRunner(createColony(rows)),
};

export const float64: Competitor = {
  name: "by hand: 16 float64 each",
  create: (rows) => handWrittenRunner(new Float64Subscribers(rows)),
};

export const recordInTurn: Competitor = {
  name: "by hand: a record of 64 bytes each, one after the other",
  create: (rows) => handWrittenRunner(new RecordSubscribers(rows, { touchesAhead: false })),
};

export const record: Competitor = {
  name: "by hand: a record of 64 bytes each, 32 touched ahead",
  create: (rows) => handWrittenRunner(new RecordSubscribers(rows)),
};

function createColony(rows: number) {
  const colony = compile(subscriberMachine, {
    capacity: rows,
    columns: SUBSCRIBER_COLUMNS,
    onEmit: () => {},
  });
  for (let row = 0; row < rows; row++) colony.allocate();
  return colony;
}

function columnarRunner(colony: ReturnType<typeof createColony>): Runner {
  return {
    send({ batches }) {
      for (const batch of batches) colony.sendBatch(batch);
    },
    read: (row, into) => readSnapshot(colony.snapshot(row), into),
    bytes: () => colony.bytes,
  };
}

function handWrittenRunner(subscribers: HandWritten): Runner {
  return {
    send({ pieces }) {
      for (const piece of pieces) subscribers.send(piece);
    },
    read: (row, into) => subscribers.read(row, into),
    bytes: () => subscribers.bytes,
  };
}
