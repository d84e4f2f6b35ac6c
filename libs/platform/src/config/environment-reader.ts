import type { ConfigProblem } from './config.errors.js';
import { ConfigError } from './config.errors.js';

/** Variables as they come from the process; empty text counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

interface NumberRange {
  readonly fallback: number;
  readonly isValid: (value: number) => boolean;
  readonly expected: string;
}

/**
 * Reads typed values from an environment and collects everything that is wrong, so that a person corrects a
 * configuration once and not variable by variable.
 */
export class EnvironmentReader {
  private readonly problems: ConfigProblem[] = [];

  constructor(private readonly env: Environment) {}

  optional(variable: string): string | undefined {
    const value = this.env[variable]?.trim();
    return value === undefined || value === '' ? undefined : value;
  }

  required(variable: string, expected: string): string {
    return this.optional(variable) ?? this.wrong({ variable, expected }, '');
  }

  integer(variable: string, { fallback, ...range }: IntegerRange & { readonly fallback: number }): number {
    return this.optionalInteger(variable, range) ?? fallback;
  }

  optionalInteger(variable: string, { min, max }: IntegerRange): number | undefined {
    const text = this.optional(variable);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
    const expected = `give a whole number from ${String(min)} to ${String(max)}`;
    return this.wrong({ variable, value: text, expected }, undefined);
  }

  /** @param range.expected says what would be right, for people */
  number(variable: string, { fallback, isValid, expected }: NumberRange): number {
    const text = this.optional(variable);
    if (text === undefined) return fallback;
    const value = Number(text);
    return Number.isFinite(value) && isValid(value)
      ? value
      : this.wrong({ variable, value: text, expected }, fallback);
  }

  boolean(variable: string, fallback: boolean): boolean {
    return this.oneOf(variable, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  oneOf<Choice extends string>(variable: string, choices: readonly Choice[], fallback: Choice): Choice {
    const text = this.optional(variable);
    if (text === undefined) return fallback;
    const chosen = choices.find((choice) => choice === text);
    return (
      chosen ?? this.wrong({ variable, value: text, expected: `give one of ${choices.join(', ')}` }, fallback)
    );
  }

  /** A URL of one of the schemes. Its value is never repeated in a message: it may hold a password. */
  url(variable: string, schemes: readonly string[], fallback?: string): string {
    const expected = `give a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
    const text = this.optional(variable) ?? fallback;
    if (text === undefined) return this.wrong({ variable, expected }, '');
    if (schemes.some((scheme) => text.startsWith(`${scheme}://`)) && URL.canParse(text)) return text;
    return this.wrong({ variable, value: '(not shown)', expected }, '');
  }

  wrong<Value>(problem: ConfigProblem, instead: Value): Value {
    this.problems.push(problem);
    return instead;
  }

  /** @throws ConfigError when anything read so far was wrong */
  check(): void {
    if (this.problems.length > 0) throw new ConfigError(this.problems);
  }
}
