import { Kafka, logLevel } from 'kafkajs';

/** Deletes the topics whose names begin so: those of an installation that is not needed any more. */
export const deleteTopics = async (brokers, prefix) => {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: 60_000 });
  } finally {
    await admin.disconnect();
  }
};
