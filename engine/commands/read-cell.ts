import type { Cell } from '../core/cell.ts';
import type { Engine } from '../core/ports.ts';
import { isUnreachable } from '../durable/shared.ts';

/** A target's cell, or why it cannot be read: what only shows it goes on without. */
export async function readCell(engine: Engine, target: string): Promise<Cell | string> {
  try {
    return await engine.targets.read(target);
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return error.failure.message;
  }
}
