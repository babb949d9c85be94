// Numbers of supplementary services: operations, service codes, errors (3GPP TS 24.080, TS 29.002).

/** Operation codes, 3GPP TS 24.080 §4.2.2 and §4.5, TS 29.002 §17.6.4. */
export const OPERATION = {
  registerSs: 10,
  eraseSs: 11,
  activateSs: 12,
  deactivateSs: 13,
  interrogateSs: 14,
  notifySs: 16,
  registerPassword: 17,
  getPassword: 18,
  processUnstructuredSsData: 19,
  forwardCheckSsIndication: 38,
  processUnstructuredSsRequest: 59,
  unstructuredSsRequest: 60,
  unstructuredSsNotify: 61,
  callDeflection: 117,
  userUserService: 118,
  accessRegisterCcEntry: 119,
  forwardCugInfo: 120,
  splitMpty: 121,
  retrieveMpty: 122,
  holdMpty: 123,
  buildMpty: 124,
  forwardChargeAdvice: 125,
  explicitCt: 126,
} as const;

/** Supplementary service codes, 3GPP TS 29.002 §17.7.5. */
export const SS_CODE = {
  allSs: 0x00,
  clip: 0x11,
  clir: 0x12,
  colp: 0x13,
  colr: 0x14,
  cnap: 0x19,
  allForwardingSs: 0x20,
  /** Call forwarding unconditional. */
  cfu: 0x21,
  cd: 0x24,
  allConditionalForwardingSs: 0x28,
  /** … on mobile subscriber busy. */
  cfb: 0x29,
  /** … on no reply. */
  cfnry: 0x2a,
  /** … on mobile subscriber not reachable. */
  cfnrc: 0x2b,
  ect: 0x31,
  /** Call waiting. */
  cw: 0x41,
  hold: 0x42,
  ccbs: 0x43,
  multiPty: 0x51,
  cug: 0x61,
  aoci: 0x71,
  aocc: 0x72,
  uus1: 0x81,
  allBarringSs: 0x90,
  barringOfOutgoingCalls: 0x91,
  baoc: 0x92,
  boic: 0x93,
  boicExHc: 0x94,
  barringOfIncomingCalls: 0x99,
  baic: 0x9a,
  bicRoam: 0x9b,
  emlpp: 0xa1,
} as const;

/** SS-Status bits A, R, P and Q, 3GPP TS 29.002 §17.7.4. */
export const SS_STATUS = {
  active: 0x01,
  registered: 0x02,
  provisioned: 0x04,
  quiescent: 0x08,
} as const;

/** Error codes of a return error, 3GPP TS 24.080 §4.5 and TS 29.002 §17.6.6. */
export const SS_ERROR = {
  unknownSubscriber: 1,
  illegalSubscriber: 9,
  bearerServiceNotProvisioned: 10,
  teleserviceNotProvisioned: 11,
  illegalEquipment: 12,
  callBarred: 13,
  illegalSsOperation: 16,
  ssErrorStatus: 17,
  ssNotAvailable: 18,
  ssSubscriptionViolation: 19,
  ssIncompatibility: 20,
  facilityNotSupported: 21,
  absentSubscriber: 27,
  systemFailure: 34,
  dataMissing: 35,
  unexpectedDataValue: 36,
  passwordRegistrationFailure: 37,
  negativePasswordCheck: 38,
  passwordAttemptsViolation: 43,
  unknownAlphabet: 71,
  ussdBusy: 72,
} as const;

/** Problem tags of a reject, 3GPP TS 24.080 §3.6.7. */
export const PROBLEM_TAG = {
  general: 0x80,
  invoke: 0x81,
  returnResult: 0x82,
  returnError: 0x83,
} as const;
