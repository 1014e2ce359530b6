import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StandInRequest, StandInResponse } from '../core/stand-in.ts';

/** A loopback server of a stand-in. */
export interface Served {
  /** `http://127.0.0.1:PORT`, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

const LARGEST_BODY = 8 * 1024 * 1024;

/** Answers on a free port of 127.0.0.1. What `handle` throws becomes a 500 that says so. */
export async function serveLoopback(name: string, handle: (request: StandInRequest) => Promise<StandInResponse>): Promise<Served> {
  const server = createServer((incoming, outgoing) => void answer(name, handle, incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(name: string, handle: (request: StandInRequest) => Promise<StandInResponse>, incoming: IncomingMessage, outgoing: ServerResponse) {
  try {
    const body = await readBody(incoming);
    if (body === undefined) return send(outgoing, { status: 413, body: 'too large' });
    send(outgoing, await handle(toRequest(incoming, body)));
  } catch (error) {
    send(outgoing, { status: 500, body: `the stand-in of ${name} failed: ${error instanceof Error ? error.message : String(error)}` });
  }
}

async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toRequest(incoming: IncomingMessage, body: string): StandInRequest {
  const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const headers = Object.entries(incoming.headers).map(([key, value]) => [key, Array.isArray(value) ? value.join(', ') : (value ?? '')]);
  return { method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: Object.fromEntries(headers), body };
}

function send(outgoing: ServerResponse, { status, headers, body }: StandInResponse): void {
  if (status === 0) return void outgoing.destroy();
  const isText = typeof body === 'string';
  const text = body === undefined ? '' : isText ? body : JSON.stringify(body);
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  outgoing.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  outgoing.end(text);
}
