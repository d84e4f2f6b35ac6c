import type { ApiKeyScope } from '@assay/contracts';

/** What people may do, from least to most; each includes those before it. */
export const ROLES = ['viewer', 'analyst', 'editor', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

/**
 * Does a role include what another one may do?
 * @example includesRole('editor', 'viewer') // true
 */
export const includesRole = (held: Role | undefined, needed: Role): boolean =>
  held !== undefined && ROLES.indexOf(held) >= ROLES.indexOf(needed);

interface Caller {
  /** Goes into every event that the call causes: `user:<subject>` or `key:<id>`. */
  readonly actor: string;
  readonly project: string;
}

export interface Person extends Caller {
  readonly kind: 'person';
  /** Missing when neither the token nor the configuration names one: such a person may do nothing. */
  readonly role?: Role;
}

export interface ClientApp extends Caller {
  readonly kind: 'client';
  readonly scopes: readonly ApiKeyScope[];
  /** Pages that may use the key from a browser; none when not given. */
  readonly origins?: readonly string[];
}

/** Who calls: a person with a token, or a client application with a key. */
export type Principal = Person | ClientApp;

// People use the same routes for imports and trials; what that takes depends on what the route changes.
const ROLE_OF_SCOPE: Readonly<Record<ApiKeyScope, Role>> = { evaluate: 'viewer', track: 'editor' };

/** May the caller use routes of this scope? */
export const hasScope = (principal: Principal, scope: ApiKeyScope): boolean =>
  principal.kind === 'client'
    ? principal.scopes.includes(scope)
    : includesRole(principal.role, ROLE_OF_SCOPE[scope]);
