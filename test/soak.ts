// npm run soak [-- differential|stream|mutations|faults|live|invariants|properties …]: what goes on for as long as you like, by name.

const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  /** Random statecharts against actors; the suite when none is named. */
  differential: () => import("./machines/differential/soak.ts"),
  /** A long capture through stdin in bounded memory. */
  stream: () => import("./signaling/stream-soak.ts"),
  /** Mutated messages, frames and files through every decoder and the tracker. */
  mutations: () => import("./signaling/mutations/soak.ts"),
  /** Owners, servers and stores that are lost under load, in an order that a seed draws. */
  faults: () => import("./faults/soak.ts"),
  /** A live node at its fastest: whether its memory stands. */
  live: () => import("./live/soak.ts"),
  /** Random campaigns, policies and people: no contact against any rule. */
  invariants: () => import("./campaigns/invariants/soak.ts"),
  /** Properties with values that `npm test` does not draw. */
  properties: () => import("./properties/soak.ts"),
};

const [first] = process.argv.slice(2);
const isNamed = first !== undefined && !first.startsWith("-");
const suite = SUITES[isNamed ? first : "differential"];
if (suite === undefined) {
  console.error(`soak: got "${first}", expected one of ${Object.keys(SUITES).join(", ")}.`);
  process.exit(2);
}
// The suite reads its own flags from what is left.
if (isNamed) process.argv.splice(2, 1);
await suite();
