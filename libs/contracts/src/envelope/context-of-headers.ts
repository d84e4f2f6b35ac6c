const PREFIX = 'ce_';
const MOST_NAMES = 1_000;
const attributes = new Map<string, string | undefined>();

/** The attribute that a header holds, undefined for others. Cut out once: messages are very many, names few. */
function attributeOf(header: string): string | undefined {
  if (attributes.has(header)) return attributes.get(header);
  const attribute = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : undefined;
  if (attributes.size < MOST_NAMES) attributes.set(header, attribute);
  return attribute;
}

/** The context of an event from the headers of its message (CloudEvents binary mode), unchecked. */
export function contextOfHeaders(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const context: Record<string, unknown> = { datacontenttype: headers['content-type'] };
  for (const name in headers) {
    const attribute = attributeOf(name);
    if (attribute !== undefined) context[attribute] = headers[name];
  }
  if (context['streamversion'] !== undefined) context['streamversion'] = Number(context['streamversion']);
  return context;
}
