/** Sides of an experiment that there are reports of. */
export const VIEWS = [
  'results',
  'series',
  'breakdown',
  'sample-ratio',
  'power',
  'novelty',
  'aa-check',
  'arms',
  'off-policy',
  'explain-metric',
] as const;
export type View = (typeof VIEWS)[number];

/** Where the answer to a view is, with the options that it takes. */
export function viewPath(
  reportPath: string,
  view: string,
  options: Readonly<Record<string, unknown>>,
): string {
  const path = view === 'results' ? reportPath : `${reportPath}/${view}`;
  const parameters = PARAMETERS.flatMap((name) => {
    const value = options[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return parameters.length === 0 ? path : `${path}?${new URLSearchParams(parameters).toString()}`;
}

const PARAMETERS = [
  'run',
  'metric',
  'kind',
  'from',
  'to',
  'dimension',
  'by',
  'effect',
  'unit',
  'variant',
  'arms',
  'weights',
  'format',
] as const;
