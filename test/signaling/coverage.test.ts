// docs/protocol-coverage.md says what the corpora contain today, and no message goes untested.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { measure } from "./coverage/corpora.ts";
import { page } from "./coverage/page.ts";
import {
  BSSMAP_ROWS,
  COMMAND_ROWS,
  dtapRows,
  ELEMENT_ROWS,
  type Row,
  SCCP_ROWS,
} from "./coverage/rows.ts";
import { PAGE } from "./coverage/write.ts";

const corpora = measure();
const DTAP_ROWS = [
  ...dtapRows("mobilityManagement"),
  ...dtapRows("callControl"),
  ...dtapRows("shortMessageService"),
  ...dtapRows("supplementaryServices"),
  ...dtapRows("radioResource"),
];
const MESSAGE_ROWS = [...SCCP_ROWS, ...BSSMAP_ROWS, ...DTAP_ROWS, ...COMMAND_ROWS];

/**
 * BSSMAP elements that tshark 4.0 does not read, or only as an unknown one, and two that no message
 * of the tables has: GERAN BSC Container and VGCS talker mode.
 */
const NOT_READ = [
  ..."resourceAvailable periodicity extendedResourceIndicator resourceIndicationMethod".split(" "),
  ..."totalResourceAccessible timeIndication resourceSituation lsaAccessControlSuppression".split(
    " ",
  ),
  ..."networkElementIdentitySource networkElementIdentityTarget gpsAssistanceData".split(" "),
  ..."returnErrorRequest returnErrorCause segmentation sourceRncToTargetRncUmts".split(" "),
  ..."sourceRncToTargetRncCdma2000 geranBscContainer interSystemInformation".split(" "),
  ..."snaAccessInformation talkerPriority talkerPriorityRejected cellIdentifierListSegment".split(
    " ",
  ),
  ..."smsToVgcs vgcsTalkerMode cellIdentifierListSegmentEstablished".split(" "),
  ..."cellIdentifierListSegmentToBeEstablished cellIdentifierListSegmentReleased".split(" "),
  ..."cellIdentifierListSegmentNotEstablished ganssAssistanceData ganssLocationType".split(" "),
  ..."applicationData dataIdentity msisdn globalCallReference csToPsSrvcc sourceEnbToTargetEnb".split(
    " ",
  ),
  ..."csToPsSrvccIndication cnToMsTransparentInformation".split(" "),
];

/** Messages and their elements that do not occur. */
function missing(rows: readonly Row[], seen: ReadonlySet<string>): string[] {
  return rows.flatMap(({ key, parts = [] }) => [key, ...parts]).filter((key) => !seen.has(key));
}

test("the page is what npm run coverage writes", () => {
  expect(readFileSync(PAGE, "utf8"), "stale: npm run coverage").toBe(page(corpora));
});

describe("no message of the tables is missing", () => {
  test("from the generators of property tests, nor any of its elements", () => {
    expect(missing(MESSAGE_ROWS, corpora.roundTrip)).toEqual([]);
  });

  test("from what mutations begin with", () => {
    const seen = corpora.mutated;
    expect(MESSAGE_ROWS.filter(({ key }) => !seen.has(key)).map(({ key }) => key)).toEqual([]);
  });

  test("from what tshark reads", () => {
    const seen = corpora.tshark;
    const messages = [...SCCP_ROWS, ...BSSMAP_ROWS, ...DTAP_ROWS];
    expect(messages.filter(({ key }) => !seen.has(key)).map(({ key }) => key)).toEqual([]);
  });

  test("and of DTAP no element is missing from what tshark reads, but spare halves of octets", () => {
    const unread = missing(DTAP_ROWS, corpora.tshark);
    expect(unread.filter((key) => !key.endsWith(".spareHalfOctet"))).toEqual([]);
  });

  test("and of BSSMAP these elements are, which tshark does not read", () => {
    const unread = missing(ELEMENT_ROWS, corpora.tshark).map((key) => key.split(".")[1]);
    expect(unread).toEqual(NOT_READ);
  });
});
