// HANDOVER COMMANDs of the radio interface with every element that tshark reads, for tshark to read.
import type { HandoverCommand } from "../../signaling/messages/rr.ts";
import { FULL_RATE } from "../../signaling/messages/rr-tables.ts";

export const COMMAND: HandoverCommand = {
  cellDescription: { ncc: 3, bcc: 1, bcchArfcn: 803 },
  channelDescription: { typeAndOffset: FULL_RATE, timeslot: 2, trainingSequence: 4, arfcn: 611 },
  handoverReference: 5,
  powerCommandAndAccessType: 0xd0,
};
export const HOPPING: HandoverCommand = {
  ...COMMAND,
  channelDescription: {
    typeAndOffset: 3,
    timeslot: 7,
    trainingSequence: 5,
    maio: 0x2b,
    hsn: 0x15,
  },
  synchronizationIndication: 2,
  cellChannelDescription: new Uint8Array(16),
  modeOfFirstChannel: 0x21,
  mobileAllocationAfterTime: Uint8Array.of(0x55),
  startingTime: 0x1234,
  timingAdvance: 16,
  cipherModeSetting: 1,
  multiRateConfiguration: Uint8Array.of(0x20, 0x95),
};

/** A value of each element that tshark reads when it follows the mandatory ones alone. */
export const ALONE: Partial<Record<keyof HandoverCommand, unknown>> = {
  frequencyShortListAfterTime: new Uint8Array(9),
  frequencyListAfterTime: Uint8Array.of(0, 0, 1),
  cellChannelDescription: new Uint8Array(16),
  modeOfFirstChannel: 0x21,
  modeOfChannelSet2: 0x21,
  modeOfChannelSet3: 0x21,
  modeOfChannelSet4: 0x21,
  modeOfChannelSet5: 0x21,
  modeOfChannelSet6: 0x21,
  modeOfChannelSet7: 0x21,
  modeOfChannelSet8: 0x21,
  secondChannelAfterTime: HOPPING.channelDescription,
  modeOfSecondChannel: 5,
  frequencyChannelSequenceAfterTime: new Uint8Array(9),
  mobileAllocationAfterTime: Uint8Array.of(1),
  startingTime: 0x1234,
  timingAdvance: 16,
  frequencyShortListBeforeTime: new Uint8Array(9),
  frequencyListBeforeTime: Uint8Array.of(0, 0, 1),
  firstChannelBeforeTime: COMMAND.channelDescription,
  secondChannelBeforeTime: COMMAND.channelDescription,
  frequencyChannelSequenceBeforeTime: new Uint8Array(9),
  mobileAllocationBeforeTime: Uint8Array.of(1),
  vgcsTargetModeIndication: Uint8Array.of(0),
  multiRateConfiguration: Uint8Array.of(0x20, 0x95),
  dedicatedServiceInformation: 0,
};

/** A single carrier, hopping, and each of {@link ALONE} by itself behind a single carrier. */
export const OWN_COMMANDS: readonly HandoverCommand[] = [
  COMMAND,
  HOPPING,
  ...Object.entries(ALONE).map(([name, value]) => ({ ...COMMAND, [name]: value })),
];
