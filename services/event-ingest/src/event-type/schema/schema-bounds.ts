import { joined } from '@assay/platform';
import { patternProblem } from './pattern-problem.js';
import { FORMATS, KEYWORDS } from './schema-keywords.js';

/** Why a schema is not taken: the place in it, and the rule. */
export interface SchemaProblem {
  readonly path: string;
  readonly message: string;
}

const MOST_CHARACTERS = 16_384;
const MOST_DEPTH = 16;
const MOST_SUBSCHEMAS = 500;
const LONGEST_MATCHED = 1000;
const MOST_UNIQUE = 100;
const LOCAL = /^#\/(\$defs|definitions)\/([^/~%]{1,100})$/;

type SchemaObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What keeps a JSON schema from being applied to whatever clients send: its size with all references followed, its
 * depth, references to elsewhere or in a circle, patterns and comparisons that some data could make slow, and
 * keywords that would have no effect.
 * @returns the first problem; undefined for a schema whose cost is bounded by the size of the data
 * @example schemaBoundsProblem({ $ref: 'https://other.example/schema' })?.path // '$ref'
 */
export function schemaBoundsProblem(schema: unknown): SchemaProblem | undefined {
  if (typeof schema !== 'boolean' && !isObject(schema))
    return { path: '', message: 'must be a JSON schema: an object, true or false' };
  if (JSON.stringify(schema).length > MOST_CHARACTERS)
    return { path: '', message: `is longer than ${String(MOST_CHARACTERS)} characters of JSON` };
  return new Walk(schema).problem();
}

/** One walk through a schema, with references followed as often as they are made. */
class Walk {
  private visited = 0;
  private readonly following: string[] = [];

  constructor(private readonly root: boolean | SchemaObject) {}

  problem(): SchemaProblem | undefined {
    return this.visit(this.root, '', 0);
  }

  private visit(schema: unknown, path: string, depth: number): SchemaProblem | undefined {
    this.visited += 1;
    if (this.visited > MOST_SUBSCHEMAS)
      return { path: '', message: `has more than ${String(MOST_SUBSCHEMAS)} parts, references followed` };
    if (depth > MOST_DEPTH) return { path, message: `is nested deeper than ${String(MOST_DEPTH)} levels` };
    if (typeof schema === 'boolean') return undefined;
    if (!isObject(schema)) return { path, message: 'must be a JSON schema: an object, true or false' };
    return costProblem(schema, path) ?? this.members(schema, path, depth);
  }

  private members(schema: SchemaObject, path: string, depth: number): SchemaProblem | undefined {
    for (const [keyword, value] of Object.entries(schema)) {
      const at = joined(path, keyword);
      const problem = this.member(keyword, value, { path: at, depth });
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private member(
    keyword: string,
    value: unknown,
    { path, depth }: { readonly path: string; readonly depth: number },
  ): SchemaProblem | undefined {
    switch (KEYWORDS.get(keyword)) {
      case undefined:
        return { path, message: `is not a keyword that is taken here` };
      case 'value':
        return undefined;
      case 'schema':
        return this.visit(value, path, depth + 1);
      case 'reference':
        return this.follow(value, path, depth);
      case 'definitions':
        return path === keyword
          ? this.children(value, path, depth)
          : { path, message: 'must stand at the top' };
      case 'schemas':
      case 'schemas by name':
        return this.children(value, path, depth);
    }
  }

  private children(value: unknown, path: string, depth: number): SchemaProblem | undefined {
    if (typeof value !== 'object' || value === null) return { path, message: 'must hold JSON schemas' };
    for (const [name, child] of Object.entries(value)) {
      const problem = this.visit(child, joined(path, name), depth + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  private follow(reference: unknown, path: string, depth: number): SchemaProblem | undefined {
    const [, place = '', name = ''] = typeof reference === 'string' ? (LOCAL.exec(reference) ?? []) : [];
    const definitions = isObject(this.root) ? this.root[place] : undefined;
    const target = isObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (target === undefined)
      return { path, message: 'must name a definition of this schema, such as #/$defs/price' };
    const key = `${place}/${name}`;
    if (this.following.includes(key)) return { path, message: 'refers to itself' };
    this.following.push(key);
    const problem = this.visit(target, joined(place, name), depth + 1);
    this.following.pop();
    return problem;
  }
}

function costProblem(schema: SchemaObject, path: string): SchemaProblem | undefined {
  const { pattern, maxLength, uniqueItems, maxItems, format } = schema;
  if (format !== undefined && !(typeof format === 'string' && FORMATS.has(format)))
    return { path: joined(path, 'format'), message: `must be one of: ${[...FORMATS].join(', ')}` };
  if (uniqueItems === true && !(typeof maxItems === 'number' && maxItems <= MOST_UNIQUE))
    return { path: joined(path, 'uniqueItems'), message: `needs maxItems of at most ${String(MOST_UNIQUE)}` };
  if (pattern === undefined) return undefined;
  const at = joined(path, 'pattern');
  if (typeof pattern !== 'string') return { path: at, message: 'must be text' };
  if (!(typeof maxLength === 'number' && maxLength <= LONGEST_MATCHED))
    return { path: at, message: `needs maxLength of at most ${String(LONGEST_MATCHED)} beside it` };
  const message = patternProblem(pattern, maxLength);
  return message === undefined ? undefined : { path: at, message };
}
