import type { Json } from '../json.ts';
import { planTexts } from '../messages/plan.ts';
import { type StaticStep, documentOf } from '../program.ts';
import { scopeAt } from '../scope-of.ts';
import { renderValue, templateReferences } from '../template.ts';
import { evaluate, expressionReferences } from '../expression.ts';
import { joinPath } from '../paths.ts';
import { childrenOf } from '../program.ts';
import type { Walk } from './walk.ts';
import type { PlannedStep } from './plan.ts';

/** A nested runbook: its inputs as far as they are known, then its steps. */
export async function planNested(
  walk: Walk,
  entry: StaticStep,
  path: string,
  base: PlannedStep,
  planScope: (walk: Walk, scope: string, depth: number) => Promise<void>,
): Promise<void> {
  const document = documentOf(walk.program, path);
  const inputs: Record<string, Json> = {};
  const unknown: Record<string, readonly string[]> = {};
  for (const [name, field] of Object.entries(document.inputs ?? {})) {
    const raw = entry.step.with?.[name] ?? field.default;
    if (raw === undefined) continue;
    const isGiven = entry.step.with?.[name] !== undefined;
    const { today, timeZone } = walk.program.plan;
    const scope = isGiven
      ? scopeAt(
          walk.sim,
          path,
          templateReferences(raw).map(reference => reference.path),
        )
      : { values: { inputs, today }, unknown: [], secrets: [], timeZone };
    const rendered = renderValue(raw, scope);
    if (rendered.status === 'known') inputs[name] = rendered.value;
    else unknown[name] = rendered.status === 'unknown' ? [...new Set(rendered.unknowns.flatMap(one => one.causes))] : [rendered.message];
  }
  walk.sim.giveInputs(path, inputs, unknown);
  walk.steps.push({ ...base, notes: [...base.notes, planTexts.runbook(document.name)] });
  const { over } = walk;
  await planScope(walk, path, base.depth + 1);
  walk.over = over;
  conclude(walk, path);
}

function conclude(walk: Walk, path: string): void {
  const document = documentOf(walk.program, path);
  const first = childrenOf(walk.program, path, 'steps')[0];
  const outputs: Record<string, Json> = {};
  for (const [name, text] of Object.entries(document.outputs ?? {})) {
    const result = evaluate(text, scopeAt(walk.sim, first ? joinPath(path, first.step.id) : path, expressionReferences(text)));
    if (result.status === 'known') outputs[name] = result.value;
    else walk.sim.doubt(path, planTexts.after(path.split('/').at(-1) ?? path), [name]);
  }
  walk.sim.know(path, outputs);
}
