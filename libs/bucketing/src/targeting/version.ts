const NUMBER = '(0|[1-9]\\d*)';
const PRERELEASE_PART = '(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${PRERELEASE_PART}(?:\\.${PRERELEASE_PART})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);
/** Longer texts are no versions: it bounds the work that a context can ask for. */
const LONGEST = 256;

/** A version's identifiers in the order in which they are compared. */
export interface Version {
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** Empty for a release. */
  readonly prerelease: readonly string[];
}

const RELEASE: readonly string[] = [];

/** Undefined where the text is not exactly a SemVer 2 version: no `v`, no missing parts, no leading zeros. */
export function versionOf(text: string): Version | undefined {
  if (text.length > LONGEST) return undefined;
  const parts = VERSION.exec(text);
  if (parts === null) return undefined;
  const [, major = '', minor = '', patch = '', prerelease] = parts;
  return { major, minor, patch, prerelease: prerelease === undefined ? RELEASE : prerelease.split('.') };
}

const isNumeric = (identifier: string): boolean => /^\d+$/.test(identifier);

// Digits without leading zeros: the longer one is larger. As numbers they would lose digits beyond 2^53.
function compareNumeric(left: string, right: string): number {
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

function compareIdentifiers(left: string, right: string): number {
  const [leftNumeric, rightNumeric] = [isNumeric(left), isNumeric(right)];
  if (leftNumeric && rightNumeric) return compareNumeric(left, right);
  if (leftNumeric !== rightNumeric) return leftNumeric ? -1 : 1;
  return left < right ? -1 : Number(left > right);
}

function comparePrereleases(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return Number(left.length === 0) - Number(right.length === 0);
  for (let index = 0; index < left.length && index < right.length; index += 1) {
    const order = compareIdentifiers(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/**
 * Which version comes first? Negative: the left one. Build metadata does not count.
 * @see https://semver.org/#spec-item-11
 */
export const compareVersions = (left: Version, right: Version): number =>
  compareNumeric(left.major, right.major) ||
  compareNumeric(left.minor, right.minor) ||
  compareNumeric(left.patch, right.patch) ||
  comparePrereleases(left.prerelease, right.prerelease);
