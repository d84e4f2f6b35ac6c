import { kafkajsLog } from './kafkajs-log.js';

describe('what kafkajs reports', () => {
  let now = 0;
  let lines: string[] = [];
  const report = (message: string, error?: unknown) => ({ log: { message, error } });
  beforeEach(() => {
    now = 0;
    lines = [];
  });

  it('is told once in a while, with how often it was left out', () => {
    const tell = kafkajsLog({ warn: (line: string) => lines.push(line) }, () => now);
    for (now = 0; now < 10_000; now += 100) tell(report('Connection error: connect ECONNREFUSED'));
    tell(report('Connection error: connect ECONNREFUSED'));
    expect(lines).toEqual([
      'kafkajs: Connection error: connect ECONNREFUSED',
      'kafkajs: Connection error: connect ECONNREFUSED (and 99 times more before)',
    ]);
  });

  it('is told with its error, and each text by itself', () => {
    const tell = kafkajsLog({ warn: (line: string) => lines.push(line) }, () => now);
    tell(
      report('Response ListOffsets(key: 2, version: 3)', 'This server does not host this topic-partition'),
    );
    tell(report('Response ListOffsets(key: 2, version: 3)', 'There is no leader'));
    tell(report('Connection timeout'));
    expect(lines).toEqual([
      'kafkajs: Response ListOffsets(key: 2, version: 3): This server does not host this topic-partition',
      'kafkajs: Response ListOffsets(key: 2, version: 3): There is no leader',
      'kafkajs: Connection timeout',
    ]);
  });

  it('takes bounded memory, whatever it is', () => {
    const tell = kafkajsLog({ warn: (line: string) => lines.push(line) }, () => now);
    for (let nth = 0; nth < 1_000; nth += 1) tell(report(`peer ${String(nth)}`));
    tell(report('peer 0'));
    expect(lines).toHaveLength(1_001);
  });
});
