import type { Finding } from '@assay/contracts';

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

/** Findings as paragraphs: what, where, since when, and what is there instead of what. */
export const renderFindings = (findings: readonly Finding[]): string =>
  findings
    .map(({ kind, severity, place, problem, since, expected, found }) =>
      [
        `${severity === 'damage' ? 'DAMAGE' : 'note'} ${kind}: ${place}`,
        `  ${problem}`,
        ...(since === null ? [] : [`  not older than ${since}`]),
        ...(expected === undefined ? [] : [`  expected ${shown(expected)}`]),
        ...(found === undefined ? [] : [`  found    ${shown(found)}`]),
      ].join('\n'),
    )
    .join('\n');
