/** The context of an event from the headers of its message (CloudEvents binary mode), unchecked. */
export function contextOfHeaders(headers: Readonly<Record<string, string>>): Record<string, unknown> {
  const context: Record<string, unknown> = { datacontenttype: headers['content-type'] };
  for (const name in headers) {
    if (name.startsWith('ce_')) context[name.slice(3)] = headers[name];
  }
  if (context['streamversion'] !== undefined) context['streamversion'] = Number(context['streamversion']);
  return context;
}
