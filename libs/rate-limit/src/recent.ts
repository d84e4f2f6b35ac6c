/** Whoever has not come for this many others is forgotten. */
const MOST = 50_000;

/** What is kept of names, made when a name comes first; the ones that came first go first. */
export class Recent<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly make: (name: string) => Value) {}

  of(name: string): Value {
    const known = this.values.get(name);
    if (known !== undefined) return known;
    if (this.values.size >= MOST) {
      const [oldest] = this.values.keys();
      if (oldest !== undefined) this.values.delete(oldest);
    }
    const value = this.make(name);
    this.values.set(name, value);
    return value;
  }

  entries(): Iterable<readonly [name: string, value: Value]> {
    return this.values;
  }
}
