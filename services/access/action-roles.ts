// What each action of the broker takes at least, and the middleware that refuses everybody else.
import type { ActionSchema, Context, Middleware } from "moleculer";
import { KairosError } from "../../domain/errors.ts";
import { ACTION, type ActionName } from "../subjects.ts";
import { isAllowed, ROLES, type Role } from "./roles.ts";

/** Every action: one that is missing here does not compile. */
export const ACTION_ROLES: Readonly<Record<ActionName, Role>> = {
  [ACTION.tapEvents]: "system",
  [ACTION.tapFrames]: "system",
  [ACTION.tapReached]: "system",
  [ACTION.subscriberInspect]: "viewer",
  [ACTION.subscriberOptOut]: "operator",
  [ACTION.subscriberPaused]: "viewer",
  [ACTION.campaignChange]: "operator",
  [ACTION.campaignList]: "viewer",
  [ACTION.deliveryReached]: "system",
  [ACTION.deliveryStanding]: "viewer",
  [ACTION.deliveryContacts]: "viewer",
  [ACTION.deliveryDigests]: "viewer",
  [ACTION.trafficClock]: "operator",
  [ACTION.trafficPerson]: "viewer",
  [ACTION.trafficDigest]: "viewer",
  [ACTION.rehearsalRun]: "planner",
  [ACTION.shardAsk]: "system",
  [ACTION.shardRest]: "system",
  [ACTION.shardEnd]: "system",
};

/**
 * Refuses calls whose `ctx.meta.role` may not do what the action does, before its handler runs, in
 * the process that hosts it. Calls made within a call keep its role. Roles cross the broker in the
 * open: whoever may publish on its server is trusted (docs/operations.md).
 *
 * @throws KairosError access.refused, from the call; Error for a service with an action without role
 */
export function guardActions(): Middleware {
  return {
    localAction(next: (ctx: Context) => unknown, { name = "" }: ActionSchema) {
      const needed = (ACTION_ROLES as Readonly<Record<string, Role>>)[name];
      if (needed === undefined) throw new Error(`The action ${name} has no role.`);
      return async (ctx: Context): Promise<unknown> => {
        const role = roleIn(ctx);
        if (!isAllowed(role, needed)) throw refused(name, role, needed);
        return await next(ctx);
      };
    },
  };
}

/** Undefined for none, and for a word that is none. */
function roleIn(ctx: Context): Role | undefined {
  const { role } = ctx.meta as { readonly role?: unknown };
  return ROLES.find((name) => name === role);
}

function refused(action: string, role: Role | undefined, needed: Role): KairosError {
  return new KairosError("access.refused", {
    place: action,
    got: role === undefined ? "a call without a role" : `the role ${role}`,
    wanted: `the role ${needed}`,
    remedy: "Ask with a token of that role, or let Kairos ask itself.",
  });
}
