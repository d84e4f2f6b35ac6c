import { existsSync } from 'node:fs';

const kafkaImage = 'apache/kafka:4.1.1';
const redisImage = 'redis:7-alpine';

const kafkaSettings = (port) => ({
  KAFKA_NODE_ID: '1',
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
  KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE: 'LogAppendTime',
});

const starters = ({ GenericContainer, Wait }) => ({
  available: true,
  kafka: async (port) => {
    const container = await new GenericContainer(kafkaImage)
      .withExposedPorts({ container: 9092, host: port })
      .withEnvironment(kafkaSettings(port))
      .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
      .start();
    return { value: `127.0.0.1:${port}`, stop: () => container.stop() };
  },
  redis: async () => {
    const container = await new GenericContainer(redisImage).withExposedPorts(6379).start();
    const url = `redis://127.0.0.1:${container.getMappedPort(6379)}`;
    return { value: url, stop: () => container.stop() };
  },
});

const dockerPresent = () => Boolean(process.env.DOCKER_HOST) || existsSync('/var/run/docker.sock');

// Docker may answer while no image can be pulled: only a pulled image proves that it is of use.
const probe = async () => {
  if (!dockerPresent()) return { available: false, reason: 'no Docker' };
  try {
    const library = await import('testcontainers');
    const trial = await new library.GenericContainer(redisImage).start();
    await trial.stop();
    return starters(library);
  } catch (error) {
    return { available: false, reason: `Docker has no images: ${error.message.split('\n')[0]}` };
  }
};

let found;

/** Docker, if it is there and can really run images; asked once. */
export const containers = () => (found ??= probe());
