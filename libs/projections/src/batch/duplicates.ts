import type { Duplicates, ProjectionDefinition } from '../definition.js';

type Recognised = Pick<ProjectionDefinition, 'duplicates' | 'topics'>;

/** How a projection recognises repeats of a topic; by its model where nothing is said of the topic. */
export const duplicatesOf = ({ duplicates }: Pick<Recognised, 'duplicates'>, topic: string): Duplicates =>
  typeof duplicates === 'object' && 'byTopic' in duplicates
    ? (duplicates.byTopic[topic] ?? 'by-model')
    : duplicates;

/** All the ways in which a projection recognises repeats, each once. */
export const allDuplicates = ({
  duplicates,
  topics,
}: Recognised): ReadonlySet<Exclude<Duplicates, object> | 'by-recent-id'> =>
  new Set(
    topics.map((topic) => {
      const way = duplicatesOf({ duplicates }, topic);
      return typeof way === 'string' ? way : 'by-recent-id';
    }),
  );
