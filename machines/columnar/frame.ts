// The step under way: which row, when, what it has raised and emitted so far.
import type { EventObject } from "xstate";
import type { Configuration } from "./configurations.ts";

/** One per colony; generated code and closures read and write it. */
export class Frame {
  /** Counts steps. */
  declare step: number;
  /** −1 between steps. */
  declare row: number;
  /** First u32 word of the row's record. */
  declare base: number;
  declare nowMs: number;
  /** Guard or action that is being run, as its place in {@link names}. */
  declare at: number;
  /** Whether the record has been copied, for the case that something throws. */
  declare saved: boolean;
  /**
   * Whether an assign has run that no plan knows of: closures tell, for `enqueueActions`; generated
   * code need not, as its plan says that it assigns.
   */
  declare assigned: boolean;
  /** In which the microstep under way began. */
  declare configuration: Configuration | undefined;
  declare output: unknown;
  /** Raised events that wait for their microstep, from `queueHead` on. */
  declare queueHead: number;
  readonly queue: EventObject[] = [];
  readonly emitted: EventObject[] = [];
  /** Guards and actions in words, for errors. */
  readonly names: string[] = ["the machine"];

  constructor() {
    this.step = 0;
    this.row = -1;
    this.base = 0;
    this.nowMs = 0;
    this.at = 0;
    this.saved = false;
    this.assigned = false;
    this.configuration = undefined;
    this.output = undefined;
    this.queueHead = 0;
  }

  nameOf(kind: "guard" | "action", name: string): number {
    const words = `${kind} '${name === "" ? "(inline)" : name}'`;
    const known = this.names.indexOf(words);
    return known >= 0 ? known : this.names.push(words) - 1;
  }
}
