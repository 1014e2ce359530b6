import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { EXIT } from '../../engine/core/exit-codes.ts';
import { repository } from './cli.ts';
import { anyFile, type FuzzFile } from './fuzz-texts.ts';
import { runHere } from './in-process.ts';

/** What came of many texts. */
export interface FuzzFigures {
  readonly texts: number;
  /** How many of them were valid, and so planned too. */
  readonly valid: number;
  /** Milliseconds of CPU that the slowest took. */
  readonly slowest: number;
}

const CPU_LIMIT = 1_000;

/** Validates texts by the command line, and plans the valid ones without reads. Throws, with the seed, where one is not survived. */
export async function fuzz(texts: number, seed: number, progress: (figures: FuzzFigures) => void = () => undefined): Promise<FuzzFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  // Beside them stand the runbooks that they start.
  cpSync(join(repository, 'runbooks'), join(folder, 'runbooks'), { recursive: true });
  let figures: FuzzFigures = { texts: 0, valid: 0, slowest: 0 };
  // What is loaded only once does not count.
  for (const kind of ['runbook', 'world', 'test'] as const)
    await survive({ kind, text: 'version: 1\nname: a\ntitle: A\nsteps: [{ id: a, run: [x] }]\n' }, folder);
  const survives = fc.asyncProperty(anyFile(), async file => {
    const { isValid, cpu } = await survive(file, folder);
    if (cpu > CPU_LIMIT) throw new Error(`It took ${cpu} ms of CPU.`);
    figures = { texts: figures.texts + 1, valid: figures.valid + (isValid ? 1 : 0), slowest: Math.max(figures.slowest, cpu) };
    progress(figures);
  });
  await fc.assert(survives, { numRuns: texts, seed, endOnFailure: false });
  rmSync(folder, { recursive: true });
  return figures;
}

async function survive({ kind, text }: FuzzFile, cwd: string): Promise<{ readonly isValid: boolean; readonly cpu: number }> {
  const file = `runbooks/fuzz${kind === 'runbook' ? '' : `.${kind}`}.yml`;
  writeFileSync(join(cwd, file), text);
  const before = process.cpuUsage();
  const validated = await runbook(['validate', file, '--json'], cwd);
  expectCode(validated, [EXIT.ok, EXIT.usage]);
  const isValid = validated.code === EXIT.ok;
  if (isValid && kind === 'runbook') expectCode(await runbook(['plan', file, '--offline'], cwd), [EXIT.ok, EXIT.failed]);
  const { user, system } = process.cpuUsage(before);
  rmSync(join(cwd, file));
  return { isValid, cpu: Math.round((user + system) / 1_000) };
}

interface Ended {
  readonly code: number;
  readonly shown: string;
}

function expectCode({ code, shown }: Ended, allowed: readonly number[]): void {
  if (!allowed.includes(code)) throw new Error(`It ended with exit code ${code}.\n${shown.slice(0, 2_000)}`);
}

async function runbook(argv: readonly string[], cwd: string): Promise<Ended> {
  const { code, stdout, stderr } = await runHere(argv, cwd, { RUNBOOK_STATE_DIR: join(cwd, 'state') });
  return { code, shown: `${stdout}${stderr}` };
}
