// Any HANDOVER COMMAND of the radio interface, for properties: a generator made from its table.
import fc from "fast-check";
import { octets as octetsCodec } from "../../signaling/messages/elements.ts";
import type { HandoverCommand } from "../../signaling/messages/rr.ts";
import { HANDOVER_COMMAND } from "../../signaling/messages/rr-tables.ts";

const channel = fc
  .record({
    typeAndOffset: fc.nat(31),
    timeslot: fc.nat(7),
    trainingSequence: fc.nat(7),
    carrier: fc.oneof(
      fc.record({ arfcn: fc.nat(1023) }),
      fc.record({ maio: fc.nat(63), hsn: fc.nat(63) }),
    ),
  })
  .map(({ carrier, ...rest }) => ({ ...rest, ...carrier }));
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  cellDescription: fc.record({ ncc: fc.nat(7), bcc: fc.nat(7), bcchArfcn: fc.nat(1023) }),
  channelDescription: channel,
  secondChannelAfterTime: channel,
  firstChannelBeforeTime: channel,
  secondChannelBeforeTime: channel,
  startingTime: fc.nat(0xffff),
};
/** Any command, with any of its optional elements. */
export const anyCommand = fc.record(
  Object.fromEntries(
    HANDOVER_COMMAND.map(({ name, format, length, codec }) => {
      const some = { minLength: length, maxLength: length || 6 };
      const plain = format === "TH" ? fc.nat(15) : fc.nat(255);
      return [
        name,
        VALUES[name] ?? ((codec as unknown) === octetsCodec ? fc.uint8Array(some) : plain),
      ];
    }),
  ),
  {
    requiredKeys: HANDOVER_COMMAND.filter(({ presence }) => presence === "M").map(
      ({ name }) => name,
    ),
  },
) as unknown as fc.Arbitrary<HandoverCommand>;
