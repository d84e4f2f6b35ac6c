import { eventually } from '@assay/testing';
import { Registry } from 'prom-client';
import { showLag } from '../src/index.js';

const gauge = (owner: string) => ({ name: 'lag_events', help: 'Lag.', owner });

describe('the gauge of a lag', () => {
  it('is one for all services of a process, each under its own label', async () => {
    const registry = new Registry();
    const stops = [
      showLag(registry, gauge('analytics'), () => new Map([['engine', 7]])),
      showLag(registry, gauge('rollout'), async () => new Map([['rollouts', 0]])),
    ];
    await eventually(async () => {
      const text = await registry.metrics();
      expect(text).toContain('lag_events{owner="analytics",of="engine"} 7');
      expect(text).toContain('lag_events{owner="rollout",of="rollouts"} 0');
    });
    stops.forEach((stop) => {
      stop();
    });
  });

  it('keeps what it showed last while it cannot be read', async () => {
    const registry = new Registry();
    const stop = showLag(registry, gauge('analytics'), () => Promise.reject(new TypeError('away')));
    expect(await registry.metrics()).not.toContain('owner=');
    stop();
  });
});
