import { deadLetterTopic, TOPICS } from '@assay/contracts';

/** Every topic of the catalogue and its dead letters. */
export const catalogueTopics = (): readonly string[] =>
  Object.values(TOPICS).flatMap(({ name }) => [name, deadLetterTopic(name)]);
