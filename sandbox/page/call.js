/** Calls the sandbox's own API; null for an empty answer. Throws an error with the text of a refusal. */
export async function call(method, path, body) {
  const init =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, { method, ...init });
  const text = await response.text();
  const value = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new Error(value?.message ?? `The sandbox answered ${response.status}.`);
  return value;
}
