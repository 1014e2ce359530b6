import { type Server, createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach } from 'vitest';
import type { Effect } from '../../engine/core/action.ts';
import { type ContextOptions, createContext } from '../../engine/execute/context.ts';
import { NO_CONNECTION } from './no-connection.ts';
import { HASTE, tempFolder } from './executor.ts';

export const EFFECT: Effect = { does: 'POST thing', to: 'service', data: {}, says: 'make the thing' };
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach(close => close()));

export function contextOf(more: Partial<ContextOptions> = {}) {
  const seen = { lines: [] as string[], readings: [] as string[], effects: [] as Effect[] };
  const context = createContext({
    connection: { ...NO_CONNECTION, env: { FROM: 'connection', BOTH: 'connection' } },
    signal: new AbortController().signal,
    folder: tempFolder(),
    now: () => new Date(0),
    log: line => void seen.lines.push(line),
    env: { PATH: process.env['PATH'] ?? '', BOTH: 'base' },
    mode: 'change',
    idempotencyKey: 'r1/it#1',
    record: ({ reading, effect }) => {
      if (reading !== undefined) seen.readings.push(reading);
      if (effect) seen.effects.push(effect);
    },
    patience: HASTE,
    ...more,
  });
  return { ...seen, context };
}

/** A loopback server; its answers are counted. */
export async function serve(answer: Parameters<typeof createServer>[1]): Promise<{ url: string; count(): number; server: Server }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer?.(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => (server.closeAllConnections(), server.close()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => requests, server };
}

/** A port where nobody listens: one that was just given back. */
export async function refusingUrl(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

export const never: Parameters<typeof createServer>[1] = () => undefined;
export const reset: Parameters<typeof createServer>[1] = request => void request.socket.resetAndDestroy();
export const halfAnswer: Parameters<typeof createServer>[1] = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('half', () => response.destroy());
};
export const SHORT = { read: 50, pauses: [1, 1], change: 50 };
