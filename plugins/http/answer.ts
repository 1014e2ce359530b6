import type { FromSchema } from '../../engine/core/action.ts';

/** What both actions return. */
export const answerSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['status', 'headers'],
  properties: {
    status: { type: 'integer', description: 'The HTTP status that came: 200, 404, 503.' },
    body: { description: 'The parsed body; absent where it is not JSON, an HTML page for example.' },
    text: { type: 'string', description: 'The body as text, where it is not JSON; at most its first 64 KiB.' },
    cut: { type: 'boolean', description: 'Present and true where `text` is not the whole body.' },
    headers: {
      'x-volatile': true,
      type: 'object',
      description: 'Some of the headers that came, in lower case: content-type, date, etag, last-modified, location, retry-after.',
      additionalProperties: { type: 'string' },
    },
  },
} as const;

export type Answer = FromSchema<typeof answerSchema>;

const HEADERS = ['content-type', 'date', 'etag', 'last-modified', 'location', 'retry-after'];
const LONGEST_JSON = 256 * 1024;
const LONGEST_TEXT = 64 * 1024;

export async function readAnswer(response: Response): Promise<Answer> {
  const headers = Object.fromEntries(HEADERS.flatMap(name => (response.headers.has(name) ? [[name, response.headers.get(name) ?? '']] : [])));
  const text = await response.text();
  const json = text.length <= LONGEST_JSON ? parseJson(text) : undefined;
  if (json) return { status: response.status, headers, body: json.value };
  if (text.length <= LONGEST_TEXT) return { status: response.status, headers, text };
  return { status: response.status, headers, text: text.slice(0, LONGEST_TEXT), cut: true };
}

/** The body decides, not its content-type: hosts serve JSON as text, and error pages as JSON. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
