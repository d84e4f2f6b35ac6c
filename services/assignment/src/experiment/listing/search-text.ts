import type { ExperimentDesign } from '../experiment-state.js';

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** What a search looks through: without case and accents, on both sides. */
export const searchText = ({ key, name, hypothesis, owner = '', tags = [] }: ExperimentDesign): string =>
  folded([key, name, hypothesis, owner, ...tags].join(' ')).replaceAll('\0', '');

/** The words of a search as they stand in what it looks through; every one of them has to be there. */
export const searchWords = (search: string): readonly string[] =>
  folded(search)
    .replaceAll('\0', '')
    .split(/\s+/)
    .filter((word) => word !== '');

/** The same as patterns for `LIKE`. */
export const searchPatterns = (search: string): readonly string[] =>
  searchWords(search).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
