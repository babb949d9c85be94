// Ground truth beside generated signalling: who a frame is of, why it is there, where she really is.
import type { SubscriberIndex } from "../domain/identity.ts";
import type { SubscriberEvent } from "../domain/subscriber-event.ts";
import type { Traffic } from "./traffic.ts";

/** What of a frame is labelled; no subscriber is behind RESET. */
export interface Labelled {
  /** ms since the scenario's start. */
  readonly timeMs: number;
  readonly subscriber?: SubscriberIndex;
  /** What the phone and the network are about: "originatedCall". */
  readonly procedure?: string;
  /** The subscriber event that the frame is a part of. */
  readonly event?: Pick<SubscriberEvent, "type" | "sequence">;
  /** Whether the event is known from this frame on. */
  readonly concludes?: boolean;
}

/** The truth about one frame, as a line of a label file has it. */
export interface Label extends Labelled {
  /** Of the frame in the capture, or of the line in the event file, from 1. */
  readonly frame?: number;
  readonly line?: number;
  /** What Kairos prints for the subscriber: a token, never digits. */
  readonly token?: string;
  /** Where the person is at that moment, km from the upper left corner of the world. */
  readonly position?: { readonly x: number; readonly y: number };
  /** The cell that is nearest there; the network may be using a neighbour. */
  readonly cell?: { readonly lac: number; readonly ci: number };
  /** Hidden need at that moment for what each campaign sells, 0 to 1 (simulator/needs.ts). */
  readonly need?: Readonly<Record<string, number>>;
}

/** What labels need of the generated network; without `positionOf` they have no place. */
export type TruthSource = Pick<Traffic, "world" | "directory" | "responses"> &
  Partial<Pick<Traffic, "positionOf">>;

/** Where a label belongs. */
export type LabelPlace = { readonly frame: number } | { readonly line: number };

/** Metres, and ten-thousandths of a need: finer than either means anything. */
const METRES = 1_000;
const NEED_STEPS = 10_000;

/** Labels what is generated; `campaigns` are the names of the scenario's campaigns, in its order. */
export function createLabels(
  { world, directory, responses, positionOf }: TruthSource,
  campaigns: readonly string[],
): (labelled: Labelled, place: LabelPlace) => Label {
  const { cells } = world;
  const whereaboutsOf = (subscriber: number, timeMs: number): Pick<Label, "position" | "cell"> => {
    if (positionOf === undefined) return {};
    const [x, y] = positionOf(subscriber, timeMs);
    const cell = world.cellAt(x, y);
    return {
      position: { x: Math.round(x * METRES) / METRES, y: Math.round(y * METRES) / METRES },
      cell: { lac: cells.lac[cell]!, ci: cells.ci[cell]! },
    };
  };
  const needsOf = (subscriber: number, timeMs: number): Record<string, number> =>
    Object.fromEntries(
      campaigns.map((name, campaign) => [
        name,
        Math.round(responses.needOf({ subscriber, campaign, timeMs }) * NEED_STEPS) / NEED_STEPS,
      ]),
    );
  return ({ timeMs, subscriber, procedure, event, concludes }, place) => {
    const said = procedure === undefined ? {} : { procedure };
    if (subscriber === undefined) return { ...place, timeMs, ...said };
    return {
      ...place,
      timeMs,
      subscriber,
      token: directory.nameOf(subscriber),
      ...said,
      ...(event === undefined ? {} : { event: { type: event.type, sequence: event.sequence } }),
      ...(concludes === true ? { concludes } : {}),
      ...whereaboutsOf(subscriber, timeMs),
      need: needsOf(subscriber, timeMs),
    };
  };
}
