type Limit = (limit: string) => string;

const counted = (limit: string, what: string): string => `${limit} ${what}${limit === '1' ? '' : 's'}`;

/** What is right where a value is too small, too large, too short or too long, by JSON schema's keywords. */
export const LIMIT_SENTENCES = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  exclusiveMinimum: (limit) => `must be above ${limit}`,
  exclusiveMaximum: (limit) => `must be below ${limit}`,
  minLength: (limit) => `must be a text of at least ${counted(limit, 'character')}`,
  maxLength: (limit) => `must be a text of at most ${counted(limit, 'character')}`,
  minItems: (limit) => `must be a list of at least ${limit}`,
  maxItems: (limit) => `must be a list of at most ${limit}`,
  minProperties: (limit) => `must be an object of at least ${counted(limit, 'member')}`,
  maxProperties: (limit) => `must be an object of at most ${counted(limit, 'member')}`,
} as const satisfies Readonly<Record<string, Limit>>;

/** Undefined for keywords without a limit. */
export const limitSentence = (keyword: string, limit: unknown): string | undefined =>
  Object.hasOwn(LIMIT_SENTENCES, keyword)
    ? LIMIT_SENTENCES[keyword as keyof typeof LIMIT_SENTENCES](String(limit))
    : undefined;
