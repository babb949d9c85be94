// SCCP messages of connection-oriented class 2 and of connectionless classes 0 and 1 (ITU-T Q.713).
import type { SccpAddress } from "./sccp-address.ts";

/** Which part of a longer user data this XUDT carries, Q.713 §3.17. */
export interface Segmentation {
  readonly first: boolean;
  /** Class that the user asked for: 1 = in sequence. */
  readonly protocolClass: 0 | 1;
  /** Segments still to come, 0–15. */
  readonly remaining: number;
  /** Local reference of the sender's segmentation, 24 bits. */
  readonly reference: number;
}

/** What every optional part may hold. */
interface OptionalPart {
  /** 0–7, Q.713 §3.19. */
  readonly importance?: number;
  /**
   * The optional part up to the end of the message, only where it is not as we would write it
   * (unknown parameters, another order, no end); encoding takes it in place of its parameters.
   */
  readonly optionalPart?: Uint8Array;
}

interface WithUserData extends OptionalPart {
  readonly userData?: Uint8Array;
}

/** Both parties of unitdata. */
export interface Between {
  readonly called: SccpAddress;
  readonly calling: SccpAddress;
}

/**
 * Local references `slr` and `dlr` are 24-bit numbers; causes as in Q.713 §3.11 to §3.15. User data
 * that came back to its sender (UDTS, XUDTS) is `returnedData`: it never arrived.
 */
export type SccpMessage =
  | ({
      readonly type: "CR";
      readonly slr: number;
      readonly protocolClass: number;
      readonly called: SccpAddress;
      readonly calling?: SccpAddress;
      readonly hopCounter?: number;
    } & WithUserData)
  | ({
      readonly type: "CC";
      readonly dlr: number;
      readonly slr: number;
      readonly protocolClass: number;
      readonly called?: SccpAddress;
    } & WithUserData)
  | ({
      readonly type: "CREF";
      readonly dlr: number;
      readonly cause: number;
      readonly called?: SccpAddress;
    } & WithUserData)
  | ({
      readonly type: "RLSD";
      readonly dlr: number;
      readonly slr: number;
      readonly cause: number;
    } & WithUserData)
  | { readonly type: "RLC"; readonly dlr: number; readonly slr: number }
  | {
      readonly type: "DT1";
      readonly dlr: number;
      /** Whether the user data goes on in the next DT1. */
      readonly more: boolean;
      readonly userData: Uint8Array;
    }
  | ({
      readonly type: "UDT";
      readonly protocolClass: number;
      readonly userData: Uint8Array;
    } & Between)
  | ({
      readonly type: "UDTS";
      readonly returnCause: number;
      readonly returnedData: Uint8Array;
    } & Between)
  | ({
      readonly type: "XUDT";
      readonly protocolClass: number;
      readonly hopCounter: number;
      readonly userData: Uint8Array;
      readonly segmentation?: Segmentation;
    } & Between &
      OptionalPart)
  | ({
      readonly type: "XUDTS";
      readonly returnCause: number;
      readonly hopCounter: number;
      readonly returnedData: Uint8Array;
      readonly segmentation?: Segmentation;
    } & Between &
      OptionalPart)
  | {
      readonly type: "IT";
      readonly dlr: number;
      readonly slr: number;
      readonly protocolClass: number;
      readonly sequencing: number;
      readonly credit: number;
    }
  | { readonly type: "ERR"; readonly dlr: number; readonly cause: number };

export type SccpType = SccpMessage["type"];

/** Message types, Q.713 table 1, and the clause that tells the format of each. */
export const SCCP_MESSAGES = {
  CR: { type: 0x01, clause: "4.2" },
  CC: { type: 0x02, clause: "4.3" },
  CREF: { type: 0x03, clause: "4.4" },
  RLSD: { type: 0x04, clause: "4.5" },
  RLC: { type: 0x05, clause: "4.6" },
  DT1: { type: 0x06, clause: "4.7" },
  UDT: { type: 0x09, clause: "4.10" },
  UDTS: { type: 0x0a, clause: "4.11" },
  ERR: { type: 0x0f, clause: "4.16" },
  IT: { type: 0x10, clause: "4.17" },
  XUDT: { type: 0x11, clause: "4.18" },
  XUDTS: { type: 0x12, clause: "4.19" },
} as const satisfies Record<SccpType, { readonly type: number; readonly clause: string }>;

/** Parameters of the optional part by name code, Q.713 table 2. */
const SCCP_OPTIONAL_PARAMETERS = {
  endOfOptionalParameters: { code: 0x00, clause: "3.1" },
  called: { code: 0x03, clause: "3.4" },
  calling: { code: 0x04, clause: "3.5" },
  userData: { code: 0x0f, clause: "3.16" },
  segmentation: { code: 0x10, clause: "3.17" },
  hopCounter: { code: 0x11, clause: "3.18" },
  importance: { code: 0x12, clause: "3.19" },
} as const;

/** Octets of user data in a CR, CC, CREF or RLSD: Q.713 §4.2 counts name and length in its 130. */
export const CONNECTION_DATA_MAX = 128;
/** Octets of user data in a DT1 or UDT, Q.713 §4.7 and §4.10. */
export const DATA_MAX = 255;

/** Their codes alone. */
export const NAME = {
  end: SCCP_OPTIONAL_PARAMETERS.endOfOptionalParameters.code,
  called: SCCP_OPTIONAL_PARAMETERS.called.code,
  calling: SCCP_OPTIONAL_PARAMETERS.calling.code,
  userData: SCCP_OPTIONAL_PARAMETERS.userData.code,
  segmentation: SCCP_OPTIONAL_PARAMETERS.segmentation.code,
  hopCounter: SCCP_OPTIONAL_PARAMETERS.hopCounter.code,
  importance: SCCP_OPTIONAL_PARAMETERS.importance.code,
} as const;
const bits = (...names: readonly number[]): number => names.reduce((all, n) => all | (1 << n), 0);
/** Which optional parameters a message has, as bits 1 << name. */
export const OPTIONS = {
  CR: bits(NAME.calling, NAME.userData, NAME.hopCounter, NAME.importance),
  CC: bits(NAME.called, NAME.userData, NAME.importance),
  CREF: bits(NAME.called, NAME.userData, NAME.importance),
  RLSD: bits(NAME.userData, NAME.importance),
  XUDT: bits(NAME.segmentation, NAME.importance),
  XUDTS: bits(NAME.segmentation, NAME.importance),
} as const;
/** Bits of a segmentation parameter's first octet, Q.713 §3.17. */
export const SEGMENTATION = { first: 0x80, class1: 0x40, spare: 0x30, remaining: 0x0f };
export const IMPORTANCE_MAX = 7;

/** All that an optional part can give. */
export interface Options {
  called?: SccpAddress;
  calling?: SccpAddress;
  userData?: Uint8Array;
  segmentation?: Segmentation;
  hopCounter?: number;
  importance?: number;
  optionalPart?: Uint8Array;
}
