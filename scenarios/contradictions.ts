// What is wrong between the lines of a scenario, where each line alone is right.
import { type Hours, within } from "../campaigns/hours.ts";
import { parseTimeOfDay } from "../domain/time.ts";
import { valueAt } from "./positions.ts";
import type { Complaint } from "./refusals.ts";
import { ALL_DAY, DEFAULT_QUIET_HOURS } from "./schema.ts";

/** Complaints about values that do not go together; `root` may be wrong in any other way. */
export function contradictionsIn(root: unknown): readonly Complaint[] {
  return [...repeatedNames(root), ...silentHours(root)];
}

function campaignsOf(root: unknown): readonly unknown[] {
  const campaigns = valueAt(root, ["campaigns"]);
  return Array.isArray(campaigns) ? campaigns : [];
}

/** Reports count by name, so two campaigns cannot share one. */
function repeatedNames(root: unknown): readonly Complaint[] {
  const first = new Map<string, number>();
  return campaignsOf(root).flatMap((campaign, index): readonly Complaint[] => {
    const name = valueAt(campaign, ["name"]);
    if (typeof name !== "string") return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    return [
      {
        path: ["campaigns", index, "name"],
        got: `"${name}" again`,
        wanted: `a name that campaigns[${earlier}] does not have`,
        remedy: "Rename one of the two.",
      },
    ];
  });
}

/** Hours that are empty, or wholly quiet, would never let the campaign speak. */
function silentHours(root: unknown): readonly Complaint[] {
  const quiet = spanOf(valueAt(root, ["policy", "quietHours"]) ?? DEFAULT_QUIET_HOURS);
  return campaignsOf(root).flatMap((campaign, index): readonly Complaint[] => {
    const block = valueAt(campaign, ["whenAndWhere", "hours"]) ?? ALL_DAY;
    const hours = spanOf(block);
    if (hours === undefined) return [];
    const path = ["campaigns", index, "whenAndWhere", "hours"];
    const got = `"${valueAt(block, ["from"])}" to "${valueAt(block, ["to"])}"`;
    if (!within(hours, hours.fromMs)) {
      return [
        {
          path,
          got,
          wanted: "hours that end later or earlier than they begin",
          remedy: "Leave them out for the whole day.",
        },
      ];
    }
    // What is left of the hours begins where they begin or where quiet hours end.
    if (quiet === undefined) return [];
    const speaks = (at: number) => within(hours, at) && !within(quiet, at);
    if (speaks(hours.fromMs) || speaks(quiet.toMs)) return [];
    return [
      {
        path,
        got: `${got}, all of it in policy.quietHours`,
        wanted: "some time in which the policy lets the campaign speak",
        remedy: "Change these hours or the quiet hours.",
      },
    ];
  });
}

/** Undefined when begin or end is no time of day, which is complained about elsewhere. */
function spanOf(block: unknown): Hours | undefined {
  const [fromMs, toMs] = ["from", "to"].map((key) => {
    const value = valueAt(block, [key]);
    return typeof value === "string" ? parseTimeOfDay(value) : undefined;
  });
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}
