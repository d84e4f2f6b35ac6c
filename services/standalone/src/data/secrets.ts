/** What a standalone keeps for its owner in `secrets.json`, readable by that user only. */
export interface Secrets {
  readonly jwtSecret: string;
  readonly postgresPassword: string;
  /** Passwords of the services' database roles. */
  readonly rolePasswords: Readonly<Record<string, string>>;
  /** Where this standalone was last reached. */
  readonly url?: string;
  readonly adminToken?: string;
  /** The first client application's key. */
  readonly sdkKey?: string;
  /** The key of the example's simulated visitors. */
  readonly exampleKey?: string;
}

/** New passwords for these roles. */
export function newSecrets(roles: readonly string[], random: (bytes: number) => Buffer): Secrets {
  const password = (): string => random(24).toString('base64url');
  return {
    jwtSecret: random(48).toString('base64url'),
    postgresPassword: password(),
    rolePasswords: Object.fromEntries(roles.map((role) => [role, password()])),
  };
}

const TEXTS = ['url', 'adminToken', 'sdkKey', 'exampleKey'] as const;

/** @returns undefined for what this program has not written */
export function parseSecrets(text: string): Secrets | undefined {
  try {
    const found = JSON.parse(text) as Partial<Record<keyof Secrets, unknown>> | null;
    if (found === null || !isText(found.jwtSecret) || !isText(found.postgresPassword)) return undefined;
    const passwords = found.rolePasswords;
    if (typeof passwords !== 'object' || passwords === null) return undefined;
    if (!Object.values(passwords).every(isText)) return undefined;
    if (TEXTS.some((name) => found[name] !== undefined && !isText(found[name]))) return undefined;
    return found as Secrets;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
