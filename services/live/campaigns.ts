// Behind the campaign service: changes of campaigns go into the log, and their owners know of them.
import type { CampaignState } from "../../domain/map-frame.ts";
import { askOwner, type OwnersKnown } from "../asking.ts";
import type { CampaignOrder } from "../batches.ts";
import type { EventLog } from "../log/event-log.ts";
import { ACTION } from "../subjects.ts";
import { changeCampaign } from "./controls.ts";

/** Every partition has the same controls: any of them can be asked. */
const PARTITION_ASKED = 0;

export class Campaigns {
  readonly #log: EventLog;
  readonly #names: readonly string[];
  readonly #owners: OwnersKnown;

  constructor(log: EventLog, names: readonly string[], owners: OwnersKnown) {
    this.#log = log;
    this.#names = names;
    this.#owners = owners;
  }

  /** @throws KairosError usage.invalid for a campaign that the scenario does not have */
  change(order: CampaignOrder): Promise<void> {
    return changeCampaign(this.#log, this.#names, order);
  }

  /** As the network decides at present: a change counts from the next window on. */
  async list(): Promise<readonly CampaignState[]> {
    const asked = { params: { partition: PARTITION_ASKED }, role: "viewer" } as const;
    const paused = await askOwner<readonly string[]>(
      this.#owners,
      PARTITION_ASKED,
      ACTION.subscriberPaused,
      asked,
    );
    return this.#names.map((name) => ({ name, paused: paused.includes(name) }));
  }
}
