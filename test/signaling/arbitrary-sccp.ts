// Any SCCP message with any of its parameters, for properties.
import fc from "fast-check";
import type { SccpMessage } from "../../signaling/carriers/sccp.ts";

const reference = fc.nat(0xffffff);
const octet = fc.nat(255);
const userData = fc.uint8Array({ minLength: 1, maxLength: 60 });
const importance = fc.nat(7);
/** An address by which nobody here is reached. */
export const globalTitle = {
  subsystem: 254,
  octets: Uint8Array.of(0x12, 254, 0, 0x12, 4, 0x68, 0x31),
};
const address = fc.oneof(
  fc.record({ pointCode: fc.nat(0x3fff), subsystem: octet }),
  fc.record({ pointCode: fc.nat(0x3fff) }),
  fc.record({ subsystem: octet }),
  fc.constant(globalTitle),
);
const segmentation = fc.record({
  first: fc.boolean(),
  protocolClass: fc.constantFrom(0, 1),
  remaining: fc.nat(15),
  reference,
});
const connected = { dlr: reference, slr: reference };
const parties = { called: address, calling: address };

/** Fields that a message must have, and fields that it may have, by type. */
const FIELDS: Record<SccpMessage["type"], readonly [object, object]> = {
  CR: [
    { slr: reference, protocolClass: octet, called: address },
    { calling: address, userData, hopCounter: octet, importance },
  ],
  CC: [
    { ...connected, protocolClass: octet },
    { called: address, userData, importance },
  ],
  CREF: [
    { dlr: reference, cause: octet },
    { called: address, userData, importance },
  ],
  RLSD: [
    { ...connected, cause: octet },
    { userData, importance },
  ],
  RLC: [connected, {}],
  DT1: [{ dlr: reference, more: fc.boolean(), userData }, {}],
  UDT: [{ protocolClass: octet, ...parties, userData }, {}],
  UDTS: [{ returnCause: octet, ...parties, returnedData: userData }, {}],
  XUDT: [
    { protocolClass: octet, hopCounter: octet, ...parties, userData },
    { segmentation, importance },
  ],
  XUDTS: [
    { returnCause: octet, hopCounter: octet, ...parties, returnedData: userData },
    { segmentation, importance },
  ],
  IT: [{ ...connected, protocolClass: octet, sequencing: fc.nat(65535), credit: octet }, {}],
  ERR: [{ dlr: reference, cause: octet }, {}],
};
/** Any SCCP message of the tables, with any of its optional parameters. */
export const anySccp = fc.oneof(
  ...Object.entries(FIELDS).map(([type, [required, optional]]) =>
    fc.record(
      { type: fc.constant(type), ...required, ...optional },
      { requiredKeys: ["type", ...Object.keys(required)] as never },
    ),
  ),
) as unknown as fc.Arbitrary<SccpMessage>;
