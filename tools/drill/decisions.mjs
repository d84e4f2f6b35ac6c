import { check } from './traffic.mjs';

const TOPICS = '/api/v1/admin/services/event-ingest/topics';
/** They are raised while read models are behind, which after a loss they are: new ones are no repeats. */
const RAISED_ANEW = 'assay.alerts.v1';

/** Every message of every topic of decisions: its topic, and the id and type of its event. */
export const decisionsIn = async (assay) => {
  const { items } = await assay.call(TOPICS);
  const found = [];
  for (const { name: topic, partitions } of items.filter(({ kind }) => kind === 'decision'))
    for (const { partition } of partitions) {
      const lines = await assay.lines(`${TOPICS}/${topic}/records?partition=${partition}`);
      for (const { line, headers } of lines)
        if (line === 'record') found.push({ topic, id: headers.ce_id, type: headers.ce_type });
    }
  return found;
};

const countedBy = (messages) => {
  const counts = {};
  for (const { topic, type } of messages) counts[`${topic} ${type}`] = (counts[`${topic} ${type}`] ?? 0) + 1;
  return counts;
};

/** Says whether each decision lies in the log once, and that none was made again under another id; else which. */
export const comparePublished = (before, now) => {
  const seen = new Set();
  const twice = now.filter(({ id }) => seen.has(id) || !seen.add(id));
  const known = new Set(before.map(({ id }) => id));
  const added = now.filter(({ id, topic }) => !known.has(id) && topic !== RAISED_ANEW);
  const lost = before.filter(({ id }) => !seen.has(id));
  check(`each of ${seen.size} decisions lies in the log once`, twice.length === 0);
  check('none was made again', added.length === 0);
  check('none is gone', lost.length === 0);
  for (const [what, messages] of Object.entries({ twice, again: added, gone: lost }))
    if (messages.length > 0) console.log(`  ${what}: ${JSON.stringify(countedBy(messages))}`);
};
