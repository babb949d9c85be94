// M3UA (RFC 4666): the MTP transfer in a payload data message; management is passed over.
import type { OctetReader } from "../octets.ts";
import { SCCP_SERVICE_INDICATOR, type TransferSink } from "./mtp3.ts";

/** Message classes and types, §3.1.2: what is read here and written in m3ua-writer.ts. */
export const M3UA_MESSAGE = {
  data: 0x0101,
  aspUp: 0x0301,
  aspUpAck: 0x0304,
  aspActive: 0x0401,
  aspActiveAck: 0x0403,
} as const;
/** Parameters, §3.2 and §3.3. */
export const M3UA_PARAMETER = { routingContext: 0x0006, protocolData: 0x0210 } as const;
/** Payload protocol identifier, §1.4.1, also as hosts write it that forget the network's order. */
export const M3UA_PAYLOAD = 3;
const PAYLOAD_SWAPPED = 0x03000000;
/** The port of M3UA, §1.4.8: there a message without identifier is one too. */
export const M3UA_PORT = 2905;

/** Whether an SCTP user message is of M3UA; `ports` are both, the source's above the other. */
export function isM3ua(payload: number, ports: number): boolean {
  if (payload === M3UA_PAYLOAD) return true;
  return (
    (payload === 0 || payload === PAYLOAD_SWAPPED) &&
    (ports >>> 16 === M3UA_PORT || (ports & 0xffff) === M3UA_PORT)
  );
}

/**
 * Hands on the SCCP message of the M3UA message at the reader, if it has one.
 *
 * @throws KairosError for a malformed message
 */
export function readM3ua(reader: OctetReader, sink: TransferSink): void {
  reader.place = "M3UA";
  reader.skip(2);
  if (reader.u16() !== M3UA_MESSAGE.data) return;
  reader.skip(4);
  while (reader.remaining >= 4) {
    const parameter = reader.u16();
    const length = reader.u16();
    if (length < 4) throw reader.malformed(`parameter length ${length}`, "at least 4");
    const outer = reader.narrow(length - 4);
    if (parameter === M3UA_PARAMETER.protocolData) {
      const opc = reader.u32();
      const dpc = reader.u32();
      const serviceIndicator = reader.u8();
      reader.skip(3);
      if (serviceIndicator === SCCP_SERVICE_INDICATOR) {
        sink.take({ opc, dpc, userData: reader.rest() });
      }
      reader.widen(outer);
      return;
    }
    reader.widen(outer);
    reader.skip(Math.min(-length & 3, reader.remaining));
  }
  throw reader.malformed("no protocol data", "parameter 0x0210");
}
