import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Thirty steps of every kind that needs no service: what a real procedure looks like to the loader. */
export function writeThirty(folder: string): string {
  const groups = Array.from({ length: 6 }, (_, index) =>
    [
      `  - id: part${index}`,
      `    name: Part ${index} of {{ inputs.name }}`,
      '    steps:',
      `      - { id: look${index}, run: [echo, "{{ inputs.name }}"], effect: read, outputs: { size: "size(outputs.stdout)" }, verify: outputs.exit_code == 0 }`,
      `      - { id: go${index}, if: steps.look${index}.outputs.size > 0, confirm: "Go on with {{ steps.look${index}.outputs.stdout }}?" }`,
      `      - { id: calm${index}, wait: 15m }`,
      `      - { id: did${index}, run: ["true"], check: steps.look${index}.outputs.size > 9, on-failure: warn }`,
    ].join('\n'),
  );
  return write(folder, 'thirty', `inputs:\n  name: { type: string, default: x }\nsteps:\n${groups.join('\n')}`);
}

export function writeTrue(folder: string, count: number): string {
  return write(folder, `true${count}`, `steps:\n${Array.from({ length: count }, (_, index) => `  - { id: s${index}, run: ["true"] }`).join('\n')}`);
}

function write(folder: string, name: string, rest: string): string {
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, `version: 1\nname: ${name}\ntitle: ${name}\n${rest}\n`);
  return file;
}
