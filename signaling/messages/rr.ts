// Radio messages that the MSC only passes on, in Layer 3 Information of the handover messages.
import { OctetReader, OctetWriter } from "../octets.ts";
import {
  compilePlan,
  type Fields,
  type FieldValues,
  readElements,
  writeElements,
} from "./elements.ts";
import { HANDOVER_COMMAND } from "./rr-tables.ts";

/** HANDOVER COMMAND of the radio interface, 3GPP TS 44.018 §9.1.15. */
export type HandoverCommand = Fields<typeof HANDOVER_COMMAND>;

/** Protocol discriminator with skip indicator 0, 3GPP TS 24.007 §11.2.3.1, and message type. */
const RADIO_RESOURCE = 0x06;
const HANDOVER_COMMAND_TYPE = 0x2b;
/** Unknown elements, 3GPP TS 24.007 §11.2.4: one octet when bit 8 is set, else with a length. */
const PLAN = compilePlan(HANDOVER_COMMAND, (tag, reader) => ((tag & 0x80) !== 0 ? 0 : reader.u8()));

/**
 * Reads the HANDOVER COMMAND in a Layer 3 Information; undefined when it holds another message,
 * such as HANDOVER TO UTRAN COMMAND.
 *
 * @throws KairosError `octets.out-of-bounds` when it is cut short
 */
export function decodeHandoverCommand(octets: Uint8Array): HandoverCommand | undefined {
  if (octets[0] !== RADIO_RESOURCE || octets[1] !== HANDOVER_COMMAND_TYPE) return undefined;
  const reader = new OctetReader(octets, "HANDOVER COMMAND");
  reader.skip(2);
  const command: FieldValues = {};
  readElements(reader, PLAN, command);
  return command as unknown as HandoverCommand;
}

/** The Layer 3 Information with this command. @throws KairosError `message.not-encodable` */
export function encodeHandoverCommand(command: HandoverCommand): Uint8Array {
  const writer = new OctetWriter(32);
  writer.u8(RADIO_RESOURCE);
  writer.u8(HANDOVER_COMMAND_TYPE);
  writeElements(writer, PLAN, command as unknown as FieldValues);
  return writer.finish();
}
