/** Calls an installation as whoever the token is: GETs a path, or sends a body; fails when it is refused. */
export const callerOf = (url, token) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    const content = await answer.json();
    if (!answer.ok) throw new TypeError(`${path} says ${answer.status}: ${JSON.stringify(content)}`);
    return content;
  };
};
