// Who asks: four roles, each of which may do all that the ones before it may.

/** From the least to the most; "system" is what Kairos asks of itself, and no token has it. */
export const ROLES = ["viewer", "planner", "operator", "system"] as const;
export type Role = (typeof ROLES)[number];

/** Roles that a person can have. */
export const TOKEN_ROLES = ["viewer", "planner", "operator"] as const satisfies readonly Role[];
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** Whether somebody with the role `has` may do what needs `needed`; undefined is nobody's role. */
export function isAllowed(has: Role | undefined, needed: Role): boolean {
  return has !== undefined && ROLES.indexOf(has) >= ROLES.indexOf(needed);
}
