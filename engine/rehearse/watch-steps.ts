import { toFailure } from '../core/failure.ts';
import type { StepExecutor } from '../core/ports.ts';

/** An executor that tells a world before each exec which step it belongs to, so that a fault of that step comes first. */
export function watchSteps(executor: StepExecutor, world: { stepStarted(path: string): Promise<void> }): StepExecutor {
  return {
    ...executor,
    async perform(plan, spec, io) {
      try {
        await world.stepStarted(stepOf(io.key));
      } catch (error) {
        return { status: 'failed', failure: toFailure(error) };
      }
      return executor.perform(plan, spec, io);
    },
  };
}

/** `promote@2/mr#1/do` -> `promote@2/mr`; an item's key may hold a `#` of its own. */
function stepOf(key: string): string {
  return key.slice(0, key.lastIndexOf('#'));
}
