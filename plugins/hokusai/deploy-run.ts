import type { ChangeContext, Effect, ReadContext, Verdict } from '../../engine/core/action.ts';
import { fail } from '../../engine/core/failure.ts';
import { readImage, readRunning, type Running } from './client.ts';
import { hokusaiMessages as say, short } from './messages.ts';

/** One deploy by hokusai: to a stage, of the image with a tag, by a command. */
export interface Deploy {
  readonly folder: string;
  readonly stage: string;
  readonly digest: string;
  readonly argv: readonly string[];
}

/** Hooks and rollouts of a deploy may take so long. */
const LIMIT = 2 * 60 * 60_000;
/** Every exit code is an answer here: what counts is what the stage runs afterwards. */
const EVERY_CODE = Array.from({ length: 256 }, (_, code) => code);

export async function deployEffect(context: ReadContext, { folder, stage, digest, argv }: Deploy): Promise<Effect> {
  const { digests } = await readRunning(context, folder, stage);
  const from = digests.map(short).join(', ') || say.nothing;
  return { does: 'hokusai deploy', to: stage, data: { argv, folder, digest }, says: say.deploy(argv, stage, from, short(digest)) };
}

/** Whether the stage runs the image already, as the outputs that a deploy would have. Fails with `cannot-tell` while it rolls out. */
export async function deployedOutputs(context: ReadContext, { folder, stage, digest }: Deploy) {
  const running = await readRunning(context, folder, stage);
  if (!isAt(running, digest)) return undefined;
  if (!running.done) fail({ code: 'cannot-tell', ...say.rolling(stage) });
  const { digest: tagged } = await readImage(context, folder, stage).catch(() => ({ digest: '' }));
  return { digest, complete: tagged === digest, warnings: [] as string[] };
}

/** Runs the command to its end, and believes the cluster. Fails with `not-live`. */
export async function runDeploy(context: ChangeContext, effect: Effect, { folder, stage, digest, argv }: Deploy) {
  const { exitCode, stdout, stderr } = await context.change(effect, io => io.exec(argv, { cwd: folder, timeout: LIMIT, exitCodes: EVERY_CODE }));
  const lines = `${stdout}\n${stderr}`.split('\n').map(line => line.trim());
  const running = await readRunning(context, folder, stage);
  if (!isAt(running, digest) || !running.done) {
    const said = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
    fail({ code: 'not-live', ...say.notLive(stage, short(digest), exitCode, said.slice(0, 300)), data: { exitCode } });
  }
  if (exitCode !== 0) context.log(say.incomplete(stage, exitCode));
  return { digest, complete: exitCode === 0, warnings: lines.filter(line => line.startsWith('WARNING')).map(line => line.slice(0, 500)) };
}

export async function verifyDeploy(context: ReadContext, { folder, stage, digest }: Omit<Deploy, 'argv'>): Promise<Verdict> {
  const running = await readRunning(context, folder, stage);
  return isAt(running, digest)
    ? { ok: true }
    : { ok: false, message: say.notRunning(stage, short(digest), running.digests.map(short).join(', ') || say.nothing) };
}

function isAt({ digests }: Running, digest: string): boolean {
  return digests.length === 1 && digests[0] === digest;
}
