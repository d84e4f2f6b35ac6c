/** Which units the file has in which variant; a unit in two of them is excluded by the analysis. */
export class Units {
  private readonly variantOf = new Map<string, string | null>();
  private readonly contents = new Set<string>();

  /** False when a row before said exactly the same. */
  add(unit: string, variant: string, content: string): boolean {
    if (this.contents.has(content)) return false;
    this.contents.add(content);
    const known = this.variantOf.get(unit);
    this.variantOf.set(unit, known === undefined || known === variant ? variant : null);
    return true;
  }

  /** Units that the report must show, by variant. */
  expected(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const variant of this.variantOf.values())
      if (variant !== null) counts.set(variant, (counts.get(variant) ?? 0) + 1);
    return counts;
  }

  get inTwoVariants(): number {
    return [...this.variantOf.values()].filter((variant) => variant === null).length;
  }
}
