import { runTexts } from '../core/messages/running.ts';
import { fail } from '../core/failure.ts';
import type { Engine, RunSnapshot } from '../core/ports.ts';

/** The run that a person names: an id, a unique beginning of one, or `last`. Fails with code `no-run`. */
export async function findRun(engine: Engine, given: string): Promise<RunSnapshot> {
  const runs = await engine.listRuns();
  const [newest] = runs;
  if (!newest) return fail({ code: 'no-run', message: runTexts.noRuns });
  const fitting = given === 'last' ? [newest] : runs.filter(({ run }) => run === given);
  const found = fitting.length > 0 ? fitting : runs.filter(({ run }) => run.startsWith(given));
  const [one] = found;
  const snapshot = found.length === 1 && one ? await engine.getRun(one.run) : undefined;
  return snapshot ?? fail({ code: 'no-run', message: runTexts.noRun(given) });
}
