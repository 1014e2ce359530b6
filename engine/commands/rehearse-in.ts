import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { fail } from '../core/failure.ts';
import { runTexts } from '../core/messages/running.ts';
import { findRunbook, readRegularFile } from '../load/find-runbook.ts';
import { loadWorld } from '../load/world.ts';
import { chooseFaults } from '../rehearse/faults.ts';
import { loadStandIns } from '../core/load-stand-ins.ts';
import { type World, openWorld } from '../rehearse/open-world.ts';
import { type WorldFile, checkWorld } from '../rehearse/world-file.ts';
import { type Invocation, runbookFolder } from './command.ts';
import { planIn } from './plan-in.ts';
import { printInvalid, printRefused, withFailures } from './refuse.ts';
import { type RecordPlace, recordRun } from './record-run.ts';
import type { Setting } from './setting.ts';
import { startAndDrive } from './start-run.ts';
import { withSetting } from './with-setting.ts';

/** Builds the world beside the runbook, runs or plans in it, and tells what it looks like now. */
export async function rehearseIn(invocation: Invocation): Promise<ExitCode> {
  return withFailures(invocation, async () => {
    const loaded = await loadWorld(worldFiles(invocation).used, invocation);
    if (loaded.status === 'invalid') return printInvalid(invocation, loaded.diagnostics);
    const document = loaded.document as unknown as WorldFile;
    const problems = checkWorld(document, await loadStandIns(invocation.plugins));
    if (problems.length > 0)
      return printRefused(
        invocation,
        'world',
        problems.map(({ path, message }) => `${loaded.file}: ${path.join('.')}: ${message}`),
        EXIT.usage,
      );
    const chosen = chooseFaults(document.faults ?? {}, invocation.options.list('fault'));
    if (chosen.status === 'unknown')
      return printRefused(
        invocation,
        chosen.failure.code,
        [chosen.failure.message, ...(chosen.failure.hint === undefined ? [] : [chosen.failure.hint])],
        EXIT.usage,
      );
    const { faults } = chosen;
    const keep = invocation.options.text('keep');
    const folder = keep === undefined ? mkdtempSync(join(tmpdir(), 'runbook-world-')) : resolve(invocation.cwd, keep);
    let isKept = keep !== undefined;
    try {
      const world = await openWorld({ folder, plugins: invocation.plugins, create: { world: document, faults } });
      const exit = await rehearseWorld(invocation, world);
      isKept ||= exit === EXIT.parked || exit === EXIT.unknown || exit === EXIT.interrupted;
      if (isKept && !invocation.json) invocation.terminal.print(runTexts.worldKept(folder));
      if (!isKept && !invocation.json && exit === EXIT.failed) invocation.terminal.print(runTexts.worldGone);
      return exit;
    } finally {
      if (!isKept) rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function rehearseWorld(invocation: Invocation, world: World): Promise<ExitCode> {
  const { terminal, json, options } = invocation;
  try {
    if (!json) terminal.print(runTexts.worldTitle(world.title));
    const isDry = options.flag('dry-run');
    const exit = await withSetting(invocation, setting => (isDry ? planIn(invocation, setting) : driveAndRecord(invocation, setting)), { world });
    if (!json && !isDry && exit !== EXIT.usage) await printWorld(invocation, world);
    return exit;
  } finally {
    await world.close();
  }
}

async function driveAndRecord(invocation: Invocation, setting: Setting): Promise<ExitCode> {
  const exit = await startAndDrive(invocation, setting);
  const name = invocation.options.text('record');
  const isEnded = exit === EXIT.ok || exit === EXIT.failed;
  if (name !== undefined && isEnded) await recordRun(invocation, setting, name, recordPlace(invocation));
  return exit;
}

async function printWorld({ terminal }: Invocation, world: World): Promise<void> {
  terminal.print(`\n${runTexts.worldNow}`);
  for (const { plugin, lines } of await world.summary()) terminal.print([`  ${plugin}`, ...lines.map(line => `    ${line}`)].join('\n'));
  const pending = world.pendingFaults();
  if (pending.length > 0) terminal.print(runTexts.pendingFaults(pending));
}

/** `NAME.world.yml` beside the runbook, and the world that is used: the same, unless `--in` names another one there. */
function worldFiles({ arguments: given, options, cwd }: Invocation): { readonly own: string; readonly used: string } {
  const found = findRunbook(given[0] ?? '', runbookFolder(options), cwd, readRegularFile);
  if (found.status === 'missing') return fail({ code: found.code, message: found.message, ...(found.hint === undefined ? {} : { hint: found.hint }) });
  const own = found.path.replace(/\.ya?ml$/, '.world.yml');
  const other = options.text('in');
  if (other === undefined) return { own, used: own };
  return { own, used: join(dirname(own), /\.ya?ml$/.test(other) ? other : `${other}.world.yml`) };
}

function recordPlace(invocation: Invocation): RecordPlace {
  const { own, used } = worldFiles(invocation);
  return { file: own.replace(/\.world\.yml$/, '.test.yml'), ...(used === own ? {} : { world: basename(used) }) };
}
