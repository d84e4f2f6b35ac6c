/** One variable that is missing or wrong: what it is, what it holds (never a secret) and what would be right. */
export interface ConfigProblem {
  readonly variable: string;
  readonly value?: string;
  readonly expected: string;
}

/** The environment does not make a valid configuration; names every variable that is wrong, at once. */
export class ConfigError extends Error {
  readonly code = 'INVALID_CONFIGURATION';
  constructor(readonly problems: readonly ConfigProblem[]) {
    super(problems.map(sentence).join('\n'));
    this.name = 'ConfigError';
  }
}

const sentence = ({ variable, value, expected }: ConfigProblem): string =>
  value === undefined ? `${variable} is not set: ${expected}` : `${variable} is "${value}": ${expected}`;
