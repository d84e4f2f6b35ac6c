import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { fetchJars, formatStorage, java, newClusterId } from './kafka-programs.mjs';
import { launch, runs, stop, waitUntil } from './processes.mjs';
import { inFolder, root } from './settings.mjs';
import { SlowPort } from './slow-port.mjs';

const IDS = [1, 2, 3];
/** Each has a port for clients, one that leads there slowly, one for the other brokers and one for the controllers. */
const PORTS_EACH = 4;
const HOST = '127.0.0.1';

/** Three brokers as three processes, of which each is a controller too. Clients reach them through slow ports. */
export class KafkaCluster {
  static PORTS = IDS.length * PORTS_EACH;
  brokers = new Map();

  constructor(firstPort) {
    this.firstPort = firstPort;
  }

  /** @param folder where they keep their data */
  static async start(folder, firstPort) {
    mkdirSync(inFolder('kafka'), { recursive: true });
    fetchJars();
    const cluster = new KafkaCluster(firstPort);
    const clusterId = newClusterId();
    for (const id of IDS) {
      const { client, slow } = cluster.portsOf(id);
      const port = await new SlowPort(client).listen(slow);
      const properties = join(folder, `broker-${id}.properties`);
      const data = join(folder, `data-${id}`);
      writeFileSync(properties, cluster.propertiesOf(id, data));
      formatStorage(() => clusterId, data, properties);
      cluster.brokers.set(id, { id, properties, port, pid: 0 });
    }
    for (const id of IDS) cluster.launch(id);
    await cluster.untilInSync();
    return cluster;
  }

  /** Where clients find them. */
  get addresses() {
    return IDS.map((id) => `${HOST}:${this.portsOf(id).slow}`).join(',');
  }

  set delayMs(delayMs) {
    for (const { port } of this.brokers.values()) port.delayMs = delayMs;
  }

  launch(id) {
    const broker = this.brokers.get(id);
    broker.pid = launch(`kafka-${id}`, java('512m', 'kafka.Kafka', broker.properties));
  }

  signal(id, signal) {
    process.kill(this.brokers.get(id).pid, signal);
  }

  others(id) {
    return IDS.filter((other) => other !== id);
  }

  /** Every partition has all its copies, and they are in sync. */
  async untilInSync() {
    const alive = () => [...this.brokers.values()].every(({ pid, properties }) => runs(pid, properties));
    const look = async () => {
      const admin = this.client().admin();
      try {
        await admin.connect();
        const { brokers } = await admin.describeCluster();
        const { topics } = await admin.fetchTopicMetadata();
        const behind = topics.flatMap(({ partitions }) =>
          partitions.filter(({ isr, replicas }) => isr.length < replicas.length),
        );
        if (brokers.length < IDS.length || behind.length > 0)
          throw new Error(`${brokers.length} brokers, ${behind.length} partitions are not in sync`);
      } finally {
        await admin.disconnect();
      }
    };
    await waitUntil('kafka-1', look, { alive, timeoutMs: 180_000 });
  }

  client() {
    const retry = { retries: 2 };
    return new Kafka({ brokers: this.addresses.split(','), logLevel: logLevel.NOTHING, retry });
  }

  async stop() {
    for (const { pid, properties, port } of this.brokers.values()) {
      if (runs(pid, properties)) process.kill(pid, 'SIGCONT');
      await stop(pid, properties, 5_000);
      port.close();
    }
  }

  portsOf(id) {
    const first = this.firstPort + PORTS_EACH * (id - 1);
    return { client: first, slow: first + 1, internal: first + 2, controller: first + 3 };
  }

  propertiesOf(id, data) {
    const { client, slow, internal, controller } = this.portsOf(id);
    const own = {
      'node.id': id,
      'controller.quorum.voters': IDS.map((one) => `${one}@${HOST}:${this.portsOf(one).controller}`).join(
        ',',
      ),
      listeners: `CLIENT://${HOST}:${client},INTERNAL://${HOST}:${internal},CONTROLLER://${HOST}:${controller}`,
      'advertised.listeners': `CLIENT://${HOST}:${slow},INTERNAL://${HOST}:${internal}`,
      'listener.security.protocol.map': 'CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name': 'INTERNAL',
      'log.dirs': data,
      'offsets.topic.replication.factor': IDS.length,
      'offsets.topic.num.partitions': 3,
      'broker.session.timeout.ms': 6_000,
      'broker.heartbeat.interval.ms': 1_000,
    };
    const base = readFileSync(join(root, 'deploy', 'kafka', 'server.properties'), 'utf8');
    return `${base}${Object.entries(own)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n')}\n`;
  }
}
