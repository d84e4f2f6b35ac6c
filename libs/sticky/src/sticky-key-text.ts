import type { StickyKey } from './port.js';

/**
 * A key as one text, different for different keys: the parts that may hold any character come last, the first of
 * them with its length.
 */
export const stickyKeyText = ({ project, experiment, run, unit }: StickyKey): string =>
  `${experiment}/${String(run)}/${String(project.length)}:${project}/${unit}`;
