/**
 * Lets only one load per key be under way: whoever asks meanwhile gets the same answer. A thousand units' worth of
 * concurrent misses on one key therefore cost one load.
 * @example await flights.run('checkout/1/visitor-1', () => redis.get('…'))
 */
export class SingleFlight<Value> {
  private readonly underWay = new Map<string, Promise<Value>>();

  run(key: string, load: () => Promise<Value>): Promise<Value> {
    const shared = this.underWay.get(key);
    if (shared !== undefined) return shared;
    const flight = load().finally(() => this.underWay.delete(key));
    this.underWay.set(key, flight);
    return flight;
  }
}
