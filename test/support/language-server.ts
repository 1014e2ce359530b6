import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from './cli.ts';

/** A message of the language server protocol. */
interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface CompletionItem {
  readonly label: string;
  readonly insertText?: string;
  readonly documentation?: string | { readonly value: string };
  readonly sortText?: string;
  readonly kind?: number;
}

export interface EditorDiagnostic {
  readonly message: string;
  readonly severity: number;
  readonly range: { readonly start: Position };
}

/** 0-based. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A document that is open in the editor. */
export interface OpenDocument {
  complete(at: Position): Promise<readonly CompletionItem[]>;
  /** Markdown; empty where nothing is known. */
  hover(at: Position): Promise<string>;
  diagnostics(): Promise<readonly EditorDiagnostic[]>;
}

export interface LanguageServer {
  /** Opens a text under a file name below the repository, which need not exist. */
  open(file: string, text: string): OpenDocument;
  stop(): Promise<void>;
}

/** The real yaml-language-server, as an editor talks to it: over stdin and stdout, without network. */
export async function startLanguageServer(): Promise<LanguageServer> {
  const program = join(repository, 'node_modules/yaml-language-server/bin/yaml-language-server');
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (message: Message) => void>();
  const published = new Map<string, (list: readonly EditorDiagnostic[]) => void>();
  let next = 1;

  const send = (message: Message): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method: string, params: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = next++;
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
      send({ id, method, params });
    });
  const receive = (message: Message): void => {
    if (message.method === undefined) {
      waiting.get(Number(message.id))?.(message);
      return;
    }
    if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: readonly EditorDiagnostic[] };
      published.get(uri)?.(diagnostics);
    }
    if (message.id !== undefined) send({ id: message.id, result: message.method === 'workspace/configuration' ? answer(message.params) : null });
  };
  readMessages(child.stdout, receive);

  await request('initialize', { processId: process.pid, rootUri: null, capabilities: CAPABILITIES });
  send({ method: 'initialized', params: {} });

  return {
    open(file, text) {
      const uri = pathToFileURL(join(repository, file)).href;
      const diagnosed = new Promise<readonly EditorDiagnostic[]>(resolve => published.set(uri, resolve));
      send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
      const at = (position: Position): unknown => ({ textDocument: { uri }, position });
      return {
        complete: async position => ((await request('textDocument/completion', at(position))) as { items: readonly CompletionItem[] } | null)?.items ?? [],
        hover: async position => toMarkdown(await request('textDocument/hover', at(position))),
        diagnostics: () => diagnosed,
      };
    },
    async stop() {
      const ended = new Promise(resolve => child.once('exit', resolve));
      await request('shutdown', null);
      send({ method: 'exit' });
      await ended;
    },
  };
}

const CAPABILITIES = {
  workspace: { configuration: true },
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    publishDiagnostics: {},
  },
};

const SETTINGS: Readonly<Record<string, unknown>> = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };

function answer(params: unknown): readonly unknown[] {
  return (params as { items: readonly { section: string }[] }).items.map(({ section }) => SETTINGS[section] ?? {});
}

function toMarkdown(result: unknown): string {
  const { contents } = (result ?? {}) as { contents?: string | { value: string } };
  return typeof contents === 'string' ? contents : (contents?.value ?? '');
}

/** Splits the stream at its headers. */
function readMessages(stream: NodeJS.ReadableStream, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, Math.max(0, end)).toString())?.[1]);
      if (end < 0 || buffer.length < end + 4 + length) return;
      const body = buffer.subarray(end + 4, end + 4 + length).toString();
      buffer = buffer.subarray(end + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  });
}
