// Which role may do what another one may: each may do all that the ones before it may.
import { ROLES, type Role } from "../subjects.ts";

/** Roles that a person can have: "system" is what Kairos asks of itself, and no token has it. */
export const TOKEN_ROLES = ["viewer", "planner", "operator"] as const satisfies readonly Role[];
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** Whether somebody with the role `has` may do what needs `needed`; undefined is nobody's role. */
export function isAllowed(has: Role | undefined, needed: Role): boolean {
  return has !== undefined && ROLES.indexOf(has) >= ROLES.indexOf(needed);
}
