// What mutations broke once: the smallest octets, and what was wrong, as a fact that now holds.

export interface Crasher {
  /** Of targets.ts. */
  readonly target: string;
  readonly title: string;
  /** Octets that the target is given one after the other, in hexadecimal. */
  readonly inputs: readonly string[];
}

export const CRASHERS: readonly Crasher[] = [
  {
    target: "bssap",
    title: "an IMSI of 15 digits whose odd bit says that they are even encodes to its octets",
    inputs: ["00152f0808410000000000000000000000000000000000"],
  },
  {
    target: "bssap",
    title: "an IMSI with its odd bit clear in a message out of order encodes to its octets",
    inputs: ["001f52080801000000000000000004000000001a08000000000000000000000000"],
  },
  {
    target: "files",
    title: "what waits behind a gap comes before the fault of a damaged file, however it is cut",
    inputs: [
      "d4c3b2a1020004000000000000000000000004006500000000ca9a3b0000000032000000320000004500" +
        "003200004000400600000a0000010a0000020001138800000000000000005018ffff000000000007fd05" +
        "01000002000000ca9a3be803000032000000320000004500003200004000400600000a0000010a000002" +
        "0001138800000384000000005018ffff000000000007fd050100000200000000000000000000ffffffff" +
        "ffffffff",
    ],
  },
  {
    target: "files",
    title: "a malformed frame behind a gap loses nothing of another connection at the end",
    inputs: [
      "d4c3b2a1020004000000000000000000000004006500000000ca9a3b0000000032000000320000004500" +
        "003200004000400600000a0000010a0000020001138800000000000000005018ffff000000000007fd05" +
        "01000002000000ca9a3be803000032000000320000004500003200004000400600000a0000010a000002" +
        "0002138800000000000000005018ffff000000000007fd0501000002000000ca9a3bd00700002c000000" +
        "2c0000004500002c00004000400600000a0000010a0000020001138800000384000000005018ffff0000" +
        "00000001070000ca9a3bb80b000032000000320000004500003200004000400600000a0000010a000002" +
        "0002138800000384000000005018ffff000000000007fd050100000200000000000000000000ffffffff" +
        "ffffffff",
    ],
  },
];
