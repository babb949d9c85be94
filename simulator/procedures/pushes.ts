// What the network pushes to phones: MMS notices and WAP links, in one part or two (23.040, WAP-230).
import type { PushReceived } from "../../domain/subscriber-event.ts";
import type { UserData } from "../../signaling/messages/tpdu.ts";
import { headerOf, portsElement } from "../../signaling/messages/user-data-header.ts";
import { PUSH_PORTS, type WapPush, wapPush } from "../../signaling/messages/wap-push.ts";
import type { Step } from "./context.ts";

/** Where messages and pages of these people lie; the name resolves nowhere (RFC 2606). */
const HOST = "mms.example";
const DAY_SECONDS = 86_400;
/** Seconds from 1970 to 2008-06-10, for a date that nobody compares. */
const SOME_DAY_SECONDS = 1_213_056_000;
/** A push of plain text: WSP transaction, PDU type, one octet of headers: text/plain (WAP-230). */
const PLAIN_PUSH = Uint8Array.of(0x01, 0x06, 0x01, 0x83, 0x4f, 0x4b);

/** The user data of the messages that carry a push; the first names its content. */
export function pushedBy({ event, word, variants }: Step<PushReceived>): readonly UserData[] {
  const reference = word & 0xff;
  const id = word.toString(36);
  const long = variants.pushInParts ? "/attachment".repeat(9) : "";
  const push = contentOf(event.content, { id, long });
  if (push === undefined) {
    return [{ header: headerOf([portsElement(PUSH_PORTS)]), octets: PLAIN_PUSH }];
  }
  return wapPush({ reference, ...push });
}

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function contentOf(
  content: PushReceived["content"],
  { id, long }: { readonly id: string; readonly long: string },
): Without<WapPush, "reference"> | undefined {
  switch (content) {
    case "mmsNotification":
      return {
        content,
        transactionId: id,
        sizeOctets: 30_000,
        expiresInSeconds: DAY_SECONDS,
        location: `http://${HOST}${long}/${id}`,
      };
    case "mmsDelivery":
      return {
        content,
        messageId: id + long,
        to: "+8613800000000/TYPE=PLMN",
        dateSeconds: SOME_DAY_SECONDS,
        status: "retrieved",
      };
    case "serviceIndication":
      return { content, url: `http://${HOST}${long}/${id}`, text: "New songs" };
    case "serviceLoading":
      return { content, url: `http://${HOST}${long}/${id}` };
    case "other":
      return undefined;
  }
}
