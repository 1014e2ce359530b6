/** Asks what a JSON file says, in a real terminal; prints the answer as one line. SIGUSR2 aborts the question. */
import { readFileSync } from 'node:fs';
import { askGate, askInput } from '../../engine/commands/prompts.ts';
import { createTerminal } from '../../engine/commands/terminal.ts';
import type { FieldSchema } from '../../engine/core/runbook.ts';
import type { GateState } from '../../engine/core/state.ts';

const { stdin, stdout, stderr, env } = process;
const question: { readonly gate?: GateState; readonly field?: FieldSchema } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const abort = new AbortController();
process.on('SIGUSR2', () => abort.abort());
const options = { terminal: createTerminal({ env, stdin, stdout, stderr, plain: true }), signal: abort.signal };
const asked = question.gate ? await askGate('go', question.gate, options) : question.field ? await askInput('number', question.field, options) : undefined;
stdout.write(`\nanswer ${JSON.stringify(asked)}\n`);
process.exit(0);
